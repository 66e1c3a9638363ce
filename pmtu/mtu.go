package pmtu

// MTU is a size in bytes of a whole IP packet, IP header included. The zero
// value means that no size is known.
type MTU int

// The bounds of what can be probed and believed.
const (
	// MinIPv4 is the least MTU of an IPv4 link (RFC 791, section 3.2). A
	// router that claims less is not believed.
	MinIPv4 MTU = 68
	// MinIPv6 is the least MTU of an IPv6 link (RFC 8200, section 5). A
	// packet too big that claims less is discarded (RFC 8201, section 4).
	MinIPv6 MTU = 1280
	// MaxIPv4 is the largest IPv4 packet (RFC 791: 16 bits of total length).
	MaxIPv4 MTU = 65535
	// MaxIPv6 is the largest IPv6 packet without a jumbo payload: 16 bits of
	// payload length and the header (RFC 8200, section 3).
	MaxIPv6 MTU = 65535 + 40
)

// Family is an IP version. The zero value is no family.
type Family uint8

// The two families.
const (
	IPv4 Family = 4
	IPv6 Family = 6
)

// String returns "ipv4" or "ipv6".
func (f Family) String() string {
	switch f {
	case IPv4:
		return "ipv4"
	case IPv6:
		return "ipv6"
	}
	return "unknown"
}

// Min returns the least MTU of a link of the family.
func (f Family) Min() MTU {
	if f == IPv6 {
		return MinIPv6
	}
	return MinIPv4
}

// Max returns the largest packet of the family.
func (f Family) Max() MTU {
	if f == IPv6 {
		return MaxIPv6
	}
	return MaxIPv4
}

// Header returns the bytes of the family's IP header without options.
func (f Family) Header() MTU {
	if f == IPv6 {
		return 40
	}
	return 20
}
