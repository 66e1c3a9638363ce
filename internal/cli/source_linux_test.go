package cli

import (
	"net/netip"
	"testing"
	"time"

	"github.com/pathmtu/pmtu/internal/host"
	"github.com/pathmtu/pmtu/pmtu"
)

func TestSourceOf(t *testing.T) {
	v4, v6 := netip.MustParseAddr("198.51.100.9"), netip.MustParseAddr("2001:db8::9")
	local := pmtu.Source{Addr: netip.MustParseAddr("192.0.2.2"), Interface: "eth0", InterfaceMTU: 1500, CachedMTU: 1400}
	for _, tt := range []struct {
		name string
		r    host.Route
		want pmtu.Source
	}{
		{"nothing special", host.Route{Target: v4}, pmtu.Source{Addr: local.Addr, Interface: "eth0", InterfaceMTU: 1500}},
		{
			"a route's own MTU is not a cached one",
			host.Route{Target: v4, MTU: 1400, Locked: true},
			pmtu.Source{Addr: local.Addr, Interface: "eth0", InterfaceMTU: 1500, RouteMTU: 1400, RouteLocked: true},
		},
		{
			"cached",
			host.Route{Target: v4, Cached: host.CachedMTU{MTU: 1400, Expires: 9 * time.Second}},
			pmtu.Source{Addr: local.Addr, Interface: "eth0", InterfaceMTU: 1500, CachedMTU: 1400, CachedExpires: 9 * time.Second},
		},
		{
			"cached, as large as can be",
			host.Route{Target: v4, Interface: host.Interface{Name: "lo", MTU: 65536}, Cached: host.CachedMTU{MTU: 65535, Expires: time.Second}},
			pmtu.Source{Addr: local.Addr, Interface: "lo", InterfaceMTU: 65536},
		},
		{
			"IPv6 has an MTU of its own",
			host.Route{Target: v6, Source: v6, Interface: host.Interface{Name: "eth1", MTU: 9000, IPv6MTU: 1480}},
			pmtu.Source{Addr: v6, Interface: "eth1", InterfaceMTU: 1480},
		},
		{
			"IPv4 keeps the source that the route gives",
			host.Route{Target: v4, Source: local.Addr},
			pmtu.Source{Addr: local.Addr, RouteSource: local.Addr, Interface: "eth0", InterfaceMTU: 1500},
		},
		{
			"a source of the user's own is not the route's",
			host.Route{Target: v4, Source: local.Addr, Options: host.Options{Source: local.Addr}},
			pmtu.Source{Addr: local.Addr, Interface: "eth0", InterfaceMTU: 1500},
		},
		{
			"nor one by an interface of the user's own",
			host.Route{Target: v4, Source: local.Addr, Options: host.Options{Interface: "eth0"}},
			pmtu.Source{Addr: local.Addr, Interface: "eth0", InterfaceMTU: 1500},
		},
		{
			"which may name one yet",
			host.Route{Target: v4, Source: local.Addr, Preferred: v4, Options: host.Options{Source: local.Addr}},
			pmtu.Source{Addr: local.Addr, RouteSource: v4, Interface: "eth0", InterfaceMTU: 1500},
		},
		{
			"by a gateway",
			host.Route{Target: v4, Gateway: v4.Next()},
			pmtu.Source{Addr: local.Addr, Gateway: v4.Next(), Interface: "eth0", InterfaceMTU: 1500},
		},
		{
			"by one of IPv6",
			host.Route{Target: v4, Gateway: v6.Next()},
			pmtu.Source{Addr: local.Addr, Interface: "eth0", InterfaceMTU: 1500},
		},
		{
			"in other packets",
			host.Route{Target: v4, Gateway: v4.Next(), Encap: true},
			pmtu.Source{Addr: local.Addr, Interface: "eth0", InterfaceMTU: 1500},
		},
		{
			"in a table of a rule",
			host.Route{Target: v6, Table: 100},
			pmtu.Source{Addr: local.Addr, RouteTable: 100, Interface: "eth0", InterfaceMTU: 1500},
		},
		{
			"as of IPv6",
			host.Route{Target: v6, Source: v6, Preferred: v6},
			pmtu.Source{Addr: v6, RouteSource: v6, Interface: "eth0", InterfaceMTU: 1500},
		},
	} {
		if got := sourceOf(tt.r, local); got != tt.want {
			t.Errorf("%s: %+v, want %+v", tt.name, got, tt.want)
		}
	}
}

// TestSource: the loopback, as the kernel has it.
func TestSource(t *testing.T) {
	s, err := source(pmtu.Options{Target: netip.MustParseAddrPort("127.0.0.1:33434")})
	if err != nil || s.Interface != "lo" || s.InterfaceMTU < 1500 || s.CachedMTU != 0 || s.RouteMTU != 0 {
		t.Errorf("%+v, %v", s, err)
	}
}
