package pmtu

// publish tells the hops that are settled, in their order, and each limit
// behind its hop. What arrives at a hop is known when the sizes are.
func (s *survey) publish() {
	if !s.measured() {
		return
	}
	for h := s.told + 1; h <= s.lastAsked() && s.sweep.settled(h); h++ {
		s.tell(h)
	}
}

// measured reports whether the sizes are known and the limits have their places.
func (s *survey) measured() bool {
	if s.sizes == nil {
		return true
	}
	if !s.sizes.done() || s.search.active() || !s.sweep.reached && s.sizes.goal == 0 {
		return false
	}
	s.place()
	for _, n := range s.sizes.limits {
		if n.after < 0 && n.from > s.sizes.proven {
			return false
		}
	}
	return true
}

// tell tells a hop, in front of it the limits that the way to it has, and those behind it.
// Only the first has any in front that were not told: those of the link from this host.
func (s *survey) tell(h int) {
	s.tellLimits(h - 1)
	hop := s.sweep.hops[h].result()
	hop.MTU = s.mtuAt(h)
	s.told = h
	s.e.emit(HopUpdate{Hop: hop})
	s.tellLimits(h)
}

// tellLimits tells the limits up to hop h that were not told. One without a place is told with the next that has one.
func (s *survey) tellLimits(h int) {
	if s.sizes == nil {
		return
	}
	limits := s.limits()
	upTo := len(limits)
	for upTo > s.toldLim && (limits[upTo-1].AfterHop > h || limits[upTo-1].AfterHop < 0 && h < s.e.o.MaxHops) {
		upTo--
	}
	for ; s.toldLim < upTo; s.toldLim++ {
		s.e.emit(LimitUpdate{Limit: limits[s.toldLim], HopCount: s.hopCount()})
	}
}

// flush tells the rest, settled or not: the run is over. Who refused what is known even where the
// run ended before it was all asked.
func (s *survey) flush() {
	if s.sizes != nil {
		s.reconcile()
	}
	for h := s.told + 1; h <= s.lastAsked(); h++ {
		s.tell(h)
	}
	s.tellLimits(s.e.o.MaxHops)
}
