package pmtu_test

import (
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
