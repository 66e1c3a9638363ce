package pmtu

import (
	"net/netip"
	"time"

	"github.com/pathmtu/pmtu/internal/wire"
)

type answerKind uint8

const (
	answerTimeExceeded answerKind = iota
	answerTooBig
	answerUnreachable
	answerReply
)

// answer is an event that answers a probe, in one shape for all kinds.
type answer struct {
	kind       answerKind
	from       netip.Addr
	port       uint16 // the sender's, of a reply
	at         time.Time
	hopLimit   int // -1: unknown
	typ, code  uint8
	claim      uint32 // the claimed next-hop MTU
	quote      Quote
	mpls       []Label
	interfaces []Interface
	fragment   MTU // the largest fragment of a reply; 0: it came whole
	auth       Auth
}

// newAnswer returns nil for an event that is no answer.
func newAnswer(ev Event) *answer {
	switch ev := ev.(type) {
	case TimeExceeded:
		return fromReport(answerTimeExceeded, ev.Report)
	case PacketTooBig:
		a := fromReport(answerTooBig, ev.Report)
		a.claim = ev.NextHopMTU
		return a
	case Unreachable:
		return fromReport(answerUnreachable, ev.Report)
	case Reply:
		return &answer{
			kind: answerReply, from: ev.From.Addr().Unmap(), port: ev.From.Port(), at: ev.At, hopLimit: ev.HopLimit, fragment: ev.Fragment,
			quote: Quote{Target: ev.From, Bytes: ev.Bytes, HasToken: ev.HasToken, Token: ev.Token, HasSequence: ev.Echo, Sequence: ev.Sequence},
		}
	}
	return nil
}

func fromReport(k answerKind, r Report) *answer {
	return &answer{
		kind: k, from: r.Offender.Unmap(), at: r.At, hopLimit: r.HopLimit, typ: r.Type, code: r.Code,
		quote: r.Quote, mpls: r.MPLS, interfaces: r.Interfaces,
	}
}

// rtt is the round-trip time of the probe; never negative, as the kernel's
// clock may have been set in between.
func (a *answer) rtt(f *flight) time.Duration {
	if f.sentAt.IsZero() {
		return 0
	}
	return max(0, a.at.Sub(f.sentAt))
}

// replySize is the least size of the packet that a reply by UDP came in.
func (a *answer) replySize() MTU {
	return familyOf(a.from).Header() + UDP.header() + MTU(a.quote.Bytes)
}

// unresolved reports whether it is the word of a router that asked its link for the next one in vain, and not what
// it says of packets that it lets nobody send: it took the time to ask (type 3, code 1; in IPv6 type 1, code 3).
func (a *answer) unresolved(f *flight) bool {
	says := a.from.Is4() && a.typ == 3 && a.code == 1 || a.from.Is6() && a.typ == 1 && a.code == 3
	return a.kind == answerUnreachable && says && a.rtt(f) >= retransmission
}

// portUnreachable reports whether it is the answer of a destination with
// nothing behind the port (RFC 1122, section 4.1.3.1; RFC 4443, section 3.1).
func (a *answer) portUnreachable() bool {
	if a.kind != answerUnreachable {
		return false
	}
	return wire.IsPortUnreachable(int(familyOf(a.from)), a.typ, a.code)
}

// final reports whether the destination answered: by data, or by a port
// unreachable or any refusal of its own. A firewall on the way says port unreachable, too
// (the default of netfilter's reject). Behind a translator that does not
// restore quotes, the destination is the one that its own quote names.
func (a *answer) final(target netip.Addr) bool {
	switch a.kind {
	case answerReply:
		return true
	case answerUnreachable:
		return sameHost(a.from, target) ||
			a.portUnreachable() && a.auth == AuthToken && sameHost(a.from, a.quote.Target.Addr())
	}
	return false
}

// icmpError is what the answer to a small probe says beside "this hop"; nil
// for the usual ones.
func (a *answer) icmpError(target netip.Addr) *ICMPError {
	if a.kind != answerUnreachable && a.kind != answerTooBig || a.portUnreachable() && a.final(target) {
		return nil
	}
	return &ICMPError{Family: familyOf(a.from), Type: a.typ, Code: a.code}
}

// sameHost compares addresses but for their zones, which name this host's interfaces.
func sameHost(a, b netip.Addr) bool {
	return a.Unmap().WithZone("") == b.Unmap().WithZone("")
}
