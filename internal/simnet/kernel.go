package simnet

import (
	"net/netip"
	"time"

	"github.com/pathmtu/pmtu/errqueue"
	"github.com/pathmtu/pmtu/internal/wire"
	"github.com/pathmtu/pmtu/pmtu"
)

// socket is one of the sockets that probes are sent by.
type socket uint8

const (
	noSocket socket = iota
	udpSocket
	pingSocket
)

// receive does what Linux does with a packet that arrives for unconnected
// sockets: one for UDP at a port, and one for pings with the same number as
// identifier. It fills in m and returns which one hears of the packet.
// m's payload is part of the packet.
func (r *reassembler) receive(m *errqueue.Message, at time.Time, packet []byte, port uint16) socket {
	ip, payload, err := wire.ParseIP(packet)
	if err != nil {
		return noSocket
	}
	payload, largest, whole := r.add(ip, payload)
	if !whole {
		return noSocket
	}
	*m = errqueue.Message{HopLimit: int(ip.HopLimit), TrafficClass: int(ip.TrafficClass), At: at}
	switch {
	case ip.Protocol == wire.ProtoUDP:
		return datagram(m, ip, payload, port)
	case ip.Protocol != icmpProtocol(pmtu.Family(ip.Version)):
		return noSocket
	}
	msg, err := wire.ParseICMP(payload)
	if err != nil {
		return noSocket
	}
	if msg.Type == echoReplyOf(ip.Version) {
		m.FragmentSize = largest // a socket for UDP does not ask
		return echoReply(m, ip, msg, payload, port)
	}
	return icmpError(m, ip, msg, port)
}

// datagram receives data.
func datagram(m *errqueue.Message, ip wire.IP, segment []byte, port uint16) socket {
	u, payload, err := wire.ParseUDP(segment)
	if err != nil || u.Dst != port {
		return noSocket
	}
	m.Peer, m.Payload = netip.AddrPortFrom(ip.Src, u.Src), payload
	return udpSocket
}

// echoReply receives an echo reply with its header (net/ipv4/ping.c, ping_rcv
// and ping_recvmsg).
func echoReply(m *errqueue.Message, ip wire.IP, msg wire.ICMP, segment []byte, port uint16) socket {
	if id, _ := msg.Echo(); msg.Code != 0 || id != port {
		return noSocket
	}
	m.Peer, m.Payload = netip.AddrPortFrom(ip.Src, 0), segment
	return pingSocket
}

// icmpError makes an entry of the error queue, as icmp_rcv, __udp4_lib_err and ping_err
// (net/ipv4/icmp.c, udp.c, ping.c) and icmpv6_rcv and __udp6_lib_err (net/ipv6) do. The
// socket is found by the source port or the identifier in the quote, and nothing else of the
// quote matters.
func icmpError(m *errqueue.Message, ip wire.IP, msg wire.ICMP, port uint16) socket {
	q, err := wire.ParseQuote(msg, ip.Version)
	if err != nil || q.IP.Version != ip.Version {
		return noSocket
	}
	to, headers := quotedSocket(q, port)
	errno, info, heard := errnoOf(ip.Version, msg, to)
	if !heard || to == noSocket {
		return noSocket
	}
	m.FromQueue, m.Origin = true, errqueue.OriginICMP
	if ip.Version == 6 {
		m.Origin = errqueue.OriginICMP6
	}
	m.Errno, m.Type, m.Code, m.Info = errno, msg.Type, msg.Code, info
	m.Offender, m.Peer = ip.Src, netip.AddrPortFrom(q.IP.Dst, q.DstPort)
	m.Payload = msg.Body[headers:]
	m.ExtensionOffset, m.ExtensionInvalid = extensionIn(m.Payload, headers, extensionLength(ip.Version, msg))
	return to
}

// quotedSocket returns which socket sent a quoted packet, and how much of the
// packet that socket does not get to see.
func quotedSocket(q wire.Quote, port uint16) (s socket, headers int) {
	switch q.IP.Protocol {
	case wire.ProtoUDP:
		if q.SrcPort == port {
			return udpSocket, q.IP.HeaderLen + wire.UDPHeaderLen
		}
	case icmpProtocol(pmtu.Family(q.IP.Version)):
		msg, err := wire.ParseICMP(q.Transport)
		if id, _ := msg.Echo(); err == nil && msg.Type == echoOf(q.IP.Version) && msg.Code == 0 && id == port {
			return pingSocket, q.IP.HeaderLen
		}
	}
	return noSocket, 0
}

// echoOf and echoReplyOf return the types of echoes of an IP version.
func echoOf(version int) uint8 {
	if version == 6 {
		return wire.TypeEcho6
	}
	return wire.TypeEcho
}

func echoReplyOf(version int) uint8 {
	if version == 6 {
		return wire.TypeEchoReply6
	}
	return wire.TypeEchoReply
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
