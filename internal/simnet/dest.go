package simnet

import (
	"encoding/binary"

	"github.com/pathmtu/pmtu/internal/wire"
	"github.com/pathmtu/pmtu/pmtu"
)

// arrive is what the destination, hop i from 0, does with a packet.
func (n *Network) arrive(p *packet, i int) {
	h := &n.d.hops[i]
	a := answerer{hop: i, member: n.destMember(p, i), ttl: int(p.ip.HopLimit) - i}
	switch p.ip.Protocol {
	case wire.ProtoUDP:
		n.arriveUDP(p, a, h)
	case wire.ProtoTCP:
		n.arriveTCP(p, a, h)
	case wire.ProtoICMP, wire.ProtoICMPv6:
		if h.echo {
			n.echoReply(p, a)
		}
	default:
		if !h.silent {
			n.answerError(p, a, protocolUnreachable(p))
		}
	}
}

// destMember returns which of the destination's addresses was asked.
func (n *Network) destMember(p *packet, i int) int {
	for k, a := range *n.d.hops[i].addrs.of(p.family) {
		if a == p.ip.Dst {
			return k
		}
	}
	return 0
}

// protocolUnreachable is the answer to an unknown transport protocol (RFC
// 1122, section 3.2.2.1; RFC 4443, section 3.4: a pointer to the next header).
func protocolUnreachable(p *packet) wire.ICMP {
	if p.family == pmtu.IPv6 {
		return wire.ICMP{Type: wire.TypeParameterProblem6, Code: 1, Rest: 6}
	}
	return wire.ICMP{Type: wire.TypeUnreachable, Code: wire.CodeProtocol}
}

func (n *Network) arriveUDP(p *packet, a answerer, h *hop) {
	u, payload, err := wire.ParseUDP(p.transport)
	if err != nil {
		return
	}
	switch h.udp {
	case udpUnreachable:
		code := *h.unreachable.of(p.family)
		if !code.set {
			code = portUnreachable(p.family)
		}
		n.refuse(p, a, code)
		return
	case udpSilent:
		return
	case udpData:
		payload = make([]byte, h.udpBytes)
	}
	from := n.addr(p.family, a)
	b := wire.AppendUDP(nil, from, p.ip.Src, wire.UDP{Src: u.Dst, Dst: u.Src}, payload)
	n.send(p, a.hop, from, wire.ProtoUDP, b, 0)
}

// arriveTCP answers a segment as a closed or an open port does (RFC 9293,
// sections 3.10.7.1 and 3.10.7.2).
func (n *Network) arriveTCP(p *packet, a answerer, h *hop) {
	t, data, err := wire.ParseTCP(p.transport)
	if err != nil || h.tcp == tcpSilent || t.Flags&wire.FlagRST != 0 {
		return
	}
	r := wire.TCP{Src: t.Dst, Dst: t.Src, Flags: wire.FlagRST}
	switch {
	case t.Flags&wire.FlagACK != 0:
		r.Seq = t.Ack
	case h.tcp == tcpSynAck && t.Flags&wire.FlagSYN != 0:
		r.Flags, r.Window = wire.FlagSYN|wire.FlagACK, 65535
		r.Seq, r.Ack = uint32(p.flow), t.Seq+1
	default:
		r.Flags |= wire.FlagACK
		r.Ack = t.Seq + uint32(len(data)) + uint32(t.Flags&wire.FlagSYN/wire.FlagSYN+t.Flags&wire.FlagFIN)
	}
	from := n.addr(p.family, a)
	n.send(p, a.hop, from, wire.ProtoTCP, wire.AppendTCP(nil, from, p.ip.Src, r, nil), 0)
}

// echoReply returns identifier, sequence number and data (RFC 792; RFC 4443, section 4.2).
func (n *Network) echoReply(p *packet, a answerer) {
	typ := wire.TypeEchoReply
	if p.family == pmtu.IPv6 {
		typ = wire.TypeEchoReply6
	}
	from := n.addr(p.family, a)
	m := wire.ICMP{Type: typ, Rest: binary.BigEndian.Uint32(p.transport[4:]), Body: p.transport[wire.ICMPHeaderLen:]}
	n.send(p, a.hop, from, icmpProtocol(p.family), wire.AppendICMP(nil, from, p.ip.Src, m), 0)
}
