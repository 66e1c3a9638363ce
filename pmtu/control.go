package pmtu

// control settles one byte more than what arrives, where quotes are too short
// for a token: its probes go alone, and packets too big that answer them are
// only as good as their ports. That the destination did not answer any of them, and
// answers the smaller size twice right after, is as good as a refusal.
type control struct {
	question
	answered int
	of       MTU // the size that arrives; 0: none is being settled
}

// controlsWanted is how many answers in a row show that the destination had answers left.
const controlsWanted = 2

// advanceControl asks the next control where one is wanted, and reports whether it did.
func (s *sizes) advanceControl() bool {
	more := s.find(s.main + 1)
	if s.proven != s.main || more == nil || more.state != questionLost || s.exact() || s.hops.echoes {
		return false
	}
	c := &s.control
	if c.of != s.main {
		*c = control{of: s.main, question: question{size: s.main}}
	}
	if len(c.tries) > c.answered || c.answered == controlsWanted {
		return false // one was not answered, or all were
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

// controlled counts an answered control.
func (s *sizes) controlled() {
	c := &s.control
	if c.answered++; c.answered == controlsWanted {
		s.refuted = least(s.refuted, c.of+1)
		if more := s.find(c.of + 1); more.hint {
			more.state = questionRefused
		}
	}
}
