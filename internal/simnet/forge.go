package simnet

import (
	"net/netip"

	"github.com/pathmtu/pmtu/internal/wire"
	"github.com/pathmtu/pmtu/pmtu"
)

// otherTarget is the number of the destination that a forged quote names.
const otherTarget = 250

// forgeAll adds the answers to p that are forged.
func (n *Network) forgeAll(p *packet) {
	for i := range n.d.forgeries {
		f := &n.d.forgeries[i]
		seen := n.forge[i].of(p.family)
		*seen++
		if (*seen-1)%f.every == 0 {
			n.forgeOne(p, f)
		}
	}
}

func (n *Network) forgeOne(p *packet, f *forgery) {
	from := *f.from.of(p.family)
	n.id++
	ip := wire.IP{Src: from, Dst: p.ip.Src, HopLimit: f.hopLimit, Protocol: icmpProtocol(p.family), ID: n.id}
	var segment []byte
	if f.kind == forgeData {
		if segment = forgedData(p, from); segment == nil {
			return
		}
		ip.Protocol = p.ip.Protocol
	} else {
		n.sayForged(p, from, f.message(p.family))
		m := f.message(p.family).WithQuote(p.ip.Version, f.quote(p), wire.Extensions{}, wire.PlaceCompliant)
		segment = wire.AppendICMP(nil, from, p.ip.Src, m)
	}
	p.out = append(p.out, Delivery{At: p.sent.Add(f.after), Packet: wire.AppendIP(nil, ip, segment)})
}

// forgedData returns data for who sent p, in the place of an answer: nil where
// nothing listens there.
func forgedData(p *packet, from netip.Addr) []byte {
	payload := []byte("not me\r\n")
	switch p.ip.Protocol {
	case wire.ProtoUDP:
		if u, _, err := wire.ParseUDP(p.transport); err == nil {
			return wire.AppendUDP(nil, from, p.ip.Src, wire.UDP{Src: u.Dst, Dst: u.Src}, payload)
		}
	case icmpProtocol(p.family):
		m, err := wire.ParseICMP(p.transport)
		if err == nil && m.Type == echoOf(p.ip.Version) {
			reply := wire.ICMP{Type: echoReplyOf(p.ip.Version), Rest: m.Rest, Body: payload}
			return wire.AppendICMP(nil, from, p.ip.Src, reply)
		}
	}
	return nil
}

// message returns the ICMP message that is forged.
func (f *forgery) message(family pmtu.Family) wire.ICMP {
	switch f.as {
	case forgeExpired:
		return timeExceeded(family)
	case forgeUnreachable:
		c := portUnreachable(family)
		return wire.ICMP{Type: c.typ, Code: c.code}
	}
	return tooBig(family, f.mtu)
}

// quote returns the quote that is forged.
func (f *forgery) quote(p *packet) []byte {
	size := min(len(p.raw), fullQuote(p.family, wire.Extensions{}))
	if f.kind == forgeMinimal {
		size = min(size, p.ip.HeaderLen+8)
	}
	q := append([]byte(nil), p.raw[:size]...)
	setHopLimit(q, p.family, 1)
	switch f.kind {
	case forgeToken:
		return damageFlipped.apply(q, p.ip.HeaderLen)
	case forgeTarget:
		rewrite(q, p, hostAddr(p.family, otherTarget, true), 0)
	}
	return q
}
