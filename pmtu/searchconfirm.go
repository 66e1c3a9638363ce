package pmtu

import (
	"maps"
	"math"
	"slices"
	"time"
)

// confirm asks whether one byte more than lo does not get to the next hop behind the place.
func (s *search) confirm() {
	if s.hi == s.lo+1 && s.refused[s.hi] && !s.refusedEcho(s.hi) {
		s.found()
		return
	}
	if s.span > 0 && (s.limit < 0 || s.before > 0) {
		s.after = s.next(s.before) // one that was slow to answer may be nearer
	}
	s.try(s.lo + 1)
}

// try asks a size as often as it takes to call it lost, and then one that
// passes, twice at once: a hop with answers left for both had one for the other
// size a moment before, however slowly they come back to it.
func (s *search) try(size MTU) {
	s.stage, s.asks, s.tried, s.mirrored = searchConfirm, s.asks[:0], size, false
	if !s.paused && s.drained() {
		s.pause()
		return
	}
	n := s.needed()
	if s.tries++; s.tries > maxTries {
		s.giveUp()
		return
	}
	if n == hopeless {
		s.trickle() // what seems to be loss may be a limit
		return
	}
	if n > minLost+1 && s.neededByAll() > minLost && s.ledger.at(s.after).lost[size] == 0 {
		n++ // where packets get lost, and it was not asked before
	}
	s.had = s.purse(s.after)
	s.ask(size, s.after, n)
	s.ask(s.lo, s.after, confirmControls)
	gap := stagger
	if n > minLost+1 {
		gap = max(gap*minLost/time.Duration(n), gap/minLost) // so that many take little longer than few
	}
	for i, f := range s.asks[0].flights {
		f.notBefore = s.e.now.Add(time.Duration(i) * gap)
	}
	for _, f := range s.asks[1].flights {
		f.notBefore = s.e.now.Add(time.Duration(n) * gap)
	}
}

// confirmControls is how many smaller sizes a confirmation asks.
const confirmControls = 2

// needed is how many losses make a size that does not pass: that many by chance
// are less likely than 1 in 1,000,000, at the loss of small probes that was measured.
//
// What the hop in question itself was asked counts most: it may be the only one behind a lossy link.
func (s *search) needed() int {
	own, ownLost, unclear := s.small()
	few := max(3*minLost, min(tries(float64(unclear+1)/float64(own+unclear+2)), fewLost))
	switch {
	case ownLost > 0:
		return max(tries(float64(ownLost+1)/float64(own+2)), s.neededByAll())
	case unclear > 0 && s.after == s.far(): // no hop behind it shares its loss
		return max(few, s.neededByAll())
	case own < enoughSmall && s.after == s.far():
		return max(min(few, s.neededAtEnd()), s.neededByAll())
	case own < enoughSmall && s.hops.spent(): // what the destination did not answer may be lost, too
		return max(few, s.neededByAll())
	case s.controls[s.after].unclear > 0: // it had no answers left, or some of its controls were lost
		return max(minLost+1, min(tries(float64(unclear+1)/float64(own+unclear+2)), fewLost), s.neededByAll())
	case own < enoughSmall:
		return max(minLost+1, s.neededByAll())
	}
	return s.neededByAll()
}

// neededAtEnd is needed by what rounds asked the destination, if nothing of that was lost: whatever the loss may be, that all of
// the one is answered, and then all of the other is lost, is less likely than 1 in 1,000,000.
func (s *search) neededAtEnd() int {
	k := float64(s.ended[s.far()])
	if s.sizes.goal == 0 {
		k += float64(s.ended[echoHop])
	}
	if s.chance.lost > 0 {
		return maxLost
	}
	n := minLost
	for n < maxLost && math.Pow(k/(k+float64(n)), k)*math.Pow(float64(n)/(k+float64(n)), float64(n)) > 1e-6 { // at the loss that makes it likeliest
		n++
	}
	return n
}

// missing reports whether an answer to the size should have come.
func (s *search) missing(q *ask) bool {
	return slices.ContainsFunc(q.flights, func(f *flight) bool { return f.state == flightSent && f.expired(s.e.now, s.e.timing.wait()) })
}

// enoughSmall is how many small packets a hop has to answer, without a loss,
// to count as one that loses none.
const enoughSmall = 4

// small counts the packets to the hop in question that were small enough and
// found it with answers left, those of them that had no answer, and those that had none for want of one
// left or by loss, which cannot be told.
func (s *search) small() (sent, lost, unclear int) {
	h := min(s.after, s.end())
	for _, f := range s.hops.hops[h].tries {
		switch {
		case f.answers > 0:
			sent++
		case h == s.end() && s.hops.spent():
			unclear++
		case f.expired(s.e.now, s.e.timing.wait()):
			sent++
			lost++
		}
	}
	c := s.controls[s.after]
	return sent + c.asked, lost + c.lost, unclear + c.unclear
}

// controlCount is what became of the controls that a hop was asked, and how many of those that are not counted
// among them had no answer, for want of one left or by loss.
type controlCount struct{ asked, lost, unclear int }

// count counts the controls of a confirmation. Without a pause before it, one that is
// not answered may have met a hop without answers left.
func (s *search) count(asked, answered int) {
	c := s.controls[s.after]
	switch {
	case s.paused, answered == asked:
		c.asked += asked
		c.lost += asked - answered
	case s.had < float64(asked) && answered == int(s.had): // a default Linux had no more
	default:
		c.unclear += asked - answered
	}
	s.controls[s.after] = c
}

// tries is how many losses in a row, at loss p, are less likely than 1 in
// 1,000,000; hopeless where that is too many to ask.
func tries(p float64) int {
	n := int(math.Ceil(math.Log(1e-6) / math.Log(min(max(p, 0.02), 0.9))))
	if n > maxLost {
		return hopeless
	}
	return max(n, minLost)
}

// hopeless is returned by tries for a loss at which nothing can be told.
const hopeless = math.MaxInt

// neededByAll is needed by the loss of all hops, by that of the hop in question and those behind it, and by that
// of the rounds. The latter two are of few packets, and some of it may be no more than a limit of errors.
func (s *search) neededByAll() int {
	n := max(s.hops.triesByLoss(s.e.o.FirstHop), min(s.hops.triesByLoss(s.after), fewLost))
	if c := s.chance; c.lost > 0 {
		n = max(n, min(tries(float64(c.lost+1)/float64(c.asked+2)), fewLost))
	}
	return n
}

// triesByLoss is how many losses make a size that does not pass, by what probes to a hop and those behind it
// lost: hops before a lossy link tell nothing of it.
func (s *sweep) triesByLoss(from int) int {
	sent, lost := 0, 0
	for h := range s.hops {
		st := &s.hops[h]
		if h >= from && st.heard && h <= s.limit() && !(h == s.last && s.spent()) {
			sent += s.tried(h)
			lost += max(0, s.tried(h)-st.received)
		}
	}
	if lost == 0 {
		return minLost
	}
	return tries(float64(lost+1) / float64(sent+2)) // few packets tell little
}

// afterConfirm believes the losses if both controls were answered.
func (s *search) afterConfirm() {
	high, control := s.asks[0], s.asks[1]
	if high.passed {
		s.cancel() // the rest would only cost answers
		s.dry, s.paused = 0, false
		s.passes()
		return
	}
	if high.refused {
		s.cancel()
		s.dry, s.paused = 0, false
		s.fails()
		return
	}
	answered := 0
	for _, f := range control.flights {
		if f.counts {
			answered++
		}
	}
	s.count(len(control.flights), answered)
	s.paused = false
	switch {
	case answered == len(control.flights):
		s.dry = 0
		s.fails()
	case s.lo == s.beyond && s.yield():
	case s.dry > 0 && answered == 0 && s.nameless(s.after):
		s.skip[s.after] = true
		s.dry, s.after = 0, s.next(s.before)
		s.bound()
		s.narrow()
	case s.dry > 0 && answered == 0 && s.onlyEchoed():
		s.auto.doubted = true
		delete(s.ledger, echoHop)
		s.dry = 0
		s.bound()
		s.narrow()
	default:
		s.dry++
		if s.dry == 1 && answered == 0 && s.byWitness(s.after) && s.callReporter() {
			return
		}
		if s.dry > maxDry || s.dry == 1 && answered == 0 && s.byWitness(s.after) {
			s.giveUp()
			return
		}
		s.ledger.dried(s.after, control.flights[len(control.flights)-1].sentAt)
		if s.dry > 1 && answered > 0 {
			s.trickle()
			return
		}
		s.pause()
	}
}

// drained reports whether the hop seems to have no answers left for both controls: a default Linux would not, and it did
// not answer what gets to it.
func (s *search) drained() bool {
	if s.purse(s.after) >= confirmControls {
		return false
	}
	for _, q := range s.byProbe {
		if q.hop == s.after && q.size <= s.lo && !q.arrived && s.missing(q) {
			return true
		}
	}
	return false
}

// nameless reports whether the hop was never known to answer what is asked of it now: that it was heard by another kind
// of probe does not say that its quotes tell of this one.
func (s *search) nameless(hop int) bool {
	return hop != s.far() && !slices.ContainsFunc(s.e.flights, func(f *flight) bool { return s.drew(f, hop) })
}

// pause waits until the hop should have answers for both controls.
func (s *search) pause() {
	s.resume, s.paused = s.whenHas(s.after, confirmControls), true
	if s.nameless(s.after) {
		s.resume = later(s.resume, s.e.now.Add(refill)) // what is known of its answers is of another kind
	}
	if !s.resume.After(s.e.now) {
		s.try(s.tried)
		return
	}
	s.stage, s.asks = searchPause, s.asks[:0]
}

// passes goes on where the size that was tried gets past the place. If it is the
// big one, the place is farther; else it may be, and the big one tells.
func (s *search) passes() {
	if s.byEcho() && (s.after == s.far() && s.hi <= s.tried || s.refusedEcho(s.tried)) {
		s.auto.doubted = true
		maps.DeleteFunc(s.refused, func(size MTU, _ bool) bool { return s.refusedEcho(size) })
	}
	switch {
	case s.byWitness(s.after):
		s.giveUp() // it is the way back
		return
	case s.seldomTold() && s.yield():
		return
	case s.tried == s.big && s.after != s.far():
		s.beyond = 0
		s.climbSurely()
		return
	case s.hi > s.tried: // nothing spoke against it
	case s.span == nearSpan:
		s.span = 0
	case s.tried == s.big, s.span == 0, s.after == s.far():
		clear(s.ledger.at(s.after).lost) // what seemed lost with it may not be either
	default:
		s.bound()
		s.try(s.big)
		return
	}
	s.bound()
	s.narrow()
}

// seldomTold reports whether what was tried only got past the place as far as to a router that refused it
// now, and was silent about it before: byte by byte, that would go on.
func (s *search) seldomTold() bool {
	high := s.asks[0]
	if s.tried != s.beyond || !high.by.IsValid() {
		return false
	}
	return !high.flights[0].counts || s.ledger.least(s.after, s.last(), s.tried-1) == s.tried
}

// hold waits until it is known which hops answer between those that the place is
// between. One that answered late may be nearer.
func (s *search) hold() {
	for h := s.before + 1; h < min(s.after, s.end()); h++ {
		if h < s.e.o.FirstHop || s.hops.hops[h].heard {
			continue
		}
		if t := s.hops.hops[h].tries; !s.hops.settled(h) || len(t) > 0 && !t[0].expired(s.e.now, s.e.o.Timeout) {
			return // it may only be slow, and the one who has something to say
		}
	}
	switch {
	case s.nearer():
		s.confirm()
	case s.mirrored:
		s.giveUp()
	default:
		s.found()
	}
}

// nearer reports whether a hop that was slow to answer is nearer behind the place than the one that was asked.
func (s *search) nearer() bool {
	return s.span > 0 && (s.limit < 0 || s.before > 0) && s.next(s.before) < s.after
}

// wakeToHold is when the first of the silent hops has had its time.
func (s *search) wakeToHold() time.Time {
	var t time.Time
	for h := max(s.before+1, s.e.o.FirstHop); h < min(s.after, s.end()); h++ {
		if tries := s.hops.hops[h].tries; !s.hops.hops[h].heard && len(tries) > 0 && tries[0].state == flightSent {
			if at := tries[0].sentAt.Add(s.e.o.Timeout); at.After(s.e.now) {
				t = earliest(t, at)
			}
		}
	}
	return t
}

// fails ends the search, or goes on with the present place: what was tried before gets
// past it but not to the hops behind, where there is another one.
func (s *search) fails() {
	switch {
	case s.e.withheld.from(s.tried):
		if s.giveUp(); s.e.withheld.least-1 > s.sizes.proven {
			s.sizes.main = s.e.withheld.least - 1 // whether what is sent arrives is another question
			s.sizes.ask(s.sizes.main)
		}
		return
	case s.after == s.far() && s.hops.echoes && !s.asks[0].refused && !s.witness && !s.refusedBehind():
		// Its answers are as large as the questions: they may be lost on the way back. The hops
		// tell, if it vanishes before one that answers, or else UDP does.
		switch {
		case !s.climbed:
			s.sizes.lose(s.tried)
			s.big, s.hi, s.limit = s.tried, s.tried, -1
			s.climb()
		case s.nearer():
			s.confirm()
		case !s.callWitness() && !s.callReporter():
			s.mirrored, s.stage = true, searchHold // a hop that is only slow may tell
			s.hold()
		}
		return
	case s.tried == s.lo+1:
		s.hi = s.tried
		s.sizes.refute(s.hi) // whoever it is that keeps it back
		s.stage, s.asks = searchHold, s.asks[:0]
		s.hold()
		return
	}
	s.span = min(s.span, nearSpan)
	s.bound()
	s.narrow()
}

// refusedBehind reports whether a router behind the place refused what passes there: his word is small, whatever
// the size, so that the larger one was lost on the way there.
func (s *search) refusedBehind() bool { return s.asks[1].by.IsValid() && !s.asks[1].arrived }
