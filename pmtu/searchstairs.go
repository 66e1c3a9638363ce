package pmtu

// climb sends the big size to every hop that answers, and likely sizes to
// the last of them before the end: the end may have few answers to give.
func (s *search) climb() {
	s.stage, s.asks = searchStairs, s.asks[:0]
	top := 0
	for h := s.e.o.FirstHop; h < s.end(); h++ {
		if s.hops.hops[h].heard {
			s.ask(s.big, h, 1)
			top = h
		}
	}
	s.ask(s.big, s.far(), 1)
	if top > 0 {
		for _, size := range candidates(s.lo, s.hi, ladderSize) {
			s.ask(size, top, 1)
		}
	}
}

// afterStairs knows where the big size ends, and looks what passes there.
func (s *search) afterStairs() {
	top := 0
	for _, a := range s.asks {
		switch {
		case a.size != s.big:
			continue
		case a.passed && a.hop == s.far():
			s.vanished()
			return
		case a.passed:
			s.before = max(s.before, a.hop)
		}
		if a.hop < s.end() {
			top = max(top, a.hop)
		}
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
	if s.after < s.far() {
		for _, a := range s.asks {
			if a.size != s.big && a.passed {
				s.lo = max(s.lo, a.size)
			}
		}
		s.guess(top)
		s.narrow()
		return
	}
	s.ladder()
}

// guess takes the least likely size that was lost on the way to hop top for one that
// does not pass here either; the rounds will tell.
func (s *search) guess(top int) {
	control := false // a smaller size, sent after them, was answered there
	for _, a := range s.asks {
		control = control || a.passed && a.size != s.big && a.hop == top
	}
	for _, a := range s.asks {
		if control && a.size != s.big && !a.passed && a.hop == top && a.size > s.lo && a.hop >= s.after {
			s.lost[a.size]++
		}
	}
	s.lost[s.big]++
	s.bound()
}

// next is the hop limit of the next hop that answers behind h.
func (s *search) next(h int) int {
	for h++; h < s.end(); h++ {
		if s.hops.hops[h].heard {
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
	if s.hi == s.lo+1 {
		s.confirm()
		return
	}
	s.round(between(s.lo, s.hi, s.some(roundSize)))
}
