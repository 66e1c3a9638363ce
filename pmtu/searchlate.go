package pmtu

import "time"

// late reports whether most of the time has gone and the place is not found: hops on the way have few answers.
func (s *search) late() bool {
	if s.e.o.Deadline == 0 || s.e.now.Before(s.e.started.Add(s.e.o.Deadline*3/4)) {
		return false
	}
	return !s.sizeOnly && s.after < s.surest() && s.stage != searchEdge && s.stage != searchHold
}

// surest is the hop limit at which what is not answered passes nowhere before it: the destination's or, where its
// answers are as large as the questions, that of the last hop that answers.
func (s *search) surest() int {
	if !s.hops.echoes && s.e.proto != ICMP {
		return s.far()
	}
	h := s.end() - 1
	for h > s.after && !s.hops.hops[h].heard {
		h--
	}
	return h
}

// sizeFirst asks there what passes, wherever the rest gets lost: that is what everybody wants to know.
func (s *search) sizeFirst() {
	s.cancel()
	s.after, s.sizeOnly, s.span = s.surest(), true, wholePath
	s.before = min(s.after, s.end()) - 1
	s.beyond, s.rounds, s.tries, s.dry, s.resume = 0, 0, 0, 0, time.Time{}
	s.bound()
	if s.hi > s.lo+2 {
		s.ladder()
		return
	}
	s.confirm()
}
