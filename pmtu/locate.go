package pmtu

import (
	"math"
	"slices"
	"time"
)

const (
	// maxLocated is how many narrow places are searched for.
	maxLocated = 2
	// maxLocating is how often a hop limit is asked at most where packets get lost.
	maxLocating = 8
	// chanceLocated is how likely a place may be by chance.
	chanceLocated = 0.02
)

// locator finds where a packet too big was sent whose sender answers at no
// hop: large probes at every hop limit. The last at which the hop limit runs
// out is before the narrow link, as routers look at it before the size.
type locator struct {
	e        *Engine
	hops     *sweep
	search   *search
	of       narrow // the one that is searched for, as it was then
	at       int    // its index
	on       bool   // one is
	located  int
	verified int // how many of these were for the least size
	first    int // the first hop limit, and
	tries    []*flight
	all      map[*flight]bool // those of earlier searches, too: their answers may come twice
	refused  int              // the least hop limit at which the size was refused; 0: none
	passed   int              // the farthest hop that it reached
	deaf     bool             // the last search heard nothing at all: the hops had no answers left
	before   controlCount     // of earlier searches
}

// next begins the search for limit i, which is refused on the way to hop last at the latest. Where nobody had an
// answer left for the one before, it waits until they have.
func (l *locator) next(i int, n narrow, last int) {
	l.on, l.at, l.of = true, i, n
	l.tries, l.refused, l.passed = l.tries[:0], 0, 0
	l.located++
	l.first = l.e.o.FirstHop
	for h := l.first; h <= last; h++ {
		f := l.ask(h, 0)
		if l.deaf {
			f.notBefore = l.e.now.Add(refill)
		}
	}
}

// ask sends the size to a hop limit. As many are under way at once, only a
// token tells which was answered, or a port of its own.
func (l *locator) ask(hopLimit, attempt int) *flight {
	f := l.e.send(hopLimit, l.of.from, attempt, l.hops.port())
	f.abandoned = !l.hops.solo
	l.tries = append(l.tries, f)
	l.all[f] = true
	return f
}

// owns reports whether the probe is one of this search or an earlier one.
func (l *locator) owns(f *flight) bool { return l.all[f] }

func (l *locator) answered(f *flight, a *answer) {
	if !l.on || f.Size != l.of.from {
		return // too late
	}
	h := int(f.HopLimit)
	switch a.kind {
	case answerTimeExceeded:
		l.passed = max(l.passed, h)
	case answerTooBig:
		if l.of.hole && !l.e.vouched(a) {
			return // nobody reported it, and this may be about any packet
		}
		if !l.of.hole && a.claim != l.of.claim && !l.e.oneRouter(a.from, l.of.addr) {
			return // it is of somebody else, and not one router by another address
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
	if !l.on || l.refused-l.passed < 2 {
		return false
	}
	more, n := false, l.needed()
	for h := l.passed + 1; h <= l.refused; h++ { // where it was refused, too: that tells how sure silence is
		for i := l.tried(h); i < n; i++ {
			f := l.ask(h, i)                  // twice at least, for those
			if n > minLost && h < l.refused { // these go alone: some say so every other time
				f.notBefore = l.e.now.Add(refill * time.Duration(i) / time.Duration(n-1)) // or seldom
			}
			more = true
		}
	}
	return more
}

// tried is how often a hop limit was asked.
func (l *locator) tried(hopLimit int) (n int) {
	for _, f := range l.tries {
		if int(f.HopLimit) == hopLimit {
			n++
		}
	}
	return n
}

// needed is how often a hop limit has to be asked before it counts as silent: who refuses a size refuses
// it at the hop limits behind, too, and how often nothing came of those tells how much gets lost.
func (l *locator) needed() int {
	n := l.search.neededByAll()
	if p := l.lost(); p > 0 {
		n = max(n, tries(p))
	}
	if l.of.to > 0 {
		n = max(n, 2*minLost) // that there are two places needs more than that there is one
	}
	return min(n, maxLocating)
}

// lost is the share of the probes that were to be refused and that nothing came of, in this search or the
// earlier ones.
func (l *locator) lost() float64 {
	c := l.count()
	return max(float64(l.before.lost)/float64(max(l.before.asked, 1)), float64(c.lost)/float64(max(c.asked, 1)))
}

// count counts the probes of this search that were to be refused, and those that nothing came of.
func (l *locator) count() (c controlCount) {
	for _, f := range l.tries {
		if l.refused > 0 && int(f.HopLimit) >= l.refused {
			c.asked++
			if f.waiting() {
				c.lost++
			}
		}
	}
	return c
}

// end ends a search.
func (l *locator) end() {
	c := l.count()
	l.on, l.before = false, controlCount{asked: l.before.asked + c.asked, lost: l.before.lost + c.lost}
}

// unsure reports whether the router may as well be nearer: so seldom does he say so that the silence of the
// hop limit before may be chance.
func (l *locator) unsure() bool {
	h := l.refused - 1
	return h > l.passed && math.Pow(l.lost(), float64(l.tried(h))) > chanceLocated
}

// settle writes what was found. A refusal at the first hop limit leaves no
// hop before it but this host. Where nobody refused it again, it may be at a black hole.
func (l *locator) settle(limits []narrow) {
	if !l.on || l.of.to > 0 {
		return
	}
	defer l.end()
	n := &limits[l.at]
	l.deaf = l.refused == 0 && l.passed == 0
	switch {
	case n.from != l.of.from: // somebody who is vouched for said otherwise meanwhile
	case l.refused == 0 && !l.hops.weak(*n) && l.atHole(n, limits):
		n.after = l.gotTo()
	case l.refused == 0 || l.passed >= l.refused || l.refused == l.first && l.first > 1 || l.unsure():
	case !l.heardBetween():
		n.after = l.refused - 1
	}
}

// weak reports whether nothing but addresses and ports vouches for the limit, or its sender also calls too
// big what passes anywhere.
func (s *sweep) weak(n narrow) bool {
	return n.hint && (n.auth != AuthToken || s.claimsAnything(n.addr, s.e.smallSize()))
}

// heardBetween reports whether a hop answers between the last that the size reached and the first
// at which it was refused: then its answer, or a refusal, was lost.
func (l *locator) heardBetween() bool {
	for h := l.passed + 1; h < l.refused; h++ {
		if l.hops.hops[h].heard {
			return true
		}
	}
	return false
}

// gotTo is the farthest hop that the size is known to get to: where somebody refused it, to the first at least.
func (l *locator) gotTo() int {
	if l.of.hole {
		return l.passed
	}
	return max(l.passed, 1)
}

// atHole reports whether there is a black hole behind the hop that the size gets to. As nothing
// larger gets past it, the size was refused there: the router does not say so each time.
func (l *locator) atHole(n *narrow, limits []narrow) bool {
	at := l.gotTo()
	return slices.ContainsFunc(limits, func(x narrow) bool {
		return x.hole && x.after > 0 && x.after == at && x.from <= n.from && l.hops.hops[x.after+1].heard
	})
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
