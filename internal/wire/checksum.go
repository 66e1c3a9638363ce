package wire

import (
	"encoding/binary"
	"math/bits"
	"net/netip"
)

// Checksum returns the Internet checksum of b (RFC 1071): the complement of the
// ones' complement sum of its 16-bit words. Over bytes that hold their own
// right checksum it is 0.
func Checksum(b []byte) uint16 { return ^FoldSum(AddSum(0, b)) }

// AddSum adds b to a partial ones' complement sum; the sum of nothing is 0. A b
// of odd length counts as padded with a zero byte, so only the last one of a
// series may be odd.
func AddSum(sum uint64, b []byte) uint64 {
	// The sum of 64-bit words folds to the sum of their 16-bit words (RFC 1071,
	// section 2 (C)), which is four times less work.
	var carry uint64
	for len(b) >= 8 {
		sum, carry = bits.Add64(sum, binary.BigEndian.Uint64(b), carry)
		b = b[8:]
	}
	var last [8]byte
	copy(last[:], b)
	sum, carry = bits.Add64(sum, binary.BigEndian.Uint64(last[:]), carry)
	// Adding the carry may carry once more, but then what is left is 0.
	sum, carry = bits.Add64(sum, 0, carry)
	return sum + carry
}

// FoldSum folds a partial sum to 16 bits, not complemented.
func FoldSum(sum uint64) uint16 {
	sum = sum>>32 + sum&0xffffffff
	sum = sum>>32 + sum&0xffffffff
	sum = sum>>16 + sum&0xffff
	sum = sum>>16 + sum&0xffff
	return uint16(sum)
}

// TransportChecksum returns the checksum of a UDP, TCP or ICMPv6 packet with
// the pseudo header in front (RFC 768, RFC 9293 section 3.1, RFC 8200 section
// 8.1). It is 0 over a segment that holds its own right checksum. The family is
// that of src.
func TransportChecksum(src, dst netip.Addr, protocol uint8, segment []byte) uint16 {
	var pseudo [40]byte
	b := pseudo[:0]
	if is4(src) {
		b = append4(append4(b, src), dst)
		b = append(b, 0, protocol)
		b = binary.BigEndian.AppendUint16(b, uint16(len(segment)))
	} else {
		b = append16(append16(b, src), dst)
		b = binary.BigEndian.AppendUint32(b, uint32(len(segment)))
		b = append(b, 0, 0, 0, protocol)
	}
	return ^FoldSum(AddSum(AddSum(0, b), segment))
}

// is4 is true for an IPv4 address, mapped ones included.
func is4(a netip.Addr) bool { return a.Is4() || a.Is4In6() }

// append4 appends the 4 bytes of a; zeros where it is not an IPv4 address.
func append4(b []byte, a netip.Addr) []byte {
	if !is4(a) {
		return append(b, 0, 0, 0, 0)
	}
	v := a.As4()
	return append(b, v[:]...)
}

// append16 appends the 16 bytes of a; zeros for the zero Addr.
func append16(b []byte, a netip.Addr) []byte {
	v := a.As16()
	return append(b, v[:]...)
}
