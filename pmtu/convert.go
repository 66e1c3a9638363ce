package pmtu

import (
	"bytes"
	"encoding/binary"

	"github.com/pathmtu/pmtu/errqueue"
	"github.com/pathmtu/pmtu/internal/wire"
)

// EventFrom returns the event that a message of a UDP probe socket stands
// for, and false where it stands for none: entries that this host made (a
// refused send, a transmit timestamp) and ICMP messages without a sender. It decides
// by ICMP type and code, never by errno, which is ambiguous. It is pure and
// keeps nothing of m. The event's time is m.At: where the kernel gave none,
// the caller fills it in first.
func EventFrom(m *errqueue.Message) (Event, bool) {
	if !m.FromQueue {
		return replyFrom(m), true
	}
	if !m.Offender.IsValid() {
		return nil, false
	}
	switch m.Origin {
	case errqueue.OriginICMP:
		return icmpEvent(m, IPv4), true
	case errqueue.OriginICMP6:
		return icmpEvent(m, IPv6), true
	}
	return nil, false
}

// EventFromPing is EventFrom for a message of a ping socket. Besides, it
// returns false for data that is no echo reply, and for a source quench or
// redirect, which Linux queues for ping sockets (net/ipv4/ping.c, ping_err)
// although the probe went on.
func EventFromPing(m *errqueue.Message) (Event, bool) {
	if !m.FromQueue {
		return echoReplyFrom(m)
	}
	if m.Origin == errqueue.OriginICMP && (m.Type == wire.TypeSourceQuench || m.Type == wire.TypeRedirect) {
		return nil, false
	}
	behind, header := *m, m.Payload[:min(wire.ICMPHeaderLen, len(m.Payload))]
	behind.Payload = m.Payload[len(header):]
	behind.ExtensionOffset = max(0, m.ExtensionOffset-wire.ICMPHeaderLen)
	ev, ok := EventFrom(&behind)
	if seq, is := sequenceOf(header, echoType(m.Origin)); ok && is {
		ev = withSequence(ev, seq)
	}
	return ev, ok
}

func echoReplyFrom(m *errqueue.Message) (Event, bool) {
	typ := wire.TypeEchoReply
	if familyOf(m.Peer.Addr()) == IPv6 {
		typ = wire.TypeEchoReply6
	}
	seq, ok := sequenceOf(m.Payload, typ)
	if !ok {
		return nil, false
	}
	behind := *m
	behind.Payload = m.Payload[wire.ICMPHeaderLen:]
	r := replyFrom(&behind)
	r.Echo, r.Sequence, r.Fragment = true, seq, MTU(m.FragmentSize)
	return r, true
}

func echoType(o errqueue.Origin) uint8 {
	if o == errqueue.OriginICMP6 {
		return wire.TypeEcho6
	}
	return wire.TypeEcho
}

// sequenceOf returns the sequence number in the header of an ICMP message of
// that type.
func sequenceOf(header []byte, typ uint8) (uint16, bool) {
	if len(header) < wire.ICMPHeaderLen || header[0] != typ || header[1] != 0 {
		return 0, false
	}
	return binary.BigEndian.Uint16(header[6:]), true
}

// withSequence returns the event with a quote that says the sequence number.
func withSequence(ev Event, seq uint16) Event {
	switch ev := ev.(type) {
	case TimeExceeded:
		ev.Quote.Sequence, ev.Quote.HasSequence = seq, true
		return ev
	case PacketTooBig:
		ev.Quote.Sequence, ev.Quote.HasSequence = seq, true
		return ev
	case Unreachable:
		ev.Quote.Sequence, ev.Quote.HasSequence = seq, true
		return ev
	}
	return ev
}

func icmpEvent(m *errqueue.Message, f Family) Event {
	r := reportFrom(m, f)
	switch {
	case wire.IsTimeExceeded(int(f), m.Type, m.Code):
		return TimeExceeded{r}
	case wire.IsPacketTooBig(int(f), m.Type, m.Code):
		return PacketTooBig{Report: r, NextHopMTU: m.Info}
	}
	return Unreachable{r}
}

func replyFrom(m *errqueue.Message) Reply {
	r := Reply{At: m.At, From: m.Peer, HopLimit: m.HopLimit, Bytes: len(m.Payload)}
	r.Token, r.HasToken = tokenOf(m.Payload)
	return r
}

func reportFrom(m *errqueue.Message, f Family) Report {
	quote, extension := splitQuote(m, f)
	// Where the structure is damaged, what came before the damage is as good
	// as the rest of the message: a hint that proves nothing.
	objects, _ := wire.ParseExtensions(extension)
	r := Report{
		At:         m.At,
		Offender:   m.Offender.Unmap(),
		HopLimit:   m.HopLimit,
		Type:       m.Type,
		Code:       m.Code,
		Quote:      Quote{Target: m.Peer, Bytes: len(quote)},
		MPLS:       objects.MPLS,
		Interfaces: objects.Interfaces,
	}
	r.Quote.Token, r.Quote.HasToken = tokenOf(quote)
	return r
}

// splitQuote splits a payload into the quote and the extension structure
// behind it; nil where there is none. The kernel says where a structure is
// that is announced by a length field (RFC 4884, section 4). Routers from
// before that RFC announce nothing and put it behind 128 bytes of the quote, of which
// the IP and UDP headers are not in the payload.
func splitQuote(m *errqueue.Message, f Family) (quote, extension []byte) {
	at := m.ExtensionOffset
	if at > 0 {
		at = min(at, len(m.Payload))
		extension = m.Payload[at:]
	} else {
		at = wire.MinQuote - int(f.Header()+UDP.header())
		if extensible(f, m.Type) {
			extension, _ = wire.FindLegacy(m.Payload, at)
		}
		if extension == nil {
			return m.Payload, nil
		}
	}
	if m.ExtensionInvalid {
		extension = nil
	}
	return withoutPadding(m.Payload[:at]), extension
}

// extensible reports whether a message of the type may carry an extension
// structure (RFC 4884, section 4). IPv6's packet too big may not: its quote goes to its end.
func extensible(f Family, typ uint8) bool {
	if f == IPv6 {
		return typ == wire.TypeUnreachable6 || typ == wire.TypeTimeExceeded6
	}
	return typ == wire.TypeUnreachable || typ == wire.TypeTimeExceeded || typ == wire.TypeParameterProblem
}

// withoutPadding cuts the zeros off a quote that has none but zeros where the second half of the token
// is to be, or all of it: a router that quotes little more than the headers pads that to 128 bytes before it adds an
// extension (RFC 4884, section 4), and half a token would look like a forgery. One token of four
// billion is cut with them.
func withoutPadding(quote []byte) []byte {
	if short := bytes.TrimRight(quote, "\x00"); len(short) <= TokenSize/2 {
		return short
	}
	return quote
}

// tokenOf returns what stands in the token's place at the front of a payload.
func tokenOf(payload []byte) (uint64, bool) {
	if len(payload) < TokenSize {
		return 0, false
	}
	return binary.BigEndian.Uint64(payload), true
}
