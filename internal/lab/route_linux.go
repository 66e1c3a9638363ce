package lab

import (
	"fmt"
	"net"
	"net/netip"
	"slices"

	"github.com/vishvananda/netlink"
	"github.com/vishvananda/netlink/nl"
	"golang.org/x/sys/unix"
)

// routeTypes are the kernel's types for the kinds of route.
var routeTypes = map[RouteKind]int{
	Unicast: unix.RTN_UNICAST, Unreachable: unix.RTN_UNREACHABLE, Prohibit: unix.RTN_PROHIBIT,
	Throw: unix.RTN_THROW, Blackhole: unix.RTN_BLACKHOLE,
}

// addRoutes adds every host's routes of some kinds in order; each replaces
// what there is for its prefix.
func (l *Lab) addRoutes(n *Network, kinds func(RouteKind) bool) error {
	for _, h := range n.Hosts {
		for _, r := range h.Routes {
			if !kinds(r.Kind) {
				continue
			}
			if err := l.nodes[h.Name].addRoute(r); err != nil {
				return fmt.Errorf("lab: host %s: route to %v: %w", h.Name, r.Dst, err)
			}
		}
	}
	return nil
}

// addRoute adds or replaces one route.
func (n *Node) addRoute(r Route) error {
	route := &netlink.Route{Dst: ipNet(r.Dst), Type: routeTypes[r.Kind], MTU: r.MTU, Gw: r.Via.AsSlice()}
	if r.Device != "" {
		link, err := n.nl.LinkByName(r.Device)
		if err != nil {
			return fmt.Errorf("device %s: %w", r.Device, err)
		}
		route.LinkIndex = link.Attrs().Index
	}
	if len(r.Ways) > 0 {
		route.Gw = nil
		for _, via := range append([]netip.Addr{r.Via}, r.Ways...) {
			route.MultiPath = append(route.MultiPath, &netlink.NexthopInfo{Gw: via.AsSlice()})
		}
	}
	if len(r.Segments) > 0 {
		route.Encap = &netlink.SEG6Encap{Mode: nl.SEG6_IPTUN_MODE_ENCAP, Segments: backwards(r.Segments)}
		return lacking("SRv6", n.nl.RouteReplace(route))
	}
	return n.nl.RouteReplace(route)
}

// backwards returns segments as the routing header has them: the last one first (RFC 8754, section 2).
func backwards(segments []netip.Addr) []net.IP {
	var out []net.IP
	for _, s := range segments {
		out = append(out, s.AsSlice())
	}
	slices.Reverse(out)
	return out
}
