package host

import (
	"net/netip"
	"strconv"
	"time"
)

// Options says what a route may depend on. The zero value leaves all of it to the kernel.
type Options struct {
	// Source is the source address; it must be one of this host's.
	Source netip.Addr
	// Interface is the name of the interface to leave by.
	Interface string
	// Mark is the firewall mark. 0: none.
	Mark uint32
}

// CachedMTU is a path MTU that the kernel has learned from a packet too big
// and remembers for a destination: a next-hop exception (net/ipv4/route.c
// ip_rt_update_pmtu, net/ipv6/route.c rt6_do_update_pmtu). The zero value: nothing is cached.
type CachedMTU struct {
	// MTU is the path MTU in bytes.
	MTU int
	// Locked is true where the packet too big named less than
	// net.ipv4.route.min_pmtu: MTU is then that minimum, and larger packets
	// are sent in fragments without the don't-fragment bit.
	Locked bool
	// Expires is the time that is left of it. 0: the kernel did not say.
	Expires time.Duration
}

// Route is what this host would do with a packet to a destination. The zero
// value of a field means that it is not there or, where Unknown is set, not known.
type Route struct {
	// Target is the destination that was asked for.
	Target netip.Addr
	// Options are those that were asked with.
	Options Options
	// Local is true where the destination is this host itself.
	Local bool
	// Source is the address that packets are sent from.
	Source netip.Addr
	// Preferred is the source address that the route itself names ("ip route ... src"); the zero Addr: none, or not known.
	Preferred netip.Addr
	// Gateway is the next hop; the zero Addr where the destination is on the link.
	Gateway netip.Addr
	// Table is the number of the routing table that the route is in; 0: not known.
	Table uint32
	// NextHops is how many next hops share the route (ECMP). Of several,
	// Gateway and Interface are those of a flow without ports.
	NextHops int
	// Encap is true where the route puts its packets into others ("ip route ... encap").
	Encap bool
	// Interface is where packets leave.
	Interface Interface
	// MTU is the route's own ("ip route ... mtu"), bytes; 0: it has none.
	MTU int
	// Locked is true where that MTU is locked ("mtu lock"): the kernel learns
	// no path MTU and sends without the don't-fragment bit.
	Locked bool
	// AdvMSS is the TCP MSS that the route advertises, bytes; 0: none is set.
	AdvMSS int
	// Cached is what packets too big have taught the kernel about the destination.
	Cached CachedMTU
	// Effective is the path MTU that the kernel uses for sockets that do not
	// probe (IP_MTU, IPV6_MTU), bytes; 0: it did not say.
	Effective int
	// Unknown is the reason why MTU, Locked, Cached and the interface's
	// details could not be read, as in a sandbox without netlink. nil: they were.
	Unknown error
}

// LinkMTU is the MTU of the interface for packets of the route's family, in bytes; 0: unknown.
func (r Route) LinkMTU() int { return r.Interface.FamilyMTU(r.Target.Is4()) }

// Limit returns the least of the limits that this host itself puts on packets
// to the destination, in bytes: interface, route, cached path MTU. 0: none is known.
func (r Route) Limit() int {
	limit := 0
	for _, mtu := range []int{r.LinkMTU(), r.MTU, r.Cached.MTU, r.Effective} {
		if mtu > 0 && (limit == 0 || mtu < limit) {
			limit = mtu
		}
	}
	return limit
}

// ShowCommand returns the command that shows the route and its cached path MTU.
func (r Route) ShowCommand() string {
	command := "ip route get " + r.Target.WithZone("").String()
	if r.Options.Source.IsValid() {
		command += " from " + r.Options.Source.WithZone("").String()
	}
	device := r.Options.Interface
	if zone := r.Target.Zone(); zone != "" {
		device = zone
		if _, err := strconv.Atoi(zone); err == nil && r.Interface.Name != "" {
			device = r.Interface.Name
		}
	}
	if device != "" {
		command += " oif " + device
	}
	if r.Options.Mark != 0 {
		command += " mark " + strconv.FormatUint(uint64(r.Options.Mark), 10)
	}
	return command
}

// FlushCommand returns the command, for root, that makes this host forget
// every cached path MTU of the family. There is none for a single destination.
func (r Route) FlushCommand() string { return flushCommand(r.Target.Is4()) }

func flushCommand(is4 bool) string {
	if is4 {
		return "ip route flush cache"
	}
	return "ip -6 route flush cache"
}

// take puts together what the kernel would use (got) and the route that it
// comes from (fib), which a cached path MTU hides. Without fib, the route's own
// MTU cannot be told where something is cached.
func (r *Route) take(got rtRoute, fib *rtRoute) {
	own := got
	if fib != nil { // got names a source always
		own = *fib
		r.Preferred = fib.prefsrc
	}
	r.Local = got.kind == rtnLocal
	r.Source = got.prefsrc
	r.Gateway = got.gateway
	r.Table = got.table
	r.NextHops = max(own.nextHops, got.nextHops)
	r.Encap = own.encap || got.encap
	if cached, ok := got.cached(fib); ok {
		r.Cached = cached
		if fib == nil {
			return
		}
	}
	r.MTU, r.Locked, r.AdvMSS = own.mtu, own.locked && own.mtu > 0, own.advMSS
}

// cached returns the cached path MTU in what the kernel would use. IPv4
// names an expiry only for an exception (rt_fill_info), IPv6 marks it as
// cloned (rt6_fill_node), and there a redirect is an exception, too.
func (r rtRoute) cached(fib *rtRoute) (CachedMTU, bool) {
	if r.mtu == 0 {
		return CachedMTU{}, false
	}
	asRoute := fib != nil && fib.mtu == r.mtu
	switch {
	case r.family == familyIPv4 && (r.expires == 0 || asRoute && r.flags&flagRedirected != 0):
		return CachedMTU{}, false
	case r.family == familyIPv6 && (r.flags&rtmFlagCloned == 0 || asRoute):
		return CachedMTU{}, false
	}
	return CachedMTU{MTU: r.mtu, Locked: r.locked, Expires: r.expires}, true
}
