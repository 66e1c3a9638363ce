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

func newWorld(t testing.TB, count int, texts ...string) *World {
	t.Helper()
	list, err := Kinds(texts...)
	if err != nil {
		t.Fatal(err)
	}
	return NewWorld(count, list...)
}

// checks are the options to check each target of a world for 1500 bytes.
func checks(w *World, f pmtu.Family) iter.Seq[pmtu.Options] {
	return func(yield func(pmtu.Options) bool) {
		for i := range w.Targets() {
			o := pmtu.Options{Target: netip.AddrPortFrom(w.Target(i).Target(f), 0), Require: 1500, EndToEnd: true}
			if !yield(o) {
				return
			}
		}
	}
}

// fleetRun is what a fleet did on the virtual clock.
type fleetRun struct {
	took   time.Duration
	sent   int
	byKind []kindRun
}

// kindRun is what it did to the targets of one kind.
type kindRun struct {
	sent, most int           // packets, and those of one target
	slowest    time.Duration // of one target
	located    int           // limits that are known to be after hop 6
}

// runFleet checks all targets of a world, in which those of each kind shall have the path MTU of paths.
func runFleet(t testing.TB, w *World, f pmtu.Family, rate float64, paths ...pmtu.PathMTU) fleetRun {
	t.Helper()
	d, err := NewWorldDriver(w, DriverOptions{})
	if err != nil {
		t.Fatal(err)
	}
	r := fleetRun{byKind: make([]kindRun, len(paths))}
	ended := 0
	fleet := pmtu.Fleet{Driver: d, Rate: rate, Seed: [32]byte{1}}
	err = fleet.Run(context.Background(), checks(w, f), func(n int, res *pmtu.Result, err error) {
		if err != nil {
			t.Fatalf("target %d: %v", n, err)
		}
		ended++
		k, want := &r.byKind[n%len(paths)], paths[n%len(paths)]
		if res.PathMTU.Status != want.Status || res.PathMTU.MTU != want.MTU {
			t.Errorf("%v: target %d: %s, path MTU %+v, want %+v", f, n, res.Outcome, res.PathMTU, want)
		}
		r.sent += res.Stats.Sent
		k.sent += res.Stats.Sent
		k.most = max(k.most, res.Stats.Sent)
		k.slowest = max(k.slowest, res.Duration)
		if len(res.Limits) == 1 && res.Limits[0].AfterHop == 6 {
			k.located++
		}
	})
	if err != nil || ended != w.Targets() {
		t.Fatalf("%v: %d of %d targets ended, %v", f, ended, w.Targets(), err)
	}
	r.took = d.Now().Sub(Epoch)
	return r
}

var (
	carriesAll = pmtu.PathMTU{Status: pmtu.StatusAtLeast, MTU: 1500}
	reported   = pmtu.PathMTU{Status: pmtu.StatusProven, MTU: 1400}
	silent     = pmtu.PathMTU{Status: pmtu.StatusProven, MTU: 1392}
	nothing    = pmtu.PathMTU{Status: pmtu.StatusUnknown}
)

// TestFleet checks 1,024 targets, a quarter of each kind, whose first four
// routers are the same and have one limit of errors each.
func TestFleet(t *testing.T) {
	for _, f := range families {
		w := newWorld(t, 1024, KindPlain, KindTooBig, KindBlackHole, KindDead)
		r := runFleet(t, w, f, 5000, carriesAll, reported, silent, nothing)
		t.Logf("%v: %d packets in %v: %+v", f, r.sent, r.took, r.byKind)
		if r.took > 8*time.Second {
			t.Errorf("%v: took %v, want 8 s at most", f, r.took)
		}
		plain, tooBig, hole, dead := r.byKind[0], r.byKind[1], r.byKind[2], r.byKind[3]
		if plain.most != 2 || plain.slowest > 40*time.Millisecond {
			t.Errorf("%v: plain paths: %+v, want 2 packets and one round trip each", f, plain)
		}
		if tooBig.most > 5 || tooBig.slowest > 200*time.Millisecond {
			t.Errorf("%v: reported limits: %+v, want 4 packets and 3 round trips each", f, tooBig)
		}
		// A router asks its link for three seconds before it says that a destination is down: so long all are waited for.
		if dead.most > 6 || dead.slowest > 3700*time.Millisecond {
			t.Errorf("%v: dead: %+v, want 6 packets and 3.7 s each", f, dead)
		}
		if hole.sent > 256*80 || hole.located < 200 {
			t.Errorf("%v: silent limits: %+v, want 80 packets each, and most of them located", f, hole)
		}
	}
}

// TestFleetAtPace checks that many targets that answer take as long as their
// packets take to leave, and one round trip or so.
func TestFleetAtPace(t *testing.T) {
	count := 10000
	if testing.Short() {
		count = 1000
	}
	const rate = 5000
	w := newWorld(t, count, KindPlain, KindTooBig)
	r := runFleet(t, w, pmtu.IPv4, rate, carriesAll, reported)
	pace := time.Duration(float64(r.sent) / rate * float64(time.Second))
	if r.sent > 3*count+count/100 || r.took < pace-50*time.Millisecond || r.took > pace+500*time.Millisecond {
		t.Errorf("%d targets: %d packets in %v, the pace wants %v", count, r.sent, r.took, pace)
	}
}

// TestFleetThroughLoss checks that lost packets are asked for again, and cost
// no right answer.
func TestFleetThroughLoss(t *testing.T) {
	const lossy = "hops 9\nhop 3 loss=2%\n"
	w := newWorld(t, 400, lossy, lossy+"hop 6 mtu=1400\n")
	r := runFleet(t, w, pmtu.IPv4, 1000, carriesAll, reported)
	if r.sent < 1210 || r.sent > 400*8 {
		t.Errorf("%d packets for 400 targets", r.sent)
	}
}

func BenchmarkFleet(b *testing.B) {
	for _, count := range []int{100, 1000, 10000} {
		b.Run(strconv.Itoa(count), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				w := newWorld(b, count, KindPlain, KindTooBig, KindBlackHole)
				runFleet(b, w, pmtu.IPv4, 10000, carriesAll, reported, silent)
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*count), "µs/target")
		})
	}
}
