package pmtu_test

import (
	"testing"

	"github.com/pathmtu/pmtu/pmtu"
)

// TestWitness: where echoes alone cannot tell which way they are lost, UDP beside them does, if the destination
// answers it by errors and they are lost on the way there.
func TestWitness(t *testing.T) {
	for _, c := range []struct {
		text   string
		status pmtu.Status
		mtu    pmtu.MTU
	}{
		{"hops 3\nhop 2 silent=yes mtu=1413 ptb=dropped", pmtu.StatusProven, 1413},
		{"hops 3\nhop 1 mtu=1413 ptb=dropped\nhop 2 damage=flipped", pmtu.StatusProven, 1413},
		{"hops 3\nhop 2 mtu=1413 ptb=dropped\ndest limit=1/1s", pmtu.StatusProven, 1413},
		{"hops 3\nhop 1-2 silent=yes\nhop 2 mtu=1413 ptb-limit=1/10s", pmtu.StatusProven, 1413},
		{"hops 3\nhop 1-2 silent=yes\nhop 2 mtu=1413 rewrite=198", pmtu.StatusProven, 1413},
		{"hops 3\nhop 2 mtu=1413 ptb=dropped\ndest quote=minimal", pmtu.StatusProven, 1413},
		{"hops 3\nhop 2 mtu=1413 ptb=dropped\ndest udp=silent echo=answer", pmtu.StatusAtLeast, 1413},
		{"hops 3\nhop 2 mtu=1413 ptb=dropped\ndest udp=echo", pmtu.StatusAtLeast, 1413},
		{"hops 3\nhop 2 silent=yes\ndest back-mtu=1413", pmtu.StatusAtLeast, 1413},
		{"hops 3\nhop 2 mtu=1450 ptb=dropped\ndest back-mtu=1413", pmtu.StatusAtLeast, 1413},
	} {
		for _, f := range families {
			r := described(t, c.text, f, pmtu.ICMP)
			if p := r.PathMTU; p.Status != c.status || p.MTU != c.mtu {
				t.Errorf("%q over %v: path MTU %s %d, want %s %d", c.text, f, p.Status, p.MTU, c.status, c.mtu)
			}
		}
	}
}
