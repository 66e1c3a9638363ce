package pmtu_test

import (
	"context"
	"net/netip"
	"slices"
	"testing"

	"github.com/pathmtu/pmtu/internal/simnet"
	"github.com/pathmtu/pmtu/pmtu"
)

// TestLimitsInPathOrder: a limit is told before the hop behind it, that of the first link before hop 1.
func TestLimitsInPathOrder(t *testing.T) {
	for text, want := range map[string][]int{
		"title x\nhops 3\nlocal link=1400\n":            {-1, 1, 2, 3},
		"title x\nhops 3\nhop 1 mtu=1400 ptb=dropped\n": {1, -1, 2, 3},
		"title x\nhops 3\nhop 2 mtu=1400\n":             {1, 2, -1, 3},
	} {
		n := inline(t, text)
		d, err := simnet.NewDriver(n, simnet.DriverOptions{})
		if err != nil {
			t.Fatal(err)
		}
		var got []int // hops, and -1 for a limit
		o := pmtu.Options{Target: netip.AddrPortFrom(n.Target(pmtu.IPv4), 0)}
		_, err = pmtu.Run(context.Background(), &bounded{Driver: d}, o, func(u pmtu.Update) {
			switch u := u.(type) {
			case pmtu.HopUpdate:
				got = append(got, u.Hop.Hop)
			case pmtu.LimitUpdate:
				got = append(got, -1)
				if u.HopCount != 3 {
					t.Errorf("%q: a limit is told with %d hops", text, u.HopCount)
				}
			}
		})
		if d.Close(); err != nil || !slices.Equal(got, want) {
			t.Errorf("%q: told %v (%v), want %v", text, got, err, want)
		}
	}
}
