package errqueue

import (
	"net/netip"
	"time"
)

// Origin says who put an entry on a socket's error queue (SO_EE_ORIGIN_* of
// linux/errqueue.h). The zero value, OriginNone, means that the message did
// not come from the error queue.
type Origin uint8

// The origins that Linux reports, numbered as in linux/errqueue.h.
const (
	OriginNone         Origin = 0 // data, or no origin named
	OriginLocal        Origin = 1 // this host: a send refused for its size
	OriginICMP         Origin = 2 // an ICMPv4 message
	OriginICMP6        Origin = 3 // an ICMPv6 message
	OriginTimestamping Origin = 4 // a transmit timestamp
	OriginZeroCopy     Origin = 5 // a zero-copy completion
	OriginTxTime       Origin = 6 // an SO_TXTIME report
)

// Message is one thing that arrived at a socket: an entry of its error queue
// or a datagram. A Message may be used for many receives; each overwrites
// every field and reuses Payload's memory.
type Message struct {
	// FromQueue is true for an entry of the error queue, false for data.
	FromQueue bool
	// Origin says who made the entry; OriginNone for data.
	Origin Origin
	// Errno is the Linux error number of the entry (EMSGSIZE is 90); 0 for data.
	Errno uint32
	// Type and Code are those of the ICMP message, by Origin. 0 otherwise.
	Type, Code uint8
	// Info is the next-hop MTU of a packet too big (IPv4 type 3 code 4, IPv6
	// type 2) exactly as the router claimed it, bytes, unfiltered; the device
	// MTU of a local EMSGSIZE; the pointer of a parameter problem. Other ICMPv6
	// messages leave there what their second word held, which means nothing.
	Info uint32
	// ExtensionOffset is where in Payload an RFC 4884 extension structure
	// begins, as the kernel found it (IP_RECVERR_RFC4884). 0: none found.
	ExtensionOffset int
	// ExtensionInvalid is true where the kernel found the extension's
	// checksum or lengths wrong.
	ExtensionInvalid bool
	// Offender is the outer source address of the ICMP message: who sent it.
	// The zero Addr for local entries and for data. Link-local addresses carry
	// their zone: Parse gives the interface's index, Conn.Recv its name.
	Offender netip.Addr
	// Peer is, for an entry of the queue, the destination address and port in
	// the quote (which a translator on the path may have rewritten); for
	// data, the sender. Of a ping socket the port is 0.
	Peer netip.AddrPort
	// FlowInfo is the traffic class and flow label of the quote, IPv6 with
	// IPV6_FLOWINFO_SEND only, in host byte order. 0 otherwise.
	FlowInfo uint32
	// Payload is what the router quoted of the datagram behind the UDP
	// header, or the datagram itself. It is empty for a minimal quote (RFC 792: IP header and 8 bytes).
	// Of a ping socket it is what stands behind the IP header: it begins with the 8 bytes of
	// the quoted echo, which a minimal quote has too, or of the echo reply.
	Payload []byte
	// Truncated is true where Payload's memory was too small for all of it.
	Truncated bool
	// HopLimit is the hop limit (IPv4 TTL) with which the ICMP message or the
	// datagram arrived here; -1 where the kernel did not say.
	HopLimit int
	// TrafficClass is the TOS or traffic class of the same packet; -1 where
	// the kernel did not say.
	TrafficClass int
	// FragmentSize is the size of the largest of the fragments in which a
	// datagram arrived: the whole IP packet, bytes. 0: it arrived in one piece, or the kernel
	// did not say: it does for ping sockets, since Linux 4.12 (IP_RECVFRAGSIZE, IPV6_RECVFRAGSIZE).
	FragmentSize int
	// Interface is the index of the interface it came in by; 0: not said.
	Interface int
	// At is the kernel's receive time (SO_TIMESTAMPNS, CLOCK_REALTIME); the zero Time where there is none.
	At time.Time
}
