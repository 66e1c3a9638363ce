package wire

import (
	"encoding/binary"
	"net/netip"
)

// UDP is a UDP header (RFC 768).
type UDP struct {
	Src, Dst uint16 // ports
	// Length is the bytes of header and payload as the header says, which may
	// be more than there are. AppendUDP computes it and Checksum.
	Length, Checksum uint16
}

// ParseUDP parses the UDP header at the front of b and returns the payload as
// far as b has it.
func ParseUDP(b []byte) (UDP, []byte, error) {
	if len(b) < UDPHeaderLen {
		return UDP{}, nil, fail("udp header", ErrShort)
	}
	u := UDP{
		Src:      binary.BigEndian.Uint16(b),
		Dst:      binary.BigEndian.Uint16(b[2:]),
		Length:   binary.BigEndian.Uint16(b[4:]),
		Checksum: binary.BigEndian.Uint16(b[6:]),
	}
	if u.Length < UDPHeaderLen {
		return UDP{}, nil, fail("udp header", ErrLength)
	}
	return u, b[UDPHeaderLen:min(int(u.Length), len(b))], nil
}

// AppendUDP appends a UDP datagram. Length and checksum are computed, the
// latter with the pseudo header of from and to, for both families. A payload
// that does not fit the length field leaves that at its maximum.
func AppendUDP(dst []byte, from, to netip.Addr, u UDP, payload []byte) []byte {
	start := len(dst)
	dst = binary.BigEndian.AppendUint16(dst, u.Src)
	dst = binary.BigEndian.AppendUint16(dst, u.Dst)
	dst = binary.BigEndian.AppendUint16(dst, uint16(min(UDPHeaderLen+len(payload), 0xffff)))
	dst = append(dst, 0, 0)
	dst = append(dst, payload...)
	sum := TransportChecksum(from, to, ProtoUDP, dst[start:])
	if sum == 0 {
		sum = 0xffff // 0 would mean that there is no checksum
	}
	binary.BigEndian.PutUint16(dst[start+6:], sum)
	return dst
}
