package pmtu

import "time"

// sendSmall asks the destination with a packet that no MTU holds up.
func (c *endToEnd) sendSmall(attempt int) *flight {
	return c.e.send(c.sizes.target, c.e.smallSize(), attempt, c.e.o.Target.Port())
}

// smallAt is when a small probe is to be asked again or, after the last
// attempt, given up; zero while the driver has not said that it left.
func (c *endToEnd) smallAt(tries []*flight) time.Time {
	n := len(tries)
	if n == 0 {
		return c.e.now
	}
	f := tries[n-1]
	switch f.state {
	case flightFailed:
		return c.e.now
	case flightSent:
	default:
		return time.Time{}
	}
	at := f.sentAt.Add(c.e.timing.wait())
	switch {
	case n >= c.e.o.Attempts: // it may be farther away than those who answered
		at = f.sentAt.Add(c.e.o.Timeout)
	case n == c.e.o.Attempts-1: // it may have had no answers left
		at = later(at, tries[0].sentAt.Add(refill))
	}
	return at
}

// due reports whether such a probe is to be asked (again).
func (c *endToEnd) due(tries []*flight) bool {
	at := c.smallAt(tries)
	return len(tries) < c.e.o.Attempts && !at.IsZero() && !c.e.now.Before(at)
}

// over reports whether nothing more will come of such probes.
func (c *endToEnd) over(tries []*flight) bool {
	at := c.smallAt(tries)
	return len(tries) >= c.e.o.Attempts && !at.IsZero() && !c.e.now.Before(at)
}
