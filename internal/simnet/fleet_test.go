package simnet

import (
	"context"
	"iter"
	"net/netip"
	"strconv"
	"testing"
	"time"

	"github.com/pathmtu/pmtu/pmtu"
)

func kinds(t testing.TB, texts ...string) []*Network {
	t.Helper()
	list, err := Kinds(texts...)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// checks are the options to check each target of a world.
func checks(w *World, f pmtu.Family, require pmtu.MTU) iter.Seq[pmtu.Options] {
	return func(yield func(pmtu.Options) bool) {
		for i := range w.Targets() {
			o := pmtu.Options{Target: netip.AddrPortFrom(w.Target(i).Target(f), 0), Require: require, EndToEnd: true}
			if !yield(o) {
				return
			}
		}
	}
}

type fleetRun struct {
	results []*pmtu.Result
	took    time.Duration
	sent    int
}

func runFleet(t testing.TB, w *World, f pmtu.Family, fleet pmtu.Fleet) fleetRun {
	t.Helper()
	d, err := NewWorldDriver(w, DriverOptions{})
	if err != nil {
		t.Fatal(err)
	}
	r := fleetRun{results: make([]*pmtu.Result, w.Targets())}
	fleet.Driver, fleet.Seed = d, [32]byte{1}
	err = fleet.Run(context.Background(), checks(w, f, 1500), func(n int, res *pmtu.Result, err error) {
		if err != nil {
			t.Errorf("target %d: %v", n, err)
			return
		}
		r.results[n] = res
		r.sent += res.Stats.Sent
	})
	if err != nil {
		t.Fatal(err)
	}
	r.took = d.Now().Sub(Epoch)
	return r
}

func TestFleet(t *testing.T) {
	for _, f := range families {
		w := NewWorld(1024, kinds(t, KindPlain, KindTooBig, KindBlackHole, KindDead)...)
		r := runFleet(t, w, f, pmtu.Fleet{})
		var sent [4]int
		bad := map[string]int{}
		var slow [4]time.Duration
		for i, res := range r.results {
			if res == nil {
				t.Fatalf("target %d has no result", i)
			}
			sent[i%4] += res.Stats.Sent
			slow[i%4] = max(slow[i%4], res.Duration)
			want := []pmtu.PathMTU{{Status: pmtu.StatusAtLeast, MTU: 1500}, {Status: pmtu.StatusProven, MTU: 1400}, {Status: pmtu.StatusProven, MTU: 1392}, {}}[i%4]
			if res.PathMTU.MTU != want.MTU || want.MTU != 0 && res.PathMTU.Status != want.Status {
				bad[[]string{"plain", "ptb", "silent", "dead"}[i%4]+string(res.Outcome)+string(res.PathMTU.Status)+strconv.Itoa(int(res.PathMTU.MTU))]++
			}
		}
		t.Logf("%v: took %v, sent %d: %v slowest %v; bad %v", f, r.took, r.sent, sent, slow, bad)
	}
}
