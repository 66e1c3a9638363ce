package wire

import (
	"encoding/binary"
	"net/netip"
)

// ICMP is an ICMP message of either version (RFC 792, RFC 4443).
type ICMP struct {
	Type, Code uint8
	// Rest is bytes 4 to 8 of the message, the meaning of which depends on
	// Type: next-hop MTU, pointer, length of the quote, or identifier and
	// sequence number.
	Rest uint32
	// Body is what follows these 8 bytes: the quote and its extensions, or data.
	Body []byte
}

// ParseICMP parses an ICMP message of either version. It is not told which, so
// its checksum is not verified.
func ParseICMP(b []byte) (ICMP, error) {
	if len(b) < ICMPHeaderLen {
		return ICMP{}, fail("icmp message", ErrShort)
	}
	return ICMP{
		Type: b[0],
		Code: b[1],
		Rest: binary.BigEndian.Uint32(b[4:]),
		Body: b[ICMPHeaderLen:],
	}, nil
}

// AppendICMP appends an ICMP message of the version that is from's. The
// checksum is computed: with the pseudo header for IPv6 (RFC 4443, section
// 2.3), without for IPv4.
func AppendICMP(dst []byte, from, to netip.Addr, m ICMP) []byte {
	start := len(dst)
	dst = append(dst, m.Type, m.Code, 0, 0)
	dst = binary.BigEndian.AppendUint32(dst, m.Rest)
	dst = append(dst, m.Body...)
	var sum uint16
	if is4(from) {
		sum = Checksum(dst[start:])
	} else {
		sum = TransportChecksum(from, to, ProtoICMPv6, dst[start:])
	}
	binary.BigEndian.PutUint16(dst[start+2:], sum)
	return dst
}

// IsPacketTooBig is true for the message that refuses a packet for its size:
// IPv4 type 3 code 4 (RFC 1191, section 4), IPv6 type 2 of any code (RFC 4443,
// section 3.2).
func IsPacketTooBig(version int, typ, code uint8) bool {
	if version == 6 {
		return typ == TypePacketTooBig6
	}
	return typ == TypeUnreachable && code == CodeFragmentationNeeded
}

// IsTimeExceeded is true for the message that a hop limit ran out on the way:
// IPv4 type 11 code 0, IPv6 type 3 code 0.
func IsTimeExceeded(version int, typ, code uint8) bool {
	if version == 6 {
		return typ == TypeTimeExceeded6 && code == CodeHopLimit
	}
	return typ == TypeTimeExceeded && code == CodeHopLimit
}

// IsPortUnreachable is true for the message that nobody listens on a port: IPv4
// type 3 code 3, IPv6 type 1 code 4.
func IsPortUnreachable(version int, typ, code uint8) bool {
	if version == 6 {
		return typ == TypeUnreachable6 && code == CodePort6
	}
	return typ == TypeUnreachable && code == CodePort
}

// NextHopMTU returns the next-hop MTU that a packet too big claims, bytes,
// unfiltered: the low 16 bits of Rest for IPv4 (RFC 1191, section 4), all of it
// for IPv6. For other messages it means nothing.
func (m ICMP) NextHopMTU(version int) uint32 {
	if version == 6 {
		return m.Rest
	}
	return m.Rest & 0xffff
}

// Echo returns the identifier and the sequence number of an echo or an echo reply.
func (m ICMP) Echo() (id, seq uint16) { return uint16(m.Rest >> 16), uint16(m.Rest) }

// EchoRest returns the Rest of an echo or an echo reply.
func EchoRest(id, seq uint16) uint32 { return uint32(id)<<16 | uint32(seq) }
