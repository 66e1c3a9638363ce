package cli

import (
	"net/netip"

	"github.com/pathmtu/pmtu/internal/host"
	"github.com/pathmtu/pmtu/internal/resolve"
	"github.com/pathmtu/pmtu/pmtu"
)

// source is what this host would do with the probes. A route that there is
// not is an error; what a sandbox hides is only missing.
func source(o pmtu.Options) (pmtu.Source, error) {
	r, err := host.FindRoute(o.Target.Addr(), host.Options{
		Source: o.Socket.Source, Interface: o.Socket.Interface, Mark: o.Socket.Mark,
	})
	local, localErr := pmtu.LocalSource(o.Target.Addr(), o.Socket)
	if err != nil || localErr != nil || r.Unknown != nil {
		// The words of the socket are those that the probes would meet.
		return local, localErr
	}
	s := sourceOf(r, local)
	if s.CachedMTU > 0 {
		s.CachedHere, _ = host.TunnelRoom(s.Interface, int(s.CachedMTU))
	}
	return s, nil
}

// sourceOf puts together what the route says and what a socket does.
func sourceOf(r host.Route, local pmtu.Source) pmtu.Source {
	s := local
	if r.Source.IsValid() {
		s.Addr = r.Source
	}
	if r.Interface.Name != "" {
		s.Interface, s.InterfaceMTU = r.Interface.Name, pmtu.MTU(r.LinkMTU())
	}
	s.RouteMTU, s.RouteLocked = pmtu.MTU(r.MTU), r.Locked
	s.CachedMTU, s.CachedExpires = pmtu.MTU(r.Cached.MTU), r.Cached.Expires
	// The loopback caches what no packet exceeds, which is no news.
	if s.CachedMTU >= min(s.InterfaceMTU, resolve.FamilyOf(r.Target).Max()) {
		s.CachedMTU, s.CachedExpires = 0, 0
	}
	// Several next hops, another family's and an encapsulation are not told by a gateway alone: no route is advised in place of that one.
	if r.NextHops <= 1 && !r.Encap && r.Gateway.Is4() == r.Target.Is4() {
		s.Gateway = r.Gateway
	}
	s.RouteSource, s.RouteTable = routeSource(r), r.Table
	return s
}

// routeSource is the source address that a route in place of this one has to name: that which this one does, or which IPv4
// takes by it where the user did not choose. Of IPv6 that may be a temporary address (RFC 8981), which is not to be kept.
func routeSource(r host.Route) netip.Addr {
	if r.Target.Is4() && r.Options == (host.Options{}) {
		return r.Source
	}
	return r.Preferred
}
