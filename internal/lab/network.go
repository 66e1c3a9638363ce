package lab

import (
	"errors"
	"fmt"
	"net/netip"
)

// Network describes a network. The zero value has no hosts. It is plain data:
// building it does not change it, and it may be built any number of times.
type Network struct {
	Hosts   []*Host   // in any order
	Links   []*Link   // between two of Hosts each
	Tunnels []*Tunnel // between two of Hosts each, over Links
}

// Host describes one host or router: a network namespace.
type Host struct {
	// Name is how links and callers refer to it.
	Name string
	// Forward makes it a router, for IPv4 and IPv6.
	Forward bool
	// RateLimits keeps the kernel's limits on the ICMP errors that it sends
	// (a burst of 6 to one prober, then 1 a second for IPv4 and 10 for IPv6).
	// False removes them, which makes tests repeatable.
	RateLimits bool
	// Sysctls are written when the host is created, by dotted name
	// ("net.ipv4.ip_default_ttl").
	Sysctls map[string]string
	// Routes are added in order, those that are not unicast after all others;
	// a later one replaces an earlier one for the same prefix.
	Routes []Route
	// Filters are nftables rules, see [Host.Filter].
	Filters []Filter
}

// Link describes a veth pair.
type Link struct {
	A, B End
}

// End is one end of a link or tunnel.
type End struct {
	// Host is the name of the host that it is in, Device the name that the
	// device has there: at least two letters, unique within the host.
	Host, Device string
	// MTU in bytes of an IP packet; 0 is 1500 for a link and the tunnel's
	// usual MTU for a tunnel.
	MTU int
	// Addrs are the addresses with the prefix length of the link.
	Addrs []netip.Prefix
}

// TunnelKind says what carries a tunnel's packets.
type TunnelKind int

// The tunnels that can be built. The zero value is none of them.
const (
	_ TunnelKind = iota
	// VXLAN is the kernel's own (RFC 7348), UDP port 4789, 50 bytes over IPv4 and 70 over IPv6.
	VXLAN
	// WireGuard is wireguard-go in this process, with new keys; 60 bytes over
	// IPv4 and 80 over IPv6, MTU 1420 by default as wg-quick sets it.
	WireGuard
)

// String names the kind as people write it.
func (k TunnelKind) String() string {
	switch k {
	case VXLAN:
		return "VXLAN"
	case WireGuard:
		return "WireGuard"
	}
	return fmt.Sprintf("TunnelKind(%d)", int(k))
}

// Tunnel describes a tunnel between two hosts. Its ends' addresses and MTU are
// those inside; the hosts must reach each other's Outer address.
type Tunnel struct {
	Kind TunnelKind
	A, B End
	// OuterA and OuterB are the addresses between which the outer packets go, both of one family.
	OuterA, OuterB netip.Addr
}

// RouteKind says what a route does with a packet.
type RouteKind int

// The kinds of route, with the ICMP error that the kernel answers (IPv4, IPv6).
const (
	// Unicast forwards.
	Unicast RouteKind = iota
	// Unreachable answers 3/1 host unreachable, 1/0 no route (tracepath: !H, !N).
	Unreachable
	// Prohibit answers 3/13, 1/1 administratively prohibited (tracepath: !H, !A).
	Prohibit
	// Throw ends the look-up: 3/0 network unreachable, 1/0 no route (!N).
	Throw
	// Blackhole drops without a word.
	Blackhole
)

// Route describes a route. For a kind other than Unicast only Dst counts.
type Route struct {
	Dst netip.Prefix
	// Via is the next hop. The zero Addr: Dst is on Device's link.
	Via netip.Addr
	// Device is the way out; it may be empty where Via says it.
	Device string
	Kind   RouteKind
	// MTU of the route in bytes; 0: that of the device.
	MTU int
	// Ways are further next hops beside Via. The kernel spreads flows over all
	// of them alike, by the sysctls fib_multipath_hash_policy.
	Ways []netip.Addr
	// Segments makes the packets travel inside of IPv6 with a segment routing
	// header of these segments, in travelling order (SRv6, H.Encaps of RFC 8986). Device is
	// needed then, and its MTU counts; the last segment's host takes the packets out.
	Segments []netip.Addr
}

// Host returns the host of that name. It panics where there is none: a
// description is written by the programmer, and a misspelt name in it is a bug.
func (n *Network) Host(name string) *Host {
	for _, h := range n.Hosts {
		if h.Name == name {
			return h
		}
	}
	panic(fmt.Sprintf("lab: no host %q in the network", name))
}

// Filter appends rules to the host's and returns the host.
func (h *Host) Filter(rules ...Filter) *Host {
	h.Filters = append(h.Filters, rules...)
	return h
}

// Route appends routes to the host's and returns the host.
func (h *Host) Route(routes ...Route) *Host {
	h.Routes = append(h.Routes, routes...)
	return h
}

// Sysctl sets one sysctl of the host and returns the host.
func (h *Host) Sysctl(name, value string) *Host {
	if h.Sysctls == nil {
		h.Sysctls = map[string]string{}
	}
	h.Sysctls[name] = value
	return h
}

// check returns all that is wrong with the description, joined.
func (n *Network) check() error {
	var errs []error
	devices := map[[2]string]bool{}
	for _, h := range n.Hosts {
		if key := [2]string{h.Name, ""}; h.Name == "" || devices[key] {
			errs = append(errs, fmt.Errorf("lab: host %q: no name, or one used twice", h.Name))
		} else {
			devices[key] = true
		}
	}
	end := func(e End) {
		key := [2]string{e.Host, e.Device}
		switch {
		case !devices[[2]string{e.Host, ""}]:
			errs = append(errs, fmt.Errorf("lab: device %q: no host %q", e.Device, e.Host))
		case e.Device == "" || devices[key]:
			errs = append(errs, fmt.Errorf("lab: host %q: device %q: no name, or one used twice", e.Host, e.Device))
		}
		devices[key] = true
	}
	for _, l := range n.Links {
		end(l.A)
		end(l.B)
	}
	for _, t := range n.Tunnels {
		end(t.A)
		end(t.B)
		if !t.OuterA.IsValid() || t.OuterA.Is4() != t.OuterB.Is4() {
			errs = append(errs, fmt.Errorf("lab: tunnel %s: outer addresses %v and %v", t.A.Device, t.OuterA, t.OuterB))
		}
	}
	return errors.Join(errs...)
}
