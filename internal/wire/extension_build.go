package wire

import "encoding/binary"

// AppendExtensions appends an extension structure that holds e: the label
// stack, the interfaces, the rest, in this order. Lengths and checksum are
// computed. Data that does not fit the length field of an object is cut.
func AppendExtensions(dst []byte, e Extensions) []byte {
	start := len(dst)
	dst = append(dst, extensionVersion<<4, 0, 0, 0)
	if len(e.MPLS) > 0 {
		dst = appendObject(dst, classMPLS, typeMPLSStack, func(b []byte) []byte {
			for _, l := range e.MPLS {
				b = binary.BigEndian.AppendUint32(b, l.word())
			}
			return b
		})
	}
	for _, i := range e.Interfaces {
		dst = appendObject(dst, classInterface, i.ctype(), i.appendTo)
	}
	for _, o := range e.Unknown {
		dst = appendObject(dst, o.Class, o.Type, func(b []byte) []byte { return append(b, o.Data...) })
	}
	sum := Checksum(dst[start:])
	if sum == 0 {
		sum = 0xffff // 0 would mean that none was computed
	}
	binary.BigEndian.PutUint16(dst[start+2:], sum)
	return dst
}

// appendObject appends an object with the data that fill appends.
func appendObject(dst []byte, class, ctype uint8, fill func([]byte) []byte) []byte {
	start := len(dst)
	dst = fill(append(dst, 0, 0, class, ctype))
	dst = dst[:min(len(dst), start+maxExtension)]
	binary.BigEndian.PutUint16(dst[start:], uint16(len(dst)-start))
	return dst
}

// Placement says where an ICMP error has its extensions. The zero value is
// PlaceCompliant.
type Placement uint8

const (
	// PlaceCompliant is behind the quote, which is padded and has its length in
	// the header (RFC 4884, section 4).
	PlaceCompliant Placement = iota
	// PlaceLegacy is behind exactly 128 bytes of quote, without a length (RFC
	// 4884, section 5.5).
	PlaceLegacy
)

// WithQuote returns m with a body that quotes a packet and carries e behind the
// quote where p says. Without extensions the body is the quote as it is; with
// them, the quote is cut to what the length field can say and padded. Types
// that cannot carry extensions get none. original is not modified.
func (m ICMP) WithQuote(version int, original []byte, e Extensions, p Placement) ICMP {
	if e.Empty() || !extensible(version, m.Type) {
		m.Body = append([]byte(nil), original...)
		return m
	}
	unit, shift := quoteUnit(version)
	size := MinQuote
	if p == PlaceCompliant {
		size = min(max(MinQuote, (len(original)+unit-1)/unit*unit), 255*unit)
		m.Rest = m.Rest&^(0xff<<shift) | uint32(size/unit)<<shift
	}
	m.Body = make([]byte, size)
	copy(m.Body, original)
	m.Body = AppendExtensions(m.Body, e)
	return m
}
