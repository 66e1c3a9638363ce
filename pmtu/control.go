package pmtu

import (
	"slices"
	"time"
)

// control settles one byte more than what arrives, where quotes are too short
// for a token: its probes go alone, and packets too big that answer them are
// only as good as their ports. That the destination did not answer any of them, and
// answers the smaller size twice right after, is as good as a refusal.
type control struct {
	question
	answered int
	of       MTU // the size that arrives; 0: none is being settled
	missed   int // how often one was not answered
	rounds   int // how often all were
}

// controlsWanted is how many answers in a row show that the destination had answers left, and
// controlsMissed how often they may begin anew.
const (
	controlsWanted = 2
	controlsMissed = 3
)

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
		*c = control{of: s.main, question: question{size: s.main}}
	}
	if s.controlling() {
		return true
	}
	if len(c.tries) > c.answered {
		// It may have had no answers left, for the larger one neither: that is asked again before.
		c.missed++
		c.tries, c.answered = nil, 0
		if c.missed <= controlsMissed {
			more.state, more.tries, more.since = questionOpen, nil, s.e.now.Add(time.Duration(c.missed)*refill)
			return true
		}
	}
	if c.answered == controlsWanted || c.missed > controlsMissed {
		return false
	}
	f := s.e.send(s.target, c.size, len(c.tries), s.e.o.Target.Port())
	c.tries = append(c.tries, f)
	s.byProbe[f.ID] = &c.question
	return true
}

// controlling reports whether the answer to a control is waited for.
func (s *sizes) controlling() bool {
	c := &s.control
	return len(c.tries) > c.answered && !c.tries[len(c.tries)-1].expired(s.e.now, s.e.timing.wait())
}

// wakeControl is when a control is given up.
func (s *sizes) wakeControl() time.Time {
	c := &s.control
	if !s.controlling() {
		return time.Time{}
	}
	if f := c.tries[len(c.tries)-1]; f.state == flightSent {
		return f.sentAt.Add(s.e.timing.wait())
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
	if c.answered++; c.answered < controlsWanted {
		return
	}
	more, need := s.find(c.of+1), max(2*minLost, s.hops.triesByLoss())
	if need == hopeless {
		c.missed = controlsMissed + 1
		return
	}
	if c.rounds++; c.rounds*s.e.o.Attempts < need {
		more.state, more.tries = questionOpen, nil // where packets get lost, once more
		c.answered, c.tries = 0, nil
		return
	}
	s.refuted = least(s.refuted, c.of+1)
	if more.hint {
		more.state = questionRefused
	}
}
