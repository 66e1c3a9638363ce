package pmtu

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Run traces over a driver until the engine is done or ctx is cancelled. It
// blocks; observe, if not nil, is called from the same goroutine with each
// update as it is learned and must not block. The driver stays open.
//
// Run always returns what was learned, unless the options cannot be
// (*OptionError). When ctx is cancelled the error is its cause and the
// result's outcome is OutcomeInterrupted; when the driver fails the error is
// the driver's.
func Run(ctx context.Context, d Driver, o Options, observe func(Update)) (*Result, error) {
	e, err := NewEngine(o)
	if err != nil {
		return nil, err
	}
	return drive(ctx, d, e, observe, nil)
}

// drive is the loop. It tells tap, if not nil, of every step before it is made.
func drive(ctx context.Context, d Driver, e *Engine, observe func(Update), tap func(time.Time, Event)) (*Result, error) {
	now := time.Now
	if c, ok := d.(Clock); ok {
		now = c.Now
	}
	var ev Event
	for {
		t := now()
		if tap != nil {
			tap(t, ev)
		}
		stop, err := perform(e.Step(t, ev), d, observe)
		if stop || err != nil {
			return e.Result(), errors.Join(err, context.Cause(ctx))
		}
		ev, err = d.Recv(deadline{ctx, e.Deadline()})
		switch {
		case err == nil:
		case ctx.Err() != nil:
			ev = Cancelled{Reason: OutcomeInterrupted}
		case errors.Is(err, context.DeadlineExceeded):
			ev = nil
		default:
			cancel := Cancelled{Reason: OutcomeInterrupted}
			if tap != nil {
				tap(now(), cancel)
			}
			_, _ = perform(e.Step(now(), cancel), d, observe)
			return e.Result(), fmt.Errorf("receive: %w", err)
		}
	}
}

// perform does what the engine wants done, and reports whether that was the end.
func perform(actions []Action, d Driver, observe func(Update)) (stop bool, err error) {
	for _, a := range actions {
		switch a := a.(type) {
		case Send:
			if err == nil {
				err = d.Send(a.Probe)
			}
		case Emit:
			if observe != nil {
				observe(a.Update)
			}
		case Stop:
			stop = true
		}
	}
	return stop, err
}

// deadline is a context that names a deadline but has no timer: the driver
// keeps it, by its own clock.
type deadline struct {
	context.Context
	at time.Time
}

func (d deadline) Deadline() (time.Time, bool) {
	if d.at.IsZero() {
		return d.Context.Deadline()
	}
	if t, ok := d.Context.Deadline(); ok && t.Before(d.at) {
		return t, true
	}
	return d.at, true
}
