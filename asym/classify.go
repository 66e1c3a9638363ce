package asym

import "strconv"

// Kind is what kind of answer is looked at. The zero value, KindOther, tells
// nothing of the way there.
type Kind uint8

// The kinds of answers.
const (
	// KindOther is any other answer, such as an unreachable from a router: the
	// probe's hop limit may have been more than the distance.
	KindOther Kind = iota
	// KindTimeExceeded is an ICMP time exceeded in transit: the router is as
	// many hops away as the probe's hop limit was.
	KindTimeExceeded
	// KindDestination is an answer by the destination, of any protocol. The way
	// there is the least hop limit with which it answered.
	KindDestination
	// KindPacketTooBig is an ICMP packet too big. It never counts.
	KindPacketTooBig
)

// Answer is what is known of an answer to a probe. The zero value is classified
// as Unknown.
type Answer struct {
	// Kind is what it was.
	Kind Kind
	// Forward is how many hops away the one who answered is, 1 for a neighbour.
	// 0 or less: not known.
	Forward int
	// HopLimit is the hop limit with which the answer arrived, 0 to 255.
	// Everything else, such as -1: not known.
	HopLimit int
	// MPLS is true where the answer carries an MPLS label stack (RFC 4950): who
	// sent it is inside of a tunnel.
	MPLS bool
}

// Verdict is what an [Answer] says of the way back. The zero value is that of
// an answer of which nothing is known.
type Verdict struct {
	// ReturnHops is how many hops the answer travelled, as [ReturnHops] has it.
	// 0: not known. It is set even where Sure is Unknown.
	ReturnHops int
	// Sure is how sure it is that this is not the number of hops there.
	Sure Sureness
	// Reason is what Sure rests on.
	Reason Reason
}

// MaxPlausible is the most hops back that [Classify] believes where the way
// there is not longer itself. Paths in the Internet rarely reach 30 hops, and
// 33 or more is also what a system looks like that starts with 32.
const MaxPlausible = 32

// Classify compares the two ways of an answer. The package documentation tells
// the rules.
func Classify(a Answer) Verdict {
	if a.HopLimit < 0 || a.HopLimit > 255 {
		return Verdict{Reason: NoHopLimit}
	}
	v := Verdict{ReturnHops: ReturnHops(uint8(a.HopLimit))}
	v.Sure, v.Reason = compare(a, v.ReturnHops)
	return v
}

func compare(a Answer, back int) (Sureness, Reason) {
	more := back - a.Forward
	switch {
	case a.Forward <= 0, a.Kind != KindTimeExceeded && a.Kind != KindDestination:
		return Unknown, NoDistance
	case more == 0:
		return No, SameLength
	case back == 1:
		return Unknown, NotDecremented
	case back > MaxPlausible && a.Forward <= MaxPlausible:
		return Unknown, TooFar
	case more == 1, more == -1:
		return Maybe, OffByOne
	case more > 0 && a.MPLS && a.Kind == KindTimeExceeded:
		return Maybe, ThroughTunnel
	}
	return Yes, Differs
}

// String returns the verdict as a phrase, such as "9 hops back, asymmetric: yes
// (another number of hops back than there)".
func (v Verdict) String() string {
	s := "asymmetric: " + v.Sure.String() + " (" + v.Reason.String() + ")"
	switch v.ReturnHops {
	case 0:
		return s
	case 1:
		return "1 hop back, " + s
	}
	return strconv.Itoa(v.ReturnHops) + " hops back, " + s
}
