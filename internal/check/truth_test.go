package check_test

import (
	"encoding/binary"
	"net/netip"
	"testing"

	"github.com/pathmtu/pmtu/internal/check"
	"github.com/pathmtu/pmtu/internal/simnet"
	"github.com/pathmtu/pmtu/pmtu"
)

// judged runs over a simulated network on its virtual clock and judges.
func judged(t *testing.T, n *simnet.Network, o pmtu.Options) (check.Verdict, string, *pmtu.Result) {
	t.Helper()
	d, err := simnet.NewDriver(n, simnet.DriverOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	r, err := pmtu.Run(t.Context(), d, o, nil)
	if err != nil {
		t.Fatalf("%s: %v", n.Name(), err)
	}
	v, reason, _ := check.Judge(r, o.Require)
	return v, reason, r
}

// truthOf is what a network's path to its destination carries.
func truthOf(n *simnet.Network, f pmtu.Family) simnet.Truth {
	return n.Truth(simnet.Flow{
		Src: netip.AddrPortFrom(n.Source(f), 50000), Dst: netip.AddrPortFrom(n.Target(f), pmtu.DefaultPort),
	})
}

// wrong says what is not so of a verdict; "": nothing.
func wrong(v check.Verdict, require pmtu.MTU, truth simnet.Truth) string {
	carries := truth.Reachable && truth.PathMTU >= require
	switch {
	case v == check.VerdictPass && !carries:
		return "passes, and the path does not carry it"
	case v == check.VerdictFail && carries:
		return "fails, and the path carries it"
	case v == check.VerdictError:
		return "an error"
	}
	return ""
}

// TestTruth: of no network that comes with the simulator a verdict says what is not so.
func TestTruth(t *testing.T) {
	decided := make(map[check.Verdict]int)
	for _, name := range simnet.Networks() {
		n, err := simnet.Load(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range []pmtu.Family{pmtu.IPv4, pmtu.IPv6} {
			if !n.Has(f) {
				continue
			}
			truth := truthOf(n, f)
			for _, require := range []pmtu.MTU{truth.PathMTU, truth.PathMTU + 1, 1500} {
				require = max(min(require, f.Max()), f.Min())
				for _, endToEnd := range []bool{true, false} {
					o := pmtu.Options{Target: netip.AddrPortFrom(n.Target(f), 0), Require: require, EndToEnd: endToEnd}
					v, reason, r := judged(t, n.Fresh(0), o)
					decided[v]++
					if w := wrong(v, require, truth); w != "" {
						t.Errorf("%s, %v, end to end %t: %d %s (%d): %s; %+v", name, f, endToEnd, require, w, truth.PathMTU, reason, r.Limits)
					}
				}
			}
		}
	}
	t.Log(decided)
	if decided[check.VerdictPass] < 100 || decided[check.VerdictFail] < 100 {
		t.Errorf("hardly anything was decided: %v", decided)
	}
}

// TestTruthRandom: nor of random ones.
func TestTruthRandom(t *testing.T) {
	seeds := uint64(400)
	if testing.Short() {
		seeds = 100
	}
	decided := make(map[check.Verdict]int)
	for seed := uint64(1); seed <= seeds; seed++ {
		n, f := simnet.Random(seed), pmtu.IPv4
		if n.Has(pmtu.IPv6) && seed%2 == 1 {
			f = pmtu.IPv6
		}
		truth := truthOf(n, f)
		require := []pmtu.MTU{truth.PathMTU, truth.PathMTU + 1, 1400}[seed%3]
		o := pmtu.Options{
			Target: netip.AddrPortFrom(n.Target(f), 0), Require: max(min(require, f.Max()), f.Min()), EndToEnd: seed%4 < 2,
		}
		binary.BigEndian.PutUint64(o.Seed[:], seed)
		v, reason, r := judged(t, n, o)
		decided[v]++
		if w := wrong(v, o.Require, truth); w != "" {
			t.Errorf("seed %d, %v, end to end %t: %d %s (%d): %s; %+v", seed, f, o.EndToEnd, o.Require, w, truth.PathMTU, reason, r.Limits)
		}
	}
	t.Log(decided)
}
