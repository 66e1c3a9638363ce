package simnet

import (
	"encoding/binary"
	"net/netip"

	"github.com/pathmtu/pmtu/internal/wire"
	"github.com/pathmtu/pmtu/pmtu"
)

// The sizes up to which Linux fills ICMP errors (net/ipv4/icmp.c, __icmp_send;
// net/ipv6/icmp.c, icmp6_send), and what leaves room for headers in the
// largest packet there is.
const (
	maxError4 = 576
	maxError6 = 1280
	maxQuote  = 65000
)

// quote returns what a hop quotes of a packet: the bytes as they arrived
// there, cut, and spoilt where the hop does that.
func (n *Network) quote(p *packet, a answerer, e wire.Extensions) []byte {
	h := &n.d.hops[a.hop]
	size := min(len(p.raw), maxQuote)
	if h.quote == quoteFull {
		size = min(size, fullQuote(p.family, e))
	} else {
		size = min(size, p.ip.HeaderLen+h.quote)
	}
	q := append([]byte(nil), p.raw[:size]...)
	setHopLimit(q, p.family, uint8(a.ttl))
	rewrite(q, p, *h.rewrite.of(p.family), h.rewritePort)
	return h.damage.apply(q, p.ip.HeaderLen)
}

// fullQuote returns how much of a packet Linux quotes, less what the
// extensions need.
func fullQuote(f pmtu.Family, e wire.Extensions) int {
	room, unit := maxError4-wire.IPv4HeaderLen-wire.ICMPHeaderLen, 4
	if f == pmtu.IPv6 {
		room, unit = maxError6-wire.IPv6HeaderLen-wire.ICMPHeaderLen, 8
	}
	if e.Empty() {
		return room
	}
	return (room - len(wire.AppendExtensions(nil, e))) / unit * unit
}

// setHopLimit sets the hop limit of a quoted header.
func setHopLimit(q []byte, f pmtu.Family, hopLimit uint8) {
	if f == pmtu.IPv6 {
		set(q, 7, hopLimit)
		return
	}
	set(q, 8, hopLimit)
	fixChecksum(q)
}

// rewrite puts another destination into a quote. The zero Addr and port 0 leave
// what is there.
func rewrite(q []byte, p *packet, to netip.Addr, port uint16) {
	if to.IsValid() && p.family == pmtu.IPv6 {
		b := to.As16()
		set(q, 24, b[:]...)
	} else if to.IsValid() {
		b := to.As4()
		set(q, 16, b[:]...)
		fixChecksum(q)
	}
	if port != 0 && (p.ip.Protocol == wire.ProtoUDP || p.ip.Protocol == wire.ProtoTCP) {
		set(q, p.ip.HeaderLen+2, binary.BigEndian.AppendUint16(nil, port)...)
	}
}

// set writes b at an offset of a quote, as far as the quote reaches.
func set(q []byte, offset int, b ...byte) {
	if offset < len(q) {
		copy(q[offset:], b)
	}
}

// fixChecksum computes the checksum of a quoted IPv4 header anew.
func fixChecksum(q []byte) {
	if len(q) == 0 {
		return
	}
	n := int(q[0]&0xf) * 4
	if n > len(q) || n < wire.IPv4HeaderLen {
		return
	}
	set(q, 10, 0, 0)
	binary.BigEndian.PutUint16(q[10:], wire.Checksum(q[:n]))
}

// apply spoils a quote, the IP header of which has the given length.
func (d damage) apply(q []byte, header int) []byte {
	payload := q[min(len(q), header+8):] // of UDP; of the others what matters is there too
	switch d {
	case damageZeroed:
		clear(payload)
	case damageFlipped:
		for i := range payload[:min(len(payload), pmtu.TokenSize)] {
			payload[i] = ^payload[i]
		}
	case damageShort:
		return q[:min(len(q), header+4)]
	}
	return q
}
