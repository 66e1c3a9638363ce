package pmtu

import (
	"math"
	"net/netip"
	"time"
)

// all is no bound on how many probes are asked for at once.
const all = 1 << 20

// survey is the planner of ModeSweep: hops by small probes, all at once, and
// at the same time the path MTU by large ones.
type survey struct {
	e       *Engine
	sweep   *sweep
	sizes   *sizes // nil: not asked for
	search  *search
	locate  locator
	auto    auto
	mirror  mirror
	peek    peek
	blocked bool // this host sends nothing
	told    int  // hops that were told
	toldLim int  // limits that were told
}

func newSurvey(e *Engine) *survey {
	s := &survey{e: e, sweep: newSweep(e), told: e.o.FirstHop - 1}
	s.auto.all = make(map[*flight]bool)
	s.sweep.auto = &s.auto
	s.locate = locator{e: e, hops: s.sweep, all: make(map[*flight]bool)}
	if !e.o.NoMTU {
		s.sizes = newSizes(e, s.sweep)
		s.search = newSearch(e, s.sweep, s.sizes, &s.auto)
		s.locate.search, s.sweep.search = s.search, s.search
	}
	s.mirror = mirror{s: s, asks: make(map[*flight]bool)}
	return s
}

func (s *survey) advance() {
	if s.blocked {
		return
	}
	s.advanceAuto()
	if s.sweep.solo {
		s.advanceSolo()
	} else {
		s.advanceAll()
		s.lookAhead()
		s.hurry()
	}
	if s.asked() {
		s.deepen()
	}
	s.mirror.advance()
	s.publish()
}

// advanceAll asks everything that is due. The first large probe goes first:
// should the destination have few answers left, they are for the size.
func (s *survey) advanceAll() {
	if s.sizes != nil {
		s.sizes.advance(all)
		if !s.sizes.started {
			return
		}
	}
	s.sweep.advance()
	if s.sizes != nil {
		s.advanceSearch()
		s.sizes.advance(all)
	}
}

// advanceSearch goes on with the search, and then with hops that waited for it.
func (s *survey) advanceSearch() {
	sought := s.search.sought()
	s.search.advance()
	if s.search.sought().Before(sought) {
		s.sweep.advance()
	}
}

// advanceSolo asks the hops by ports of their own, and one size when nothing
// else of the flow can be answered any more, so that an answer needs no token to be known by.
func (s *survey) advanceSolo() {
	s.sweep.advance()
	if s.sizes == nil {
		return
	}
	if !s.search.active() {
		if s.e.flowBusy() {
			s.sizes.retry()
			return
		}
		s.e.abandonFlow()
		if s.sizes.advance(1) > 0 || !s.sweep.done() || !s.sizes.done() || s.sizes.advanceControl() {
			return
		}
	}
	s.advanceSearch()
	if !s.search.active() && !s.e.flowBusy() && s.sizes.advance(1) == 0 {
		s.sizes.advanceControl()
	}
}

// asked reports whether hops and sizes are all settled. Alone on its flow, a
// size may still have to wait for its turn.
func (s *survey) asked() bool {
	if s.sweep.solo && s.sizes != nil && !s.sizes.exact() && s.e.flowBusy() {
		return false
	}
	return s.sweep.done() && (s.sizes == nil || s.sizes.done() && !s.search.active())
}

// deepen asks what can only be asked when the hops are known.
func (s *survey) deepen() {
	if s.sizes == nil || s.blocked {
		return
	}
	if hop := s.sweep.goal(); !s.sweep.reached && s.sizes.goal == 0 && hop > 0 {
		s.measureTo(hop)
		return
	}
	if s.locate.busy() {
		return
	}
	if s.locate.again() || s.locate.farther(s.farthest()) {
		return
	}
	s.locate.settle(s.sizes.limits)
	s.locate.settleLeast(s.sizes)
	s.reconcile()
	s.explain()
	for i := range s.sizes.limits {
		n := &s.sizes.limits[i]
		if n.after < 0 && n.from > s.sizes.proven && !n.hearsay() && s.locate.located < maxLocated {
			s.locate.next(i, *n, s.farthest())
			return
		}
	}
	s.unmerge()
	s.uniteUnplaced()
	s.verify()
}

// measureTo asks the sizes of a hop on the way.
func (s *survey) measureTo(hop int) {
	s.sizes.retarget(hop)
	s.search.gaveUp = 0
	if s.sweep.solo {
		s.advanceSolo()
	} else {
		s.sizes.advance(all)
	}
}

// reconcile makes limits and black holes what all that was heard makes of them.
func (s *survey) reconcile() {
	s.hearLate()
	s.holesBetween()
	s.place()
	s.unite()
	s.reassign()
}

// place finds limits by the address of who reported them. A report that the
// destination signs may be a translator's on the way: it has to be searched for.
func (s *survey) place() {
	for i := range s.sizes.limits {
		n := &s.sizes.limits[i]
		if sameHost(n.addr, s.e.o.Target.Addr()) {
			continue
		}
		if n.after > 0 && !n.hole && s.sweep.hops[n.after].from(n.addr) {
			n.after = s.sweep.firstTime(n.after) // more may be known of a loop
		}
		nearest := s.nearestRefused(n.addr)
		for h := s.e.o.FirstHop; n.after < 0 && h <= s.farthest(); h++ {
			if !s.sweep.hops[h].from(n.addr) {
				continue
			}
			if at := s.sweep.firstTime(h); at < nearest {
				n.after = at
			}
		}
	}
}

// nearestRefused is the least hop limit of the probes that the address refused, who is before the hop that they were
// to end at: in a loop, it may have been heard in a later round only.
func (s *survey) nearestRefused(addr netip.Addr) int {
	nearest := math.MaxInt
	for _, c := range s.e.seen.claims {
		if c.Addr == addr && s.sweep.isOfProbe(c) {
			nearest = min(nearest, int(s.e.flight(c.Probe).HopLimit))
		}
	}
	return nearest
}

// farthest is the last hop that anything is known of.
func (s *survey) farthest() int {
	if s.sweep.last > 0 {
		return s.sweep.last
	}
	return min(s.sweep.top+1, s.e.o.MaxHops)
}

func (s *survey) left(f *flight) {
	if s.sizes != nil && s.sizes.byProbe[f.ID] != nil {
		s.sizes.started = true
	}
}

func (s *survey) refused(f *flight, ev SendFailed) {
	if s.auto.all[f] || s.mirror.asks[f] {
		return // then it is UDP only
	}
	if s.sizes != nil && s.sizes.byProbe[f.ID] != nil {
		s.sizes.refused(f, ev)
		if ev.MTU != 0 || s.e.stats.Sent > 0 {
			return
		}
	}
	if ev.MTU == 0 && s.e.stats.Answered == 0 {
		s.e.refusal, s.blocked = ev.Err, true
	}
}

func (s *survey) answered(f *flight, a *answer) {
	large := s.sizes != nil && s.sizes.byProbe[f.ID] != nil
	s.mirror.hear(f, a)
	switch {
	case s.auto.all[f]:
		s.helloAnswered(a)
	case s.mirror.asks[f]:
	case f == s.peek.probe:
	case s.sizes != nil && s.search.byProbe[f.ID] != nil:
		s.sweep.meet(f, a)
		if a.final(s.e.o.Target.Addr()) {
			s.sweep.pay(a)
		}
		s.search.answered(f, a)
		s.sweep.weigh(f, a)
	case s.locate.owns(f):
		s.sweep.meet(f, a)
		s.locate.answered(f, a)
		s.sizes.witnessed(f, a)
	case large:
		s.sizes.answered(f, a)
		switch {
		case a.final(s.e.o.Target.Addr()):
			s.sweep.hear(f, a)
		case a.kind == answerTimeExceeded && s.sizes.goal == 0:
			s.sweep.endless = true
		default:
			s.sweep.hearRefusal(a)
		}
	case a.kind == answerTooBig && !s.e.tupleFits(a):
		// Too big for any link, and about another destination: no one's answer.
		s.e.stats.Forged++
	default:
		s.sweep.answered(f, a)
	}
}

// unplaced is told of an answer that may be one to several probes. From then
// on, hop probes have ports of their own and large ones go one at a time.
func (s *survey) unplaced(a *answer) {
	s.sweep.strangers[a.from] = s.sweep.strangers[a.from] || a.kind == answerTimeExceeded
	s.sweep.answers = s.sweep.answers || a.final(s.e.o.Target.Addr())
	if !s.sweep.solo {
		s.sweep.goSolo()
		if s.sizes != nil {
			s.sizes.goSolo()
		}
	}
}

func (s *survey) wake() time.Time {
	t := s.sweep.wake()
	if at := s.helloAt(); at.After(s.e.now) {
		t = earliest(t, at)
	}
	if s.sizes != nil {
		t = earliest(t, s.sizes.wake())
		t = earliest(t, s.locate.wake())
		t = earliest(t, s.search.wake())
		t = earliest(t, s.mirror.wake())
		for _, at := range []time.Time{s.peekAt(), s.hurryAt()} {
			if at.After(s.e.now) {
				t = earliest(t, at)
			}
		}
	}
	if s.sweep.solo {
		t = earliest(t, s.e.flowQuietAt())
	}
	return t
}

// flowBusy reports whether an answer to a probe of the flow itself can still
// be expected, however late: or a copy of one that just came.
func (e *Engine) flowBusy() bool {
	if e.copying() {
		return true
	}
	for _, f := range e.flights {
		if e.ofFlow(f) && f.owed() && !f.expired(e.now, e.flowPatience()) {
			return true
		}
	}
	return false
}

// copying reports whether a copy of an answer without a token may still come, some networks deliver several: it
// would be taken for one to what is asked next.
func (e *Engine) copying() bool { return e.now.Before(e.vagueAt.Add(slack)) }

// owed reports whether the flight may still be answered: not at all so far, or by packets too big
// only that anybody can have sent.
func (f *flight) owed() bool { return f.state != flightFailed && f.answers == f.doubts }

func (e *Engine) ofFlow(f *flight) bool {
	return f.Target.Port() == e.o.Target.Port() && f.Protocol == e.proto
}

// abandonFlow gives up the flow's probes that are not answered: an answer
// without a token is not one to them.
func (e *Engine) abandonFlow() {
	for _, f := range e.flights {
		f.abandoned = f.abandoned || e.ofFlow(f) && f.owed()
	}
}

// flowQuietAt is the earliest that flowBusy may end.
func (e *Engine) flowQuietAt() time.Time {
	var t time.Time
	if at := e.vagueAt.Add(slack); at.After(e.now) {
		t = at
	}
	for _, f := range e.flights {
		if e.ofFlow(f) && f.owed() && f.state == flightSent {
			if at := f.sentAt.Add(e.flowPatience()); at.After(e.now) {
				t = earliest(t, at)
			}
		}
	}
	return t
}

// flowPatience is how long an answer to a probe of the flow itself may take. That of a destination
// that signs is known however late it comes.
func (e *Engine) flowPatience() time.Duration {
	if e.signs {
		return e.timing.wait()
	}
	return e.o.Timeout
}
