package wire

import (
	"encoding/binary"
	"net/netip"
)

// Flags of a TCP header (RFC 9293, section 3.1).
const (
	FlagFIN uint8 = 1 << iota
	FlagSYN
	FlagRST
	FlagPSH
	FlagACK
	FlagURG
	FlagECE
	FlagCWR
)

// TCP is a TCP header (RFC 9293, section 3.1). Options are skipped when it is
// parsed and not written.
type TCP struct {
	Src, Dst uint16 // ports
	Seq, Ack uint32
	Flags    uint8
	Window   uint16
	// HeaderLen is the bytes of the header with options. AppendTCP computes it
	// and Checksum.
	HeaderLen int
	Checksum  uint16
}

// ParseTCP parses the TCP header at the front of b and returns the payload.
func ParseTCP(b []byte) (TCP, []byte, error) {
	if len(b) < TCPHeaderLen {
		return TCP{}, nil, fail("tcp header", ErrShort)
	}
	n := int(b[12]>>4) * 4
	if n < TCPHeaderLen {
		return TCP{}, nil, fail("tcp header", ErrLength)
	}
	if len(b) < n {
		return TCP{}, nil, fail("tcp options", ErrShort)
	}
	return TCP{
		Src:       binary.BigEndian.Uint16(b),
		Dst:       binary.BigEndian.Uint16(b[2:]),
		Seq:       binary.BigEndian.Uint32(b[4:]),
		Ack:       binary.BigEndian.Uint32(b[8:]),
		HeaderLen: n,
		Flags:     b[13],
		Window:    binary.BigEndian.Uint16(b[14:]),
		Checksum:  binary.BigEndian.Uint16(b[16:]),
	}, b[n:], nil
}

// AppendTCP appends a TCP segment without options. The checksum is computed
// with the pseudo header of from and to.
func AppendTCP(dst []byte, from, to netip.Addr, t TCP, payload []byte) []byte {
	start := len(dst)
	dst = binary.BigEndian.AppendUint16(dst, t.Src)
	dst = binary.BigEndian.AppendUint16(dst, t.Dst)
	dst = binary.BigEndian.AppendUint32(dst, t.Seq)
	dst = binary.BigEndian.AppendUint32(dst, t.Ack)
	dst = append(dst, TCPHeaderLen/4<<4, t.Flags)
	dst = binary.BigEndian.AppendUint16(dst, t.Window)
	dst = append(dst, 0, 0, 0, 0) // checksum, urgent pointer
	dst = append(dst, payload...)
	binary.BigEndian.PutUint16(dst[start+16:], TransportChecksum(from, to, ProtoTCP, dst[start:]))
	return dst
}
