package pmtu

import (
	"net/netip"
	"slices"
	"time"
)

// provenTo is the largest size that is proven to pass limit i, where one byte more is
// proven not to; 0: none is.
func (s *survey) provenTo(i int) MTU {
	n := s.sizes.limits[i]
	proven, claim := s.sizes.proven, MTU(n.claim)
	if s.sizes.goal > 0 && (n.after < 0 || s.behindGoal(n)) {
		proven = 0 // that was before the limit
	}
	switch {
	case n.past:
		return 0
	case n.to > 0:
		return n.to
	case n.edge > 0 && n.edge < n.from && n.after >= 0 && (s.search.ledger.floor(n.after+1) >= n.edge || s.carried(i, n.edge)):
		return n.edge
	case proven > 0 && s.refuses(n, proven+1):
		return proven
	case n.edge > 0:
		return 0 // what is lost below that is lost behind him
	case uint64(n.claim) >= uint64(n.from) || claim < s.e.family.Min() || proven > claim:
		return 0
	case proven == claim && s.sizes.exact() && s.refuser(claim+1) == nil && n.edge <= claim:
		return claim // one byte more was lost, as often as it takes
	case (proven == claim || s.carried(i, claim)) && (claim+1 == n.from || s.refuses(n, claim+1)):
		return claim
	}
	return 0
}

// explained reports whether a limit that needs nobody's word is the reason for what is proven.
func (s *survey) explained() bool {
	for i, n := range s.sizes.limits {
		if !n.hint && s.sizes.proven > 0 && s.provenTo(i) == s.sizes.proven {
			return true
		}
	}
	return false
}

// behindGoal reports whether the limit is behind the hop that is measured to.
func (s *survey) behindGoal(n narrow) bool { return s.sizes.goal > 0 && n.after >= s.sizes.goal }

// carried reports whether the size got past limit i: it was refused, or lost, behind it, where it is not its answers that were.
func (s *survey) carried(i int, size MTU) bool {
	n := s.sizes.limits[i]
	for _, next := range s.sizes.limits[i+1:] {
		if next.hole && next.after > n.after && next.from >= size && !s.lostEitherWay(next.to) || !next.hole && !s.sweep.weak(next) && next.from == size && !s.speaksFor(next.addr, n) {
			return true
		}
	}
	return false
}

// refuses reports whether the router of the limit refused the size. An address that answers at
// no hop may be another one of it, where it claims the same.
func (s *survey) refuses(n narrow, size MTU) bool {
	if n.hole {
		return false
	}
	for _, c := range s.e.seen.claims {
		if c.Size == size && !c.Elsewhere && c.Auth == AuthToken && (s.speaksFor(c.Addr, n) || c.Claimed == n.claim && s.isNobody(c.Addr)) {
			return true
		}
	}
	return false
}

// refuser is the last packet too big for the size; nil: there was none.
func (s *survey) refuser(size MTU) *Claim {
	for i := len(s.e.seen.claims) - 1; i >= 0; i-- {
		if c := &s.e.seen.claims[i]; c.Size == size && !c.Elsewhere && c.Auth == AuthToken {
			return c
		}
	}
	return nil
}

// isNobody reports whether the address answers at no hop, and reported no other limit.
func (s *survey) isNobody(addr netip.Addr) bool {
	return s.sweep.hopOf(addr) == 0 && !slices.ContainsFunc(s.sizes.limits, func(n narrow) bool { return n.addr == addr })
}

// speaksFor reports whether the address is the limit's router's: it may have several, each for
// some of its answers.
func (s *survey) speaksFor(addr netip.Addr, n narrow) bool {
	h := s.sweep.hopOf(addr)
	return s.e.oneRouter(addr, n.addr) || h > 0 && (h == n.after || h == s.sweep.hopOf(n.addr))
}

// explain lists who refused one byte more than what is proven to pass, if no limit that is known
// is the reason for it: what that router claims may have been no size to follow. Where nobody did, and
// a search knows no more than that it was none of those who spoke, it is a black hole somewhere.
func (s *survey) explain() {
	proven := s.sizes.proven
	if s.sizes.goal > 0 || !s.sizes.exact() || proven == s.sizes.ceiling() {
		return
	}
	for i, n := range s.sizes.limits {
		if n.from > proven && s.provenTo(i) == proven {
			return
		}
	}
	if c := s.refuser(proven + 1); c != nil {
		s.sizes.limits = append(s.sizes.limits, narrow{from: c.Size, claim: c.Claimed, addr: c.Addr, auth: c.Auth, after: -1})
	} else if s.sizes.swallower.to == proven {
		s.sizes.limits = append(s.sizes.limits, s.sizes.swallower)
		s.hearLate()
	}
}

// hopOf is the first hop at which the address answers; 0: at none.
func (s *sweep) hopOf(addr netip.Addr) int {
	for h := range s.hops {
		if s.hops[h].from(addr) {
			return h
		}
	}
	return 0
}

// nowhere reports whether the address tells no place: it answers at no hop, or is the destination's, in whose
// name translators on the way speak.
func (s *sweep) nowhere(addr netip.Addr) bool {
	return s.hopOf(addr) == 0 || sameHost(addr, s.e.o.Target.Addr())
}

// holesBetween takes back where a black hole is, where a hop that was silent when it was found answered since, between the
// two that it was found between: it may be before or behind that one, unless what vanishes got there.
func (s *survey) holesBetween() {
	for i := range s.sizes.limits {
		n := &s.sizes.limits[i]
		for h := n.after + 1; n.hole && n.after >= 0 && h < min(n.next, s.search.end()); h++ {
			switch {
			case !s.sweep.hops[h].heard:
			case s.search.ledger.floor(h) > n.to:
				n.after = h
			default:
				n.after = -1
			}
		}
	}
}

// unite makes a report and a black hole one limit, where the hole may be the router's that reported, see isHis. One that
// keeps to what he says is another: a tunnel that begins at him, say, whose own way loses what is smaller.
func (s *survey) unite() {
	for i := range s.sizes.limits {
		n := &s.sizes.limits[i]
		if n.hole || s.sweep.weak(*n) && s.sweep.hopOf(n.addr) == 0 || n.after <= 0 {
			continue
		}
		if h := slices.IndexFunc(s.sizes.limits, func(x narrow) bool { return x.hole && s.isHis(x, i) }); h >= 0 {
			s.absorb(i, h)
			return
		}
	}
}

// absorb makes black hole h the link of the router that reported limit i. What was given to that as nothing told another place
// from it, and passes less, is lost behind him then, somewhere.
func (s *survey) absorb(i, h int) {
	n, x := &s.sizes.limits[i], s.sizes.limits[h]
	to := n.to
	n.to = x.to
	s.sizes.limits[h].void()
	if n.merged && 0 < to && to < x.to {
		s.sizes.limits[h] = narrow{from: x.to, to: to, after: -1, auth: AuthToken, hole: true}
	}
	n.merged = false
}

// isHis reports whether the black hole is that of the router who reported limit i: on the way to the same next hop, as there
// is one link between the two, or as he seldom says anything and named just what vanishes, where that is not proven by
// itself. So may be one whose place was not found.
func (s *survey) isHis(x narrow, i int) bool {
	n, to := s.sizes.limits[i], s.provenTo(i)
	if x.after == n.after && x.to == to {
		return true
	}
	near := s.sweep.hops[n.after+1].heard || MTU(n.claim) == x.from && s.seldom(n.addr, x.after)
	return to == 0 && !s.sweep.weak(n) && x.from <= n.from && (x.after == n.after && near || x.after < 0 && x.to > 0) &&
		!s.search.gotPast(n.addr, MTU(n.claim), x.from)
}

// unmerge makes what was given to a router's report, as nothing told another place from it, a black hole of its own where
// another report of his turned out to be the one of his link, and that passes more.
func (s *survey) unmerge() {
	for i := range s.sizes.limits {
		n := s.sizes.limits[i]
		if !n.merged || n.to == 0 {
			continue
		}
		if h := slices.IndexFunc(s.sizes.limits, func(x narrow) bool {
			return !x.hole && !x.merged && x.to > n.to && s.e.oneRouter(x.addr, n.addr)
		}); h >= 0 {
			s.sizes.limits[i] = narrow{from: s.sizes.limits[h].to, to: n.to, after: -1, auth: AuthToken, hole: true}
		}
	}
}

// seldom reports whether the router, if he is that hop, left packets without an answer that are as large as what he refused.
func (s *survey) seldom(addr netip.Addr, hop int) bool {
	got := min(s.nearestRefused(addr), fullHopLimit)
	if hop > 0 {
		got = hop + 1 // where packets end that get past him
	}
	return !s.search.saysSo(s.search.extent(addr).least-1, uint8(got))
}

// uniteUnplaced makes a black hole that of a router that reported a larger size, and whose place nothing told: he need
// not say so each time, so that nobody's being silent there is not proven.
func (s *survey) uniteUnplaced() {
	for i := range s.sizes.limits {
		n := &s.sizes.limits[i]
		if n.hole || s.sweep.weak(*n) || n.after >= 0 || n.to > 0 && !n.merged || !s.sweep.nowhere(n.addr) {
			continue
		}
		if h := slices.IndexFunc(s.sizes.limits, func(x narrow) bool { return s.mayBeHis(x, i) }); h >= 0 {
			x := s.sizes.limits[h]
			s.absorb(i, h)
			if s.sweep.hops[x.after+1].heard { // only one hop can be his
				n.after, n.from = x.after, x.from // what is larger need not have got to him
			}
			return
		}
	}
}

// mayBeHis reports whether the black hole may be the link of the router that reported limit i. What he names need not be
// what passes if he never said anything of another size, speaks through a translator, or names less. He may be one of the silent hops
// in the middle of it, or the hop before it by another address, see isHopBefore.
func (s *survey) mayBeHis(x narrow, i int) bool {
	n, to := s.sizes.limits[i], s.provenTo(i)
	if n.merged && n.to < x.to {
		to = 0
	}
	said := s.search.extent(n.addr)
	switch {
	case !x.hole || x.after <= 0 || x.to == 0 || x.from > n.from || to != 0 && to != x.from:
		return false
	case s.search.gotPast(n.addr, MTU(n.claim), x.from) || !s.e.mayComeFrom(n.addr, x.after):
		return false
	case x.after+1 < s.search.end() && !s.sweep.hops[x.after+1].heard:
		return said.least == said.most || n.hint || MTU(n.claim) < x.to || MTU(n.claim) == x.from && s.seldom(n.addr, x.after)
	}
	lossy := s.search.neededByAll() > minLost // so that what he would have said of one byte more may be lost
	vanished := MTU(n.claim) == x.from        // just what he names is what is lost there
	return (n.other || vanished || MTU(n.claim) < x.to && (lossy || s.seldom(n.addr, x.after))) && s.isHopBefore(n.addr, x.after)
}

// isHopBefore reports whether the reports of an address that answers at no hop may be that hop's: they came as many hops
// as its answers do, and none sooner than answers from there can.
func (s *survey) isHopBefore(addr netip.Addr, hop int) bool {
	for _, c := range s.e.seen.claims {
		if c.Addr == addr && !s.cameAsFar(c, hop) {
			return false
		}
	}
	return s.e.mayBeBehind(addr, hop)
}

// mayComeFrom reports whether who answers at no hop may be that hop or one behind it: his packets too big came as many hops, or no sooner
// than answers from the hop before it, as one hop's way back may be slower than that of the next.
func (e *Engine) mayComeFrom(addr netip.Addr, hop int) bool {
	return e.mayBeBehind(addr, hop-1) || slices.ContainsFunc(e.seen.claims, func(c Claim) bool {
		return c.Addr == addr && c.Auth == AuthToken && c.ReturnHops >= hop
	})
}

// mayBeBehind reports whether none of the packets too big by the address came sooner than answers from that hop and those
// behind it can.
func (e *Engine) mayBeBehind(addr netip.Addr, hop int) bool {
	his := e.soonest(func(_ *flight, x *Fate) bool { return x.Answer == AnswerPacketTooBig && x.Addr == addr })
	behind := e.soonest(func(f *flight, x *Fate) bool { return x.Answer != AnswerPacketTooBig && int(f.HopLimit) >= hop })
	return his < 0 || his >= behind // below 0: others' answers to the same probes came first
}

// soonest is the least round-trip time of the answers that are meant; below 0: there are none.
func (e *Engine) soonest(meant func(*flight, *Fate) bool) time.Duration {
	least := time.Duration(-1)
	for _, f := range e.flights {
		if x := e.seen.fate(f); x.Answer != "" && meant(f, x) && (least < 0 || x.RTT < least) {
			least = x.RTT
		}
	}
	return least
}

// reassign gives what passes to the router that refuses one byte more, where it was given to one
// that does not.
func (s *survey) reassign() {
	for i := range s.sizes.limits {
		n := &s.sizes.limits[i]
		if n.hole || n.to == 0 {
			continue
		}
		if c := s.search.byAnother(i, n.to+1); c != nil {
			x := c.limit()
			x.to, n.to = n.to, 0
			s.sizes.limits = append(s.sizes.limits, x)
			return
		}
	}
}
