package pmtu_test

import (
	"testing"

	"github.com/pathmtu/pmtu/pmtu"
)

// TestAdviceBothWays: what is to be set passes both ways where how much comes back is proven, and is what passes on the way
// there where it is not.
func TestAdviceBothWays(t *testing.T) {
	for _, c := range []struct {
		name, network string
		over          pmtu.Protocol
		family        pmtu.Family
		mtu, mss      pmtu.MTU
	}{
		{"reported, and back in fragments", "hop 2 mtu=1420\ndest back-mtu=1300 back-large=fragmented", pmtu.Auto, 4, 1300, 1260},
		{"in fragments of multiples of eight", "hop 2 mtu=1420\ndest back-mtu=1300 back-large=fragmented", pmtu.Auto, 6, 1296, 1236},
		{"only the way back, in fragments", "dest back-mtu=1300 back-large=fragmented", pmtu.Auto, 4, 1300, 1260},
		{"only the way back, measured by echo", "dest back-mtu=1300", pmtu.ICMP, 4, 1300, 1260},
		{"a black hole, and the way back by echo", "hop 2 mtu=1420 ptb=dropped\ndest back-mtu=1300", pmtu.ICMP, 4, 1300, 1260},
		{"lost, and nobody measured how much", "hop 2 mtu=1420\ndest back-mtu=1300", pmtu.Auto, 4, 1420, 1380},
		{"only the way back, and nobody measured how much", "dest back-mtu=1300", pmtu.Auto, 4, 0, 0},
		{"more comes back than passes", "hop 2 mtu=1420\ndest back-mtu=1450 back-large=fragmented", pmtu.Auto, 4, 1420, 1380},
		{"both ways, all of it", "", pmtu.ICMP, 4, 0, 0},
	} {
		r := overNetwork(t, inline(t, "hops 5\n"+c.network), c.family, pmtu.Options{Protocol: c.over})
		var got pmtu.Advice
		if r.Advice != nil {
			got = *r.Advice
		}
		if want := (pmtu.Advice{MTU: c.mtu, TCPMSS: c.mss}); got != want {
			t.Errorf("%s: %+v, want %+v; %+v", c.name, got, want, r.PathMTU)
		}
	}
}
