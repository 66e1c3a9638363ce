package pmtu_test

import (
	"context"
	"errors"
	"net"
	"testing"
	"time"

	"github.com/pathmtu/pmtu/internal/simnet"
	"github.com/pathmtu/pmtu/pmtu"
)

// TestFleetCancelled checks that everybody gets what was learned, whatever
// ends a run: those that ended, those that were being asked, and those that were not begun.
func TestFleetCancelled(t *testing.T) {
	failed := errors.New("the cable was pulled")
	for _, tt := range []struct {
		name    string
		end     func(d *spyWorld, cancel context.CancelCauseFunc)
		outcome pmtu.Outcome
		want    error
	}{
		{"cancelled", func(_ *spyWorld, cancel context.CancelCauseFunc) { cancel(failed) }, pmtu.OutcomeInterrupted, failed},
		{"deadline", func(_ *spyWorld, cancel context.CancelCauseFunc) { cancel(context.DeadlineExceeded) }, pmtu.OutcomeDeadline, context.DeadlineExceeded},
		{"receive", func(d *spyWorld, _ context.CancelCauseFunc) { d.recvErr = failed }, pmtu.OutcomeInterrupted, failed},
		{"send", func(d *spyWorld, _ context.CancelCauseFunc) { d.sendErr = failed }, pmtu.OutcomeInterrupted, failed},
		{"closed", func(d *spyWorld, _ context.CancelCauseFunc) { d.Close() }, pmtu.OutcomeInterrupted, net.ErrClosed},
	} {
		d, w := newSpy(t, 400, simnet.KindPlain, simnet.KindDead)
		ctx, cancel := context.WithCancelCause(context.Background())
		d.on = func() {
			if d.Now().Sub(simnet.Epoch) > 200*time.Millisecond {
				tt.end(d, cancel)
			}
		}
		outcomes := make(map[pmtu.Outcome]int)
		seen := make(map[int]bool)
		partial, sent := 0, 0
		err := pmtu.Fleet{Driver: d, Seed: fleetSeed}.Run(ctx, checkAll(w, pmtu.IPv4, 1500), func(n int, r *pmtu.Result, err error) {
			if err != nil || seen[n] {
				t.Errorf("%s: target %d: %v, twice %v", tt.name, n, err, seen[n])
			}
			seen[n] = true
			outcomes[r.Outcome]++
			sent += r.Stats.Sent
			if r.Outcome == tt.outcome && r.Stats.Sent > 0 {
				partial++
			}
		})
		cancel(nil)
		if sent != len(d.sent) {
			t.Errorf("%s: results tell of %d packets, %d were sent", tt.name, sent, len(d.sent))
		}
		if !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
		if len(seen) != 400 || outcomes[pmtu.OutcomeReached] < 30 || outcomes[tt.outcome] < 250 || partial < 30 ||
			outcomes[pmtu.OutcomeReached]+outcomes[tt.outcome] != 400 {
			t.Errorf("%s: %d targets, %v, %d of them begun", tt.name, len(seen), outcomes, partial)
		}
	}
}

// TestFleetSameAddressCancelled checks that of targets with one address each
// gets one result, also where the run ends before their turn.
func TestFleetSameAddressCancelled(t *testing.T) {
	d, w := newSpy(t, 1, simnet.KindDead)
	ctx, cancel := context.WithCancel(context.Background())
	d.on = func() {
		if d.Now().Sub(simnet.Epoch) > 200*time.Millisecond {
			cancel()
		}
	}
	results := make(map[int]int)
	_ = pmtu.Fleet{Driver: d}.Run(ctx, func(yield func(pmtu.Options) bool) {
		for range 4 {
			yield(checkOf(w, 0, pmtu.IPv4, 1500))
		}
	}, func(n int, r *pmtu.Result, err error) {
		if results[n]++; err != nil || r.Outcome != pmtu.OutcomeInterrupted || n > 0 && r.Stats.Sent > 0 {
			t.Errorf("target %d: %v, %s, %d packets", n, err, r.Outcome, r.Stats.Sent)
		}
	})
	if len(results) != 4 || results[0]*results[1]*results[2]*results[3] != 1 {
		t.Errorf("results by target: %v, want one each", results)
	}
}

// TestFleetNotYetKnown checks that a target that is not known yet holds
// nobody up, and is asked for again.
func TestFleetNotYetKnown(t *testing.T) {
	d, w := newSpy(t, 3, simnet.KindPlain)
	asked := 0
	targets := func(yield func(pmtu.Options) bool) {
		if !yield(checkOf(w, 0, pmtu.IPv4, 1500)) {
			return
		}
		for d.Now().Sub(simnet.Epoch) < 300*time.Millisecond {
			if asked++; !yield(pmtu.Options{}) {
				return
			}
		}
		_ = yield(checkOf(w, 1, pmtu.IPv4, 1500)) && yield(checkOf(w, 2, pmtu.IPv4, 1500))
	}
	for n, r := range runAll(t, pmtu.Fleet{Driver: d}, targets) {
		begun := r.Started.Sub(simnet.Epoch)
		if answerTo(r, 1500) != enough || n == 0 && begun != 0 || n > 0 && (begun < 300*time.Millisecond || begun > 320*time.Millisecond) {
			t.Errorf("target %d: %+v, begun after %v", n, r.PathMTU, begun)
		}
	}
	if asked < 29 || asked > 31 {
		t.Errorf("asked %d times in 300 ms, want each 10 ms", asked)
	}
}

// TestFleetCancelledWhileWaiting checks that a run ends that waits for nothing but a name.
func TestFleetCancelledWhileWaiting(t *testing.T) {
	d, _ := newSpy(t, 1, simnet.KindPlain)
	ctx, cancel := context.WithCancel(context.Background())
	d.on = func() {
		if d.Now().Sub(simnet.Epoch) > time.Second {
			cancel()
		}
	}
	err := pmtu.Fleet{Driver: d}.Run(ctx, func(yield func(pmtu.Options) bool) {
		for yield(pmtu.Options{}) {
		}
	}, func(int, *pmtu.Result, error) { t.Error("done was called") })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("%v, want %v", err, context.Canceled)
	}
}

// TestFleetOfNobody checks that a run without targets sends nothing and ends.
func TestFleetOfNobody(t *testing.T) {
	d, _ := newSpy(t, 1, simnet.KindPlain)
	err := pmtu.Fleet{Driver: d}.Run(t.Context(), func(func(pmtu.Options) bool) {}, nil)
	if err != nil || len(d.sent) != 0 {
		t.Errorf("%v, %d packets", err, len(d.sent))
	}
}

// TestFleetTraces checks that a fleet traces as Run does: the same hops and
// path MTU, where no budget is shared.
func TestFleetTraces(t *testing.T) {
	d, w := newSpy(t, 20, "hops 9\nhop 4 mtu=1400\n", "hops 7\nhop 3 silent=yes\n")
	targets := func(yield func(pmtu.Options) bool) {
		for o := range checkAll(w, pmtu.IPv6, 0) {
			o.EndToEnd = false
			if !yield(o) {
				return
			}
		}
	}
	for i, r := range runAll(t, pmtu.Fleet{Driver: d}, targets) {
		truth := w.Target(i).Truth(simnet.Flow{Dst: r.Target})
		if r.HopCount != truth.HopCount || r.PathMTU.Status != pmtu.StatusProven || r.PathMTU.MTU != truth.PathMTU || len(r.Hops) != r.HopCount {
			t.Errorf("target %d: %d hops, %+v; it has %d and %d", i, r.HopCount, r.PathMTU, truth.HopCount, truth.PathMTU)
		}
	}
}
