package pmtu_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/pathmtu/pmtu/pmtu"
)

// TestHoleRemedy: a router whose reports arrive is behind no filter. What fits by its word and is lost behind it is a matter of its
// link, often a tunnel; who never said anything may be behind a filter.
func TestHoleRemedy(t *testing.T) {
	const filter, tunnel = "must let ICMP", "no filter is in the way. If its link is a tunnel, the path outside of that carries less"
	for _, c := range []struct {
		name, network string
		want, not     string
	}{
		{"nobody spoke", "hops 6\nhop 2 mtu=1328 ptb=dropped\n", filter, tunnel},
		{"a tunnel over less", "hops 6\nhop 2 mtu=1420\nhop 3 silent=yes mtu=1328 ptb=dropped\n", tunnel, filter},
		{"another one spoke", "hops 7\nhop 1 mtu=1420\nhop 3 mtu=1328 ptb=dropped\n", filter, tunnel},
	} {
		for _, f := range families {
			r := described(t, c.network, f, pmtu.Auto)
			found := false
			for _, x := range r.Findings {
				if x.Code == pmtu.CodeBlackHole {
					found = true
					if !strings.Contains(x.Remedy, strings.ReplaceAll(c.want, "ICMP", icmpOf(f))) || strings.Contains(x.Remedy, c.not) {
						t.Errorf("%s over %v: %s", c.name, f, x.Remedy)
					}
				}
			}
			if !found {
				t.Errorf("%s over %v: no black hole", c.name, f)
			}
		}
	}
}

func icmpOf(f pmtu.Family) string {
	if f == pmtu.IPv6 {
		return "ICMPv6"
	}
	return "ICMP"
}

// TestUnequalEnds: wherever packets vanish, the two ends of a link may differ in their MTU.
func TestUnequalEnds(t *testing.T) {
	for network, want := range map[string]string{
		"hops 6\nhop 3 mtu=1400 ptb=dropped\n":                   "If the two ends of the link behind hop 3 differ in their MTU",
		"hops 6\nhop 3 mtu=1400 ptb=dropped\nhop 4 silent=yes\n": "If the two ends of the link behind hop 3 differ in their MTU",
		"hops 6\nhop 5 mtu=1400 ptb=dropped\n":                   "If the two ends of the last link differ in their MTU",
		"hops 6\nhop 4 mtu=1400 ptb=dropped\nhop 5 silent=yes\n": "If the two ends of the link behind hop 4 differ in their MTU",
		"hops 6\nlocal link=1400\n":                              "the first link the same MTU",
	} {
		for _, f := range families {
			r := described(t, network, f, pmtu.Auto)
			if len(r.Findings) == 0 || !strings.Contains(r.Findings[0].Remedy, want) || strings.Contains(r.Findings[0].Remedy, "the link behind") != strings.Contains(want, "the link behind") {
				t.Errorf("%q over %v: %+v", network, f, r.Findings)
			}
		}
	}
}

// TestWiden: who runs an IPv6 link that carries less than it must is told so; where 1280 bytes pass, or nobody knows, and in
// IPv4, nobody is.
func TestWiden(t *testing.T) {
	for _, c := range []struct {
		name, network string
		code          pmtu.Code
		six           bool
	}{
		{"a black hole", "hops 6\nhop 3 mtu=1279 ptb=dropped\n", pmtu.CodeBlackHole, true},
		{"the least", "hops 6\nhop 3 mtu=1280 ptb=dropped\n", pmtu.CodeBlackHole, false},
		{"claimed, and so", "hops 6\nhop 3 mtu=1000\n", pmtu.CodePTBBelowMinimum, true},
		{"claimed only", "hops 6\nhop 3 mtu=1400 ptb=1000\n", pmtu.CodePTBBelowMinimum, false},
		{"claimed as the least", "hops 6\nhop 3 mtu=1279 ptb=1280\n", pmtu.CodePTBTooHigh, true},
		{"claimed as less than passes", "hops 6\nhop 3 mtu=1400 ptb=1300\n", pmtu.CodePTBTooLow, false},
	} {
		for _, f := range families {
			for _, x := range described(t, c.network, f, pmtu.Auto).Findings {
				if said := strings.Contains(x.Remedy, "IPv6 links must carry 1280"); x.Code == c.code && said != (c.six && f == pmtu.IPv6) {
					t.Errorf("%s over %v: %v in %s", c.name, f, said, x.Remedy)
				}
			}
		}
	}
}

// TestWidenNotAsked: what was claimed of 1280 bytes, while none of that size were refused, is not known.
func TestWidenNotAsked(t *testing.T) {
	r := described(t, "hops 6\nhop 3 mtu=1000\n", pmtu.IPv6, pmtu.Auto)
	r.Claims = slices.DeleteFunc(r.Claims, func(c pmtu.Claim) bool { return c.Size <= pmtu.MinIPv6 })
	for _, x := range pmtu.Diagnose(r) {
		if strings.Contains(x.Remedy, "must carry 1280") {
			t.Error(x.Remedy)
		}
	}
}
