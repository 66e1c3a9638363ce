package pmtu

// climb sends the big size to every hop that answers, and likely sizes to
// the last of them before the end: the end may have few answers to give.
func (s *search) climb() {
	s.stage, s.asks, s.climbed = searchStairs, s.asks[:0], true
	top := 0
	for h := s.e.o.FirstHop; h < s.end(); h++ {
		if s.hops.hops[h].heard && s.ledger.floor(h) < s.big {
			s.ask(s.big, h, 1)
			top = h
		}
	}
	if top == 0 || !s.accompanied() {
		s.ask(s.big, s.far(), 1)
	}
	if s.byEcho() {
		top = echoHop
	}
	if top > 0 {
		for _, size := range candidates(s.lo, s.hi, ladderSize) {
			s.ask(size, top, 1)
		}
	}
}

// climbSurely sends the big size to the hops behind the one that it got past all the same, each
// followed by one that gets there: a hop with one answer left gives it to the first that arrives.
func (s *search) climbSurely() {
	s.stage, s.asks = searchStairs, s.asks[:0]
	for h := s.after + 1; h < s.end(); h++ {
		if s.hops.hops[h].heard && s.ledger.floor(h) < s.big {
			s.ask(s.big, h, 1)
			s.ask(s.sure(h), h, 1)
		}
	}
	s.ask(s.big, s.far(), 1)
}

// afterStairs knows where the big size ends, and looks what passes there.
func (s *search) afterStairs() {
	for _, a := range s.asks {
		if a.size == s.big && a.passed && a.hop == s.far() {
			s.vanished()
			return
		}
	}
	for h := s.e.o.FirstHop; h < s.end(); h++ {
		if s.ledger.floor(h) >= s.big {
			s.before = h
		}
	}
	if s.limit >= 0 && s.before > s.placeOf(s.limit) {
		s.limit = -1 // the big size got past that one: the place is another
	}
	for _, a := range s.asks {
		if a.by.IsValid() {
			s.judge(a)
		}
	}
	s.after = s.next(s.before)
	if s.before == 0 && s.end() > 1 && !s.hops.hops[1].heard {
		s.before = -1 // it need not be this host's own link
	}
	s.guess()
	s.countLoss()
	if s.after < s.far() || s.byEcho() { // echoes of likely sizes went along
		s.narrow()
		return
	}
	s.ladder()
}

// guess takes sizes that were lost on the way to a hop, while a smaller one sent
// after them was answered there, for such that do not pass here either; the rounds will tell.
func (s *search) guess() {
	for i, a := range s.asks {
		for _, c := range s.asks[i:] {
			if c.arrived && c.hop == a.hop && c.size < a.size && !a.passed && !a.refused {
				s.ledger.lose(a.hop, a.size)
			}
		}
	}
	s.bound()
}

// next is the hop limit of the next hop that answers behind h.
func (s *search) next(h int) int {
	for h++; h < s.end(); h++ {
		if s.hops.hops[h].heard && !s.skip[h] {
			return h
		}
	}
	return s.far()
}

// ladder asks the likely sizes.
func (s *search) ladder() {
	s.round(candidates(s.lo, s.hi, ladderSize))
}

// some is how many of n sizes to ask at once: fewer where a router refuses what
// is too big, as no round has to wait for silence then.
func (s *search) some(n int) int {
	if s.limit >= 0 {
		return n/2 + 1
	}
	return n
}

// narrow asks sizes in between, or confirms where none is left.
func (s *search) narrow() {
	if s.lo >= s.big {
		s.vanished()
		return
	}
	if s.hi <= s.lo+1 || s.hi == s.lo+2 && !s.byEcho() {
		s.confirm() // of the one in between, if there is one
		return
	}
	s.round(between(s.lo, s.hi, s.some(roundSize)))
}
