package judge

import (
	"testing"

	"github.com/pathmtu/pmtu/internal/simnet"
	"github.com/pathmtu/pmtu/pmtu"
)

// TestGrave: what is said of a network that is not so, and whether it may be left open anywhere.
func TestGrave(t *testing.T) {
	const reported, silent, dead = "hops 4\nhop 2 mtu=1400\n", "hops 4\nhop 2 mtu=1400 ptb=dropped\n", "hops 4\ndest udp=silent echo=silent\n"
	proven := func(size pmtu.MTU) func(*pmtu.Result) {
		return func(r *pmtu.Result) { r.PathMTU = pmtu.PathMTU{Status: pmtu.StatusProven, MTU: size} }
	}
	for _, c := range []struct {
		text, rule string
		lie        func(*pmtu.Result)
		want       bool
	}{
		{reported, "proven above", proven(1401), true},
		{silent, "proven below", proven(1399), true},
		{dead, "proven without answer", proven(1500), true},
		{silent + "dest back-mtu=1300\n", "direction", func(r *pmtu.Result) { r.PathMTU.Direction = pmtu.DirectionBoth }, true},
		{reported, "at least above", func(r *pmtu.Result) { r.PathMTU = pmtu.PathMTU{Status: pmtu.StatusAtLeast, MTU: 1401} }, true},
		{silent, "hop MTU", func(r *pmtu.Result) { r.Hops[3].MTU = 1401 }, true},
		{reported, "black hole", func(r *pmtu.Result) { r.Limits[0].Kind = pmtu.LimitBlackHole }, true},
		{silent, "black hole", func(r *pmtu.Result) { r.Limits[0].AfterHop = 3 }, true},
		{reported, "limit", func(r *pmtu.Result) { r.Limits[0].AfterHop = 3 }, false},
		{silent, "hop count", func(r *pmtu.Result) { r.HopCount = 7 }, false},
		{silent, "no outcome", func(r *pmtu.Result) { r.Outcome = "" }, true},
		{silent, "deadline", func(r *pmtu.Result) { r.Duration = 2 * Deadline }, true},
		{silent, "budget", func(r *pmtu.Result) { r.Stats.Sent = pmtu.DefaultMaxProbes + 1 }, true},
	} {
		n, err := simnet.Parse("grave", []byte(c.text))
		if err != nil {
			t.Fatal(err)
		}
		trial := Try(n, Setup{Family: pmtu.IPv4, Seed: 1}, nil)
		if list := Judge(trial); len(list) > 0 {
			t.Errorf("%q: %v", c.text, list)
		}
		c.lie(trial.Result)
		found := false
		for _, f := range Judge(trial) {
			if f.Rule == c.rule {
				found = Grave(f) == c.want
			}
		}
		if !found {
			t.Errorf("%s over %q: not found, or grave: %t", c.rule, c.text, !c.want)
		}
	}
}
