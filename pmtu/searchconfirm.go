package pmtu

import (
	"math"
	"time"
)

// confirm asks whether hi does not get to the next hop behind the place.
func (s *search) confirm() {
	if s.refused[s.hi] {
		s.found()
		return
	}
	if !s.only {
		s.after = s.next(s.before) // one that was slow to answer may be nearer
	}
	s.try(s.hi)
}

// try asks a size as often as it takes to call it lost, and then one that
// passes, twice at once: a hop with answers left for both had one for the other
// size a moment before, however slowly they come back to it.
func (s *search) try(size MTU) {
	s.stage, s.asks, s.tried = searchConfirm, s.asks[:0], size
	n := s.needed()
	s.ask(size, s.after, n)
	s.ask(s.lo, s.after, 2)
	for _, f := range s.asks[1].flights {
		f.notBefore = s.e.now.Add(time.Duration(n) * stagger)
	}
}

// needed is how many losses make a size that does not pass: that many by chance
// are less likely than 1 in 10,000, at the loss of small probes that was measured.
func (s *search) needed() int {
	sent, lost := 0, 0
	for h := range s.hops.hops {
		st := &s.hops.hops[h]
		if st.heard && h <= s.hops.limit() {
			sent += len(st.tries)
			lost += max(0, len(st.tries)-st.received)
		}
	}
	if lost == 0 {
		return minLost
	}
	p := max(0.02, min(0.5, float64(lost)/float64(sent)))
	n := int(math.Ceil(math.Log(1e-4) / math.Log(p)))
	return min(max(n, minLost), maxLost)
}

// afterConfirm believes the losses if both controls were answered.
func (s *search) afterConfirm() {
	high, control := s.asks[0], s.asks[1]
	answered := 0
	for _, f := range control.flights {
		answered += min(f.answers, 1)
	}
	switch {
	case high.passed:
		s.dry = 0
		s.passes()
	case high.refused, answered == len(control.flights):
		s.dry = 0
		s.fails()
	default:
		if s.dry++; s.dry > maxDry {
			s.giveUp()
			return
		}
		s.resume = s.e.now.Add(2 * refill)
		s.stage, s.asks = searchPause, s.asks[:0]
	}
}

// passes goes on where the size that was tried gets past the place. If it is the
// big one, the place is farther; else it may be, and the big one tells.
func (s *search) passes() {
	switch {
	case s.tried == s.big && s.after == s.far():
		s.lo = s.big
		s.narrow()
	case s.tried == s.big:
		s.before, s.after = s.after, s.next(s.after)
		s.narrow()
	case s.only || s.after == s.far():
		// What seemed lost with it may not be either.
		s.lo = s.hi
		clear(s.lost)
		s.bound()
		s.narrow()
	default:
		s.try(s.big)
	}
}

// fails ends the search, or goes on with the present place: hi gets past it
// but not to the hops behind, where there is another one.
func (s *search) fails() {
	switch {
	case s.after == s.far() && s.hops.echoes:
		// Its answers are as large as the questions: they may be lost on the way back.
		s.giveUp()
		return
	case s.tried == s.hi:
		s.found()
		return
	}
	s.only = true
	s.lo = s.hi
	clear(s.lost)
	s.lost[s.big]++
	s.bound()
	s.narrow()
}
