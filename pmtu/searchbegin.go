package pmtu

import (
	"slices"
	"time"
)

// begin looks whether there is a size that did not pass and should have.
func (s *search) begin() {
	if s.begun == maxSearches || !s.ready() || s.hops.hops[s.sizes.goal].refused {
		return // nobody gets farther than to who refuses: it is not worth many packets how large
	}
	if s.sizes.main == s.sizes.proven && s.sizes.unsure == s.sizes.proven+1 {
		return // the flow itself is asked: another search would learn what the last one did
	}
	q := s.sizes.find(s.sizes.main)
	if q == nil || q.size == s.gaveUp {
		return
	}
	limit, told := s.sizes.reported(), -1
	if limit >= 0 && !s.hops.solo && (s.sizes.limits[limit].hint || q.state == questionPassed && s.sizes.bound() != s.sizes.refuted) {
		if s.sizes.limits[limit].other {
			told = limit // he can be asked
		}
		limit = -1 // what is refused may be anybody's word: no place to measure from
	}
	switch {
	case q.state == questionOpen && s.overdue(q) && !s.hops.spent(), q.state == questionLost:
		q.state = questionLost
		s.start(q.size, s.sizes.proven, -1)
		s.told = told
		s.climb()
	case limit < 0 && q.state == questionPassed && s.sizes.bound() > s.sizes.proven && !s.sizes.exact():
		// What was followed is not so: back to the size from which it led away.
		q = s.sizes.lose(s.sizes.bound())
		s.start(q.size, s.sizes.proven, -1)
		s.told = told
		s.climb()
	case q.state == questionRefused && s.sizes.proven < q.size && s.unfollowed(q) != nil:
		s.sizes.turnTo(*s.unfollowed(q)) // he said so before it was the one that is followed
		s.begin()                        // as what he names need not be a size to follow
	case limit < 0 && q.state == questionRefused && s.sizes.proven > 0 && s.sizes.bound() > s.sizes.proven && !s.sizes.exact():
		q = s.sizes.lose(s.sizes.bound()) // by a hint only, and what it named was asked
		s.start(q.size, s.sizes.proven, -1)
		s.climb()
	case limit < 0:
	case q.state == questionRefused && s.sizes.proven < q.size:
		s.start(q.size, s.sizes.proven, limit)
		s.refused[q.size] = true
		s.ladder()
	case q.state == questionPassed && s.sizes.bound() > s.sizes.proven+1 && s.unproven():
		s.start(s.sizes.bound(), s.sizes.proven, limit)
		s.refused[s.big] = s.big == s.sizes.refuted
		if more := s.sizes.find(s.lo + 1); more != nil && more.state == questionLost {
			s.ledger.lose(s.after, more.size)
			s.bound()
		}
		s.narrow()
	case q.state == questionPassed && s.sizes.bound() == s.sizes.proven+1 && !s.sizes.exact():
		s.start(s.sizes.bound(), s.sizes.proven, limit)
		if s.hops.echoes && s.before == 0 {
			s.limit = -1
			s.climb() // the destination's own answers say nothing of one way
			return
		}
		s.narrow()
	}
}

// unfollowed is the refusal of the question that no limit speaks of yet; nil: there is none.
func (s *search) unfollowed(q *question) *Claim {
	if slices.ContainsFunc(s.sizes.limits, func(n narrow) bool { return n.from == q.size && !n.hint }) {
		return nil
	}
	for i, c := range s.e.seen.claims {
		if c.Size == q.size && c.Auth == AuthToken && !c.Elsewhere {
			return &s.e.seen.claims[i]
		}
	}
	return nil
}

// unproven reports whether one byte more than what arrives is still open: the
// router named another size, or did not answer.
func (s *search) unproven() bool {
	more := s.sizes.find(s.sizes.proven + 1)
	return more == nil || more.state == questionLost || more.state == questionPassed
}

// ready reports whether the hops are known well enough.
func (s *search) ready() bool {
	if s.sizes.goal > 0 {
		return true
	}
	if !s.hops.reached || s.hops.last == 0 {
		return s.hops.reached && s.hops.done()
	}
	for h := s.e.o.FirstHop; h < s.hops.last; h++ {
		st := &s.hops.hops[h]
		if !st.heard && (len(st.tries) == 0 || !st.tries[0].expired(s.e.now, s.e.timing.wait())) {
			return false
		}
	}
	return true
}

// overdue reports whether the answer should have come: a smaller probe of
// the same flow, sent later to as far, was answered.
func (s *search) overdue(q *question) bool {
	if len(q.tries) == 0 {
		return false
	}
	f := q.tries[0]
	if f.state != flightSent {
		return false
	}
	age := s.e.now.Sub(f.sentAt)
	return age >= s.e.timing.longest+slack || age >= s.e.timing.wait()
}

func (s *search) start(big, lo MTU, limit int) {
	s.begun++
	s.big, s.base, s.limit, s.told = big, max(lo, s.e.smallSize()), limit, limit
	s.rounds, s.tries, s.asked, s.climbed, s.checks, s.witness, s.waited, s.mirrored = 0, 0, false, false, 0, false, false, false
	s.dry, s.resume, s.span, s.sizeOnly = 0, time.Time{}, wholePath, false
	s.refused, s.beyond = make(map[MTU]bool), 0
	s.after, s.before = s.far(), s.placeOf(limit)
	s.ledger.pass(s.far(), lo)
	s.bound()
}

// placeOf is the hop at which the router of a limit answers; 0: none does, or nobody
// spoke.
func (s *search) placeOf(limit int) int {
	if limit < 0 {
		return 0
	}
	for h := s.e.o.FirstHop; h < s.end(); h++ {
		if s.hops.hops[h].from(s.sizes.limits[limit].addr) {
			return h
		}
	}
	return 0
}

// wakeToBegin is when the followed size will be overdue.
func (s *search) wakeToBegin() time.Time {
	q := s.sizes.find(s.sizes.main)
	if q == nil || q.state != questionOpen || len(q.tries) == 0 || q.tries[0].state != flightSent {
		return time.Time{}
	}
	at := q.tries[0].sentAt.Add(min(s.e.timing.longest+slack, s.e.timing.wait()))
	if !at.After(s.e.now) {
		return time.Time{}
	}
	return at
}
