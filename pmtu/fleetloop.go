package pmtu

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// askAgainAfter is how long the fleet waits for a target that is not known yet.
const askAgainAfter = 10 * time.Millisecond

// takeAtOnce is how many answers are taken before more is sent: a kernel's
// socket has room for some hundred, and what comes on top of that is lost.
const takeAtOnce = 64

// fleetTarget is a target that is being asked.
type fleetTarget struct {
	n      int
	o      Options
	e      *Engine
	queue  []Probe // that wait for the pace
	inTurn bool    // it is in the pace's ring
	wake   time.Time
	slot   int // in the agenda; -1: none
}

// run is the loop.
func (l *fleetLoop) run(ctx context.Context, next func() (Options, bool)) error {
	for {
		now := l.now()
		l.call(now)
		if err := l.send(now, next); err != nil {
			return l.end(ctx, next, fmt.Errorf("send: %w", err))
		}
		if l.noMore && l.desk.active() == 0 && len(l.waiting) == 0 {
			return context.Cause(ctx)
		}
		ev, err := l.d.Recv(deadline{ctx, l.until(now)})
		for n := 0; err == nil && n < takeAtOnce; n++ {
			now = l.now()
			l.take(now, ev)
			ev, err = l.d.Recv(deadline{ctx, now})
		}
		switch {
		case err == nil:
			l.take(l.now(), ev)
		case ctx.Err() != nil:
			return l.end(ctx, next, nil)
		case errors.Is(err, context.DeadlineExceeded):
		default:
			return l.end(ctx, next, fmt.Errorf("receive: %w", err))
		}
	}
}

// call tells the engines that wanted to be called by now that time has passed.
func (l *fleetLoop) call(now time.Time) {
	for t := l.agenda.first(); t != nil && !t.wake.After(now); t = l.agenda.first() {
		l.step(t, now, nil)
	}
}

// until is when the loop has something to do if nothing arrives.
func (l *fleetLoop) until(now time.Time) time.Time {
	var at time.Time
	if t := l.agenda.first(); t != nil {
		at = t.wake
	}
	hungry := !l.noMore && l.room()
	if hungry && l.askAgain.After(now) {
		at, hungry = earliest(at, l.askAgain), false
	}
	if hungry || l.pace.queued > 0 {
		at = earliest(at, l.pace.wake(now))
	}
	return at
}

// room reports whether another target could be held.
func (l *fleetLoop) room() bool { return l.desk.active()+len(l.waiting) < l.most }

// admit begins targets while the pace has more room than those that are
// being asked need.
func (l *fleetLoop) admit(now time.Time, next func() (Options, bool)) {
	for !l.noMore && l.room() && !l.askAgain.After(now) && l.pace.idle() {
		o, ok := next()
		switch {
		case !ok:
			l.noMore = true
		case !o.Target.Addr().IsValid():
			l.askAgain = now.Add(askAgainAfter)
		default:
			l.begin(now, l.newTarget(o))
		}
	}
}

// newTarget numbers a target.
func (l *fleetLoop) newTarget(o Options) *fleetTarget {
	if o.Seed == ([32]byte{}) {
		_, _ = l.rng.Read(o.Seed[:]) // never fails
	}
	l.pulled++
	return &fleetTarget{n: l.pulled - 1, o: o, slot: -1}
}

// begin makes the engine of a target, unless another one of the same address is at it.
func (l *fleetLoop) begin(now time.Time, t *fleetTarget) {
	if l.desk.busy(t.o.Target.Addr()) {
		l.waiting = append(l.waiting, t)
		return
	}
	var err error
	if t.e, err = NewEngine(t.o); err != nil {
		l.done(t.n, nil, err)
		return
	}
	t.e.budgets = l.hops
	l.desk.open(t)
	l.step(t, now, nil)
}

// step makes one step of one engine.
func (l *fleetLoop) step(t *fleetTarget, now time.Time, ev Event) {
	for _, a := range t.e.Step(now, ev) {
		switch a := a.(type) {
		case Send:
			t.queue = append(t.queue, a.Probe)
			l.pace.queued++
			l.desk.expect(a.Probe.Token, t)
		case Stop:
			l.finish(now, t)
			return
		}
	}
	if len(t.queue) > 0 {
		l.pace.join(t)
	}
	l.agenda.set(t, awake(now, t.e.Deadline()))
}

// awake is a deadline that is not in the past, so that no engine that has
// nothing to say holds up the others.
func awake(now, at time.Time) time.Time {
	if at.IsZero() || at.After(now) {
		return at
	}
	return now.Add(time.Millisecond)
}

// finish gives the result of a target away and forgets it.
func (l *fleetLoop) finish(now time.Time, t *fleetTarget) {
	r := t.e.Result()
	for _, p := range t.queue { // that did not get their turn
		r.Stats.Sent--
		r.Stats.SentBytes -= int64(p.Size)
	}
	l.agenda.set(t, time.Time{})
	l.pace.leave(t)
	l.desk.close(now, t)
	t.e, t.queue = nil, nil
	l.done(t.n, r, nil)
	for i, w := range l.waiting {
		if sameHost(w.o.Target.Addr(), t.o.Target.Addr()) {
			l.waiting = append(l.waiting[:i], l.waiting[i+1:]...)
			l.begin(now, w)
			return
		}
	}
}

// send sends what the pace allows, a batch at a time, and tells the engines.
func (l *fleetLoop) send(now time.Time, next func() (Options, bool)) error {
	l.pace.refill(now)
	for {
		l.admit(now, next)
		l.batch, l.senders = l.pace.next(l.batch[:0], l.senders[:0])
		if len(l.batch) == 0 {
			return nil
		}
		events, err := l.d.SendBatch(l.batch)
		if err != nil {
			l.unsend()
			return err
		}
		for i, ev := range events {
			if t := l.senders[i]; t.e != nil {
				l.step(t, now, ev)
			}
		}
		clear(l.senders)
	}
}

// unsend gives the probes of a batch that did not leave back to their targets.
func (l *fleetLoop) unsend() {
	for i, t := range l.senders {
		t.queue = append(t.queue, l.batch[i])
		l.pace.queued++
	}
}

// take gives an answer to the target that it is about.
func (l *fleetLoop) take(now time.Time, ev Event) {
	if t := l.desk.whose(ev); t != nil {
		l.step(t, now, ev)
	}
}

// end ends a run early: everybody gets what was learned.
func (l *fleetLoop) end(ctx context.Context, next func() (Options, bool), err error) error {
	cancel := Cancelled{Reason: OutcomeInterrupted}
	if errors.Is(context.Cause(ctx), context.DeadlineExceeded) {
		cancel.Reason = OutcomeDeadline
	}
	now, waiting := l.now(), l.waiting
	l.waiting = nil // or the end of one would begin the next
	for _, t := range l.desk.all() {
		l.step(t, now, cancel)
	}
	for _, t := range waiting {
		l.giveUp(now, t, cancel)
	}
	for !l.noMore {
		o, ok := next()
		if l.noMore = !ok || !o.Target.Addr().IsValid(); !l.noMore {
			l.giveUp(now, l.newTarget(o), cancel)
		}
	}
	return errors.Join(err, context.Cause(ctx))
}

// giveUp gives a target that was not begun the result of nothing.
func (l *fleetLoop) giveUp(now time.Time, t *fleetTarget, cancel Cancelled) {
	e, err := NewEngine(t.o)
	if err != nil {
		l.done(t.n, nil, err)
		return
	}
	e.Step(now, cancel)
	l.done(t.n, e.Result(), nil)
}
