package pmtu

// maxVerified is how many limits are looked for a second time.
const maxVerified = 4

// verify begins to look where one byte more than what is proven is refused, if that is not known by who
// refused it: the larger size, by which the limit was found, may have been refused by another.
func (s *survey) verify() {
	for i := range s.sizes.limits {
		n := &s.sizes.limits[i]
		to := s.provenTo(i)
		if n.hole || n.verified || to == 0 || to+1 == n.from || s.locate.verified == maxVerified {
			continue
		}
		c := s.refusedSurely(to + 1)
		if c == nil || s.sweep.hopOf(c.Addr) > 0 && s.sweep.hopOf(c.Addr) == n.after {
			continue
		}
		n.verified = true
		x := c.limit()
		x.to = to
		s.locate.nextLeast(i, x, n.after)
		return
	}
}

// refusedSurely is the last refusal of the size that is known to be of its probe, by somebody who
// does not refuse what passes; nil: there is none.
func (s *survey) refusedSurely(size MTU) (last *Claim) {
	for i, c := range s.e.seen.claims {
		if c.Size == size && s.sweep.isOfProbe(c) && !s.sweep.claimsAnything(c.Addr, size-1) {
			last = &s.e.seen.claims[i]
		}
	}
	return last
}

// nextLeast begins the search for the least size that is refused: what is larger gets to hop after, so that it
// does, and most often is refused right behind.
func (l *locator) nextLeast(i int, n narrow, after int) {
	l.on, l.at, l.of = true, i, n
	l.tries, l.refused, l.passed, l.first = l.tries[:0], 0, max(after, 0), l.e.o.FirstHop
	l.verified++
	l.ask(l.passed+1, 0)
}

// farther asks the hop limits behind the first, where that was not refused. It reports whether there are any.
func (l *locator) farther(last int) bool {
	if !l.on || l.of.to == 0 || l.refused > 0 || l.tried(last) > 0 {
		return false
	}
	for h := int(l.tries[0].HopLimit) + 1; h <= last; h++ {
		l.ask(h, 0)
	}
	return len(l.tries) > 1
}

// settleLeast writes where the least size is refused: at the limit, or farther on, where there is another one.
func (l *locator) settleLeast(s *sizes) {
	if !l.on || l.of.to == 0 {
		return
	}
	defer l.end()
	n, x := &s.limits[l.at], l.of
	x.after = l.refused - 1
	switch {
	case l.refused == 0 || l.passed >= l.refused || l.heardBetween() || l.refused == l.first && l.first > 1 || l.unsure():
	case n.after < 0:
		n.after, n.from = x.after, x.from
	case x.after > n.after:
		n.to, n.past, x.verified = 0, true, true
		s.limits = append(s.limits, x)
	}
}
