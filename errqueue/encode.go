package errqueue

import (
	"encoding/binary"
	"net/netip"
)

// hopLimitLen is the most bytes that putHopLimit writes: a header of 16, 4 of data, 4 of padding.
const hopLimitLen = 24

// putHopLimit writes the control message that gives one datagram its hop
// limit, and returns its length with padding (CMSG_SPACE).
func putHopLimit(b *[hopLimitLen]byte, l layout, version int, hopLimit uint8) int {
	*b = [hopLimitLen]byte{}
	n := l.headerLen() + 4
	if l == 4 {
		binary.NativeEndian.PutUint32(b[:], uint32(n))
	} else {
		binary.NativeEndian.PutUint64(b[:], uint64(n))
	}
	level, kind := uint32(solIP), uint32(ipTTL)
	if version == 6 {
		level, kind = solIPv6, ipv6HopLimit
	}
	binary.NativeEndian.PutUint32(b[l:], level)
	binary.NativeEndian.PutUint32(b[l+4:], kind)
	binary.NativeEndian.PutUint32(b[l.headerLen():], uint32(hopLimit))
	return l.align(n)
}

// putSockaddr writes a struct sockaddr_in or sockaddr_in6 and returns its
// length. index is the interface of a link-local address.
func putSockaddr(b *[sockaddr6Len]byte, to netip.AddrPort, flowInfo, index uint32) int {
	*b = [sockaddr6Len]byte{}
	binary.BigEndian.PutUint16(b[2:], to.Port())
	addr := to.Addr().Unmap()
	if addr.Is4() {
		a := addr.As4()
		binary.NativeEndian.PutUint16(b[:], afInet)
		copy(b[4:], a[:])
		return sockaddr4Len
	}
	a := addr.As16()
	binary.NativeEndian.PutUint16(b[:], afInet6)
	binary.BigEndian.PutUint32(b[4:], flowInfo)
	copy(b[8:], a[:])
	binary.NativeEndian.PutUint32(b[24:], index)
	return sockaddr6Len
}
