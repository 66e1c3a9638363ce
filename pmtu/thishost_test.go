package pmtu_test

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/pathmtu/pmtu/pmtu"
)

// TestDropsOddName: no line is advised that a shell would take for something else.
func TestDropsOddName(t *testing.T) {
	for device, want := range map[string]string{
		"vx0":    "ip link set dev vx0 mtu 1450. For more, raise the MTU of the way outside the tunnel.",
		"$(id)`": "Set that device's MTU to 1450. For more, raise the MTU of the way outside the tunnel.",
	} {
		r := &pmtu.Result{
			Target: netip.MustParseAddrPort("192.0.2.9:33434"), Outcome: pmtu.OutcomeReached, Dropper: device,
			Limits: []pmtu.Limit{{Kind: pmtu.LimitLocal, From: 1500, To: 1450}},
		}
		f := pmtu.Diagnose(r)[0]
		if f.Remedy != want || strings.Contains(f.Detail, "$") || strings.Contains(f.Detail, " device vx0, though") != (device == "vx0") {
			t.Errorf("%s: %+v", device, f)
		}
	}
}

// TestDropsIPv6: over IPv6 no MTU is advised that would take IPv6 away.
func TestDropsIPv6(t *testing.T) {
	for target, want := range map[string]string{
		"192.0.2.9:1":     "Without IPv6 inside, which that would take away: ip link set dev vx0 mtu 1250. For more, raise the MTU of the way outside the tunnel.",
		"[2001:db8::9]:1": "Raise the MTU of the way outside the tunnel: IPv6 inside needs 1280 bytes.",
	} {
		r := &pmtu.Result{
			Target: netip.MustParseAddrPort(target), Outcome: pmtu.OutcomeReached, Dropper: "vx0",
			Limits: []pmtu.Limit{{Kind: pmtu.LimitLocal, From: 1500, To: 1250}},
		}
		if f := pmtu.Diagnose(r)[0]; f.Remedy != want {
			t.Errorf("%s: %+v", target, f)
		}
	}
}

// TestRouteMTU: a route's own MTU is told where the path carries more, and only there.
func TestRouteMTU(t *testing.T) {
	for name, c := range map[string]struct {
		route   pmtu.MTU
		status  pmtu.Status
		outcome pmtu.Outcome
		want    bool
	}{
		"less":                 {1000, pmtu.StatusProven, pmtu.OutcomeReached, true},
		"less, at least":       {1000, pmtu.StatusAtLeast, pmtu.OutcomeReached, true},
		"as much":              {1400, pmtu.StatusProven, pmtu.OutcomeReached, false},
		"more":                 {1500, pmtu.StatusProven, pmtu.OutcomeReached, false},
		"none":                 {0, pmtu.StatusProven, pmtu.OutcomeReached, false},
		"as far as some hop":   {1000, pmtu.StatusAtLeast, pmtu.OutcomeSilent, false},
		"nothing is known yet": {1000, pmtu.StatusUnknown, pmtu.OutcomeReached, false},
	} {
		r := &pmtu.Result{
			Target: netip.MustParseAddrPort("192.0.2.9:33434"), Outcome: c.outcome, PathMTU: pmtu.PathMTU{Status: c.status, MTU: 1400},
			Source: pmtu.Source{InterfaceMTU: 1500, RouteMTU: c.route},
		}
		got := false
		for _, f := range pmtu.Diagnose(r) {
			got = got || strings.HasPrefix(f.Detail, "This host's own route to 192.0.2.9 has MTU 1000")
		}
		if got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

// TestCachedHere: what a tunnel of this host has room for is nobody's word, and to forget it helps nobody.
func TestCachedHere(t *testing.T) {
	for _, here := range []bool{false, true} {
		r := &pmtu.Result{
			Target: netip.MustParseAddrPort("192.0.2.9:33434"), Outcome: pmtu.OutcomeReached,
			PathMTU: pmtu.PathMTU{Status: pmtu.StatusProven, MTU: 1500}, Source: pmtu.Source{CachedMTU: 1450, CachedHere: here},
		}
		f := pmtu.Diagnose(r)[0]
		if f.Code != pmtu.CodeCachedMTU || strings.Contains(f.Detail, "own tunnel") != here || strings.Contains(f.Remedy, "flush") == here {
			t.Errorf("%v: %+v", here, f)
		}
	}
}
