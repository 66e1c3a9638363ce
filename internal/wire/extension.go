package wire

import "net/netip"

// Label is one MPLS label stack entry (RFC 4950, section 4).
type Label struct {
	Label  uint32 // 20 bits
	TC     uint8  // 3 bits: traffic class
	Bottom bool   // bottom of stack
	TTL    uint8
}

// Role says which interface an Interface object speaks of (RFC 5837, section 4.1).
type Role uint8

// Interface is an interface information object (RFC 5837, section 4).
type Interface struct {
	Role  Role
	Index uint32     // ifIndex; 0: absent
	Addr  netip.Addr // the zero Addr: absent
	Name  string     // "": absent
	MTU   uint32     // bytes; 0: absent
}
