package pmtu

import "time"

// peek is an early look at what gets to the last hop that answers. Where the destination is silent no more will
// be known, and a run may be ended while it still waits for the tries that show that it is: some seconds.
type peek struct {
	probe *flight // nil: not asked
	size  MTU     // that arrived; 0: none is known to have
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

// hear takes an answer to it. Only where its hop limit ran out it arrived at that hop.
func (p *peek) hear(a *answer) {
	if a.kind == answerTimeExceeded && a.auth == AuthToken {
		p.size = p.probe.Size
	}
}

// at is the size that is known to have arrived at hop h; 0: none.
func (p *peek) at(h int) MTU {
	if p.size == 0 || h > int(p.probe.HopLimit) {
		return 0
	}
	return p.size
}
