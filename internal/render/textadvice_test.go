package render

import (
	"bytes"
	"net/netip"
	"testing"

	"github.com/pathmtu/pmtu/pmtu"
)

// TestNothingToSet: that hosts find the path MTU by themselves is said where
// all that is too big is reported, that nothing is left to set where the route has
// what is advised, and either only there.
func TestNothingToSet(t *testing.T) {
	zero := func(r *pmtu.Result) { r.Limits[0].Claimed = 0 }
	for _, c := range []struct {
		name   string
		change func(*pmtu.Result)
		want   bool
	}{
		{"reported", func(*pmtu.Result) {}, true},
		{"behind a limit of this host", func(r *pmtu.Result) {
			r.Limits = append([]pmtu.Limit{{Kind: pmtu.LimitLocal, From: 9000, To: 1500}}, r.Limits...)
		}, true},
		{"behind a device of this host that drops", func(r *pmtu.Result) {
			r.Limits = append([]pmtu.Limit{{Kind: pmtu.LimitLocal, From: 9000, To: 1500}}, r.Limits...)
			r.Dropper = "eth0"
		}, false},
		{"no size named", zero, false},
		{"a wrong size named", func(r *pmtu.Result) { r.Limits[1].Claimed-- }, false},
		{"a black hole", func(r *pmtu.Result) { r.Limits[1].Kind = pmtu.LimitBlackHole }, false},
		{"lost on this host", func(r *pmtu.Result) { r.Findings = []pmtu.Finding{{Code: pmtu.CodePTBLostOnThisHost}} }, false},
		{"a route that learns nothing", func(r *pmtu.Result) { r.Source.RouteLocked = true }, false},
		{"a black hole, and a route that has less already", func(r *pmtu.Result) {
			r.Limits[1].Kind, r.Source.RouteMTU = pmtu.LimitBlackHole, 1300
		}, true},
		{"a black hole, and a route that has more", func(r *pmtu.Result) {
			r.Limits[1].Kind, r.Source.RouteMTU = pmtu.LimitBlackHole, 1381
		}, false},
		{"less than Linux follows", func(r *pmtu.Result) { r.Limits[1].To, r.Limits[1].Claimed = 551, 551 }, false},
		{"the least that Linux follows", func(r *pmtu.Result) { r.Limits[1].To, r.Limits[1].Claimed = 552, 552 }, true},
		{"less than IPv6 follows", func(r *pmtu.Result) {
			r.Target = netip.MustParseAddrPort("[2001:db8::9]:33434")
			r.Limits[1].To, r.Limits[1].Claimed = 1279, 1279
		}, false},
		{"the least that IPv6 follows", func(r *pmtu.Result) {
			r.Target = netip.MustParseAddrPort("[2001:db8::9]:33434")
			r.Limits[1].To, r.Limits[1].Claimed = 1280, 1280
		}, true},
		{"no limit", func(r *pmtu.Result) { r.Limits = nil }, false},
	} {
		r := twoLimits()
		c.change(r)
		got := render(t, "text", r, Options{})
		if bytes.Contains(got, []byte("Set: nothing")) != c.want {
			t.Errorf("%s: %v in\n%s", c.name, !c.want, got)
		}
		if bytes.Contains(got, []byte("MTU 1380 on this host's eth0")) == r.Advice.InForce(r.Source) {
			t.Errorf("%s: the device, or none, in\n%s", c.name, got)
		}
	}
}

// TestBelowIPv6: an interface with less than 1280 bytes loses IPv6 (Linux, net/ipv6/addrconf.c, addrconf_notify), so nobody
// is told to set one to that, neither in a sentence nor by a command.
func TestBelowIPv6(t *testing.T) {
	for mtu, below := range map[pmtu.MTU]bool{1279: true, 1280: false, 1300: false} {
		r := twoLimits()
		r.Advice.MTU = mtu
		for _, o := range []Options{{}, {Verbose: true}} {
			got := render(t, "text", r, o)
			if bytes.Contains(got, []byte("would lose IPv6 below 1280")) != below || bytes.Contains(got, []byte("on this host's eth0")) == below {
				t.Errorf("%d, %+v:\n%s", mtu, o, got)
			}
			if link := bytes.Contains(got, []byte("ip link set")); link != (o.Verbose && !below) {
				t.Errorf("%d, %+v: a command for the interface: %v, in\n%s", mtu, o, link, got)
			}
		}
	}
}

// TestMSSOf: the MSS of IPv6 is named where IPv6 is to be had, and where it is what was traced.
func TestMSSOf(t *testing.T) {
	for _, c := range []struct {
		target string
		mtu    pmtu.MTU
		want   string
	}{
		{"198.51.100.9", 1280, "; TCP MSS 1240 (IPv4), 1220 (IPv6)"},
		{"198.51.100.9", 1279, "; TCP MSS 1239 (IPv4)"},
		{"2001:db8::9", 1279, "; TCP MSS 1239 (IPv4), 1219 (IPv6)"},
		{"2001:db8::9", 59, "; TCP MSS 19 (IPv4)"},
	} {
		if got := mssOf(base(c.target), c.mtu); got != c.want {
			t.Errorf("%s, %d: %q, want %q", c.target, c.mtu, got, c.want)
		}
	}
}

// TestUntilKnown: before a silent destination, what a black hole lets pass is the most that can be set; reports of a router
// set it by themselves.
func TestUntilKnown(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*pmtu.Result)
		want   bool
	}{
		{"a black hole", func(*pmtu.Result) {}, true},
		{"a report", func(r *pmtu.Result) { r.Limits[0].Kind = pmtu.LimitPacketTooBig }, false},
		{"a black hole before a report", func(r *pmtu.Result) { r.Limits[0].To = 1450 }, false},
		{"a route that has less already", func(r *pmtu.Result) { r.Source.RouteMTU = 1420 }, false},
		{"a run that was interrupted", func(r *pmtu.Result) { r.Outcome = pmtu.OutcomeInterrupted }, false},
		{"a hop that is not proven", func(r *pmtu.Result) { r.Hops[0].MTU, r.Hops[1].MTU = 0, 0 }, false},
	} {
		r := silentDestination()
		r.Limits[0].Kind, r.Source.RouteMTU = pmtu.LimitBlackHole, 0
		c.change(r)
		got := render(t, "text", r, Options{Numeric: true})
		if bytes.Contains(got, []byte("Until then set at most: MTU 1420 on this host's eth0; TCP MSS 1380 (IPv4), 1360")) != c.want {
			t.Errorf("%s: %v in\n%s", c.name, !c.want, got)
		}
	}
}

// TestDropperDrawn: what this host's own device drops narrows the first stretch that is drawn, and is no stretch.
func TestDropperDrawn(t *testing.T) {
	r := twoLimits()
	r.LocalMTU, r.Dropper = 9000, "eth0"
	r.Limits = append([]pmtu.Limit{{Kind: pmtu.LimitLocal, From: 9000, To: 1500}}, r.Limits...)
	if got := render(t, "text", r, Options{ASCII: true}); !bytes.Contains(got, []byte("  this host ### 1500 ### hop 2 ")) {
		t.Errorf("%s", got)
	}
}
