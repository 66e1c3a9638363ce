package pmtu

import (
	"net/netip"
	"slices"
	"time"
)

// An echo that does not come back may be lost on either way, as its answer is as large as it is. Where no hop
// behind the place answers, a witness tells: a destination with nothing behind the port answers UDP
// with a small error, whatever the size, and many a service with little data. If UDP of a size that echoes bring
// back is answered, and of one byte more is not, neither gets there by UDP nor by echo: it is lost on the
// way there. Each has a port of its own, which every quote has, however short.

// callWitness asks the size that was tried again by UDP, and reports whether it does: only beside echoes, and
// of one byte more than what passes.
func (s *search) callWitness() bool {
	if s.witness || s.waited || s.e.o.Protocol != ICMP || s.tried != s.lo+1 {
		return false
	}
	s.witness, s.dry = true, 0
	s.recall()
	s.try(s.tried)
	return true
}

// recall goes back to the limit that the search began with: the hops did not tell another place from
// that of which somebody spoke.
func (s *search) recall() {
	if s.told >= 0 {
		s.limit = s.told
		if n := s.sizes.limits[s.told]; !n.other {
			s.refused[n.from] = true
		}
	}
}

// How often a router that seldom says so is asked, and how long it has between: some say so once in ten seconds.
const (
	seldomTries = 6
	seldomGap   = 2 * time.Second
)

// callReporter asks the size that was tried again, if somebody spoke of a larger one, until he has to say something
// of this one, and reports whether it does.
func (s *search) callReporter() bool {
	if s.told < 0 {
		s.told = s.toldBefore()
	}
	if s.waited || s.told < 0 {
		return false
	}
	s.waited, s.witness, s.stage, s.asks = true, false, searchConfirm, s.asks[:0]
	s.recall()
	s.ask(s.tried, s.far(), 2*seldomTries) // in pairs: some say so every other time
	s.ask(s.lo, s.far(), confirmControls)
	for i, f := range s.asks[0].flights {
		f.notBefore = s.e.now.Add(time.Duration(i/2)*seldomGap + time.Duration(i%2)*stagger)
	}
	for _, f := range s.asks[1].flights {
		f.notBefore = s.e.now.Add(seldomTries * seldomGap)
	}
	return true
}

// toldBefore is the last limit that another flow was told of what vanishes in this one, or that names just what
// passes, or is by the router before the place, whatever he names: one that was heard of a size that got past another
// place is none yet. -1: there is none.
func (s *search) toldBefore() int {
	for i, n := range slices.Backward(s.sizes.limits) {
		if n.from > s.lo && (n.other && n.from <= s.big || !n.hole && s.mayRefuse(n.addr, n.claim)) {
			return i
		}
	}
	for _, c := range slices.Backward(s.e.seen.claims) {
		if s.mayRefuse(c.Addr, c.Claimed) && c.Size > s.lo && c.Auth == AuthToken && !c.Elsewhere {
			n := c.limit()
			n.other = s.e.flight(c.Probe).Protocol != s.e.proto // told to an echo beside
			n.hint = n.hint || n.other
			s.sizes.limits = append(s.sizes.limits, n)
			return len(s.sizes.limits) - 1
		}
	}
	return -1
}

// mayRefuse reports whether one who made that claim of a larger size may be who keeps back one byte more than passes.
func (s *search) mayRefuse(addr netip.Addr, claim uint32) bool {
	here := s.before > 0 && s.hops.hops[s.before].from(addr) || s.hops.nowhere(addr) // by another address of his
	return MTU(claim) == s.lo || here && !s.gotPast(addr, MTU(claim), s.tried)
}

// byWitness reports whether the destination is asked by UDP beside echoes.
func (s *search) byWitness(hop int) bool { return s.witness && hop == s.far() }

// testifies reports whether the probe was one of those. Errors are small for certain, data may be.
func (s *search) testifies(f *flight) bool { return s.e.proto == ICMP && f.Protocol == UDP }

// hearsay takes a refusal of a witness, which may have gone another way than echoes do: it refutes nothing of
// theirs, but its router can be asked.
func (s *search) hearsay(c Claim) {
	if !s.witness || !s.active() {
		return
	}
	if i := s.toldBoth(c); i >= 0 {
		s.cancel()
		s.hi, s.limit, s.refused[c.Size] = c.Size, i, true
		s.found()
		return
	}
	if s.limit < 0 || !s.e.oneRouter(c.Addr, s.sizes.limits[s.limit].addr) {
		n := c.limit()
		n.hint, n.other = true, true
		s.told = len(s.sizes.limits)
		s.sizes.limits = append(s.sizes.limits, n)
	}
	s.deny()
}

// toldBoth is the limit that a router told of echoes, who refuses a witness of one byte more than passes now: it names for
// both just what passes, and echoes of that size are lost on the way to the destination, then. -1: there is none.
func (s *search) toldBoth(c Claim) int {
	if c.Size != s.lo+1 || MTU(c.Claimed) != s.lo || s.tried != c.Size {
		return -1
	}
	return slices.IndexFunc(s.sizes.limits, func(n narrow) bool {
		return !n.hole && !n.other && !n.hint && n.from > c.Size && MTU(n.claim) == s.lo && s.e.oneRouter(n.addr, c.Addr)
	})
}

// deny does without the witness, who tells nothing of echoes.
func (s *search) deny() {
	if !s.witness {
		return // another answer of his said so
	}
	s.cancel()
	if s.witness = false; !s.callReporter() {
		s.giveUp()
	}
}

// protocol is what the hop limit is asked by.
func (s *search) protocol(hop int) Protocol {
	if s.byWitness(hop) {
		return UDP
	}
	return s.e.proto
}
