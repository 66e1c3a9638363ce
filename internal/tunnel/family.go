package tunnel

// Family is an IP version, 4 or 6. The zero value is none: not known, not
// stated, or a link layer without an IP header.
type Family uint8

// The two families.
const (
	IPv4 Family = 4
	IPv6 Family = 6
)

// The bounds of an MTU, in bytes.
const (
	// MinMTU is the least MTU of an IPv4 link (RFC 791, section 3.2).
	MinMTU = 68
	// MinIPv6 is the least MTU of an IPv6 link (RFC 8200, section 5).
	MinIPv6 = 1280
	// MaxMTU is the largest IPv4 packet. IPv6 packets could be 40 bytes larger
	// (RFC 8200, section 3), but no link carries them.
	MaxMTU = 65535
)

// The headers without options, in bytes.
const (
	ipv4Header = 20 // RFC 791, section 3.1
	ipv6Header = 40 // RFC 8200, section 3
	tcpHeader  = 20 // RFC 9293, section 3.1
	udpHeader  = 8  // RFC 768; an ICMP echo header is as long (RFC 792, RFC 4443)
)

// String returns "IPv4", "IPv6" or "no family".
func (f Family) String() string {
	switch f {
	case IPv4:
		return "IPv4"
	case IPv6:
		return "IPv6"
	}
	return "no family"
}

// Header returns the bytes of the family's IP header without options or
// extension headers; 0 for no family.
func (f Family) Header() int {
	switch f {
	case IPv4:
		return ipv4Header
	case IPv6:
		return ipv6Header
	}
	return 0
}

// other returns the other family; none for none.
func (f Family) other() Family {
	switch f {
	case IPv4:
		return IPv6
	case IPv6:
		return IPv4
	}
	return 0
}

// Families is a set of families. The zero value is the empty set.
type Families uint8

// The sets.
const (
	Only4 Families = 1 << iota
	Only6
	Both = Only4 | Only6
)

// Has says whether f is in the set.
func (s Families) Has(f Family) bool { return s&only(f) != 0 }

// String returns "IPv4", "IPv6", "IPv4 and IPv6" or "nothing".
func (s Families) String() string {
	switch s {
	case Only4:
		return "IPv4"
	case Only6:
		return "IPv6"
	case Both:
		return "IPv4 and IPv6"
	}
	return "nothing"
}

// only returns the set of one family; the empty set for none.
func only(f Family) Families {
	switch f {
	case IPv4:
		return Only4
	case IPv6:
		return Only6
	}
	return 0
}

// MSS returns the TCP maximum segment size that fits an MTU: the MTU less the
// IP header and the TCP header without options (RFC 9293, section 3.7.1), so 40
// bytes less for IPv4 and 60 for IPv6. It is 0 where nothing fits or f is no family.
func MSS(mtu int, f Family) int {
	if f.Header() == 0 {
		return 0
	}
	return max(0, mtu-f.Header()-tcpHeader)
}
