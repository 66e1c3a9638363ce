package pmtu_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math"
	"net/netip"
	"slices"
	"testing"
	"time"

	"github.com/pathmtu/pmtu/internal/simnet"
	"github.com/pathmtu/pmtu/pmtu"
)

// spyWorld is a world that notes what is sent, and can spoil it.
type spyWorld struct {
	*simnet.WorldDriver
	sent  []pmtu.Probe
	times []time.Time
	// outcome replaces what came of a probe, which then does not leave; nil: all leave.
	outcome func(pmtu.Probe) pmtu.Event
	sendErr error
	recvErr error
	on      func() // called before each Recv
}

func newSpy(t testing.TB, count int, texts ...string) (*spyWorld, *simnet.World) {
	t.Helper()
	kinds, err := simnet.Kinds(texts...)
	if err != nil {
		t.Fatal(err)
	}
	w := simnet.NewWorld(count, kinds...)
	d, err := simnet.NewWorldDriver(w, simnet.DriverOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return &spyWorld{WorldDriver: d}, w
}

func (s *spyWorld) SendBatch(probes []pmtu.Probe) ([]pmtu.Event, error) {
	if s.sendErr != nil {
		return nil, s.sendErr
	}
	var out []pmtu.Event
	for _, p := range probes {
		s.sent, s.times = append(s.sent, p), append(s.times, s.Now())
		if s.outcome != nil {
			if ev := s.outcome(p); ev != nil {
				out = append(out, ev)
				continue
			}
		}
		ev, err := s.WorldDriver.SendBatch([]pmtu.Probe{p})
		if err != nil {
			return nil, err
		}
		out = append(out, ev...)
	}
	return out, nil
}

func (s *spyWorld) Recv(ctx context.Context) (pmtu.Event, error) {
	if s.on != nil {
		s.on()
	}
	if s.recvErr != nil {
		return nil, s.recvErr
	}
	return s.WorldDriver.Recv(ctx)
}

// checkAll are the options that check each target of a world.
func checkAll(w *simnet.World, f pmtu.Family, require pmtu.MTU) iter.Seq[pmtu.Options] {
	return func(yield func(pmtu.Options) bool) {
		for i := range w.Targets() {
			if !yield(checkOf(w, i, f, require)) {
				return
			}
		}
	}
}

func checkOf(w *simnet.World, i int, f pmtu.Family, require pmtu.MTU) pmtu.Options {
	return pmtu.Options{Target: netip.AddrPortFrom(w.Target(i).Target(f), 0), EndToEnd: true, Require: require}
}

// fleetSeed makes runs the same each time.
var fleetSeed = [32]byte{31: 1}

// runAll runs a fleet and returns the result of each target.
func runAll(t testing.TB, fleet pmtu.Fleet, targets iter.Seq[pmtu.Options]) []*pmtu.Result {
	t.Helper()
	got := make(map[int]*pmtu.Result)
	fleet.Seed = fleetSeed
	err := fleet.Run(context.Background(), targets, func(n int, r *pmtu.Result, err error) {
		if _, twice := got[n]; twice || err != nil || r == nil {
			t.Errorf("target %d: twice %v, result %v, error %v", n, twice, r, err)
		}
		got[n] = r
	})
	if err != nil {
		t.Fatal(err)
	}
	list := make([]*pmtu.Result, len(got))
	for n, r := range got {
		list[n] = r
	}
	return list
}

func TestFleetRate(t *testing.T) {
	const rate = 100.0
	d, w := newSpy(t, 200, simnet.KindPlain)
	runAll(t, pmtu.Fleet{Driver: d, Rate: rate}, checkAll(w, pmtu.IPv4, 1500))
	if took := d.Now().Sub(simnet.Epoch); len(d.sent) != 400 || took < 3900*time.Millisecond || took > 4100*time.Millisecond {
		t.Errorf("%d packets in %v, want 400 in 4 s", len(d.sent), took)
	}
	for i, at := range d.times {
		n := 0
		for _, other := range d.times[i:] {
			if other.Sub(at) < time.Second {
				n++
			}
		}
		if n > rate+3 {
			t.Fatalf("%d packets in the second after %v, want %v", n, at.Sub(simnet.Epoch), rate)
		}
	}
}

func TestFleetWithoutRate(t *testing.T) {
	d, w := newSpy(t, 500, simnet.KindPlain)
	runAll(t, pmtu.Fleet{Driver: d, Rate: math.Inf(1)}, checkAll(w, pmtu.IPv4, 1500))
	if took := d.Now().Sub(simnet.Epoch); took != 32*time.Millisecond {
		t.Errorf("took %v, want one round trip", took)
	}
}

// TestFleetTurns checks that targets that all have much to send take turns.
func TestFleetTurns(t *testing.T) {
	d, w := newSpy(t, 5, "hops 20\nhop all silent=yes\ndest udp=silent")
	targets := func(yield func(pmtu.Options) bool) {
		for i := range 5 {
			yield(pmtu.Options{Target: netip.AddrPortFrom(w.Target(i).Target(pmtu.IPv4), 0), StartSize: 1500, Timeout: 100 * time.Millisecond})
		}
	}
	runAll(t, pmtu.Fleet{Driver: d, Rate: 50}, targets)
	last := d.sent[len(d.sent)-1].Target
	var runs []int
	for i, p := range d.sent {
		if i == 0 || p.Target != d.sent[i-1].Target {
			runs = append(runs, 0)
		}
		if p.Target != last { // which is alone in the end
			runs[len(runs)-1]++
		}
	}
	if slices.Max(runs) != 16 || len(runs) < 20 {
		t.Errorf("packets for one target before it was another's turn: %d, want 16 at most", runs)
	}
}

// TestFleetInFlight checks that targets are taken as they can be begun.
func TestFleetInFlight(t *testing.T) {
	d, w := newSpy(t, 100, simnet.KindDead)
	given, ended := 0, 0
	targets := func(yield func(pmtu.Options) bool) {
		for o := range checkAll(w, pmtu.IPv4, 1500) {
			if given++; given-ended > 7 {
				t.Errorf("%d targets at once, want 7", given-ended)
			}
			if !yield(o) {
				return
			}
		}
	}
	err := pmtu.Fleet{Driver: d, InFlight: 7, Rate: 1e6}.Run(t.Context(), targets, func(int, *pmtu.Result, error) { ended++ })
	if err != nil || ended != 100 {
		t.Errorf("%d ended, %v", ended, err)
	}
}

// TestFleetPace checks that no more targets are begun than the pace feeds.
func TestFleetPace(t *testing.T) {
	d, w := newSpy(t, 400, simnet.KindPlain)
	given, ended, most := 0, 0, 0
	targets := func(yield func(pmtu.Options) bool) {
		for o := range checkAll(w, pmtu.IPv4, 1500) {
			given++
			most = max(most, given-ended)
			if !yield(o) {
				return
			}
		}
	}
	err := pmtu.Fleet{Driver: d, Rate: 1000}.Run(t.Context(), targets, func(int, *pmtu.Result, error) { ended++ })
	// In a round trip of 32 ms the pace allows 32 packets: 16 targets.
	if err != nil || ended != 400 || most > 24 {
		t.Errorf("%d ended, %d at once, %v; want 16 at once or some more", ended, most, err)
	}
}

// TestFleetOneRefused checks that what this host says of one target is not
// said of the others.
func TestFleetOneRefused(t *testing.T) {
	d, w := newSpy(t, 30, simnet.KindPlain)
	d.outcome = func(p pmtu.Probe) pmtu.Event {
		switch p.Target.Addr().As4()[3] % 3 {
		case 0:
			return pmtu.SendFailed{Probe: p.ID, At: d.Now(), Errno: 101, Err: "network is unreachable"}
		case 1:
			if p.Size > 1400 {
				return pmtu.SendFailed{Probe: p.ID, At: d.Now(), Errno: 90, MTU: 1400, Err: "message too long"}
			}
		}
		return nil
	}
	for i, r := range runAll(t, pmtu.Fleet{Driver: d}, checkAll(w, pmtu.IPv4, 1500)) {
		ok := false
		switch i % 3 {
		case 0:
			ok = r.Outcome == pmtu.OutcomeUnreachable && r.Refusal == "network is unreachable" && r.Stats.Sent == 0
		case 1:
			ok = answerTo(r, 1500) == tooSmall && r.LocalMTU == 1400 && r.PathMTU.MTU == 1400
		case 2:
			ok = answerTo(r, 1500) == enough && r.LocalMTU == 0 && r.Refusal == ""
		}
		if !ok {
			t.Errorf("target %d: %s, %+v, local %d, %q", i, r.Outcome, r.PathMTU, r.LocalMTU, r.Refusal)
		}
	}
}

func TestFleetOptionErrors(t *testing.T) {
	var option *pmtu.OptionError
	for _, fleet := range []pmtu.Fleet{{Rate: -1}, {Rate: 1e-9}, {Rate: math.NaN()}, {InFlight: -1}} {
		d, w := newSpy(t, 3, simnet.KindPlain)
		fleet.Driver = d
		err := fleet.Run(t.Context(), checkAll(w, pmtu.IPv4, 1500), func(int, *pmtu.Result, error) { t.Error("done was called") })
		if !errors.As(err, &option) {
			t.Errorf("%+v: %v, want an OptionError", fleet, err)
		}
	}
	d, w := newSpy(t, 3, simnet.KindPlain)
	var bad []int
	err := pmtu.Fleet{Driver: d}.Run(t.Context(), func(yield func(pmtu.Options) bool) {
		for i := range 3 {
			o := checkOf(w, i, pmtu.IPv4, 1500)
			o.NoMTU = i == 1
			yield(o)
		}
	}, func(n int, r *pmtu.Result, err error) {
		if errors.As(err, &option) && r == nil {
			bad = append(bad, n)
		} else if answerTo(r, 1500) != enough {
			t.Errorf("target %d: %+v", n, r)
		}
	})
	if err != nil || !slices.Equal(bad, []int{1}) {
		t.Errorf("%v, bad options of %v, want of 1", err, bad)
	}
}

// TestFleetOrder checks that the same seed gives the same run.
func TestFleetOrder(t *testing.T) {
	var runs [2]string
	for i := range runs {
		d, w := newSpy(t, 40, simnet.KindPlain, simnet.KindBlackHole, simnet.KindTooBig, simnet.KindDead)
		runAll(t, pmtu.Fleet{Driver: d}, checkAll(w, pmtu.IPv6, 1500))
		runs[i] = fmt.Sprint(d.sent)
	}
	if runs[0] != runs[1] {
		t.Error("two runs with one seed differ")
	}
}
