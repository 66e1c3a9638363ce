package pmtu

import "time"

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
	if s.checks > 0 {
		s.afterCheck()
		return
	}
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
		s.noEdge()
	case top == s.silent+1:
		s.check()
	default:
		s.edge()
	}
}

// check asks the two sizes at the edge in turn: a router that seldom says so may have kept its
// word for the other one. Where it is silent now, it is asked once more when it may speak again.
func (s *search) check() {
	s.checks++
	s.asks = s.asks[:0]
	for i := range 2 * minLost {
		s.ask(s.silent+MTU(i%2), s.far(), 1)
		s.asks[i].flights[0].notBefore = later(s.e.now, s.resume).Add(time.Duration(i) * stagger)
	}
}

func (s *search) afterCheck() {
	told := true
	for i, a := range s.asks {
		switch {
		case a.arrived:
			s.giveUp()
			return
		case i%2 == 0 && a.refused:
			s.noEdge()
			return
		case i%2 == 1:
			told = told && a.refused
		}
	}
	switch {
	case told:
		s.edgeAt(s.silent, true)
	case s.checks == 1:
		s.resume = s.e.now.Add(refill)
		s.check()
	default:
		s.noEdge()
	}
}

// noEdge ends the search for one: the router does not say so each time.
func (s *search) noEdge() {
	if s.asked {
		s.mergeWith(s.limit)
		return
	}
	s.edgeAt(s.leastRefused()-1, false)
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

// doubtful reports whether it is open if the router of limit i swallows what vanishes here, or lets
// it pass to another place before the next hop: he named another size, and refused a larger one.
func (s *search) doubtful(i int) bool {
	n := s.sizes.limits[i]
	return n.edge == 0 && n.to == 0 && MTU(n.claim) != s.lo && n.from > s.big+1
}

// edgeOf asks which sizes the router of limit i refuses.
func (s *search) edgeOf(i int) {
	from := s.sizes.limits[i].from
	s.limit, s.asked, s.rounds = i, true, 0
	s.silent, s.refused = s.big, map[MTU]bool{from: true}
	s.edge()
}

// mergeWith ends the search: the place is that of limit i.
func (s *search) mergeWith(i int) {
	s.stage = searchIdle
	n := s.sizes.limits[i]
	n.to = s.lo
	s.sizes.settle(i, n)
}
