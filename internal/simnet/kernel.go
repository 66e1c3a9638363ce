package simnet

import (
	"net/netip"
	"time"

	"github.com/pathmtu/pmtu/errqueue"
	"github.com/pathmtu/pmtu/internal/wire"
)

// receive does what Linux does with a packet that arrives for an unconnected
// UDP socket at a port: it fills in m, or returns false where the socket hears
// nothing of the packet. m's payload is part of the packet.
func (r *reassembler) receive(m *errqueue.Message, at time.Time, packet []byte, port uint16) bool {
	ip, payload, err := wire.ParseIP(packet)
	if err != nil {
		return false
	}
	payload, whole := r.add(ip, payload)
	if !whole {
		return false
	}
	*m = errqueue.Message{HopLimit: int(ip.HopLimit), TrafficClass: int(ip.TrafficClass), At: at}
	switch {
	case ip.Protocol == wire.ProtoUDP:
		return datagram(m, ip, payload, port)
	case ip.Version == 4 && ip.Protocol == wire.ProtoICMP, ip.Version == 6 && ip.Protocol == wire.ProtoICMPv6:
		return icmpError(m, ip, payload, port)
	}
	return false
}

// datagram receives data.
func datagram(m *errqueue.Message, ip wire.IP, segment []byte, port uint16) bool {
	u, payload, err := wire.ParseUDP(segment)
	if err != nil || u.Dst != port {
		return false
	}
	m.Peer, m.Payload = netip.AddrPortFrom(ip.Src, u.Src), payload
	return true
}

// icmpError makes an entry of the error queue, as icmp_rcv and __udp4_lib_err
// (net/ipv4/icmp.c, udp.c) and icmpv6_rcv and __udp6_lib_err (net/ipv6) do. The
// socket is found by the source port in the quote, and nothing else of the
// quote matters.
func icmpError(m *errqueue.Message, ip wire.IP, segment []byte, port uint16) bool {
	msg, err := wire.ParseICMP(segment)
	if err != nil {
		return false
	}
	q, err := wire.ParseQuote(msg, ip.Version)
	if err != nil || q.IP.Version != ip.Version || q.IP.Protocol != wire.ProtoUDP || q.SrcPort != port {
		return false
	}
	errno, info, heard := errnoOf(ip.Version, msg)
	if !heard {
		return false
	}
	m.FromQueue, m.Origin = true, errqueue.OriginICMP
	if ip.Version == 6 {
		m.Origin = errqueue.OriginICMP6
	}
	m.Errno, m.Type, m.Code, m.Info = errno, msg.Type, msg.Code, info
	m.Offender, m.Peer = ip.Src, netip.AddrPortFrom(q.IP.Dst, q.DstPort)
	headers := q.IP.HeaderLen + wire.UDPHeaderLen
	m.Payload = msg.Body[headers:]
	m.ExtensionOffset, m.ExtensionInvalid = extensionIn(m.Payload, headers, extensionLength(ip.Version, msg))
	return true
}

// extensionLength returns the length field of RFC 4884 in bytes, for the types
// for which Linux looks at it (ip_recverr and ipv6_icmp_error_rfc4884).
func extensionLength(version int, m wire.ICMP) int {
	if version == 6 {
		if m.Type == wire.TypeUnreachable6 || m.Type == wire.TypeTimeExceeded6 {
			return int(m.Rest>>24) * 8
		}
		return 0
	}
	switch m.Type {
	case wire.TypeUnreachable, wire.TypeTimeExceeded, wire.TypeParameterProblem:
		return int(m.Rest>>16&0xff) * 4
	}
	return 0
}

// extensionIn returns where in the payload of a quote the extension structure
// begins and whether it is damaged (net/ipv4/icmp.c, ip_icmp_error_rfc4884).
func extensionIn(payload []byte, headers, length int) (offset int, invalid bool) {
	offset = length - headers
	if length < wire.MinQuote || offset < 0 || offset+4 > len(payload) {
		return 0, false
	}
	_, err := wire.ParseExtensions(payload[offset:])
	return offset, err != nil
}
