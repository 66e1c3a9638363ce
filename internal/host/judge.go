package host

import (
	"fmt"
	"net/netip"
	"strings"
	"time"
)

// judgeInterfaces says of each interface whether its MTU goes with those around it.
func judgeInterfaces(list []Interface) []Item {
	byIndex := indexed(list)
	items := make([]Item, 0, len(list))
	for _, i := range list {
		item := Item{Group: GroupInterfaces, Name: i.Name, Status: OK, Value: fmt.Sprintf("MTU %d (%s)", i.MTU, i.Kind)}
		if i.IPv6MTU > 0 && i.IPv6MTU < i.MTU {
			item.Value = fmt.Sprintf("MTU %d, IPv6 %d (%s)", i.MTU, i.IPv6MTU, i.Kind)
			item.Status = Note
			item.Detail = "A router advertisement or a setting has made the MTU for IPv6 smaller."
		}
		switch peer := byIndex[i.Lower]; {
		case !i.Up && i.Kind == "loopback":
			item.Value += ", down"
			item.Status = Problem
			item.Detail = "Programs of this host cannot reach each other by 127.0.0.1 or ::1, nor any of its own addresses."
			item.Remedy = "ip link set " + i.Name + " up"
		case !i.Up:
			item.Value += ", down"
		case i.Kind == "bridge":
			judgeBridge(&item, i, list)
		case i.Kind == "veth" && peer.MTU > 0 && peer.MTU < i.MTU:
			item.Status = Problem
			item.Detail = fmt.Sprintf("Its other end %s has MTU %d and drops what is larger, without any packet too big.", peer.Name, peer.MTU)
			item.Remedy = fmt.Sprintf("ip link set dev %s mtu %d", i.Name, peer.MTU)
		case i.MTU < minIPv6MTU:
			item.Status = Note
			item.Detail = fmt.Sprintf("Below %d bytes an interface carries no IPv6 (RFC 8200 section 5).", minIPv6MTU)
		}
		items = append(items, item)
	}
	return items
}

// judgeBridge looks for ports that cannot take what the others, or the host, send to them.
func judgeBridge(item *Item, bridge Interface, list []Interface) {
	least, most := Interface{}, 0
	for _, port := range list {
		if port.Master != bridge.Index || !port.Up {
			continue
		}
		if least.Index == 0 || port.MTU < least.MTU {
			least = port
		}
		most = max(most, port.MTU)
	}
	if least.Index == 0 || least.MTU >= most && least.MTU >= bridge.MTU {
		return
	}
	who := fmt.Sprintf("others up to %d", most)
	if most <= least.MTU {
		who = fmt.Sprintf("the bridge %d", bridge.MTU)
	}
	item.Status = Problem
	item.Detail = fmt.Sprintf(
		"Its port %s has MTU %d, %s: a bridge drops larger packets on their way to that port, without a word.", least.Name, least.MTU, who)
	item.Remedy = fmt.Sprintf("give all ports and the bridge one MTU, e.g. ip link set dev %s mtu %d", least.Name, max(most, bridge.MTU))
}

func indexed(list []Interface) map[int]Interface {
	m := make(map[int]Interface, len(list))
	for _, i := range list {
		m[i.Index] = i
	}
	return m
}

// maxRouteItems bounds the routes and the cached path MTUs that a report names, each.
const maxRouteItems = 32

// routeNotes collects the routes that say something about an MTU. The zero value is ready.
type routeNotes struct {
	seen                map[netip.Addr]bool // destinations with a cached path MTU
	set, cached         []Item
	moreSet, moreCached int
}

// add looks at one route of a dump.
func (n *routeNotes) add(r rtRoute, device string) {
	switch {
	case r.flags&rtmFlagCloned != 0:
		n.addCached(r)
	case (r.mtu > 0 || r.advMSS > 0) && r.kind == rtnUnicast:
		if len(n.set) >= maxRouteItems {
			n.moreSet++
			return
		}
		n.set = append(n.set, routeItem(r, device))
	}
}

// addCached looks at a cached exception. The loopback caches what no packet
// exceeds, redirects are exceptions, too, and each of a route's next hops has a copy.
func (n *routeNotes) addCached(r rtRoute) {
	dst := r.dst.Addr()
	if r.mtu == 0 || dst.IsLoopback() || n.seen[dst] {
		return
	}
	if len(n.cached) >= maxRouteItems {
		n.moreCached++
		return
	}
	if n.seen == nil {
		n.seen = map[netip.Addr]bool{}
	}
	n.seen[dst] = true
	n.cached = append(n.cached, cachedItem(r))
}

// items returns what was found, with a line where that is nothing.
func (n *routeNotes) items() []Item {
	items := n.set
	if len(items) == 0 {
		items = append(items, Item{Group: GroupRoutes, Name: "route MTUs", Value: "none", Status: OK})
	}
	items = append(items, more(n.moreSet, "more routes with an MTU")...)
	if len(n.cached) == 0 {
		return append(items, Item{Group: GroupRoutes, Name: "cached path MTUs", Value: "none", Status: OK})
	}
	return append(append(items, n.cached...), more(n.moreCached, "more cached path MTUs")...)
}

func more(n int, what string) []Item {
	if n == 0 {
		return nil
	}
	return []Item{{Group: GroupRoutes, Name: what, Value: fmt.Sprint(n), Status: Note}}
}

// routeItem reports a route that was given an MTU.
func routeItem(r rtRoute, device string) Item {
	item := Item{Group: GroupRoutes, Name: routeName(r, device), Status: Note}
	var values []string
	switch {
	case r.mtu > 0 && r.locked:
		values = append(values, fmt.Sprintf("MTU %d, locked", r.mtu))
		item.Detail = "No path MTU is learned for it, and programs that do not ask for the don't-fragment bit send without it."
	case r.mtu > 0:
		values = append(values, fmt.Sprintf("MTU %d", r.mtu))
		item.Detail = "This host sends no larger packets there, whatever the path carries; pmtu probes past it."
	}
	if r.advMSS > 0 {
		values = append(values, fmt.Sprintf("TCP MSS %d", r.advMSS))
		if item.Detail == "" {
			item.Detail = "TCP asks for segments of that size; other protocols do not know of it."
		}
	}
	item.Value = strings.Join(values, ", ")
	return item
}

// routeName writes a route as ip(8) does.
func routeName(r rtRoute, device string) string {
	name := r.dst.String()
	if r.dst.Bits() == 0 {
		name = "default"
		if r.family == familyIPv6 {
			name = "default (IPv6)"
		}
	}
	if r.gateway.IsValid() {
		name += " via " + r.gateway.String()
	}
	if device != "" {
		name += " dev " + device
	}
	return name
}

// cachedItem reports a path MTU that the kernel has learned.
func cachedItem(r rtRoute) Item {
	item := Item{
		Group: GroupRoutes, Name: r.dst.Addr().String(), Status: Note,
		Value:  fmt.Sprintf("cached path MTU %d", r.mtu),
		Detail: "Learned from a packet too big. Programs send no larger packets there until it expires; pmtu probes past it.",
		Remedy: "to forget all of them, as root: " + flushCommand(r.dst.Addr().Is4()),
	}
	if r.expires > 0 {
		item.Value += fmt.Sprintf(", for another %s", r.expires.Round(time.Second))
	}
	if r.locked {
		item.Status = Problem
		item.Value += ", locked"
		item.Detail = "A packet too big named less than net.ipv4.route.min_pmtu, as none should. Packets there are now small, and fragmented on the way."
	}
	return item
}

// defaultWays returns the ways of the default routes, for tunnels that do not
// tell their remote end. The larger overhead of IPv6 is assumed.
func defaultWays(routes []rtRoute, byIndex map[int]Interface) []underlay {
	var ways []underlay
	seen := map[int]bool{}
	for _, r := range routes {
		i := byIndex[r.oif]
		if i.Index == 0 || seen[i.Index] || i.Kind == "wireguard" || i.Kind == "tun" {
			continue
		}
		seen[i.Index] = true
		ways = append(ways, underlay{device: i.Name, mtu: leastOf(i.MTU, r.mtu)})
	}
	return ways
}

func leastOf(a, b int) int {
	if b == 0 || a != 0 && a < b {
		return a
	}
	return b
}

// isDefault reports whether a route is a default route of the main table.
func (r rtRoute) isDefault() bool {
	const mainTable = 254 // RT_TABLE_MAIN
	return r.table == mainTable && r.kind == rtnUnicast && r.dst == netip.PrefixFrom(r.dst.Addr(), 0) && r.oif != 0 && r.flags&rtmFlagCloned == 0
}
