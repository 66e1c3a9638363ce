package pmtu

import "math"

// round asks the sizes, and last one that passes: without an answer to it,
// silence means nothing.
func (s *search) round(sizes []MTU) {
	if s.rounds++; s.rounds > maxRounds {
		s.giveUp()
		return
	}
	s.stage, s.asks = searchNarrow, s.asks[:0]
	hop := s.richest()
	for _, size := range sizes {
		s.ask(size, hop, 1)
	}
	s.ask(s.lo, hop, 1)
}

// richest is the hop behind the narrow place that has given the fewest
// answers; the next one is spared for the confirmation. A size that gets
// there gets past the place; one that does not may have met another place,
// which the confirmation tells.
func (s *search) richest() int {
	best, least := s.after, math.MaxInt
	if s.only {
		return best
	}
	for h := s.after + 1; h < s.end(); h++ {
		if n := s.drawn(h); s.hops.hops[h].heard && n < least {
			best, least = h, n
		}
	}
	return best
}

// drawn is how many answers a hop gave in the last seconds, as far as its
// limit of errors counts them.
func (s *search) drawn(hop int) int {
	n := 0
	for _, f := range s.e.flights {
		if f.answers > 0 && (int(f.HopLimit) == hop || hop == s.far() && int(f.HopLimit) >= s.end()) && s.e.now.Sub(f.sentAt) < 6*refill {
			n++
		}
	}
	return n
}

// afterRound draws the conclusions of a round. Silence counts only where
// something that was sent after it was answered: a hop that has answers left
// spends them on the first that arrive.
func (s *search) afterRound() {
	control := false
	for _, a := range s.asks {
		if a.passed {
			control = true
			s.lo = max(s.lo, a.size)
			delete(s.lost, a.size)
		}
	}
	if !control && s.unclear() {
		s.bound()
		s.wait()
		return
	}
	s.dry = 0
	for _, a := range s.asks {
		if !a.passed && !a.refused && a.size > s.lo {
			s.lost[a.size]++
		}
	}
	s.bound()
	s.narrow()
}

// unclear reports whether any size of the round is neither known to pass nor refused.
func (s *search) unclear() bool {
	for _, a := range s.asks {
		if !a.passed && !a.refused && a.size > s.lo {
			return true
		}
	}
	return false
}

// bound sets hi to the least size above lo that did not pass.
func (s *search) bound() {
	s.hi = s.big
	for size := range s.lost {
		if size > s.lo && size < s.hi {
			s.hi = size
		}
	}
	for size := range s.refused {
		if size > s.lo && size < s.hi {
			s.hi = size
		}
	}
	for size := range s.lost {
		if size <= s.lo {
			delete(s.lost, size)
		}
	}
}

// wait asks again: at once where the answers may have been lost, else when
// the hop may have answers again.
func (s *search) wait() {
	if s.dry++; s.dry > maxDry {
		s.giveUp()
		return
	}
	hop := s.asks[0].hop
	if s.dry > 1 || s.drawn(hop) >= burst {
		s.resume = s.e.now.Add(refill)
	}
	var sizes []MTU
	for _, a := range s.asks {
		if a.size < s.hi && a.size > s.lo {
			sizes = append(sizes, a.size)
		}
	}
	s.stage, s.asks = searchNarrow, nil
	for _, size := range append(sizes, s.lo) {
		s.ask(size, hop, 1)
		s.asks[len(s.asks)-1].flights[0].notBefore = s.resume
	}
}
