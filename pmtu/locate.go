package pmtu

import "time"

// maxLocated is how many narrow places are searched for.
const maxLocated = 2

// locator finds where a packet too big was sent whose sender answers at no
// hop: large probes at every hop limit. The last at which the hop limit runs
// out is before the narrow link, as routers look at it before the size.
type locator struct {
	e        *Engine
	hops     *sweep
	narrow   *narrow // the one that is searched for; nil: none
	located  int
	first    int // the first hop limit, and
	tries    []*flight
	all      map[*flight]bool // those of earlier searches, too: their answers may come twice
	refused  int              // the least hop limit at which the size was refused; 0: none
	passed   int              // the farthest hop that it reached
	repeated bool             // silent hop limits were asked again
}

// next begins the search for n, which is refused on the way to hop last at the latest.
func (l *locator) next(n *narrow, last int) {
	l.narrow, l.tries, l.refused, l.passed, l.repeated = n, l.tries[:0], 0, 0, false
	l.located++
	l.first = l.e.o.FirstHop
	for h := l.first; h <= last; h++ {
		l.ask(h, 0)
	}
}

// ask sends the size to a hop limit. As many are under way at once, only a
// token tells which was answered, or a port of its own.
func (l *locator) ask(hopLimit, attempt int) {
	f := l.e.send(hopLimit, l.narrow.from, attempt, l.hops.port())
	f.abandoned = !l.hops.solo
	l.tries = append(l.tries, f)
	l.all[f] = true
}

// owns reports whether the probe is one of this search or an earlier one.
func (l *locator) owns(f *flight) bool { return l.all[f] }

func (l *locator) answered(f *flight, a *answer) {
	if l.narrow == nil || f.Size != l.narrow.from {
		return // too late
	}
	h := int(f.HopLimit)
	switch a.kind {
	case answerTimeExceeded:
		l.passed = max(l.passed, h)
	case answerTooBig:
		if a.from != l.narrow.addr {
			return // it is of somebody else
		}
		if l.refused == 0 || h < l.refused {
			l.refused = h
		}
	}
}

// busy reports whether answers are still waited for.
func (l *locator) busy() bool {
	for _, f := range l.tries {
		if f.waiting() && !f.expired(l.e.now, l.e.timing.wait()) {
			return true
		}
	}
	return false
}

// again asks the hop limits once more that were silent between the last that
// the size reached and the first at which it was refused: a refusal may have
// been lost. It reports whether there were any.
func (l *locator) again() bool {
	if l.narrow == nil || l.repeated || l.refused-l.passed < 2 {
		return false
	}
	l.repeated = true
	for h := l.passed + 1; h < l.refused; h++ {
		l.ask(h, 1)
	}
	return true
}

// settle writes what was found. A refusal at the first hop limit leaves no
// hop before it but this host. It returns the index of the black hole that is the same place; -1: none is.
func (l *locator) settle(hops []hopState, limits []narrow) int {
	n := l.narrow
	l.narrow = nil
	if n == nil {
		return -1
	}
	if l.refused == 0 && !n.hint {
		return l.unite(n, limits)
	}
	if l.refused == 0 || l.passed >= l.refused || l.refused == l.first && l.first > 1 {
		return -1
	}
	for h := l.passed + 1; h < l.refused; h++ {
		if hops[h].heard {
			return -1 // it should have answered: its answer, or a refusal, was lost
		}
	}
	n.after = l.refused - 1
	return -1
}

// unite looks for a black hole behind the hop that the size gets to. As nothing larger gets past it,
// the size was refused there: the router does not say so each time.
func (l *locator) unite(n *narrow, limits []narrow) int {
	for i, hole := range limits {
		if hole.hole && hole.after > 0 && hole.after == l.passed && hole.from <= n.from && l.hops.hops[hole.after+1].heard {
			n.after, n.to = hole.after, hole.to
			return i
		}
	}
	return -1
}

func (l *locator) wake() time.Time {
	var t time.Time
	for _, f := range l.tries {
		if f.waiting() && f.state == flightSent {
			if at := f.sentAt.Add(l.e.timing.wait()); at.After(l.e.now) {
				t = earliest(t, at)
			}
		}
	}
	return t
}
