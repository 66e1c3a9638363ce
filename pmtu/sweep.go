package pmtu

import (
	"net/netip"
	"time"
)

// window is how many hops are asked beyond the last that answered. A Linux
// destination answers one prober 6 errors at once and then one a second
// (net.ipv4.icmp_ratelimit; net/ipv4/icmp.c, icmpv4_xrlim_allow), and every
// probe past the end of the path costs one.
const window = 3

// sweep learns the hops: small probes, all hop limits of a window at once.
type sweep struct {
	e *Engine
	// hops are by hop limit. 0 is not used, and the last is behind those that may be asked: nobody answers there.
	hops []hopState
	// top is the farthest hop at which a hop limit ran out.
	top int
	// last is the hop at which the path ends, by the destination's answer or
	// a router's refusal; 0: not known.
	last int
	// estimate is how far the destination seems by the hop limit of its
	// answer to a probe with a full one; 0: none.
	estimate int
	// opened widens the window after silence.
	opened int
	// farther is true once it is looked for beyond where it seems to be.
	farther bool
	// reached is true when the destination answered anything.
	reached bool
	// answers is true when it seemed to, but nothing told to which probe.
	answers bool
	// endless is true when even a full hop limit ran out: a loop.
	endless bool
	// echoes is true when the destination answers with data that may be as
	// large as what it was sent.
	echoes bool
	little int // the most data that answered a small probe
	// strangers are addresses whose answers no probe could be found for: true where hop limits ran out there.
	strangers map[netip.Addr]bool
	// solo: quotes are too short to tell probes of one flow apart, so that
	// each hop probe has a port of its own, and large ones go one at a time.
	solo  bool
	crowd uint32 // the last probe before that
	ports int
	pairs []pair
	// paid is when the destination last sent an error: it may be the one that it had left.
	paid time.Time
	// refusedFrom is how far the router that lets nothing through is, by the hop limit of its answer; 0: not known.
	refusedFrom int
	// saved is until when the next one is saved for the large size.
	saved  time.Time
	search *search // nil: no sizes are asked
	auto   *auto
}

func newSweep(e *Engine) *sweep {
	s := &sweep{e: e, hops: make([]hopState, e.o.MaxHops+2), top: e.o.FirstHop - 1, strangers: make(map[netip.Addr]bool)}
	for h := range s.hops {
		s.hops[h].hop = h
	}
	return s
}

// smallSize is the size of hop probes: room for the token and, in IPv4, no
// more than any link carries.
func (e *Engine) smallSize() MTU { return e.family.Header() + e.o.Protocol.header() + 4*TokenSize }

// end is the last hop that is asked now.
func (s *sweep) end() int {
	switch {
	case s.last > 0:
		return s.last
	case s.endless:
		return s.e.o.MaxHops
	}
	known := max(s.top, s.e.o.FirstHop-1+len(s.strangers))
	return min(max(known+window, s.estimate, s.opened), s.e.o.MaxHops)
}

// due reports whether the hop is to be asked (again) now.
func (s *sweep) due(h int) bool {
	st := &s.hops[h]
	if st.heard || s.tried(h) >= s.attempts(h) {
		return false
	}
	if s.tried(h) == 0 {
		return true
	}
	at := s.retryAt(h)
	return !at.IsZero() && !s.e.now.Before(at)
}

func (s *sweep) tried(h int) int { return len(s.hops[h].tries) - s.hops[h].voided }

// retryAt is when a hop that was asked is asked again, or given up; zero
// while the driver has not said that the probe left.
func (s *sweep) retryAt(h int) (at time.Time) {
	st := &s.hops[h]
	f := st.tries[len(st.tries)-1]
	switch {
	case f.state == flightFailed:
		return s.e.now
	case f.state != flightSent:
		return time.Time{}
	}
	wait := s.e.timing.wait()
	if h > s.top && h <= s.last {
		defer func() { at = later(at, later(s.saved, s.search.sought())) }()
	}
	switch n := s.tried(h); {
	case n == s.attempts(h):
		wait = s.patience(h)
		defer func() { at = later(at, s.resolved(h)) }()
	case n == s.attempts(h)-1 && s.owes():
		return f.sentAt.Add(max(wait, refill))
	case s.beforeLast(h) && (s.paired(h) > 0 || s.answering()):
		return later(f.sentAt.Add(wait), s.hasAnswer(h))
	case n >= s.e.o.Attempts-1 && (s.mayBeRateLimited(h) || s.mayRefuse(h)):
		before := st.tries[max(st.voided, len(st.tries)-2)]
		return later(f.sentAt.Add(wait), later(before.sentAt, s.paid).Add(refill))
	}
	return f.sentAt.Add(wait)
}

// patience is how long the last try waits: where hops behind it answered,
// the measured round trips tell; else it may be far away.
func (s *sweep) patience(h int) time.Duration {
	if h < s.top || s.reached {
		return s.e.timing.wait()
	}
	return s.e.o.Timeout
}

// attempts is how often the hop is asked: once when it has an answer again, at least, where somebody answered who has no
// place yet.
func (s *sweep) attempts(h int) int {
	n, tries := s.attemptsAtOnce(h), s.hops[h].tries
	if late := len(tries) > 1 && tries[len(tries)-1].sentAt.Sub(tries[len(tries)-2].sentAt) >= refill; !late && s.owes() {
		return max(n, s.tried(h)+1)
	}
	return n
}

// attemptsAtOnce is how often the hop is asked as long as everybody has a place: more often where it may be the
// destination, which seems to be farther than it is as long as it is silent.
func (s *sweep) attemptsAtOnce(h int) int {
	if s.beforeLast(h) && !s.apart() && !s.e.o.EndToEnd {
		// What went there alone told nothing of it.
		return s.tried(h) - s.paired(h) + s.e.o.Attempts + 2 + min(2*s.unanswered(), 2*s.e.o.Attempts)
	}
	if s.farther && s.last == 0 && h > s.near() {
		return min(s.e.o.Attempts, 2)
	}
	if s.last > 0 && s.mayBeRateLimited(h) || s.mayRefuse(h) || s.beforeLast(h) && !s.apart() || s.last == 0 && s.reached && s.estimate > 0 && h == max(s.estimate, s.top+1) {
		return s.e.o.Attempts + 2
	}
	return s.e.o.Attempts
}

// settled reports whether no more will be asked of the hop.
func (s *sweep) settled(h int) bool {
	st := &s.hops[h]
	if st.heard {
		return true
	}
	if s.tried(h) < s.attempts(h) {
		return false
	}
	at := s.retryAt(h)
	return !at.IsZero() && !s.e.now.Before(at)
}

func (s *sweep) done() bool {
	for h := s.e.o.FirstHop; h <= s.limit(); h++ {
		if !s.settled(h) {
			return false
		}
	}
	return true
}

// limit is the last hop that matters. A destination that answered from some
// hops away is looked for much farther only where it is not there.
func (s *sweep) limit() int {
	switch {
	case s.last > 0:
		return s.last
	case s.reached && s.estimate > 0 && !s.farther:
		return s.near()
	}
	return s.e.o.MaxHops
}

// spent reports whether the destination seems to have run out of answers:
// of the probes that went past the end of the path, some had none. Echo
// replies are not limited.
func (s *sweep) spent() bool {
	if s.last == 0 || s.e.proto == ICMP {
		return false
	}
	for h := s.last; h < len(s.hops); h++ {
		if s.lost(h) > 0 {
			return true
		}
	}
	// By what its answer tells of the way back, hops before that may be the destination, too.
	lost := 0
	for _, a := range s.hops[s.last].answers {
		for h := max(a.ReturnHops, s.top+1); a.ReturnHops > 0 && h < s.last; h++ {
			lost += s.lost(h)
		}
	}
	return lost > 1 // one may be chance
}

// lost counts the hop's probes that should have been answered by now.
func (s *sweep) lost(h int) (n int) {
	for _, f := range s.hops[h].tries {
		if f.answers == 0 && f.expired(s.e.now, s.e.timing.longest+slack) {
			n++
		}
	}
	return n
}

// open widens the window when everything in it has been silent for a while.
// Where the destination answers, it is somewhere in there, and more probes
// would only cost it answers: then all tries are waited for.
func (s *sweep) open() {
	if s.last > 0 {
		return
	}
	s.farther = s.farther || s.reached && s.estimate > 0 && !s.e.o.EndToEnd && s.done()
	end := s.end()
	if end >= s.limit() {
		return
	}
	for h := max(s.top+1, s.e.o.FirstHop); h <= end; h++ {
		st := &s.hops[h]
		switch {
		case st.heard:
		case s.tried(h) == 0, s.reached && !s.settled(h), !st.tries[st.voided].expired(s.e.now, s.stall()):
			return
		}
	}
	if !s.farther && (s.opened == 0 || s.reached) {
		s.opened = min(end+2*window, s.e.o.MaxHops)
		return
	}
	s.opened = s.e.o.MaxHops
}

// stall is how long the window may be silent before it is widened: a little at
// first, then as long as an answer can take.
func (s *sweep) stall() time.Duration {
	if !s.e.timing.heard || s.opened > 0 {
		return s.e.o.Timeout
	}
	return s.e.timing.wait()
}

// advance asks what is due.
func (s *sweep) advance() {
	s.open()
	for h := s.e.o.FirstHop; h <= s.end(); h++ {
		switch {
		case !s.due(h):
		case s.beforeLast(h) && s.tried(h) > 0:
			s.askBoth(h)
		default:
			s.ask(h)
		}
	}
}

func (s *sweep) ask(h int) {
	st := &s.hops[h]
	if s.byEcho(h) {
		st.tries = append(st.tries, s.e.ping(h, s.e.smallSize(), s.tried(h)))
		return
	}
	st.tries = append(st.tries, s.e.send(h, s.e.smallSize(), s.tried(h), s.port()))
}

// port is the flow's, or in solo mode the next of its own for each probe: it
// is in every quote, however short. Routers that spread flows may take another
// path for it.
func (s *sweep) port() uint16 {
	if !s.solo {
		return s.e.o.Target.Port()
	}
	return s.ownPort()
}

// ownPort is a port that no other probe goes to.
func (s *sweep) ownPort() uint16 {
	s.ports++
	return s.e.o.Target.Port() + uint16(s.ports)
}

// wake is the earliest that a hop may be asked again or given up, or the
// window opened.
func (s *sweep) wake() time.Time {
	var t time.Time
	for h := s.e.o.FirstHop; h <= s.end(); h++ {
		st := &s.hops[h]
		if st.heard || s.tried(h) == 0 {
			continue
		}
		for _, at := range []time.Time{s.retryAt(h), s.told(h)} {
			if at.After(s.e.now) {
				t = earliest(t, at)
			}
		}
		if f := st.tries[st.voided]; s.last == 0 && f.state == flightSent && s.opened < s.e.o.MaxHops {
			if at := f.sentAt.Add(s.stall()); at.After(s.e.now) {
				t = earliest(t, at)
			}
		}
	}
	return t
}

// answered folds the answer to a hop probe.
func (s *sweep) answered(f *flight, a *answer) {
	h := int(f.HopLimit)
	if s.last > 0 && h > s.last {
		return // a probe that went past the end
	}
	st := &s.hops[h]
	switch {
	case a.kind == answerTimeExceeded:
		s.top = max(s.top, h)
	case a.final(s.e.o.Target.Addr()):
		st.reached, s.reached = true, true
		s.last = h
		s.pay(a)
	default:
		// A router that lets nothing through, be it for its size.
		st.refused = true
		s.last = h
		s.hearRefusal(a)
	}
	s.weigh(f, a)
	st.record(f, a, s.e.o.Target.Addr())
}

// meet gets to know a hop that answered nothing before by its answer to a larger probe.
func (s *sweep) meet(f *flight, a *answer) {
	h := int(f.HopLimit)
	if a.kind == answerTimeExceeded && a.auth == AuthToken && h < s.top && !s.hops[h].heard && f.Protocol == s.e.proto {
		s.hops[h].tries = append(s.hops[h].tries, f)
		s.hops[h].record(f, a, s.e.o.Target.Addr())
	}
}

// weigh learns from the destination's data whether it is as large as what was
// sent. To a small probe, a small answer may be any; one that is no larger to a larger probe comes back as well.
func (s *sweep) weigh(f *flight, a *answer) {
	switch {
	case a.kind != answerReply, f.Protocol != s.e.proto:
	case s.e.isSmall(f):
		s.little = max(s.little, a.quote.Bytes)
		s.echoes = s.echoes || a.quote.Bytes == f.PayloadSize()
	default:
		s.echoes = 2*a.quote.Bytes >= f.PayloadSize() && a.quote.Bytes > s.little
	}
}

// hear notes that the destination answered a probe with a full hop limit.
func (s *sweep) hear(f *flight, a *answer) {
	s.reached = true
	s.pay(a)
	s.weigh(f, a)
	if v := returnHops(a, 0, s.e.o.Target.Addr()); v.ReturnHops > 0 && s.estimate == 0 {
		s.estimate = v.ReturnHops
	}
}

// goSolo makes the sweep ask again what was not told apart.
func (s *sweep) goSolo() {
	s.solo, s.crowd = true, uint32(len(s.e.flights))
	for h := range s.hops {
		if st := &s.hops[h]; !st.heard {
			st.voided = len(st.tries)
		}
	}
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
