package asym

// Sureness says how sure it is that the two ways have different numbers of
// hops. The zero value is Unknown.
type Sureness uint8

// How sure a classification is.
const (
	Unknown Sureness = iota // it cannot be told
	No                      // the same number of hops both ways
	Maybe                   // a difference that need not be one of the ways
	Yes                     // different numbers of hops
)

// String returns "unknown", "no", "maybe" or "yes".
func (s Sureness) String() string {
	switch s {
	case No:
		return "no"
	case Maybe:
		return "maybe"
	case Yes:
		return "yes"
	}
	return "unknown"
}

// Reason says what a [Verdict] rests on. The zero value is NoHopLimit.
type Reason uint8

// The reasons, in the order in which [Classify] looks for them.
const (
	NoHopLimit     Reason = iota // Unknown: the hop limit of the answer is not known
	NoDistance                   // Unknown: the way there is not known, or the answer is of a kind that says nothing of it
	SameLength                   // No: as many hops back as there
	NotDecremented               // Unknown: the hop limit has its first value, but the hop is not a neighbour
	TooFar                       // Unknown: more hops back than are plausible
	OffByOne                     // Maybe: some routers decrement the hop limit of their own ICMP
	ThroughTunnel                // Maybe: routers inside of an MPLS tunnel answer by way of its end
	Differs                      // Yes: more than one hop of difference
)

var reasons = [...]string{
	NoHopLimit:     "the hop limit of the answer is not known",
	NoDistance:     "the answer does not tell the way there",
	SameLength:     "as many hops back as there",
	NotDecremented: "the hop limit of the answer was not decremented, or set anew on the way",
	TooFar:         "the answer started with an unusual hop limit",
	OffByOne:       "one hop of difference, which some routers make themselves",
	ThroughTunnel:  "the answer came by way of the end of an MPLS tunnel",
	Differs:        "another number of hops back than there",
}

// String returns the reason in words, without a full stop.
func (r Reason) String() string {
	if int(r) < len(reasons) {
		return reasons[r]
	}
	return "unknown reason"
}
