package pmtu

import (
	"context"
	cryptorand "crypto/rand"
	"fmt"
	"iter"
	"math"
	"math/rand/v2"
	"time"
)

// The defaults of a Fleet.
const (
	// DefaultFleetRate is how many probes leave in a second, over all targets: with
	// full Ethernet packets 12 Mbit/s.
	DefaultFleetRate = 1000
	// DefaultInFlight is how many targets are asked at once at most.
	DefaultInFlight = 1024
)

// Fleet traces any number of targets, or checks them (Options.EndToEnd), in
// one loop: one shared socket for each family and protocol, one Engine for
// each target that is being asked, no goroutine and no timer for any of them. The zero
// value is ready for use. A Fleet holds no state: it may run several times,
// also at once.
//
// Probes leave at a common pace. Targets that have some to send take turns, and a new
// target is begun only when all of them have had theirs, so that a run of
// many targets is limited by the pace and holds few in memory at any time.
//
// Two targets with the same address are asked one after the other: their
// destination has one budget of answers, and a short quote names nothing else.
type Fleet struct {
	// Rate is how many probes leave in a second, over all targets. 0 means
	// DefaultFleetRate; math.Inf(1) means as many as there are.
	Rate float64
	// InFlight is how many targets are asked at once at most. 0 means
	// DefaultInFlight.
	InFlight int
	// Socket says how probes leave this host. Options.Socket of a target is not used.
	Socket SocketOptions
	// Seed makes the seeds of targets whose Options.Seed is zero. Zero means
	// that Run draws one at random.
	Seed [32]byte
	// Driver is the world. nil means that Run opens this host's kernel with
	// DialFleet and closes it at its end; another Driver stays open.
	Driver FleetDriver
}

// Run asks all targets, and returns when the last has ended. done is called
// with the result of each as soon as it has one, in the order in which they
// end; n is the target's place in targets, from 0. It is called by the
// goroutine of Run and holds the whole fleet up until it returns. The result
// is done's, and the fleet keeps nothing of it.
//
// targets gives the Options of each target, and is asked for the next one only when that can be begun. It
// must not block. Options without an address (the zero Options) say that the next
// target is not known yet, as while a name is being resolved: they count for
// none, and targets is asked again after 10 ms. Options.Rate bounds one
// target within the pace of all; Options.Deadline begins when its target does.
//
// The err that done gets is nil, or *OptionError where the options cannot be,
// and then r is nil. A target to which this host cannot send has no error, but
// a Result with OutcomeUnreachable and the Refusal. Options.Source is reported as it is: Run does not look for it.
//
// When ctx is cancelled every target that has not ended gets what was learned
// of it, with OutcomeInterrupted (OutcomeDeadline where ctx's deadline
// passed), also those that were not begun, and Run returns the cause of ctx. An error of the
// driver ends the run in the same way. Rate and InFlight that cannot be are
// an *OptionError, and done is not called.
func (f Fleet) Run(ctx context.Context, targets iter.Seq[Options], done func(n int, r *Result, err error)) error {
	if err := f.check(); err != nil {
		return err
	}
	d := f.Driver
	if d == nil {
		var err error
		if d, err = DialFleet(f.Socket); err != nil {
			return err
		}
		defer d.Close()
	}
	l := f.newLoop(d, done)
	next, stop := iter.Pull(targets)
	defer stop()
	return l.run(ctx, next)
}

func (f Fleet) check() error {
	if f.Rate < 0 || f.Rate > 0 && f.Rate < minRate || math.IsNaN(f.Rate) {
		return &OptionError{Err: fmt.Errorf("rate %v: not 0, nor %v or more", f.Rate, minRate)}
	}
	if f.InFlight < 0 {
		return &OptionError{Err: fmt.Errorf("in flight %d: negative", f.InFlight)}
	}
	return nil
}

// fleetLoop is one run of a Fleet.
type fleetLoop struct {
	d    FleetDriver
	now  func() time.Time
	done func(int, *Result, error)
	rng  *rand.ChaCha8
	most int // targets at once

	pace    fleetPace
	agenda  agenda // the targets that are being asked, by when they want to be called
	desk    fleetDesk
	hops    hopBudgets
	waiting []*fleetTarget // for another of the same address to end

	pulled   int       // targets that were given
	askAgain time.Time // when to ask for the next target again; zero: at once
	noMore   bool      // all targets were given

	batch   []Probe
	senders []*fleetTarget
}

func (f Fleet) newLoop(d FleetDriver, done func(int, *Result, error)) *fleetLoop {
	seed := f.Seed
	if seed == ([32]byte{}) {
		_, _ = cryptorand.Read(seed[:]) // never fails
	}
	l := &fleetLoop{
		d: d, now: time.Now, done: done, rng: rand.NewChaCha8(seed),
		most: orDefault(f.InFlight, DefaultInFlight),
		pace: newFleetPace(orDefault(f.Rate, DefaultFleetRate)),
		desk: newFleetDesk(), hops: make(hopBudgets),
	}
	if c, ok := d.(Clock); ok {
		l.now = c.Now
	}
	return l
}
