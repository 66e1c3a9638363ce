package pmtu

// another reports whether the place that the router spoke of is another than
// where the least size gets lost: larger ones got past that, up to him.
func (s *search) another() bool {
	least := s.leastRefused()
	return least > s.lo+1 && !(least == s.big && s.hi == s.big)
}

// leastRefused is the least size that the router refused and that did not
// pass otherwise; 0: none.
func (s *search) leastRefused() MTU {
	var m MTU
	for size := range s.refused {
		if size > s.hi {
			m = least(m, size)
		}
	}
	return m
}

// edge looks for the least size that the router refuses: those below it are
// lost without a word behind him, and another search is to tell where.
func (s *search) edge() {
	top := s.leastRefused()
	if top <= s.silent+1 {
		s.stage = searchIdle
		s.sizes.limits[s.limit].edge = s.silent
		q := s.sizes.ask(s.silent)
		q.state = questionLost
		s.sizes.main = q.size
		return
	}
	if s.rounds++; s.rounds > maxRounds {
		s.giveUp()
		return
	}
	s.stage, s.asks = searchEdge, s.asks[:0]
	for _, size := range between(s.silent, top, roundSize) {
		s.ask(size, s.far(), 1)
	}
}

func (s *search) afterEdge() {
	top := s.leastRefused()
	for _, a := range s.asks {
		if a.arrived {
			s.giveUp() // it seemed to be lost only
			return
		}
		if !a.refused && a.size < top {
			s.silent = max(s.silent, a.size)
		}
	}
	s.edge()
}
