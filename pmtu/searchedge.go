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
// lost without a word behind him, and another search is to tell where. Each
// round has one that he refused before, as some say so only once.
func (s *search) edge() {
	top := s.leastRefused()
	if s.rounds++; s.rounds > maxRounds {
		s.giveUp()
		return
	}
	s.stage, s.asks = searchEdge, s.asks[:0]
	for _, size := range between(s.silent, top, roundSize) {
		s.ask(size, s.far(), 1)
	}
	s.ask(top, s.far(), 2)
}

func (s *search) afterEdge() {
	top, again := s.leastRefused(), s.asks[len(s.asks)-1].refused
	for _, a := range s.asks {
		if a.arrived {
			s.giveUp() // it seemed to be lost only
			return
		}
		if !a.refused && a.size < top && again {
			s.silent = max(s.silent, a.size)
		}
	}
	switch {
	case !again:
		s.edgeAt(top-1, false)
	case top == s.silent+1:
		s.edgeAt(s.silent, true)
	default:
		s.edge()
	}
}

// edgeAt ends the search, and lets another look where the size gets lost.
func (s *search) edgeAt(size MTU, known bool) {
	s.stage = searchIdle
	if known {
		s.sizes.limits[s.limit].edge = size
	}
	q := s.sizes.ask(size)
	q.state = questionLost
	s.sizes.main = size
}
