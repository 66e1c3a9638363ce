package pmtu

import "time"

// peek is an early look at what gets to the last hop that answers. Where the destination is silent no more will
// be known, and a run may be ended while it still waits for the tries that show that it is: some seconds.
type peek struct {
	probe *flight // nil: not asked
}

// lookAhead asks once, when the hop behind the last one that answers was asked in vain: with the size that is asked
// of the destination, in the same flow. On a path that answers, nothing is sent.
func (s *survey) lookAhead() {
	if at := s.peekAt(); !at.IsZero() && !s.e.now.Before(at) {
		s.peek.probe = s.e.send(s.sweep.top, s.sizes.main, 0, s.e.o.Target.Port())
	}
}

// peekAt is when it is due; zero: it is not.
func (s *survey) peekAt() (at time.Time) {
	top := s.sweep.top
	switch {
	case s.sizes == nil || s.peek.probe != nil || s.e.o.EndToEnd || s.sweep.solo || s.sizes.main <= s.e.smallSize():
	case s.sweep.reached || s.sweep.last > 0 || s.sizes.goal > 0 || s.search.active() || s.locate.busy():
	case top < s.e.o.FirstHop || top >= s.e.o.MaxHops || s.sweep.tried(top+1) < s.e.o.Attempts || s.sweep.goal() != top:
	default:
		if tries := s.sweep.hops[top+1].tries; tries[len(tries)-1].state == flightSent {
			at = tries[len(tries)-1].sentAt.Add(s.e.timing.wait())
		}
	}
	return at
}

// hurryAt is when the sizes are asked of the last hop that answers although the destination may still answer: at half of the
// time, and not before one answer may take, where the time is too short to know that it will not, and the early look had
// no answer. Zero: they are not.
func (s *survey) hurryAt() time.Time {
	f, o := s.peek.probe, s.e.o
	if f == nil || f.ranOut || f.state != flightSent || o.Deadline == 0 || o.Deadline > unresolved {
		return time.Time{}
	}
	if s.sizes.goal > 0 || s.sweep.reached || s.sweep.last > 0 || s.sweep.solo || s.auto.heard {
		return time.Time{}
	}
	return later(s.e.started.Add(max(o.Deadline/2, o.Timeout)), f.sentAt.Add(s.e.timing.wait()))
}

// hurry does so.
func (s *survey) hurry() {
	at, hop := s.hurryAt(), s.sweep.goal()
	if !at.IsZero() && !s.e.now.Before(at) && hop > 0 && !s.search.active() {
		s.measureTo(hop)
	}
}

// arrivedAt is the largest probe of the flow that is proven to have arrived at hop h: its hop limit ran out there, or
// behind. 0: none is.
func (e *Engine) arrivedAt(h int) (size MTU) {
	for _, f := range e.flights {
		if f.ranOut && int(f.HopLimit) >= h && e.ofFlow(f) {
			size = max(size, f.Size)
		}
	}
	return size
}

// arrivedAtEnd is the largest probe of the flow that the destination answered, a small one at least.
func (e *Engine) arrivedAtEnd() MTU {
	size := e.smallSize()
	for _, f := range e.flights {
		if f.final && e.ofFlow(f) {
			size = max(size, f.Size)
		}
	}
	return size
}
