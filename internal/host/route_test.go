package host

import (
	"net/netip"
	"testing"
	"time"
)

func TestCommands(t *testing.T) {
	addr := netip.MustParseAddr
	tests := []struct {
		route       Route
		show, flush string
	}{
		{Route{Target: addr("198.51.100.9")}, "ip route get 198.51.100.9", "ip route flush cache"},
		{Route{Target: addr("2001:db8::9")}, "ip route get 2001:db8::9", "ip -6 route flush cache"},
		{
			Route{Target: addr("198.51.100.9"), Options: Options{Source: addr("192.0.2.2"), Interface: "eth0", Mark: 0xca6c}},
			"ip route get 198.51.100.9 from 192.0.2.2 oif eth0 mark 51820", "ip route flush cache",
		},
		{Route{Target: addr("fe80::1%eth1")}, "ip route get fe80::1 oif eth1", "ip -6 route flush cache"},
		{Route{Target: addr("fe80::1%7"), Interface: Interface{Name: "eth1"}}, "ip route get fe80::1 oif eth1", "ip -6 route flush cache"},
	}
	for _, test := range tests {
		if got := test.route.ShowCommand(); got != test.show {
			t.Errorf("show: %q, want %q", got, test.show)
		}
		if got := test.route.FlushCommand(); got != test.flush {
			t.Errorf("flush: %q, want %q", got, test.flush)
		}
	}
}

func TestTakePreferred(t *testing.T) {
	near, own := netip.MustParseAddr("10.0.0.2"), netip.MustParseAddr("10.0.0.3")
	for _, c := range []struct {
		name string
		fib  *rtRoute
		want netip.Addr
	}{
		{"an old kernel does not tell", nil, netip.Addr{}},
		{"the route names none", &rtRoute{}, netip.Addr{}},
		{"it does", &rtRoute{prefsrc: own}, own},
	} {
		var r Route
		if r.take(rtRoute{family: familyIPv4, prefsrc: near}, c.fib); r.Preferred != c.want || r.Source != near {
			t.Errorf("%s: %v, source %v", c.name, r.Preferred, r.Source)
		}
	}
}

// TestTakeEncap: what puts packets into others may be told of the route alone, or of what is used.
func TestTakeEncap(t *testing.T) {
	for _, c := range []struct {
		got  rtRoute
		fib  *rtRoute
		want bool
	}{{rtRoute{}, nil, false}, {rtRoute{encap: true}, nil, true}, {rtRoute{}, &rtRoute{encap: true}, true}, {rtRoute{encap: true}, &rtRoute{}, true}} {
		var r Route
		if r.take(c.got, c.fib); r.Encap != c.want {
			t.Errorf("%+v: %v", c, r.Encap)
		}
	}
}

func TestTake(t *testing.T) {
	const minute = time.Minute
	plain := rtRoute{family: familyIPv4, mtu: 1450}
	tests := []struct {
		name     string
		got      rtRoute
		fib      *rtRoute
		mtu      int
		locked   bool
		cached   CachedMTU
		effect   int // the limit with an interface of 1500
		targetIs string
	}{
		{"nothing", rtRoute{family: familyIPv4}, &rtRoute{}, 0, false, CachedMTU{}, 1500, "10.0.0.1"},
		{"the route's own", rtRoute{family: familyIPv4, mtu: 1450, flags: rtmFlagCloned}, &plain, 1450, false, CachedMTU{}, 1450, "10.0.0.1"},
		{"cached below the route's", rtRoute{family: familyIPv4, mtu: 1400, expires: minute}, &plain, 1450, false, CachedMTU{MTU: 1400, Expires: minute}, 1400, "10.0.0.1"},
		{"an old kernel hides the route's", rtRoute{family: familyIPv4, mtu: 1400, expires: minute}, nil, 0, false, CachedMTU{MTU: 1400, Expires: minute}, 1400, "10.0.0.1"},
		{"an old kernel, nothing cached", rtRoute{family: familyIPv4, mtu: 1450, locked: true}, nil, 1450, true, CachedMTU{}, 1450, "10.0.0.1"},
		{"a redirect keeps the route's", rtRoute{family: familyIPv4, mtu: 1450, expires: minute, flags: flagRedirected}, &plain, 1450, false, CachedMTU{}, 1450, "10.0.0.1"},
		{"a redirect and a path MTU", rtRoute{family: familyIPv4, mtu: 1400, expires: minute, flags: flagRedirected}, &plain, 1450, false, CachedMTU{MTU: 1400, Expires: minute}, 1400, "10.0.0.1"},
		{"cached as the least", rtRoute{family: familyIPv4, mtu: 552, locked: true, expires: minute}, &rtRoute{}, 0, false, CachedMTU{MTU: 552, Locked: true, Expires: minute}, 552, "10.0.0.1"},
		{"IPv6 cached", rtRoute{family: familyIPv6, mtu: 1400, flags: rtmFlagCloned, expires: minute}, &rtRoute{}, 0, false, CachedMTU{MTU: 1400, Expires: minute}, 1400, "fd00::1"},
		{"IPv6, a route learned for a time", rtRoute{family: familyIPv6, mtu: 1480, expires: minute}, &rtRoute{mtu: 1480}, 1480, false, CachedMTU{}, 1480, "fd00::1"},
		{"IPv6 redirect", rtRoute{family: familyIPv6, mtu: 1480, flags: rtmFlagCloned}, &rtRoute{mtu: 1480}, 1480, false, CachedMTU{}, 1480, "fd00::1"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := Route{Target: netip.MustParseAddr(test.targetIs), Interface: Interface{MTU: 1500}}
			r.take(test.got, test.fib)
			if r.MTU != test.mtu || r.Locked != test.locked || r.Cached != test.cached || r.Limit() != test.effect {
				t.Errorf("MTU %d, locked %v, cached %+v, limit %d", r.MTU, r.Locked, r.Cached, r.Limit())
			}
		})
	}
}

func TestLimitByFamily(t *testing.T) {
	i := Interface{MTU: 1500, IPv6MTU: 1480}
	if got := (Route{Target: netip.MustParseAddr("10.0.0.1"), Interface: i}).Limit(); got != 1500 {
		t.Errorf("IPv4: %d", got)
	}
	if got := (Route{Target: netip.MustParseAddr("fd00::1"), Interface: i}).Limit(); got != 1480 {
		t.Errorf("IPv6: %d", got)
	}
	if got := (Route{}).Limit(); got != 0 {
		t.Errorf("nothing known: %d", got)
	}
}
