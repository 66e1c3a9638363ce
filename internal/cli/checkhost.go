package cli

import (
	"context"
	"time"

	"github.com/pathmtu/pmtu/internal/resolve"
	"github.com/pathmtu/pmtu/pmtu"
)

// hostWatch is what this host's kernel counts while many runs go on. Its counters do not tell
// the runs apart, so it decides when all are over, and for all of a family.
type hostWatch struct {
	e        *env
	trace    pmtu.Options // what all runs have in common
	began    time.Time
	families map[pmtu.Family]*familyWatch
}

// familyWatch is a hostWatch of one family.
type familyWatch struct {
	grown   func() (hostDelta, bool)
	sum     hostDelta // since the first run began
	losses  losses    // of the runs that have ended
	decided bool
	tooBig  int
}

// watchHost begins to watch both families.
func (e *env) watchHost(o pmtu.Options) *hostWatch {
	return &hostWatch{e: e, trace: o, began: time.Now(), families: map[pmtu.Family]*familyWatch{
		pmtu.IPv4: {grown: e.watch(true)}, pmtu.IPv6: {grown: e.watch(false)},
	}}
}

// Suspect is as check.Host says.
func (h *hostWatch) Suspect(r *pmtu.Result) bool {
	w := h.families[resolve.FamilyOf(r.Target.Addr())]
	l := lossesOf(r)
	w.losses.vanished += l.vanished
	w.losses.refused += l.refused
	if l.vanished == 0 {
		return false
	}
	if w.losses.fewest == 0 || l.vanished < w.losses.fewest {
		w.losses.fewest = l.vanished
	}
	d, ok := w.next()
	return ok && max(d.unmatched, d.undelivered) >= l.enough()
}

// Lost is as check.Host says.
func (h *hostWatch) Lost(ctx context.Context, r *pmtu.Result) int {
	w := h.families[resolve.FamilyOf(r.Target.Addr())]
	if !w.decided {
		w.decided = true
		w.losses.took = time.Since(h.began)
		w.tooBig = h.e.hostTooBig(ctx, w.losses, w.final())
	}
	return min(w.tooBig, vanished(r))
}

// Here is as check.Host says. What the kernel had learned before a run is not asked: targets may be many.
func (h *hostWatch) Here(r *pmtu.Result) { limitHere(r, h.e.dropper(r, h.trace, nil)) }

// next tells how far the counters have grown since the first run began.
func (w *familyWatch) next() (hostDelta, bool) {
	d, ok := w.grown()
	w.sum.tooBig += d.tooBig
	w.sum.unmatched += d.unmatched
	w.sum.undelivered += d.undelivered
	return w.sum, ok
}

// final tells that once, and then how far they grow behind the last run.
func (w *familyWatch) final() func() (hostDelta, bool) {
	asked := false
	return func() (hostDelta, bool) {
		if asked {
			return w.grown()
		}
		asked = true
		return w.next()
	}
}
