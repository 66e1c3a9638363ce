package pmtu

import "slices"

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
	s.ask(s.sure(hop), hop, 1)
}

// sure is the largest size that is known to get to the hop.
func (s *search) sure(hop int) MTU { return max(s.base, s.ledger.floor(hop)) }

// spared is how many answers of the hop behind the place are kept for the
// confirmation, and of the destination for the size that is found.
const spared = 3

// richest is the hop behind the narrow place that has most answers left to
// give. A size that gets there gets past the place; one that does not may have met
// another place, which the confirmation tells.
func (s *search) richest() int {
	if s.byEcho() {
		return echoHop
	}
	best, most := s.after, s.purse(s.after)-spared
	for h := s.after + 1; h < s.end() && h <= s.last(); h++ {
		if n := s.purse(h); s.hops.hops[h].heard && n > most {
			best, most = h, n
		}
	}
	if s.after != s.far() && s.last() == s.far() && s.purse(s.far())-spared > most && !s.hops.echoes {
		best = s.far()
	}
	return best
}

// afterRound draws the conclusions of a round. Silence counts only where
// something that was sent after it was answered: a hop that has answers left
// spends them on the first that arrive.
func (s *search) afterRound() {
	control := false
	for _, a := range s.asks {
		control = control || a.passed && !a.by.IsValid() // what others refuse costs the hop nothing
	}
	if !control && s.unclear() {
		s.bound()
		s.wait()
		return
	}
	s.dry = 0
	s.conclude()
	s.narrow()
}

// conclude takes for lost what was not answered.
func (s *search) conclude() {
	for _, a := range s.asks {
		if !a.passed && !a.refused {
			s.ledger.lose(a.hop, a.size)
		}
	}
	s.bound()
	s.countLoss()
}

// countLoss counts what should have been answered in a round: what passes, where the hop
// answered a smaller one that was sent later, or should have answers left.
func (s *search) countLoss() {
	answered := make(map[int]bool)
	for _, a := range slices.Backward(s.asks) {
		switch {
		case a.arrived:
			answered[a.hop] = true
			s.chance.asked++
			s.ended[a.hop]++
		case a.by.IsValid() || a.size > s.lo || a.hop < s.after:
		case answered[a.hop] || s.ledger.at(a.hop).dries == 0 && s.purse(a.hop) >= spared:
			s.chance.asked++
			s.chance.lost++
		}
	}
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

// bound sets lo to what is known to pass, and hi to the least size above it
// that did not.
func (s *search) bound() {
	s.lo = max(s.base, s.beyond, s.ledger.floor(s.after))
	s.hi = s.big
	if m := s.ledger.least(s.after, s.last(), s.lo); m != 0 && m < s.hi {
		s.hi = m
	}
	for size := range s.refused {
		if size > s.lo && size < s.hi {
			s.hi = size
		}
	}
}

// wait asks again, of the hop that may have most answers left, when it has
// one: at once where the answers may only have been lost.
func (s *search) wait() {
	last := s.asks[0].hop
	if s.dry++; s.dry > 1 || s.purse(last) < 1 {
		s.ledger.dried(last, s.asks[len(s.asks)-1].flights[0].sentAt)
	}
	if s.dry > 1 && s.after == s.far() && s.before > 0 && s.span > 0 {
		s.after = s.next(s.before) // the end has none left: one on the way may
	}
	if s.dry > 1 && last == echoHop && s.neverEchoed(s.sure(echoHop)) {
		s.auto.doubted, s.dry = true, 0 // it arrives, as other probes told: the way back is narrower
		delete(s.ledger, echoHop)
	}
	hop := s.richest()
	s.resume = s.whenHas(hop, 1)
	switch {
	case s.resume.IsZero() && hop != last && s.ledger.at(hop).dries == 0:
		s.dry-- // another has answers left
	case s.dry > 1 && s.dry <= maxDry: // they come back more slowly than they do to Linux
		s.resume = later(s.resume, s.e.now.Add(refill>>(maxDry-s.dry)))
	}
	if s.dry > maxDry {
		s.giveUp()
		return
	}
	var sizes []MTU
	for _, a := range s.asks {
		if a.size < s.hi && a.size > s.lo {
			sizes = append(sizes, a.size)
		}
	}
	s.stage, s.asks = searchNarrow, nil
	for _, size := range append(sizes, s.sure(hop)) {
		s.ask(size, hop, 1)
		s.asks[len(s.asks)-1].flights[0].notBefore = s.resume
	}
}
