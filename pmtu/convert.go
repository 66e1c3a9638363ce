package pmtu

import (
	"encoding/binary"

	"github.com/pathmtu/pmtu/errqueue"
)

// ICMP types and codes that decide what an answer means (RFC 792, RFC 1191, RFC 4443).
const (
	icmp4Unreachable   = 3
	icmp4FragNeeded    = 4 // a code of type 3
	icmp4TimeExceeded  = 11
	icmp6PacketTooBig  = 2
	icmp6TimeExceeded  = 3
	codeHopLimitRanOut = 0 // of both families' time exceeded
)

// EventFrom returns the event that a message of a probe socket stands for,
// and false where it stands for none: entries that this host made (a refused
// send, a transmit timestamp) and ICMP messages without a sender. It decides
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
		return icmp4Event(m), true
	case errqueue.OriginICMP6:
		return icmp6Event(m), true
	}
	return nil, false
}

func icmp4Event(m *errqueue.Message) Event {
	r := reportFrom(m, IPv4)
	switch {
	case m.Type == icmp4TimeExceeded && m.Code == codeHopLimitRanOut:
		return TimeExceeded{r}
	case m.Type == icmp4Unreachable && m.Code == icmp4FragNeeded:
		return PacketTooBig{Report: r, NextHopMTU: m.Info}
	}
	return Unreachable{r}
}

func icmp6Event(m *errqueue.Message) Event {
	r := reportFrom(m, IPv6)
	switch {
	case m.Type == icmp6TimeExceeded && m.Code == codeHopLimitRanOut:
		return TimeExceeded{r}
	// A receiver ignores the code of a packet too big (RFC 4443, section 3.2).
	case m.Type == icmp6PacketTooBig:
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
	r := Report{
		At:       m.At,
		Offender: m.Offender.Unmap(),
		HopLimit: m.HopLimit,
		Type:     m.Type,
		Code:     m.Code,
		Quote:    Quote{Target: m.Peer},
	}
	quote := m.Payload
	if at := m.ExtensionOffset; at > 0 {
		quote = withoutPadding(quote[:min(at, len(quote))])
	}
	r.Quote.Bytes = len(quote)
	r.Quote.Token, r.Quote.HasToken = tokenOf(quote)
	return r
}

// withoutPadding returns nothing for a quote of zeros only: a router that
// quotes the header alone pads it to 128 bytes before it adds an extension
// (RFC 4884, section 4.1), and a token of zeros would look like a forgery.
func withoutPadding(quote []byte) []byte {
	for _, b := range quote {
		if b != 0 {
			return quote
		}
	}
	return nil
}

// tokenOf returns what stands in the token's place at the front of a payload.
func tokenOf(payload []byte) (uint64, bool) {
	if len(payload) < TokenSize {
		return 0, false
	}
	return binary.BigEndian.Uint64(payload), true
}
