package pmtu

import (
	"net/netip"
	"slices"
	"time"
)

// maxFollowed is how many packets too big are followed. No path has that
// many links each narrower than the one before; a router that goes on
// naming smaller sizes is not to be believed.
const maxFollowed = 6

type questionState uint8

const (
	questionOpen    questionState = iota
	questionPassed                // answered from where it was to arrive
	questionRefused               // a packet too big came
	questionLost                  // nothing came, or nothing that tells
	questionLocal                 // too big for this host
)

// question is one size: does it arrive?
type question struct {
	size  MTU
	tries []*flight
	state questionState
	since time.Time // it is not asked before
	// hint is a packet too big that only addresses and ports vouch for: it
	// is followed, but proves nothing.
	hint bool
	led  MTU        // the claim that was followed from here
	by   netip.Addr // who refused it
}

// sizes finds the path MTU that routers report: a large probe, then what
// they claim and one byte more.
type sizes struct {
	e         *Engine
	hops      *sweep
	target    int // the hop limit of its probes
	goal      int // the hop that has to answer; 0: the destination
	main      MTU // the size that is followed
	proven    MTU // the largest that arrived; 0: none
	refuted   MTU // the least that was refused; 0: none
	denied    MTU // the least that a router refused and the destination never answered; 0: none
	unsure    MTU // does not pass by what a search found, on other ports; 0: none
	questions []*question
	byProbe   map[uint32]*question
	limits    []narrow
	swallower narrow // what loses sizes that a router does not refuse, of which another search is to find the place
	followed  int
	control   control
	started   bool // the first large probe left, or could not
}

// narrow is a place where a router said that the path narrows.
type narrow struct {
	from  MTU // the size that it refused
	claim uint32
	addr  netip.Addr
	auth  Auth
	after int  // the hop before the narrow link; -1: not known
	next  int  // of a black hole: the hop limit at which larger packets were missed, as far as it was asked; 0: not asked
	hole  bool // nobody said so: larger packets vanish
	hint  bool // nothing but addresses and ports vouch for it
	other bool // it was told to another flow, and is a hint for this one
	to    MTU  // the largest size that was found to pass; 0: not searched
	edge  MTU  // the largest size that he does not refuse; 0: not searched
	past  bool // one byte more than what is proven gets past it
	// merged: what passes was given to it as nothing told another place from it.
	merged bool
	// verified: it was asked where one byte more than what passes is refused.
	verified bool
}

// hearsay reports whether nothing in the flow that is measured bears the limit out.
func (n narrow) hearsay() bool { return n.other && n.to == 0 }

// void takes a limit out of account, and leaves the others their places: searches
// and locators hold them.
func (n *narrow) void() { *n = narrow{after: -1, hint: true} }

func newSizes(e *Engine, hops *sweep) *sizes {
	s := &sizes{e: e, hops: hops, target: max(fullHopLimit, e.o.MaxHops), byProbe: make(map[uint32]*question)}
	s.main = e.o.StartSize
	if s.main == 0 {
		s.main = e.family.Max()
	}
	s.ask(s.main)
	return s
}

func (s *sizes) ask(size MTU) *question {
	for _, q := range s.questions {
		if q.size == size {
			return q
		}
	}
	q := &question{size: size}
	s.questions = append(s.questions, q)
	return q
}

func (s *sizes) find(size MTU) *question {
	for _, q := range s.questions {
		if q.size == size {
			return q
		}
	}
	return nil
}

// lose follows a size that is known not to arrive; where a search learned that, nobody asked it.
func (s *sizes) lose(size MTU) *question {
	q := s.ask(size)
	q.state, s.main = questionLost, size
	return q
}

// advance sends what is due, and settles what has waited long enough.
func (s *sizes) advance(most int) int {
	n := 0
	for _, q := range s.questions {
		if q.state != questionOpen {
			continue
		}
		at := s.nextAt(q)
		if at.IsZero() || s.e.now.Before(at) {
			continue
		}
		if s.ledAway(q) && !s.hops.solo && len(q.tries) > 0 {
			q.state = questionLost
		} else if len(q.tries) >= s.attempts(q) {
			q.state = questionLost
		} else if n < most {
			f := s.e.send(s.target, q.size, len(q.tries), s.e.o.Target.Port())
			q.tries = append(q.tries, f)
			s.byProbe[f.ID] = q
			n++
		}
	}
	s.save()
	return n
}

// retry asks the size that is alone on its flow once more. For the same size, the flow need not be quiet: whichever
// is answered, it arrived.
func (s *sizes) retry() {
	for _, q := range s.questions {
		n := len(q.tries)
		if q.state != questionOpen || n == 0 || n >= s.attempts(q) || s.ledAway(q) && s.main != s.proven || !s.alone(q) {
			continue
		}
		if at := s.nextAt(q); at.IsZero() || s.e.now.Before(at) {
			continue
		}
		f := s.e.send(s.target, q.size, n, s.e.o.Target.Port())
		q.tries = append(q.tries, f)
		s.byProbe[f.ID] = q
		for _, f := range q.tries {
			f.twin = true
		}
		return
	}
}

// alone reports whether all that the flow may still answer are tries of the question.
func (s *sizes) alone(q *question) bool {
	return !s.e.copying() && !slices.ContainsFunc(s.e.flights, func(f *flight) bool {
		return s.e.ofFlow(f) && f.owed() && !f.expired(s.e.now, s.e.flowPatience()) && s.byProbe[f.ID] != q
	})
}

// nextAt is when the question is asked again or given up; zero while the
// driver has not said that the probe left.
func (s *sizes) nextAt(q *question) time.Time {
	if len(q.tries) == 0 {
		return later(s.e.now, q.since)
	}
	f := q.tries[len(q.tries)-1]
	switch {
	case f.state == flightFailed:
		return s.e.now
	case f.state != flightSent:
		return time.Time{}
	}
	at, n := f.sentAt.Add(s.e.timing.wait()), len(q.tries)
	if s.isHigh(q) && n < s.attempts(q) {
		return f.sentAt.Add(min(DefaultTimeout, s.e.flowPatience()) / 4)
	}
	switch {
	case s.ledAway(q):
	case n == s.e.o.Attempts && !s.hops.reached && s.goal == 0:
		at = f.sentAt.Add(s.e.o.Timeout)
	case n == s.e.o.Attempts-1 && s.goal == 0:
		at = later(at, later(q.tries[0].sentAt, s.hops.paid).Add(refill))
	}
	if s.hops.solo {
		at = later(at, f.sentAt.Add(min(DefaultTimeout, s.e.flowPatience())))
	}
	return at
}

func (s *sizes) wake() time.Time {
	t := s.wakeControl()
	for _, q := range s.questions {
		if q.state == questionOpen {
			if at := s.nextAt(q); at.After(s.e.now) {
				t = earliest(t, at)
			}
		}
	}
	return t
}

func (s *sizes) done() bool {
	for _, q := range s.questions {
		if q.state == questionOpen {
			return false
		}
	}
	return !s.controlling() && !s.pausing()
}

// answered folds the answer to a large probe.
func (s *sizes) answered(f *flight, a *answer) {
	q := s.byProbe[f.ID]
	arrived := a.final(s.e.o.Target.Addr()) || s.atGoal(f, a)
	switch {
	case q == &s.control.question:
		if arrived {
			s.controlled(f)
		}
	case arrived:
		q.state = questionPassed
		s.arrived(q.size)
	case a.kind == answerTooBig:
		s.tooBig(q, a)
	case q.state == questionOpen:
		// A loop, or a router that lets nothing through: no size will tell.
		q.state = questionLost
	}
}

// ledAway reports whether a hint made another size the one that is followed: this one is not waited for.
func (s *sizes) ledAway(q *question) bool { return q.hint && q.size != s.main }

// witnessed notes that a probe that was to end on the way got to the destination.
func (s *sizes) witnessed(f *flight, a *answer) {
	if a.final(s.e.o.Target.Addr()) && !s.hops.solo && f.Protocol == s.e.proto {
		s.arrived(f.Size)
	}
}

// arrived notes that a size arrived at the end of what is measured.
func (s *sizes) arrived(size MTU) {
	s.proven = max(s.proven, size)
	if s.main < s.proven {
		s.main = s.proven // a claim that is too low is not followed any more
		s.ask(s.main).state = questionPassed
	}
	if s.goal == 0 && s.denied <= size {
		s.denied = 0
	}
	if s.unsure == s.proven+1 {
		if q := s.ask(s.unsure); q.state == questionLost && len(q.tries) == 0 {
			q.state = questionOpen // a search said so, not the flow itself
		}
	}
	if s.refuted != 0 && s.refuted <= s.proven {
		s.refuted = 0 // the refusal was not the path's
	}
}

// settle takes the result of a search: n.to passes the place, one byte more
// does not. i is the limit that it is about; -1: a new one. What passes there
// has still to arrive.
func (s *sizes) settle(i int, n narrow) {
	switch {
	case i >= 0:
		s.limits[i] = n
	case slices.ContainsFunc(s.limits, func(x narrow) bool { return x.hole == n.hole && x.addr == n.addr && x.after == n.after && x.to == n.to }):
		// It was found before, on the way to another end.
	case n.hole || n.addr.IsValid():
		s.limits = append(s.limits, n)
	}
	s.main, s.followed = n.to, 0 // who is behind the place was not heard yet
	s.refute(n.to + 1)
	if q := s.ask(n.to); s.proven >= n.to {
		q.state = questionPassed
		s.arrived(n.to)
	}
}

// refute notes that a search found a size not to pass.
func (s *sizes) refute(size MTU) {
	if s.hops.solo && !s.hops.echoes {
		s.unsure = size // is to be asked of the flow itself: the search had other ports
		if s.proven+1 == size {
			s.ask(size)
		}
	} else {
		s.refuted = least(s.refuted, size)
	}
}

// least is the smaller of two sizes, of which the first may be unknown.
func least(a, b MTU) MTU {
	if a == 0 || b < a {
		return b
	}
	return a
}

// refused folds a probe that did not leave this host.
func (s *sizes) refused(f *flight, ev SendFailed) {
	q := s.byProbe[f.ID]
	s.started = true
	if ev.MTU == 0 || q.state != questionOpen {
		return
	}
	q.state = questionLocal
	if ev.MTU >= q.size || ev.MTU < s.e.family.Header()+s.e.o.Protocol.header() {
		return // this host contradicts itself: leave it at that
	}
	if s.e.local == 0 || ev.MTU < s.e.local {
		s.e.local = ev.MTU
		s.e.emit(LocalUpdate{MTU: ev.MTU})
	}
	if q.size == s.main {
		s.main = ev.MTU
		s.ask(ev.MTU)
	}
}

// exact reports whether the largest size that arrived is known to be the
// largest that can: one byte more is refused, or does not leave this host.
func (s *sizes) exact() bool {
	if s.proven == 0 {
		return false
	}
	return s.proven == s.ceiling() || (s.refuted != 0 && s.proven+1 == s.refuted)
}

// unrefused is the size, or less than what a router refused: that a larger one got as
// far as to him says nothing of the way that the question is about.
func (s *sizes) unrefused(size MTU) MTU {
	if s.denied != 0 {
		return min(size, s.denied-1)
	}
	return size
}

// bound is the least size that does not seem to arrive; 0: none. Other than
// refuted, it may rest on a packet too big without a token.
func (s *sizes) bound() MTU {
	b := s.refuted
	for _, q := range s.questions {
		if q.hint && q.size > s.proven {
			b = least(b, q.size)
		}
	}
	return b
}

// ceiling is the largest packet that can leave this host; 0: not known.
func (s *sizes) ceiling() MTU {
	if s.e.local != 0 {
		return s.e.local
	}
	if s.proven == s.e.family.Max() {
		return s.proven
	}
	return 0
}
