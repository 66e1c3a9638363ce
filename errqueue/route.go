package errqueue

import "net/netip"

// Route is what this host would do with a datagram.
type Route struct {
	// Source is the address that it would be sent from.
	Source netip.Addr
	// Interface is the name of the interface that it would leave by, Index
	// its index and InterfaceMTU its MTU in bytes. "" and 0 where that cannot be told.
	Interface    string
	Index        int
	InterfaceMTU int
	// MTU is the path MTU in force for the destination (IP_MTU, IPV6_MTU),
	// bytes: the least of the interface's, the route's and what packet too
	// big messages said before. 0: unknown.
	MTU int
}
