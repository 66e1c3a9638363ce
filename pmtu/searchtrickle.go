package pmtu

import "time"

// The gaps between the probes of a slow confirmation, and how many periods it has.
const (
	firstGap = 250 * time.Millisecond
	lastGap  = 2 * time.Second
	periods  = 3
)

// trickle confirms where a hop never has two answers at once. In each period come
// two controls, a gap apart, then the size in question after two gaps, then a gap. If all
// controls are answered, half an answer comes back in a gap or more, so that a whole
// one was there for the size in question, each time. Whatever share of the packets is lost: that all of six
// controls are answered, and none of a dozen between them, happens less often than once in 10,000 times. One byte
// more than what passes goes along with a larger size: the same controls tell of both.
func (s *search) trickle(gap time.Duration) { s.slowly(gap, s.hi == s.lo+1 && s.tried > s.hi) }

// slowly is trickle, of one size or of both.
func (s *search) slowly(gap time.Duration, both bool) {
	n := min(s.needed(), 4*periods)
	if gap > lastGap {
		s.giveUp()
		return
	}
	s.stage, s.gap, s.asks = searchTrickle, gap, s.asks[:0]
	s.ask(s.tried, s.after, n)
	s.ask(s.lo, s.after, 2*periods)
	if both {
		s.ask(s.hi, s.after, n)
	}
	start := s.e.now.Add(2 * gap)
	for i, a := range s.asks {
		for j, f := range a.flights {
			at := start.Add(time.Duration(j%periods)*4*gap + 3*gap).Add(time.Duration(j/periods) * stagger)
			if i == 1 {
				at = start.Add(time.Duration(j/2)*4*gap + time.Duration(j%2)*gap)
			}
			f.notBefore = at
		}
	}
}

// afterTrickle is asked after each step: one control without an answer, and
// the gap is too short.
func (s *search) afterTrickle() {
	high, control, more, answered := s.asks[0], s.asks[1], s.asks[len(s.asks)-1], 0
	if more != control && more.passed && !high.passed {
		s.cancel() // each that passes costs an answer that a control needs
		s.bound()
		s.slowly(s.gap, false)
		return
	}
	for _, f := range control.flights {
		switch {
		case f.counts:
			answered++
		case f.expired(s.e.now, s.e.timing.wait()):
			s.cancel()
			s.trickle(2 * s.gap)
			return
		}
	}
	switch {
	case high.passed:
		s.cancel()
		s.dry = 0
		s.passes()
	case s.settled() && answered == len(control.flights):
		s.dry = 0
		if more != control {
			s.tried = s.hi // that neither passes is the narrower result
		}
		s.fails()
	}
}

// cancel takes back what was asked and has not left.
func (s *search) cancel() {
	for _, a := range s.asks {
		for _, f := range a.flights {
			if f.state == flightQueued {
				f.state = flightFailed
				s.e.pace.drop(f)
			}
		}
	}
}
