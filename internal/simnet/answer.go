package simnet

import (
	"math"
	"net/netip"
	"time"

	"github.com/pathmtu/pmtu/internal/wire"
	"github.com/pathmtu/pmtu/pmtu"
)

// answerer is who answers a packet.
type answerer struct {
	hop    int // from 0
	member int
	ttl    int // the packet's hop limit as it arrived there
}

// copyGap is the time between copies of one answer.
const copyGap = time.Millisecond

// tosError is the TOS of ICMP errors of Linux: internetwork control
// (net/ipv4/icmp.c, __icmp_send).
const tosError = 0xc0

func timeExceeded(f pmtu.Family) wire.ICMP {
	if f == pmtu.IPv6 {
		return wire.ICMP{Type: wire.TypeTimeExceeded6}
	}
	return wire.ICMP{Type: wire.TypeTimeExceeded}
}

func tooBig(f pmtu.Family, claim uint32) wire.ICMP {
	if f == pmtu.IPv6 {
		return wire.ICMP{Type: wire.TypePacketTooBig6, Rest: claim}
	}
	return wire.ICMP{
		Type: wire.TypeUnreachable, Code: wire.CodeFragmentationNeeded,
		Rest: min(claim, math.MaxUint16),
	}
}

func portUnreachable(f pmtu.Family) icmpCode {
	if f == pmtu.IPv6 {
		return icmpCode{typ: wire.TypeUnreachable6, code: wire.CodePort6}
	}
	return icmpCode{typ: wire.TypeUnreachable, code: wire.CodePort}
}

// answerError sends an ICMP error about p, unless a limit forbids it.
func (n *Network) answerError(p *packet, a answerer, m wire.ICMP) {
	h, s := &n.d.hops[a.hop], &n.hops[a.hop]
	from, allowed := n.addr(p.family, a), false
	tooBig, claim := wire.IsPacketTooBig(p.ip.Version, m.Type, m.Code), m.Rest
	if tooBig {
		allowed = s.ptbs.of(p.family).allow(*h.ptbLimit.of(p.family), p.at)
		if other := *h.ptbFrom.of(p.family); other.IsValid() {
			from = other
		}
	} else if allowed = s.errors.of(p.family).allow(*h.limit.of(p.family), p.at); !allowed {
		*s.withheld.of(p.family)++
	}
	if !allowed {
		return
	}
	e := h.extensions(from)
	place := wire.PlaceCompliant
	if h.legacy {
		place = wire.PlaceLegacy
	}
	m = m.WithQuote(p.ip.Version, n.quote(p, a, e), e, place)
	p.at = p.at.Add(h.slow)
	before := len(p.out)
	n.send(p, a.hop, from, icmpProtocol(p.family), wire.AppendICMP(nil, from, p.ip.Src, m), tosFor(p.family))
	if tooBig && len(p.out) > before {
		n.say(p, a, from, claim)
	}
}

// addr returns the address by which a hop answers. A destination answers by
// the address that was asked.
func (n *Network) addr(f pmtu.Family, a answerer) netip.Addr {
	return (*n.d.hops[a.hop].addrs.of(f))[a.member]
}

func icmpProtocol(f pmtu.Family) uint8 {
	if f == pmtu.IPv6 {
		return wire.ProtoICMPv6
	}
	return wire.ProtoICMP
}

func tosFor(f pmtu.Family) uint8 {
	if f == pmtu.IPv4 {
		return tosError
	}
	return 0
}

// extensions returns what the hop says behind its quotes.
func (h *hop) extensions(from netip.Addr) wire.Extensions {
	e := wire.Extensions{MPLS: h.mpls}
	if h.iface != nil {
		i := *h.iface
		if h.ifaceAddr {
			i.Addr = from
		}
		e.Interfaces = []wire.Interface{i}
	}
	return e
}

// send sends a packet from a hop back to this host: the way takes its time, uses
// up hop limit, and may lose it.
func (n *Network) send(p *packet, i int, from netip.Addr, protocol uint8, segment []byte, tos uint8) {
	h := &n.d.hops[i]
	for k := i; k >= 0; k-- {
		if n.loses(p, n.d.hops[k].backLoss) {
			return
		}
	}
	// The first router on the way back decrements what arrives from hop 2,
	// nobody what hop 1 sends.
	hopLimit := h.hopLimit - n.returnHops(i) + 1
	if hopLimit < 1 {
		return
	}
	n.id++
	ip := wire.IP{
		Src: from, Dst: p.ip.Src, HopLimit: uint8(hopLimit), Protocol: protocol, TrafficClass: tos, ID: n.id,
	}
	at := p.at.Add(n.wayBack(i))
	for range h.copies {
		for _, b := range h.cut(wire.AppendIP(nil, ip, segment), ip, segment) {
			p.out = append(p.out, Delivery{At: at, Packet: b})
		}
		at = at.Add(copyGap)
	}
}

// returnHops returns how many hops the answers of hop i (from 0) travel.
func (n *Network) returnHops(i int) int {
	if h := &n.d.hops[i]; h.returnHops != 0 {
		return h.returnHops
	}
	return i + 1
}

// wayBack returns how long the answers of hop i (from 0) travel.
func (n *Network) wayBack(i int) time.Duration {
	if h := &n.d.hops[i]; h.back >= 0 {
		return h.back
	}
	return n.wayThere(i)
}

// wayThere returns how long packets travel to hop i (from 0).
func (n *Network) wayThere(i int) (sum time.Duration) {
	for k := range i + 1 {
		sum += n.d.hops[k].delay
	}
	return sum
}

// cut returns the packets that arrive of one that a hop sends: itself, its
// fragments, or none where it is larger than the way back carries.
func (h *hop) cut(whole []byte, ip wire.IP, segment []byte) [][]byte {
	switch {
	case h.backMTU == 0 || len(whole) <= h.backMTU:
		return [][]byte{whole}
	case h.fragments:
		return fragment(ip, segment, h.backMTU)
	}
	return nil
}

// fragment returns the fragments of a packet, each of at most mtu bytes.
func fragment(ip wire.IP, segment []byte, mtu int) [][]byte {
	room := mtu - wire.IPv4HeaderLen
	if !ip.Src.Is4() {
		room = mtu - wire.IPv6HeaderLen - 8 // of the fragment header
	}
	room = room / 8 * 8
	var parts [][]byte
	for offset := 0; offset < len(segment); offset += room {
		end := min(offset+room, len(segment))
		ip.FragmentOffset, ip.MF = uint16(offset), end < len(segment)
		parts = append(parts, wire.AppendIP(nil, ip, segment[offset:end]))
	}
	return parts
}
