package pmtu

import (
	"slices"
	"time"
)

// vouches is how often what passes is asked, to see who refuses it.
const vouches = 4

// another reports whether the place that the router spoke of is another than
// where the least size gets lost: larger ones got past that, up to him.
func (s *search) another() bool {
	least := s.leastRefused()
	return least > s.lo+1 && !(least == s.big && s.hi == s.big)
}

// leastRefused is the least size that the router refused and that did not
// pass otherwise; 0: none.
func (s *search) leastRefused() MTU {
	var m MTU
	for size := range s.refused {
		if size > s.hi {
			m = least(m, size)
		}
	}
	return m
}

// edgeOver looks for the least size over the given one, which is lost, that the router
// refuses: those below are lost without a word behind him, and another search is to tell where.
// If he keeps to what he claims, it is one byte more than that.
func (s *search) edgeOver(size MTU) {
	s.silent, s.floor, s.guessed, s.mute = size, size, false, false
	s.rounds, s.checks, s.resume, s.restarts = 0, 0, time.Time{}, 0
	if claim := s.sizes.limits[s.limit].claim; uint64(claim) >= uint64(size) && uint64(claim) < uint64(s.leastRefused()) {
		s.silent, s.guessed = MTU(claim), true
		s.check()
		return
	}
	s.edge()
}

// edge asks sizes in between, the least first: a router that seldom says so has spent nothing
// on others when it comes to the first that it refuses. Each round ends with one that he refused before.
func (s *search) edge() {
	top := s.leastRefused()
	if s.rounds++; s.rounds > maxRounds {
		s.noEdge()
		return
	}
	s.stage, s.asks = searchEdge, s.asks[:0]
	for _, size := range slices.Backward(between(s.silent, top, roundSize)) {
		s.ask(size, s.far(), 1)
	}
	s.ask(top, s.far(), 2)
	for _, a := range s.asks {
		for i, f := range a.flights {
			f.notBefore = later(s.e.now, s.resume).Add(time.Duration(i) * stagger)
		}
	}
}

// afterEdge takes for silent what was not refused though a larger one after it was.
func (s *search) afterEdge() {
	if s.checks > 0 {
		s.afterCheck()
		return
	}
	top, spoke := s.leastRefused(), false
	for _, a := range slices.Backward(s.asks) {
		switch {
		case a.arrived:
			s.giveUp() // it seemed to be lost only
			return
		case a.refused:
			spoke = true
		case spoke && a.size < top:
			s.silent = max(s.silent, a.size)
		}
	}
	switch {
	case !spoke && s.mute:
		s.noEdge()
	case !spoke:
		s.mute, s.resume = true, s.e.now.Add(refill)
		s.edge()
	case top == s.silent+1:
		s.check()
	default:
		s.mute = false
		s.edge()
	}
}

// check asks the two sizes at the edge in turn: a router that seldom says so may have kept its
// word for the other one. Neither comes every other time, as some say so every other time. The last
// time, the larger comes first: who keeps silent about the first and then says one thing is found out.
func (s *search) check() {
	s.checks++
	s.stage, s.asks = searchEdge, s.asks[:0]
	at := later(s.e.now, s.resume)
	for i, over := range []MTU{0, 1, 1, 0, 0, 1} {
		n := 1
		if s.turned() {
			over = 1 - over
		} else if i == 0 {
			n = s.firstTries()
		}
		s.ask(s.silent+over, s.far(), n)
		for _, f := range s.asks[i].flights {
			f.notBefore = at
			at = at.Add(stagger)
		}
	}
}

// maxFirst is how often the smaller size is asked at most before the larger one.
const maxFirst = 8

// firstTries is how often the smaller size is asked before the larger one: where packets get lost, so often that
// its being lost each time, whenever it is asked, is no chance. Had one arrived, he had spent his word on it.
func (s *search) firstTries() int {
	if s.rechecks() == 1 {
		return 1
	}
	return min((min(s.neededByAll(), fewLost)+minLost-1)/minLost, maxFirst)
}

// afterCheck believes the edge if the larger size was refused each time, and the smaller never. A
// router that seldom says so is asked once more when it may speak again: what it has
// to say, it says of the first.
func (s *search) afterCheck() {
	if s.vouching {
		s.vouching, s.limit = false, -1
		s.found() // now that it is known whose the reports are
		return
	}
	told, first := 0, s.turned()
	for i, a := range s.asks {
		switch {
		case a.arrived:
			s.giveUp()
			return
		case a.refused && a.size == s.silent:
			s.wrongEdge()
			return
		case a.refused:
			told++
			first = first || i == 1
		}
	}
	agrees := s.checks > 1 && (first || told > 1)
	switch {
	case told == minLost, agrees && s.turned():
		s.edgeAt(s.silent, true)
	case agrees, s.checks == 1 && !(s.guessed && told == 0):
		s.resume = s.e.now.Add(refill)
		if told == 1 {
			s.resume = later(s.resume, s.speaksAgain())
		}
		s.check()
	default:
		s.wrongEdge()
	}
}

// speaksAgain is when a router that seldom says so should have something to say again: after as long as there was
// between two of his words at least. For the size that was asked a moment before the last, he may have had none.
func (s *search) speaksAgain() time.Time {
	var last time.Time
	var gap time.Duration
	for _, c := range s.e.seen.claims {
		at := s.e.flight(c.Probe).sentAt
		if c.Addr != s.sizes.limits[s.limit].addr || !at.After(last) {
			continue
		}
		if d := at.Sub(last); !last.IsZero() && (gap == 0 || d < gap) {
			gap = d
		}
		last = at
	}
	return last.Add(gap + refill)
}

// turned reports whether the larger size comes first this time.
func (s *search) turned() bool { return s.checks > s.rechecks()+1 }

// rechecks is how often a router that seldom says so is to be asked once more: where packets get lost, the
// smaller size may be what was, and where nothing but his silence speaks for the edge, what he said of it.
func (s *search) rechecks() int {
	if s.neededByAll() > minLost || !s.guessed {
		return minLost
	}
	return 1
}

// wrongEdge goes on where the edge is not there. If it was only what the router claims, it may be
// anywhere; if packets get lost, one that was not refused may have been.
func (s *search) wrongEdge() {
	if !s.guessed {
		s.restarts++
	}
	if s.leastRefused() <= s.floor+1 || s.restarts >= s.rechecks() {
		s.noEdge()
		return
	}
	s.guessed, s.checks, s.silent = false, 0, s.floor
	s.edge()
}

// noEdge ends the search for one: the router does not say so each time.
func (s *search) noEdge() {
	if s.asked {
		s.mergeWith(s.limit)
		return
	}
	s.edgeAt(s.leastRefused()-1, false)
}

// edgeAt ends the search, and lets another look where the size gets lost, if this one does not
// know already where smaller ones do.
func (s *search) edgeAt(size MTU, known bool) {
	s.stage = searchIdle
	if known {
		s.sizes.limits[s.limit].edge = size
	}
	if s.asked {
		s.limit = -1
		s.found()
		return
	}
	s.sizes.lose(size)
	s.sizes.swallower = narrow{from: size, to: s.lo, after: -1, auth: AuthToken, hole: true}
}

// doubtful reports whether it is open if the router of limit i swallows what vanishes here, or lets
// it pass to another place before the next hop: he named another size, and refused a larger one.
func (s *search) doubtful(i int) bool {
	n := s.sizes.limits[i]
	return n.edge == 0 && n.to == 0 && MTU(n.claim) != s.lo && (n.from > s.big+1 || n.from == s.big+1 && MTU(n.claim) == s.big)
}

// edgeOf asks which sizes the router of limit i refuses.
func (s *search) edgeOf(i int) {
	s.single(i)
	s.limit, s.asked = i, true
	s.refused = map[MTU]bool{s.sizes.limits[i].from: true}
	s.edgeOver(s.big)
}

// mergeWith ends the search: the place is that of limit i.
func (s *search) mergeWith(i int) {
	s.stage = searchIdle
	n := s.sizes.limits[i]
	n.to, n.merged = s.lo, true
	s.sizes.settle(i, n)
}

// single gives probes ports of their own, where nothing else tells which the router of limit i refused.
func (s *search) single(i int) {
	if n := s.sizes.limits[i]; n.auth != AuthToken && s.e.proto != ICMP && !s.hops.solo {
		s.hops.goSolo()
		s.sizes.goSolo()
	}
}

// unvouched reports whether nothing but addresses and ports vouches for limit i, and nothing tells its reports
// from such that somebody forges for any packet.
func (s *search) unvouched(i int) bool {
	n := s.sizes.limits[i]
	return n.hint && n.auth != AuthToken && s.e.proto != ICMP && !s.hops.solo && s.hops.hopOf(n.addr) == 0
}

// vouch asks what passes a few times: who refuses that, too, is not believed.
func (s *search) vouch(i int) {
	s.single(i)
	s.limit, s.vouching, s.checks = i, true, 1
	s.stage, s.asks = searchEdge, s.asks[:0]
	for j := range vouches {
		s.ask(s.lo, s.far(), 1)
		s.asks[j].flights[0].notBefore = s.e.now.Add(time.Duration(j) * stagger)
	}
}
