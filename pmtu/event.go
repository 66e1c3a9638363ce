package pmtu

import (
	"net/netip"
	"time"

	"github.com/pathmtu/pmtu/internal/wire"
)

// Event is something that happened in the world: one of Sent, SendFailed,
// TimeExceeded, PacketTooBig, Unreachable, Reply and Cancelled. The set is closed.
type Event interface{ event() }

// Sent says that a probe left.
type Sent struct {
	Probe uint32    // the probe's ID
	At    time.Time // when it was handed to the kernel
}

// SendFailed says that a probe did not leave this host.
type SendFailed struct {
	Probe uint32
	At    time.Time
	// MTU is the local limit that refused the probe (EMSGSIZE), bytes; 0
	// where it was refused for another reason.
	MTU MTU
	// Errno is the Linux error number, 0 if there is none. ENOBUFS means
	// that the probe was dropped on this host before it was sent.
	Errno uint32
	// Err is the reason in words.
	Err string
}

// Report is what every answer by ICMP carries.
type Report struct {
	// At is when it arrived, by the kernel's clock where it says.
	At time.Time
	// Offender is who sent it.
	Offender netip.Addr
	// HopLimit is the hop limit that was left when it arrived; -1: not known.
	HopLimit int
	// Type and Code are those of the ICMP message; the family is Offender's.
	Type, Code uint8
	// Quote is what it said of the probe.
	Quote Quote
	// MPLS is the label stack of RFC 4950, outermost first; nil: none.
	MPLS []Label
	// Interfaces is what RFC 5837 says of the router's interfaces; nil: none.
	Interfaces []Interface
}

// Label is one entry of an MPLS label stack (RFC 4950, section 4). Its fields
// are Label (20 bits), TC (the traffic class), Bottom (of the stack) and TTL.
type Label = wire.Label

// Interface is one interface information object (RFC 5837, section 4). Its
// fields are Role, Index, Addr, Name and MTU (bytes); what was not said is zero.
type Interface = wire.Interface

// Quote is what an ICMP error returned of the probe that caused it.
type Quote struct {
	// Target is the destination and port in the quote. It differs from the
	// probe's where a translator rewrote it and did not restore it.
	Target netip.AddrPort
	// Bytes is how much of the probe's payload came back; 0 for a minimal
	// quote (RFC 792).
	Bytes int
	// HasToken is true where the quote was long enough for a token.
	HasToken bool
	// Token is what stands in the token's place; right or not is for the
	// engine to say. 0 where HasToken is false.
	Token uint64
	// HasSequence is true for the quote of an echo, however short it is.
	HasSequence bool `json:",omitzero"`
	// Sequence is the sequence number of the echo; 0 where HasSequence is false.
	Sequence uint16 `json:",omitzero"`
}

// TimeExceeded says that a probe's hop limit ran out (IPv4 11/0, IPv6 3/0).
type TimeExceeded struct{ Report }

// PacketTooBig says that a probe was larger than a router's next link (IPv4
// 3/4, IPv6 2/0).
type PacketTooBig struct {
	Report
	// NextHopMTU is what the router claims, unfiltered: 0 and nonsense included.
	NextHopMTU uint32
}

// Unreachable says that a probe will get no further: any destination
// unreachable but packet too big, a parameter problem and everything else the
// kernel delivers. From the destination, port unreachable is the usual answer.
type Unreachable struct{ Report }

// Reply is a datagram that arrived at the probe's socket, or an echo reply:
// that has the size of the echo and, where it came in one piece, is proof for both directions. The
// whole packet has Bytes and the headers of IP and of UDP or ICMP (8 bytes).
type Reply struct {
	At       time.Time
	From     netip.AddrPort // an echo reply has port 0
	HopLimit int            // as it arrived; -1: not known
	Bytes    int            // of payload, behind the header of UDP or ICMP
	HasToken bool
	Token    uint64 // the payload's first 8 bytes, where it has them
	Echo     bool   `json:",omitzero"` // it is an echo reply
	Sequence uint16 `json:",omitzero"` // of an echo reply
	// Fragment is the largest of the fragments in which an echo reply came, bytes of the whole IP
	// packet. 0: it came in one piece, or the kernel does not say (before Linux 4.12).
	Fragment MTU `json:",omitzero"`
}

// Cancelled says that the run is to end now.
type Cancelled struct {
	// Reason is the outcome that the result shall have if nothing better
	// was reached: OutcomeInterrupted or OutcomeDeadline.
	Reason Outcome
}

func (Sent) event()         {}
func (SendFailed) event()   {}
func (TimeExceeded) event() {}
func (PacketTooBig) event() {}
func (Unreachable) event()  {}
func (Reply) event()        {}
func (Cancelled) event()    {}
