package pmtu

import (
	"net/netip"
	"time"

	"github.com/pathmtu/pmtu/asym"
)

// Outcome is how a run ended. The zero value means that it has not ended.
type Outcome string

// The outcomes, named as in JSON.
const (
	OutcomeReached     Outcome = "reached"       // the destination answered
	OutcomeSilent      Outcome = "silent"        // the destination never answered
	OutcomeUnreachable Outcome = "unreachable"   // a router or this host said so
	OutcomeTooManyHops Outcome = "too_many_hops" // hops answered up to the last hop limit
	OutcomeDeadline    Outcome = "deadline"      // time ran out
	OutcomeBudget      Outcome = "budget"        // probes or bytes ran out
	OutcomeInterrupted Outcome = "interrupted"   // the caller cancelled
)

// Status is how much a path MTU is worth.
type Status string

// The statuses of a path MTU.
const (
	// StatusUnknown says nothing. The zero value reads the same.
	StatusUnknown Status = "unknown"
	// StatusAtLeast: the largest size proven as far as the last hop that answered.
	StatusAtLeast Status = "at_least"
	// StatusProven: a packet of that size was answered by the destination,
	// and a larger one was refused or would exceed the local limit.
	StatusProven Status = "proven"
)

// Direction says which way a number holds.
type Direction string

// The directions.
const (
	DirectionForward Direction = "forward" // from here to the destination
	DirectionBoth    Direction = "both"    // and back
)

// PathMTU is the answer to the question.
type PathMTU struct {
	Status    Status
	MTU       MTU // 0 where Status is unknown
	Direction Direction
}

// Auth is how well an answer is known to answer our probe.
type Auth string

// How an answer was authenticated.
const (
	AuthToken Auth = "token" // our random token came back
	AuthTuple Auth = "tuple" // only addresses and ports matched
)

// Hop is one hop of the path.
type Hop struct {
	// Hop is its distance: the hop limit that ends there.
	Hop int
	// Answers is who answered there, in the order of their first answers.
	// Empty: the hop was silent.
	Answers []Answer
	// MTU is the largest packet proven to arrive at the hop; 0: none.
	MTU MTU
	// Sent and Received count the probes that were to end at this hop.
	Sent, Received int
	// Reached is true where the destination answered at this hop.
	Reached bool
}

// Answer is what one address answered at one hop.
type Answer struct {
	Addr netip.Addr
	// RTTs are the round-trip times, in the order of arrival.
	RTTs []time.Duration
	// ReturnHops is how many hops its answer travelled by its hop limit; 0: unknown.
	ReturnHops int
	// Asymmetric says whether the way back has another length.
	Asymmetric asym.Sureness
	// Auth is the best that any of its answers had.
	Auth Auth
	// MPLS and Interfaces are what its ICMP extensions said; nil: nothing.
	MPLS       []Label
	Interfaces []Interface
	// Error is set where it said that probes get no further.
	Error *ICMPError
}

// ICMPError is an unreachable or another final ICMP message.
type ICMPError struct {
	Family     Family
	Type, Code uint8
}

// LimitKind says what limits.
type LimitKind string

// The kinds of limits.
const (
	LimitLocal        LimitKind = "local"          // this host's own device, which takes more than it carries
	LimitPacketTooBig LimitKind = "packet_too_big" // a router said so
	LimitBlackHole    LimitKind = "black_hole"     // larger packets vanish
)

// Limit is a place where the path gets narrower.
type Limit struct {
	// AfterHop is the hop before the narrow link; 0: this host. -1: not located.
	AfterHop int
	// Addr is who reported it. The zero Addr: nobody.
	Addr netip.Addr
	Kind LimitKind
	// From is the size that did not pass, To the size that was proven to; 0: not proven.
	From, To MTU
	// Claimed is what the router said; 0 where it said 0 or Kind is another.
	Claimed uint32
	// Auth is how well the report is authenticated.
	Auth Auth
	// Lost is how many packets larger than To vanished behind a black hole:
	// all that were sent. Of Controls, smaller ones that went as far in the
	// same interval, ControlsLost had no answer.
	Lost, Controls, ControlsLost int
	// Unsent is how often the kernel of this host refused to send packets larger than To for want of buffer space (ENOBUFS),
	// in place of these counts: a device drops them, as a veth does whose other end has a smaller MTU (drivers/net/veth.c,
	// veth_xmit). 0: what vanished did so on the way.
	Unsent int
}

// Code names a kind of finding.
type Code string

// Severity is how bad a finding is.
type Severity string

// The severities.
const (
	SeverityInfo    Severity = "info"
	SeverityWarning Severity = "warning"
	SeverityError   Severity = "error"
)

// Finding is something that the user should know.
type Finding struct {
	Code     Code
	Severity Severity
	Hop      int        // 0: none
	Addr     netip.Addr // the zero Addr: none
	Detail   string     // a sentence
	Remedy   string     // what to do; "": nothing
	Evidence []uint32   // the IDs of the probes that prove it
}

// Advice is what to set.
type Advice struct {
	// MTU passes to the destination and, where the way back is proven to carry less and how much was measured, back as well.
	MTU    MTU
	TCPMSS MTU
}

// Stats counts what a run did.
type Stats struct {
	Sent, Answered int
	SentBytes      int64
	NotSent        int // refused or dropped on this host
	Forged         int // answers whose token was none of ours, or whose target was not ours
	Stale          int // answers to probes that had been answered before
}

// Result is all that a run learned. It is valid at any moment of a run.
type Result struct {
	Target     netip.AddrPort
	Protocol   Protocol
	Mode       Mode
	Source     Source
	Started    time.Time
	Duration   time.Duration
	Outcome    Outcome
	PathMTU    PathMTU
	LocalMTU   MTU // this host's limit as the kernel said it; 0: unknown
	HopCount   int // 0: unknown
	ReturnHops int // of the destination's answer; 0: unknown
	Hops       []Hop
	Limits     []Limit
	Findings   []Finding
	Advice     *Advice
	// Refusal is the local error that kept probes from being sent; "": none.
	Refusal string
	// Withheld is the least size, bytes, that this host did not send for another reason than its own MTU, where it
	// sent smaller packets only: nothing is known of the path for it and more. 0: it sent all, or kept some back
	// whatever their size. WithheldBy is the local
	// error of the first, such as that of a firewall of this host (EPERM; net/ipv4/ip_output.c, __ip_local_out).
	Withheld   MTU
	WithheldBy string
	// NoEcho is why this host could send no echo, where Protocol was Auto; "": it could.
	NoEcho string
	Stats  Stats
	// Probes, Claims and Strangers are the evidence: what became of each probe
	// that left, what packets too big said, and who sent answers that were none
	// to any probe.
	Probes    []Fate
	Claims    []Claim
	Strangers []Stranger
	// HostTooBig is how many packets too big reached this host in the time of
	// the run but not a socket, by the kernel's counters. The engine cannot
	// know: who can sets it and calls Diagnose again.
	HostTooBig int
	// Dropper is the interface of this host that drops what is larger than the local limit of Limits, as the packets into
	// which it puts others have no more room; "": none is known to. The engine cannot know this either.
	Dropper string
	Updates []Update
}

// MayGoRound reports whether an address answers at two hops that are not next to each other, as it does where packets go round;
// one that is seen twice proves no loop.
func (r *Result) MayGoRound() bool {
	seen := make(map[netip.Addr]int)
	for _, h := range r.Hops {
		for _, a := range h.Answers {
			if last, ok := seen[a.Addr]; ok && h.Hop > last+1 {
				return true
			}
			seen[a.Addr] = h.Hop
		}
	}
	return false
}
