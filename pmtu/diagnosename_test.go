package pmtu_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/pathmtu/pmtu/pmtu"
)

// TestInItsName: what a router on the way says in the name of the destination is not said to be the destination's: what
// passes that router need not get so far.
func TestInItsName(t *testing.T) {
	const network = "hops 6\nhop 3 mtu=1436 ptb=490 ptb-from=10.77.99.9,fd77:99::9\nhop 5 mtu=1314"
	for _, f := range families {
		r := described(t, network, f, pmtu.UDP)
		i := slices.IndexFunc(r.Findings, func(x pmtu.Finding) bool {
			return x.Addr == r.Target.Addr() && strings.Contains(x.Detail, " claims 490 ")
		})
		if i < 0 {
			t.Errorf("%v: no finding of what was claimed: %+v", f, r.Findings)
			continue
		}
		want := "Hop 3, in the name of " + r.Target.Addr().String() + ", claims 490 bytes"
		if x := r.Findings[i]; x.Hop != 3 || !strings.HasPrefix(x.Detail, want) {
			t.Errorf("%v: at hop %d: %s, want one that begins with %s", f, x.Hop, x.Detail, want)
		}
	}
}
