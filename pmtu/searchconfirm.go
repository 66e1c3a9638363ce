package pmtu

import (
	"math"
	"time"
)

// confirm asks the size that does not pass as often as it takes, and then one
// that does, twice at once: a hop with answers left for both had one for the other
// size a moment before, however slowly they come back to it.
func (s *search) confirm() {
	if s.refused[s.hi] {
		s.found(s.lo)
		return
	}
	s.stage, s.asks = searchConfirm, s.asks[:0]
	n := s.needed()
	s.ask(s.hi, s.after, n)
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
		s.lo = s.hi
		delete(s.lost, s.hi)
		s.bound()
		s.narrow()
	case high.refused, answered == len(control.flights):
		s.found(s.lo)
	default:
		if s.dry++; s.dry > maxDry {
			s.giveUp()
			return
		}
		s.resume = s.e.now.Add(2 * refill)
		s.stage, s.asks = searchPause, s.asks[:0]
	}
}
