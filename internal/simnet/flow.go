package simnet

import (
	"encoding/binary"
	"net/netip"

	"github.com/pathmtu/pmtu/internal/wire"
)

// flowPorts returns what tells flows of the same addresses apart: ports, or
// the identifier of an echo, as Linux does (fib_multipath_hash_policy 1).
func flowPorts(protocol uint8, transport []byte) uint32 {
	switch protocol {
	case wire.ProtoUDP, wire.ProtoTCP:
		return binary.BigEndian.Uint32(transport)
	case wire.ProtoICMP, wire.ProtoICMPv6:
		return uint32(binary.BigEndian.Uint16(transport[4:]))
	}
	return 0
}

// flowHash spreads flows over parallel paths (FNV-1a, mixed so that the low
// bits are as good as the others).
func flowHash(src, dst netip.Addr, protocol uint8, ports uint32) uint64 {
	h := uint64(14695981039346656037)
	add := func(b byte) { h = (h ^ uint64(b)) * 1099511628211 }
	for _, b := range src.As16() {
		add(b)
	}
	for _, b := range dst.As16() {
		add(b)
	}
	add(protocol)
	for shift := 24; shift >= 0; shift -= 8 {
		add(byte(ports >> shift))
	}
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	return h ^ h>>33
}
