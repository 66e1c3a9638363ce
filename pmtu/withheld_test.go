package pmtu_test

import (
	"strings"
	"testing"

	"github.com/pathmtu/pmtu/internal/simnet"
	"github.com/pathmtu/pmtu/pmtu"
)

// TestWithheld: what this host's own filter does not let out is no black hole of the path, and no more is said of the
// path than what got there.
func TestWithheld(t *testing.T) {
	for _, text := range []string{"hops 5", "hops 5\nhop 3 mtu=1450 ptb=dropped", "hops 5\nhop 3 mtu=1450"} {
		for _, f := range families {
			for _, p := range []pmtu.Protocol{pmtu.UDP, pmtu.Auto, pmtu.ICMP} {
				n, err := simnet.Parse("test", []byte(text))
				if err != nil {
					t.Fatal(err)
				}
				d, err := simnet.NewDriver(n, simnet.DriverOptions{Firewall: 1392})
				if err != nil {
					t.Fatal(err)
				}
				r := overDriver(t, d, n, f, pmtu.Options{Protocol: p})
				if r.PathMTU.Status != pmtu.StatusAtLeast || r.PathMTU.MTU > 1392 || len(r.Limits) > 0 || r.Advice != nil {
					t.Errorf("%q over %v, %v: path MTU %+v, limits %+v, advice %+v; want at least 1392 or less, and none", text, f, p, r.PathMTU, r.Limits, r.Advice)
				}
				if len(r.Findings) == 0 || r.Findings[0].Code != pmtu.CodeLocalMTU || !strings.Contains(r.Findings[0].Detail, "operation not permitted") {
					t.Errorf("%q over %v, %v: findings %+v, want first that this host does not send them", text, f, p, r.Findings)
				}
			}
		}
	}
}
