package wire

import (
	"encoding/binary"
	"net/netip"
)

const fragmentHeaderLen = 8

func parseIPv6(b []byte) (IP, error) {
	if len(b) < IPv6HeaderLen {
		return IP{}, fail("ipv6 header", ErrShort)
	}
	first := binary.BigEndian.Uint32(b)
	h := IP{
		Version:      6,
		TrafficClass: uint8(first >> 20),
		FlowLabel:    first & 0xfffff,
		TotalLen:     IPv6HeaderLen + int(binary.BigEndian.Uint16(b[4:])),
		Protocol:     b[6],
		HopLimit:     b[7],
		Src:          netip.AddrFrom16([16]byte(b[8:])),
		Dst:          netip.AddrFrom16([16]byte(b[24:])),
		HeaderLen:    IPv6HeaderLen,
	}
	for isExtensionHeader(h.Protocol) {
		ext := b[h.HeaderLen:]
		if len(ext) < 8 {
			return IP{}, fail("ipv6 extension header", ErrShort)
		}
		n := extensionHeaderLen(h.Protocol, ext[1])
		if len(ext) < n {
			return IP{}, fail("ipv6 extension header", ErrShort)
		}
		if h.Protocol == ProtoFragment {
			field := binary.BigEndian.Uint16(ext[2:])
			h.FragmentOffset, h.MF = field&^7, field&1 != 0
			h.ID = binary.BigEndian.Uint16(ext[6:])
		}
		h.Protocol, h.HeaderLen = ext[0], h.HeaderLen+n
		if h.FragmentOffset != 0 {
			break // what follows is the middle of something
		}
	}
	return h, nil
}

// isExtensionHeader is true for headers that have another behind them and say
// how long they are (RFC 8200 section 4, RFC 7045 section 4). ESP is not one:
// what is behind it is encrypted.
func isExtensionHeader(protocol uint8) bool {
	switch protocol {
	case ProtoHopByHop, ProtoRouting, ProtoFragment, ProtoAH, ProtoDstOpts, ProtoMobility, ProtoHIP, ProtoShim6:
		return true
	}
	return false
}

// extensionHeaderLen returns the bytes of an extension header from its length
// octet, 8 or more.
func extensionHeaderLen(protocol, octet uint8) int {
	switch protocol {
	case ProtoFragment: // the octet is reserved
		return fragmentHeaderLen
	case ProtoAH: // in units of 4, minus 2 (RFC 4302, section 2.2)
		return max(8, (int(octet)+2)*4)
	}
	return (int(octet) + 1) * 8
}

func appendIPv6(dst []byte, h IP, payload int) []byte {
	protocol := h.Protocol
	fragment := h.MF || h.FragmentOffset >= 8
	if fragment {
		protocol, payload = ProtoFragment, payload+fragmentHeaderLen
	}
	dst = binary.BigEndian.AppendUint32(dst, 6<<28|uint32(h.TrafficClass)<<20|h.FlowLabel&0xfffff)
	dst = binary.BigEndian.AppendUint16(dst, uint16(min(payload, 0xffff)))
	dst = append(dst, protocol, h.HopLimit)
	dst = append16(append16(dst, h.Src), h.Dst)
	if fragment {
		field := h.FragmentOffset &^ 7
		if h.MF {
			field |= 1
		}
		dst = append(dst, h.Protocol, 0)
		dst = binary.BigEndian.AppendUint16(dst, field)
		dst = binary.BigEndian.AppendUint32(dst, uint32(h.ID))
	}
	return dst
}
