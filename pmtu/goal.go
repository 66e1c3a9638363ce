package pmtu

import (
	"slices"
	"time"
)

// goal is the hop to measure to where the destination does not answer: the last at which a hop
// limit ran out, or the router behind it that lets nothing through; 0: there is none.
func (s *sweep) goal() int {
	if last := s.last; last > 0 && s.hops[last].refused && s.hops[last-1].isOther(&s.hops[last]) {
		return last
	}
	if s.top < s.e.o.FirstHop {
		return 0
	}
	return s.firstAgain()
}

// firstAgain is the first hop at which a router answers that did before, where packets go round: those behind
// it tell no more of the path, and what gets lost on the way gets lost once more in each round. Where packets
// do not go round, it is the last that answers.
func (s *sweep) firstAgain() int {
	if first, length := s.repeats(); s.goesRound(first, length) {
		for h := first + length; h <= s.top; h++ {
			if s.sameBefore(first, length, h) {
				return h
			}
		}
	}
	var hops []Hop
	for h := s.e.o.FirstHop; h <= s.top; h++ {
		hops = append(hops, s.hops[h].result())
	}
	for period := 2; period+minRepeats <= len(hops); period++ {
		start, members := turns(hops, period)
		if len(members) == 0 {
			continue
		}
		for h := start + 2; h < len(hops); h++ {
			if slices.ContainsFunc(hops[start:h-1], func(x Hop) bool { return sameHop(x, hops[h]) }) {
				return hops[h].Hop
			}
		}
	}
	return s.top
}

// isOther reports whether a hop is known to be another router than the one that refuses packets
// to the next: routers let hop limits run out before they look where packets go.
func (h *hopState) isOther(next *hopState) bool {
	return h.heard && !h.sharesAddress(next)
}

// retarget asks the same of a hop on the way, as the destination does not answer: what is proven
// is proven as far as there. What was refused may get there, unless a hop before it refused it.
func (s *sizes) retarget(hop int) {
	s.goal, s.target = hop, hop
	s.refuted = 0
	asked := s.questions
	s.questions = nil
	s.ask(s.main)
	for _, q := range asked {
		switch h := s.hops.hopOf(q.by); {
		case q.state == questionRefused && h > 0 && h < hop:
			s.refuted = least(s.refuted, q.size)
		case q.state == questionRefused, q.hint:
			s.ask(q.size)
		}
	}
	for _, n := range s.limits {
		if n.hole && n.to > 0 && n.after < hop {
			s.refuted = least(s.refuted, n.to+1)
		}
	}
	if b := s.bound(); s.main != s.e.local && (b == 0 || s.main+1 < b) {
		s.ask(s.main + 1)
	}
	s.recall()
}

// recall counts what the hop that is measured to, if it lets nothing through, said so of.
func (s *sizes) recall() {
	for _, f := range s.e.flights {
		x := s.e.seen.fate(f)
		if x.Answer == AnswerUnreachable && int(f.HopLimit) >= s.goal && s.hops.hops[s.goal].from(x.Addr) {
			s.arrived(f.Size)
		}
	}
	for _, q := range s.questions {
		if q.size <= s.proven {
			q.state = questionPassed
		}
	}
}

// atGoal reports whether an answer shows that its probe arrived at the hop that is measured to.
func (s *sizes) atGoal(f *flight, a *answer) bool {
	if s.goal == 0 || int(f.HopLimit) != s.goal {
		return false
	}
	if a.kind == answerTimeExceeded {
		// Without a token, it may be to one that went round for long.
		at := &s.hops.hops[s.goal]
		return a.auth == AuthToken || (!at.heard || at.from(a.from)) && !s.mayBeLate(f, a)
	}
	return a.kind == answerUnreachable && s.hops.hops[s.goal].from(a.from)
}

// mayBeLate reports whether the answer may be to a probe before that one: nothing but the time tells them apart, packets go round, so
// that some take long, and it came later than that hop ever answered, or after one that called the probe too big.
func (s *sizes) mayBeLate(f *flight, a *answer) bool {
	if _, round := s.hops.repeats(); round == 0 || !s.hops.solo {
		return false
	}
	var longest time.Duration
	for _, known := range s.hops.hops[s.goal].answers {
		for _, rtt := range known.RTTs {
			longest = max(longest, rtt)
		}
	}
	return f.doubts > 0 || a.rtt(f) > longest+longest/2+slack
}

// pastGoal is the largest size that got to a router which lets nothing through, behind the hop
// that is measured to, by what it said. Hops before it are silent, so its own place is not known
// and it is not measured to; false: there is no such router.
func (s *survey) pastGoal() (size MTU, ok bool) {
	last := s.sweep.last
	if s.sizes.goal == 0 || last <= s.sizes.goal || !s.sweep.hops[last].refused {
		return 0, false
	}
	for _, f := range s.e.flights {
		x := s.e.seen.fate(f)
		if x.Answer != AnswerUnreachable || !s.sweep.hops[last].from(x.Addr) {
			continue
		}
		if s.sweep.hops[s.sizes.goal].from(x.Addr) {
			return 0, false // he is the one that was measured to
		}
		size, ok = max(size, f.Size), true
	}
	return size, ok
}
