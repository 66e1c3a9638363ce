package wire

import (
	"encoding/binary"
	"net/netip"
	"strings"
)

// The C-Type of an interface information object: 2 bits of role, 2 reserved,
// and a bit for every sub-object, which come in this order (RFC 5837, section
// 4.1).
const (
	roleShift = 6
	hasIndex  = 1 << 3
	hasAddr   = 1 << 2
	hasName   = 1 << 1
	hasMTU    = 1 << 0

	afiIPv4 = 1
	afiIPv6 = 2
	// maxName is the most that a name sub-object may take, its length octet
	// included.
	maxName = 64
)

// parseInterface decodes an interface information object. It is false where the
// sub-objects do not fit data. Bytes behind them are ignored.
func parseInterface(ctype uint8, data []byte) (Interface, bool) {
	i := Interface{Role: Role(ctype >> roleShift)}
	ok := true
	if ctype&hasIndex != 0 {
		i.Index, data, ok = cutUint32(data)
	}
	if ok && ctype&hasAddr != 0 {
		i.Addr, data, ok = cutAddr(data)
	}
	if ok && ctype&hasName != 0 {
		i.Name, data, ok = cutName(data)
	}
	if ok && ctype&hasMTU != 0 {
		i.MTU, _, ok = cutUint32(data)
	}
	return i, ok
}

func cutUint32(b []byte) (uint32, []byte, bool) {
	if len(b) < 4 {
		return 0, nil, false
	}
	return binary.BigEndian.Uint32(b), b[4:], true
}

// cutAddr decodes an address sub-object: address family, 2 reserved bytes,
// address (RFC 5837, section 4.2).
func cutAddr(b []byte) (netip.Addr, []byte, bool) {
	if len(b) < 4 {
		return netip.Addr{}, nil, false
	}
	family, b := binary.BigEndian.Uint16(b), b[4:]
	switch {
	case family == afiIPv4 && len(b) >= 4:
		return netip.AddrFrom4([4]byte(b)), b[4:], true
	case family == afiIPv6 && len(b) >= 16:
		return netip.AddrFrom16([16]byte(b)), b[16:], true
	}
	return netip.Addr{}, nil, false
}

// cutName decodes a name sub-object: a length octet that counts itself, a
// multiple of 4, and the name padded with zeros (RFC 5837, section 4.3).
func cutName(b []byte) (string, []byte, bool) {
	if len(b) == 0 {
		return "", nil, false
	}
	n := int(b[0])
	if n == 0 || n%4 != 0 || n > maxName || n > len(b) {
		return "", nil, false
	}
	return strings.TrimRight(string(b[1:n]), "\x00"), b[n:], true
}

// ctype returns the C-Type that fits the fields that i has.
func (i Interface) ctype() uint8 {
	c := uint8(i.Role) << roleShift
	if i.Index != 0 {
		c |= hasIndex
	}
	if i.Addr.IsValid() {
		c |= hasAddr
	}
	if i.Name != "" {
		c |= hasName
	}
	if i.MTU != 0 {
		c |= hasMTU
	}
	return c
}

// appendTo appends the sub-objects of i. A name of more than 63 bytes is cut.
func (i Interface) appendTo(b []byte) []byte {
	if i.Index != 0 {
		b = binary.BigEndian.AppendUint32(b, i.Index)
	}
	switch {
	case i.Addr.Is4():
		b = append4(append(b, 0, afiIPv4, 0, 0), i.Addr)
	case i.Addr.IsValid():
		b = append16(append(b, 0, afiIPv6, 0, 0), i.Addr)
	}
	if i.Name != "" {
		name := i.Name[:min(len(i.Name), maxName-1)]
		n := (1 + len(name) + 3) / 4 * 4
		b = append(append(b, uint8(n)), name...)
		b = append(b, make([]byte, n-1-len(name))...)
	}
	if i.MTU != 0 {
		b = binary.BigEndian.AppendUint32(b, i.MTU)
	}
	return b
}
