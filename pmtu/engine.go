package pmtu

import (
	"encoding/binary"
	"math/rand/v2"
	"slices"
	"time"
)

// Engine decides what to probe and what the answers mean. It holds no
// socket, goroutine or timer and reads no clock: the same events at the same
// times give the same actions. It is not safe for concurrent use.
type Engine struct {
	o       Options
	family  Family
	rng     *rand.ChaCha8
	now     time.Time
	started time.Time
	ended   time.Time

	flights []*flight          // by ID, from 1
	byToken map[uint64]*flight // all of them
	pace    pacer
	timing  timing
	plan    planner
	stats   Stats
	proto   Protocol
	patient bool      // Options.Timeout is the default, and may grow
	local   MTU       // this host's own limit; 0: not known yet
	vagueAt time.Time // when the last answer came that no token told whose it is

	withheld withheld
	signs    bool   // the destination quotes tokens
	refusal  string // why this host sends nothing
	noEcho   string // why an echo did not leave
	outcome  Outcome
	seen     evidence
	budgets  hopBudgets // of a fleet; nil: this run is alone

	updates []Update
	actions []Action
}

// planner is a way to go about a trace: it asks (Engine.send) and is told.
// Answers may come long after they were asked for, or more than once.
type planner interface {
	// advance looks at what is known and asks what is missing. It is called
	// after every step.
	advance()
	// left says that a probe was sent; refused that it could not be.
	left(f *flight)
	refused(f *flight, ev SendFailed)
	// answered gives an answer and its probe; unplaced one that may belong
	// to several.
	answered(f *flight, a *answer)
	unplaced(a *answer)
	// wake is when advance wants to be called again; zero: only after events.
	wake() time.Time
	// outcome is how it ended; "" while it has not. current is what to call
	// it when it is ended from outside.
	outcome() Outcome
	current(reason Outcome) Outcome
	// flush emits what was not told yet, when the run ends.
	flush()
	// fill writes what was learned into a result.
	fill(r *Result)
}

// NewEngine returns an engine that has not begun. The error is an
// *OptionError and names every value that cannot be.
func NewEngine(o Options) (*Engine, error) {
	patient := o.Timeout == 0 && o.Mode != ModeTracepath
	o, err := o.withDefaults()
	if err != nil {
		return nil, err
	}
	e := &Engine{
		o:       o,
		family:  familyOf(o.Target.Addr()),
		rng:     rand.NewChaCha8(o.Seed),
		byToken: make(map[uint64]*flight),
		pace:    pacer{rate: o.Rate, maxProbes: o.MaxProbes, maxBytes: o.MaxBytes},
		timing:  timing{limit: o.Timeout},
		proto:   o.Protocol,
		patient: patient,
	}
	if o.Protocol == Auto {
		e.proto = UDP
	}
	switch {
	case o.Mode == ModeTracepath:
		e.plan = newLadder(e)
	case o.EndToEnd:
		e.plan = newEndToEnd(e)
	default:
		e.plan = newSurvey(e)
	}
	return e, nil
}

// Step tells the engine that it is now, and what happened. A nil event means
// that only time has passed. It returns what to do next; the slice is valid
// until the next call. After a Stop it returns nothing.
func (e *Engine) Step(now time.Time, ev Event) []Action {
	e.actions = e.actions[:0]
	if e.outcome != "" {
		return nil
	}
	if e.started.IsZero() {
		e.started = now
	}
	if now.After(e.now) {
		e.now = now
	}
	e.take(ev)
	if e.outcome == "" {
		e.plan.advance()
		for e.release() {
			e.plan.advance()
		}
		e.conclude()
	}
	return e.actions
}

// take folds one event into what is known.
func (e *Engine) take(ev Event) {
	switch ev := ev.(type) {
	case nil:
	case Sent:
		if f := e.flight(ev.Probe); f != nil {
			f.state, f.sentAt = flightSent, ev.At
			if f.Protocol == e.proto {
				e.withheld.left(f.Size)
			}
			e.plan.left(f)
		}
	case SendFailed:
		e.takeFailure(ev)
	case Cancelled:
		e.finish(e.plan.current(ev.Reason))
	default:
		e.takeAnswer(newAnswer(ev))
	}
}

// takeFailure handles a probe that did not leave. A full queue on this host
// says nothing of the path: the probe is sent again, within reason.
func (e *Engine) takeFailure(ev SendFailed) {
	f := e.flight(ev.Probe)
	if f == nil || f.state == flightFailed {
		return
	}
	e.stats.Sent--
	e.stats.SentBytes -= int64(f.Size)
	if ev.MTU == 0 {
		e.stats.NotSent++
	}
	const enobufs = 105 // asm-generic/errno.h
	if ev.Errno == enobufs && f.requeued < maxRequeued {
		f.requeued++
		f.state, f.notBefore = flightQueued, e.now.Add(10*time.Millisecond<<f.requeued)
		e.pace.queue = append(e.pace.queue, f)
		return
	}
	f.state = flightFailed
	if f.Protocol == ICMP {
		e.noEcho = ev.Err
	}
	if ev.MTU == 0 && ev.Errno != 0 && ev.Errno != enobufs && f.Protocol == e.proto {
		e.withheld.kept(f.Size, ev.Err)
	}
	e.plan.refused(f, ev)
}

// takeAnswer finds the probe that was answered and tells the planner.
func (e *Engine) takeAnswer(a *answer) {
	if a == nil {
		return
	}
	f, verdict := e.match(a)
	switch {
	case a.auth == AuthTuple:
		e.vagueAt = e.now
	case verdict == matchOne && a.kind == answerUnreachable && a.final(e.o.Target.Addr()):
		e.signs = true
	}
	forged := e.stats.Forged
	if verdict == matchSeveral || verdict == matchUnclear {
		e.sampleVague(a)
	}
	switch verdict {
	case matchForged:
		e.stats.Forged++
	case matchUnclear:
		e.stats.Stale++
		if a.kind == answerTimeExceeded && e.oweUnnamed(a) {
			e.plan.unplaced(a) // nothing is learned of that hop, unless ports tell its answers apart
		}
	case matchSeveral:
		e.plan.unplaced(a)
	case matchOne:
		f.ranOut = f.ranOut || a.kind == answerTimeExceeded && a.auth == AuthToken
		f.final = f.final || a.final(e.o.Target.Addr())
		switch {
		case a.kind == answerTooBig && !e.vouched(a):
			f.doubts++ // and may have been sent from anywhere: it tells nothing of how long the path takes
		case a.unresolved(f): // nor does this
		case f.owed():
			e.sample(a.rtt(f))
		}
		if f.answers++; f.answers == 1 {
			e.stats.Answered++
		} else {
			e.stats.Stale++
		}
		e.plan.answered(f, a)
	}
	e.note(f, a, e.stats.Forged > forged)
}

// sample learns from a round trip. Where nobody said how long to wait, a path that is
// slower than that is waited for.
func (e *Engine) sample(rtt time.Duration) {
	e.timing.sample(rtt)
	e.waitFor(rtt)
}

// sampleVague learns how late data may come that names no probe: it may be to the first that it can
// be to. Else what is asked alone is taken for answered by what comes late to others.
func (e *Engine) sampleVague(a *answer) {
	if a.kind != answerReply || isEcho(a) {
		return
	}
	if i := slices.IndexFunc(e.flights, func(f *flight) bool { return f.left() && f.owed() && e.couldAnswer(a, f) }); i >= 0 {
		e.waitFor(a.rtt(e.flights[i]))
	}
}

func (e *Engine) waitFor(rtt time.Duration) {
	if e.patient && rtt < maxPatience {
		e.o.Timeout = max(e.o.Timeout, rtt+rtt/2+slack)
		e.timing.limit = e.o.Timeout
	}
}

// conclude ends the run when the planner is done or a bound is reached.
func (e *Engine) conclude() {
	switch {
	case e.plan.outcome() != "":
		e.finish(e.plan.outcome())
	case e.pace.spent:
		e.finish(e.plan.current(OutcomeBudget))
	case e.o.Deadline > 0 && !e.now.Before(e.started.Add(e.o.Deadline)):
		e.finish(e.plan.current(OutcomeDeadline))
	}
}

func (e *Engine) finish(o Outcome) {
	e.outcome, e.ended = o, e.now
	e.plan.flush()
	for _, f := range Diagnose(e.Result()) {
		e.emit(FindingUpdate{Finding: f})
	}
	e.actions = append(e.actions, Stop{Outcome: o})
}

// Deadline returns when the engine wants to be called again if nothing
// happens before; the zero Time if it waits for events only or has ended.
func (e *Engine) Deadline() time.Time {
	if e.outcome != "" || e.started.IsZero() {
		return time.Time{}
	}
	d := earliest(e.plan.wake(), e.pace.wake(e.now))
	if e.o.Deadline > 0 {
		d = earliest(d, e.started.Add(e.o.Deadline))
	}
	return d
}

// Result returns all that was learned so far. It shares no memory with the engine.
func (e *Engine) Result() *Result {
	r := &Result{
		Target:   e.o.Target,
		Protocol: e.proto,
		Mode:     e.o.Mode,
		Source:   e.o.Source,
		Started:  e.started,
		Outcome:  e.outcome,
		PathMTU:  PathMTU{Status: StatusUnknown},
		LocalMTU: e.local,
		Refusal:  e.refusal,
		Withheld: e.withheld.least, WithheldBy: e.withheld.why,
		NoEcho: e.echoRefused(),
		Stats:  e.stats,
	}
	end := e.ended
	if end.IsZero() {
		end = e.now
	}
	r.Duration = end.Sub(e.started)
	e.plan.fill(r)
	e.testify(r)
	r.adviseBothWays()
	r.Findings = Diagnose(r)
	r.Updates = append(r.Updates, e.updates...)
	return r
}

func (e *Engine) emit(u Update) {
	e.updates = append(e.updates, u)
	e.actions = append(e.actions, Emit{Update: u})
}

// token draws a fresh random token; 0 is never one, as a zeroed quote would match it.
func (e *Engine) token() uint64 {
	for {
		var b [8]byte
		_, _ = e.rng.Read(b[:]) // never fails
		t := binary.BigEndian.Uint64(b[:])
		if _, used := e.byToken[t]; t != 0 && !used {
			return t
		}
	}
}

func earliest(a, b time.Time) time.Time {
	if a.IsZero() || (!b.IsZero() && b.Before(a)) {
		return b
	}
	return a
}
