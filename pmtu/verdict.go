package pmtu

// outcome is how the survey ended; "" while it goes on.
func (s *survey) outcome() Outcome {
	if s.blocked {
		return OutcomeUnreachable
	}
	if !s.asked() || s.locating() || s.mirror.busy() {
		return ""
	}
	return s.ending()
}

// locating reports whether there is still a limit to be found.
func (s *survey) locating() bool {
	return s.sizes != nil && (s.locate.busy() || s.locate.on)
}

// ending is the outcome by what the hops say.
func (s *survey) ending() Outcome {
	switch {
	case s.sweep.reached:
		return OutcomeReached
	case s.sweep.last > 0:
		return OutcomeUnreachable
	case s.sweep.endless || s.sweep.top == s.e.o.MaxHops:
		return OutcomeTooManyHops
	}
	return OutcomeSilent
}

// current is the outcome of a run that is ended from outside: that it was
// ended, as what was not asked yet may have changed it.
func (s *survey) current(reason Outcome) Outcome {
	if s.blocked {
		return OutcomeUnreachable
	}
	return reason
}

// fill writes hops, limits and the path MTU.
func (s *survey) fill(r *Result) {
	r.Hops = s.hops()
	if r.HopCount = s.hopCount(); r.HopCount > 0 {
		r.ReturnHops = s.sweep.hops[r.HopCount].answers[0].ReturnHops
	}
	if r.ReturnHops == 0 && s.sweep.reached {
		r.ReturnHops = s.sweep.estimate
	}
	if s.sizes == nil {
		return
	}
	r.Limits = s.limits()
	r.PathMTU = s.pathMTU()
	// Where this host's own limit is the path's, there is nothing to set.
	if r.PathMTU.Status == StatusProven && r.PathMTU.MTU < s.sizes.ceiling() {
		r.Advice = &Advice{MTU: r.PathMTU.MTU, TCPMSS: r.PathMTU.MTU - s.e.family.Header() - 20}
	}
}

// hopCount is how many hops away the destination is; 0: that is not known.
func (s *survey) hopCount() int {
	if last := s.sweep.last; last > 0 && s.sweep.certain() && s.sweep.hops[last].reached {
		return last
	}
	return 0
}

// pathMTU says what is proven, and no more.
func (s *survey) pathMTU() PathMTU {
	direction := DirectionForward
	if s.sizes.proven > 0 && s.sizes.goal == 0 && s.mirror.whole >= s.sizes.proven {
		direction = DirectionBoth
	}
	if size := s.contradicted(); size != 0 {
		// Some packets of that size get through and some are refused: they take more than one way.
		return PathMTU{Status: StatusAtLeast, MTU: size - 1, Direction: DirectionForward}
	}
	if s.sweep.reached && s.sizes.goal == 0 && s.sizes.exact() && !s.lostEitherWay(s.sizes.proven) {
		return PathMTU{Status: StatusProven, MTU: s.sizes.proven, Direction: direction}
	}
	atLeast := s.sizes.unrefused(s.sizes.proven)
	if past, ok := s.pastGoal(); ok {
		atLeast = min(atLeast, past)
	}
	if s.sweep.reached && s.sizes.goal > 0 && atLeast > 0 {
		atLeast = min(atLeast, s.e.arrivedAtEnd()) // it answered late, and what is proven is so of a hop on the way
	}
	if atLeast == 0 && (s.sweep.reached || s.sweep.top >= s.e.o.FirstHop) && s.anyHeard() {
		atLeast = s.e.smallSize()
		if !s.sweep.reached { // at least as far as the last hop that answers
			atLeast = max(atLeast, s.e.arrivedAt(s.sweep.top))
		}
	}
	if atLeast == 0 {
		return PathMTU{Status: StatusUnknown}
	}
	return PathMTU{Status: StatusAtLeast, MTU: atLeast, Direction: direction}
}

// contradicted is the least size that the destination answered and a router refused all the same,
// with our token; 0: none.
func (s *survey) contradicted() MTU {
	var m MTU
	for _, c := range s.e.seen.claims {
		if c.Auth == AuthToken && !c.Elsewhere && c.Size <= s.sizes.proven && c.Size > s.e.smallSize() && s.sizes.goal == 0 {
			m = least(m, c.Size)
		}
	}
	return m
}

// anyHeard reports whether a small probe was answered.
func (s *survey) anyHeard() bool {
	for h := range s.sweep.hops {
		if s.sweep.hops[h].heard {
			return true
		}
	}
	return false
}

// hops is what is known of each hop that was asked.
func (s *survey) hops() []Hop {
	var hops []Hop
	for h := s.e.o.FirstHop; h <= s.lastAsked(); h++ {
		hop := s.sweep.hops[h].result()
		hop.MTU = s.mtuAt(h)
		hops = append(hops, hop)
	}
	return hops
}

// lastAsked is the last hop that belongs into the result: the end of the
// path, or the last that was asked.
func (s *survey) lastAsked() int {
	if s.sweep.last > 0 && (s.sweep.certain() || s.sweep.last == s.e.o.FirstHop) {
		return s.sweep.last
	}
	if s.sweep.last > 0 {
		return s.sweep.top
	}
	if s.sweep.reached && s.sweep.estimate > 0 {
		return min(max(s.sweep.top, s.sweep.estimate), s.e.o.MaxHops)
	}
	h := s.e.o.MaxHops
	for h >= s.e.o.FirstHop && len(s.sweep.hops[h].tries) == 0 {
		h--
	}
	return h
}

// mtuAt is the largest packet proven to arrive at hop h: what arrived
// behind it, what a router at it or behind it refused for its size (it must have had
// it), what ran out of hops there.
func (s *survey) mtuAt(h int) MTU {
	if s.sizes == nil {
		return 0 // was not asked
	}
	var m MTU
	st := &s.sweep.hops[h]
	if st.heard && !st.refused || h <= s.sweep.top {
		m = s.e.smallSize()
	}
	m = max(m, s.e.arrivedAt(h))
	if reach := s.sizes.reach(); h <= reach {
		m = max(m, s.sizes.proven)
	}
	for _, n := range s.sizes.limits {
		if n.after >= h && s.had(n) >= h {
			m = max(m, s.refusedAt(n))
		}
	}
	return m
}

// had is the farthest hop that is proven to have had the size that the limit is about: where the router is by
// the silence of others only, the last where its hop limit ran out; in a loop, the first hop at which he can be.
func (s *survey) had(n narrow) int {
	if n.hole || n.after == 0 {
		return n.after
	}
	if s.sweep.hops[n.after].heard {
		return s.sweep.soonestTime(n.after)
	}
	far := min(n.after, s.e.o.FirstHop)
	for _, f := range s.e.flights {
		if f.Size >= n.from && s.e.seen.fate(f).Answer == AnswerTimeExceeded {
			far = max(far, int(f.HopLimit))
		}
	}
	return far
}

// refusedAt is the size that is proven to have got to the router of the limit, who refused it, or to the hop before a black
// hole; 0: none is. What vanished may not have got to him, and what nothing but addresses and ports vouch for may be about a
// smaller probe.
func (s *survey) refusedAt(n narrow) (size MTU) {
	if n.hole {
		return n.from
	}
	for _, c := range s.e.seen.claims {
		if c.Addr == n.addr && c.Size <= n.from && s.sweep.isOfProbe(c) {
			size = max(size, c.Size)
		}
	}
	return size
}

// reach is how far the largest proven size is proven to go.
func (s *sizes) reach() int {
	switch {
	case s.proven == 0:
		return 0
	case s.goal > 0:
		return s.goal
	case s.hops.last > 0:
		return s.hops.last
	}
	return s.hops.top
}

// limits lists where routers said that the path narrows, in path order, but
// for what was refuted: the size passes after all. Of several claims of one
// router, the last counts: it took back the others.
func (s *survey) limits() []Limit {
	var limits []Limit
	for i, n := range s.sizes.limits {
		if s.void(n) || s.takenBack(i) || n.hearsay() {
			continue
		}
		from, to := n.from, s.provenTo(i)
		for j := i; j > 0 && s.takenBack(j-1); j-- {
			from = s.sizes.limits[j-1].from
			if was := s.sizes.limits[j-1].to; to == 0 && was == s.sizes.proven {
				to = was
			}
		}
		if to >= n.from {
			to = 0
		}
		if s.lostEitherWay(to) {
			if n.hole {
				continue
			}
			to = 0 // what he let through, or what was answered
		}
		if n.hint && s.sweep.hopOf(n.addr) == 0 && (to == 0 || to != s.sizes.proven || s.explained()) {
			continue // nobody who is known says so, and nothing bears it out
		}
		kind := LimitPacketTooBig
		if n.hole {
			kind = LimitBlackHole
		}
		limits = append(limits, Limit{
			AfterHop: n.after, Addr: n.addr, Kind: kind,
			From: from, To: to, Claimed: n.claim, Auth: n.auth,
		})
	}
	s.e.count(limits)
	inPathOrder(limits)
	return limits
}

// void reports whether the limit is none: the size passes after all, or nothing bears it out.
func (s *survey) void(n narrow) bool {
	return n.from <= s.sizes.proven && !s.behindGoal(n) || s.sizes.baseless(n)
}

// takenBack reports whether a later limit is by the same router, with none of
// another between.
func (s *survey) takenBack(i int) bool {
	n := s.sizes.limits[i]
	for _, next := range s.sizes.limits[i+1:] {
		if !s.void(next) {
			return !n.hole && !n.past && !next.hole && s.e.oneRouter(n.addr, next.addr)
		}
	}
	return false
}
