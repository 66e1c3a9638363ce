package wire

import "net/netip"

// Protocol numbers (IANA Assigned Internet Protocol Numbers).
const (
	ProtoHopByHop uint8 = 0
	ProtoICMP     uint8 = 1
	ProtoTCP      uint8 = 6
	ProtoUDP      uint8 = 17
	ProtoRouting  uint8 = 43
	ProtoFragment uint8 = 44
	ProtoESP      uint8 = 50
	ProtoAH       uint8 = 51
	ProtoICMPv6   uint8 = 58
	ProtoNoNext   uint8 = 59
	ProtoDstOpts  uint8 = 60
	ProtoMobility uint8 = 135
	ProtoHIP      uint8 = 139
	ProtoShim6    uint8 = 140
)

// Sizes of headers without options, bytes.
const (
	IPv4HeaderLen = 20
	IPv6HeaderLen = 40
	UDPHeaderLen  = 8
	TCPHeaderLen  = 20
	ICMPHeaderLen = 8
)

// IP is an IPv4 or IPv6 header, the latter with the extension headers that
// stand before the transport header.
type IP struct {
	// Version is 4 or 6. For AppendIP, 0 means that of Src.
	Version  int
	Src, Dst netip.Addr
	HopLimit uint8 // IPv4: TTL
	// Protocol is the transport protocol: for IPv6 the next header of the last
	// extension header.
	Protocol     uint8
	TrafficClass uint8  // IPv4: TOS
	FlowLabel    uint32 // 20 bits, IPv6 only
	DF           bool   // don't fragment, IPv4 only
	MF           bool   // more fragments
	// FragmentOffset is in bytes; on the wire it has a unit of 8.
	FragmentOffset uint16
	// ID is the identification: for IPv6 the low 16 bits of that of a fragment
	// header, 0 without one.
	ID uint16
	// HeaderLen is the bytes of the header with options and extension headers,
	// TotalLen those of the whole packet as the header says, which may be more
	// than there are. AppendIP computes both itself.
	HeaderLen, TotalLen int
}

// ParseIP parses the IP header at the front of b and returns what follows it,
// up to the end of the packet as far as b has it: in a quote b may end before
// TotalLen. IPv4 options and IPv6 extension headers are skipped; behind the
// header of a fragment that is not the first there is no transport header.
func ParseIP(b []byte) (IP, []byte, error) {
	h, err := parseHeader(b)
	if err != nil {
		return IP{}, nil, err
	}
	if h.TotalLen < h.HeaderLen {
		return IP{}, nil, fail("ip header", ErrLength)
	}
	return h, b[h.HeaderLen:min(h.TotalLen, len(b))], nil
}

// parseHeader parses an IP header. TotalLen is taken as it is: quotes exist in
// which it is wrong (RFC 1191, section 5 knows of BSD's).
func parseHeader(b []byte) (IP, error) {
	if len(b) == 0 {
		return IP{}, fail("ip header", ErrShort)
	}
	switch b[0] >> 4 {
	case 4:
		return parseIPv4(b)
	case 6:
		return parseIPv6(b)
	}
	return IP{}, fail("ip header", ErrVersion)
}

// AppendIP appends an IP packet with the given header and payload. Lengths and
// the header checksum are computed. IPv6 fragments get a fragment header. A
// payload that does not fit the length field leaves that at its maximum. An
// address of the wrong family is written as zeros.
func AppendIP(dst []byte, h IP, payload []byte) []byte {
	if h.Version == 4 || h.Version == 0 && is4(h.Src) {
		dst = appendIPv4(dst, h, len(payload))
	} else {
		dst = appendIPv6(dst, h, len(payload))
	}
	return append(dst, payload...)
}
