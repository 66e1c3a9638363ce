package wire

import (
	"encoding/binary"
	"net/netip"
)

// Flags of the IPv4 fragment field (RFC 791, section 3.1).
const (
	flagDF     = 0x4000
	flagMF     = 0x2000
	offsetMask = 0x1fff
)

func parseIPv4(b []byte) (IP, error) {
	if len(b) < IPv4HeaderLen {
		return IP{}, fail("ipv4 header", ErrShort)
	}
	n := int(b[0]&0xf) * 4
	if n < IPv4HeaderLen {
		return IP{}, fail("ipv4 header", ErrLength)
	}
	if len(b) < n {
		return IP{}, fail("ipv4 options", ErrShort)
	}
	fragment := binary.BigEndian.Uint16(b[6:])
	return IP{
		Version:        4,
		TrafficClass:   b[1],
		TotalLen:       int(binary.BigEndian.Uint16(b[2:])),
		ID:             binary.BigEndian.Uint16(b[4:]),
		DF:             fragment&flagDF != 0,
		MF:             fragment&flagMF != 0,
		FragmentOffset: fragment & offsetMask * 8,
		HopLimit:       b[8],
		Protocol:       b[9],
		Src:            netip.AddrFrom4([4]byte(b[12:])),
		Dst:            netip.AddrFrom4([4]byte(b[16:])),
		HeaderLen:      n,
	}, nil
}

func appendIPv4(dst []byte, h IP, payload int) []byte {
	start := len(dst)
	fragment := h.FragmentOffset / 8
	if h.DF {
		fragment |= flagDF
	}
	if h.MF {
		fragment |= flagMF
	}
	dst = append(dst, 4<<4|IPv4HeaderLen/4, h.TrafficClass)
	dst = binary.BigEndian.AppendUint16(dst, uint16(min(IPv4HeaderLen+payload, 0xffff)))
	dst = binary.BigEndian.AppendUint16(dst, h.ID)
	dst = binary.BigEndian.AppendUint16(dst, fragment)
	dst = append(dst, h.HopLimit, h.Protocol, 0, 0)
	dst = append4(append4(dst, h.Src), h.Dst)
	binary.BigEndian.PutUint16(dst[start+10:], Checksum(dst[start:]))
	return dst
}
