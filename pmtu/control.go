package pmtu

import (
	"slices"
	"time"
)

// control settles one byte more than what arrives, where quotes are too short
// for a token: its probes go alone, and packets too big that answer them are
// only as good as their ports. That the destination did not answer any of them, and
// answers the smaller size twice right after, is as good as a refusal.
//
// Who never has two answers at once is asked slowly: two controls, a gap apart, then
// the larger size after two gaps. If both were answered, there was an answer for that, too.
type control struct {
	question
	answered int
	of       MTU           // the size that arrives; 0: none is being settled
	gap      time.Duration // between the controls; 0: none
	volleys  int           // how often the larger size was asked, several times each
	over     bool          // nothing can be told
}

// The gaps between controls that come slowly.
const (
	firstGap = 250 * time.Millisecond
	lastGap  = 2 * time.Second
)

// The volleys of the larger size where no loss was measured, and where it was or may have been. In one, tries of it come
// a quarter of the usual patience apart. Two of them at least find answers that the two controls find at once; most
// often each does, so that twelve losses are chance less than once in a million times at 30 % of loss.
const (
	fewVolleys  = 3
	mostVolleys = 6
)

// controlsWanted is how many answers in a row show that the destination had answers left.
const controlsWanted = 2

// goSolo asks what is followed again, alone: who was answered before cannot be told.
func (s *sizes) goSolo() {
	for _, q := range s.questions {
		if q.size <= s.main+1 && (q.state == questionOpen || q.state == questionLost) {
			q.state, q.tries = questionOpen, nil
		}
	}
}

// advanceControl asks the next control where one is wanted, and reports whether it did
// or will.
func (s *sizes) advanceControl() bool {
	more := s.find(s.main + 1)
	if s.proven != s.main || more == nil || more.state != questionLost || s.exact() || s.hops.echoes {
		return false
	}
	c := &s.control
	if c.of != s.main {
		*c = control{of: s.main, question: question{size: s.main}, volleys: 1}
	}
	if s.controlling() {
		return true
	}
	if len(c.tries) > c.answered {
		c.slowDown(s.e.now) // it may have had no answers left, for the larger one neither
	}
	if c.over {
		return false
	}
	if s.e.now.Before(c.since) {
		return true
	}
	f := s.e.send(s.target, c.size, len(c.tries), s.e.o.Target.Port())
	c.tries = append(c.tries, f)
	s.byProbe[f.ID] = &c.question
	return true
}

// slowDown begins anew with longer gaps.
func (c *control) slowDown(now time.Time) {
	c.gap = max(firstGap, 2*c.gap)
	c.tries, c.answered, c.volleys, c.since = nil, 0, 0, now.Add(2*c.gap)
	c.over = c.gap > lastGap
}

// controlling reports whether the answer to a control is waited for.
func (s *sizes) controlling() bool {
	c := &s.control
	return len(c.tries) > c.answered && !c.tries[len(c.tries)-1].expired(s.e.now, s.e.timing.wait())
}

// pausing reports whether a control is still to come.
func (s *sizes) pausing() bool {
	c := &s.control
	return c.of != 0 && c.of == s.main && !c.over && c.since.After(s.e.now) && !s.exact()
}

// wakeControl is when a control is asked, or given up.
func (s *sizes) wakeControl() time.Time {
	c := &s.control
	if s.controlling() {
		if f := c.tries[len(c.tries)-1]; f.state == flightSent {
			return f.sentAt.Add(s.e.timing.wait())
		}
	} else if s.pausing() {
		return c.since
	}
	return time.Time{}
}

// controlled counts an answered control, once.
func (s *sizes) controlled(f *flight) {
	c := &s.control
	if f.counts || !slices.Contains(c.tries, f) {
		return
	}
	f.counts = true
	c.answered++
	c.since = f.sentAt.Add(c.gap)
	if c.answered < controlsWanted {
		return
	}
	more := s.find(c.of + 1)
	if c.volleys < s.volleysNeeded() {
		more.state, more.tries, more.since = questionOpen, nil, f.sentAt.Add(2*c.gap)
		c.tries, c.answered, c.since = nil, 0, more.since.Add(c.gap)
		c.volleys++
		return
	}
	s.refuted = least(s.refuted, c.of+1)
	if more.hint {
		more.state = questionRefused
	}
}

// volleysNeeded is how often the larger size is asked. What the destination left unanswered may have been lost,
// too, even where it has few answers: all but one, which is what a look past the end of the path may cost.
func (s *sizes) volleysNeeded() int {
	if s.hops.lost(s.hops.last) > 1 || s.hops.triesByLoss(s.e.o.FirstHop) > 2*minLost {
		return mostVolleys
	}
	return fewVolleys
}

// isHigh reports whether the question is one byte more than what arrives, while that is settled.
func (s *sizes) isHigh(q *question) bool { return s.control.of != 0 && q.size == s.control.of+1 }

// attempts is how often a question is asked before it counts as lost.
func (s *sizes) attempts(q *question) int {
	if s.isHigh(q) {
		return s.e.o.Attempts + 1
	}
	return s.e.o.Attempts
}
