package pmtu

import (
	"net/netip"
	"slices"
)

// reporter is the limit that the router before the place reported before: then
// it is no black hole, he only does not say so each time. -1: there is none.
func (s *search) reporter() int {
	for i, n := range s.sizes.limits {
		if n.from > 0 && !n.hole && !s.anybodys(n) && (s.isOf(n.addr, n.claim) || s.saysNothing(n)) {
			return i
		}
	}
	return s.mentioned()
}

// mentioned makes a limit of what nothing but addresses and ports vouch for, if it is exactly what was found to
// pass: another one may have been followed, as it came before. -1: there is none.
func (s *search) mentioned() int {
	for _, c := range s.e.seen.claims {
		n := c.limit()
		n.from = s.big // it may have been to another probe
		known := slices.ContainsFunc(s.sizes.limits, func(x narrow) bool { return x.addr == c.Addr })
		if c.Auth == AuthToken || known || s.isTold(c) || MTU(c.Claimed) != s.lo || c.Size <= s.lo || s.anybodys(n) || !s.isOf(c.Addr, c.Claimed) {
			continue
		}
		s.sizes.limits = append(s.sizes.limits, n)
		return len(s.sizes.limits) - 1
	}
	return -1
}

// anybodys reports whether the limit is a hint that nothing bears out: its sender also calls too big what
// passes, or answers nowhere, has no token and names another size than passes.
func (s *search) anybodys(n narrow) bool {
	return n.hint && (s.claimsAnything(n.addr) || n.auth != AuthToken && MTU(n.claim) != s.lo && s.hops.hopOf(n.addr) == 0 && !s.hops.solo)
}

// saysNothing reports whether the limit is by somebody who is known at no hop, or speaks in the destination's name, and named a
// size that no link has, or one that he did not keep to, and may be one of the hops that the place
// is between: where it is and what passes there, this search found, unless that is behind him.
func (s *search) saysNothing(n narrow) bool {
	lies := uint64(n.claim) >= uint64(n.from) || MTU(n.claim) < s.e.family.Min() || s.brokeWord(n.addr)
	if !lies && !s.roomy() || s.gotPast(n.addr, MTU(n.claim), s.big) {
		return false
	}
	return !n.hint && n.to == 0 && n.after < 0 && n.from > s.lo && s.hops.nowhere(n.addr) && !s.toldByOther(n.addr) && (s.hops.hopOf(n.addr) == 0 && (lies || s.e.mayComeFrom(n.addr, s.before)) || s.e.mayBeBehind(n.addr, s.before))
}

// toldByOther reports whether another router named what passes here, so that nobody has to be guessed.
func (s *search) toldByOther(addr netip.Addr) bool {
	return slices.ContainsFunc(s.e.seen.claims, func(c Claim) bool {
		return MTU(c.Claimed) == s.lo && c.Size > s.lo && !s.e.oneRouter(c.Addr, addr) && s.isTold(c)
	})
}

// brokeWord reports whether the router refused a size that is no larger than one that it named.
func (s *search) brokeWord(by netip.Addr) bool {
	var named MTU
	for _, c := range s.e.seen.claims {
		if c.Addr == by && c.Auth == AuthToken {
			named = max(named, MTU(c.Claimed))
		}
	}
	x := s.extent(by)
	return x.least > 0 && x.least <= named
}

// attribute makes a black hole a reported limit if the router before the place ever
// refused a size that does not pass, in whichever search: it is only not told each time.
func (s *search) attribute(n *narrow) {
	for _, c := range s.e.seen.claims {
		if c.Size > s.lo && s.isTold(c) {
			if s.sizeOnly {
				n.from = c.Size // the big one need not have got to him
			}
			n.hole, n.addr, n.claim, n.auth, n.after = false, c.Addr, c.Claimed, c.Auth, s.standOf(c.Addr)
		}
	}
	for _, x := range s.e.seen.strangers {
		if n.hole && x.TooBig > 0 && MTU(x.Claimed) == s.lo && s.mayBeHere(x) {
			n.hole, n.addr, n.claim, n.auth, n.after = false, x.Addr, x.Claimed, AuthTuple, s.standOf(x.Addr)
		}
	}
	if s.sizeOnly {
		n.after = -1
	}
}

// mayBeHere reports whether somebody who quotes what was not sent may be a router with a
// damaged quote that speaks of this place, and no forger: hop limits run out at it, too.
func (s *search) mayBeHere(x Stranger) bool {
	return s.before > 0 && s.hops.hops[s.before].from(x.Addr) || x.Expired > 0 && s.hops.hopOf(x.Addr) == 0
}

// standOf is the hop that the router before the place is, who reported it: one that is not the
// hop before may be any of the silent ones behind that. -1: not known.
func (s *search) standOf(by netip.Addr) int {
	if s.roomy() && !s.atPlace(by) {
		return -1
	}
	return s.before
}

// roomy reports whether hops that do not answer are between those that the place is between.
func (s *search) roomy() bool { return min(s.after, s.end()) > s.before+1 }

// isTold reports whether a packet too big spoke of the place. What is no larger than what
// vanishes here got past all that is before. A larger one may have been refused before: then
// it was by the router before the place, or by one that answers at no hop and named
// exactly what passes here. An echo is known by its number, too, and a probe by a port of its own.
func (s *search) isTold(c Claim) bool {
	switch {
	case c.Auth != AuthToken && s.e.proto != ICMP && !s.hops.solo:
		return false
	case (c.Elsewhere || c.Auth != AuthToken) && s.claimsAnything(c.Addr):
		return false
	case s.sizeOnly && MTU(c.Claimed) != s.lo:
		return false // it may be of another place on the way
	case c.Size <= s.big:
		return true
	case s.before < 0 && uint64(c.Claimed) >= uint64(s.big):
		return false // by his word it got past him, wherever he is
	}
	here := s.before > 0 && s.hops.hops[s.before].from(c.Addr) // behind a translator, too, it is his own link
	return (here || !c.Elsewhere) && s.isOf(c.Addr, c.Claimed)
}

// isOf is isTold for the larger sizes. Behind a translator on the way, the router may sign
// as the destination.
func (s *search) isOf(by netip.Addr, claim uint32) bool {
	if s.gotPast(by, MTU(claim), s.big) {
		return false
	}
	if s.sizeOnly {
		return MTU(claim) == s.lo // wherever he is
	}
	return s.atPlace(by) || MTU(claim) == s.lo && s.hops.nowhere(by)
}

// claimsAnything reports whether the address also calls too big what passes: what its quotes
// do not vouch for is nothing then.
func (s *sweep) claimsAnything(addr netip.Addr, passes MTU) bool {
	return slices.ContainsFunc(s.e.seen.claims, func(c Claim) bool { return c.Addr == addr && c.Size <= passes && s.isOfProbe(c) }) ||
		slices.ContainsFunc(s.e.seen.strangers, func(x Stranger) bool { return x.Addr == addr && x.TooBig > 0 })
}

// isOfProbe reports whether the claim is known to answer its probe, and no other one: by a token, the number
// of an echo, a port of the probe's own, or its being alone.
func (s *sweep) isOfProbe(c Claim) bool {
	return c.Auth == AuthToken || s.solo && c.Probe > s.crowd || s.e.flight(c.Probe).Protocol == ICMP
}

func (s *search) claimsAnything(addr netip.Addr) bool { return s.hops.claimsAnything(addr, s.lo) }

// atPlace reports whether the router may be the one before the place: where the
// place is not known, any may.
func (s *search) atPlace(addr netip.Addr) bool {
	return s.before < 0 || s.before > 0 && s.hops.hops[s.before].from(addr)
}

// gotPast reports whether what vanished is no larger than what the router claims, who did
// refuse one byte more: then it got past him, and is lost before the next hop that answers. Where the claim
// was for what his edge is to let pass, it is of another router of the same address.
func (s *search) gotPast(by netip.Addr, claim, size MTU) bool {
	for _, n := range s.sizes.limits {
		if (n.to >= size || n.edge >= size && !s.named(by, claim, n.edge)) && s.e.oneRouter(n.addr, by) {
			return true
		}
	}
	if size > claim {
		return false
	}
	exact, steady, more, near := false, true, false, uint8(fullHopLimit)
	for _, c := range s.e.seen.claims {
		if c.Auth != AuthToken || !s.e.oneRouter(c.Addr, by) {
			continue
		}
		if c.Size <= claim {
			return false // he refuses what he says that he lets pass
		}
		exact, steady = exact || c.Size == claim+1, steady && MTU(c.Claimed) == claim
		more, near = more || c.Size > claim+1, min(near, s.e.flight(c.Probe).HopLimit)
	}
	// Who spoke of no other size may name one byte less than whatever he gets, or not say so each time.
	return exact && steady && more && s.saysSo(claim, near) && s.spokeSince(by, size)
}

// spokeSince reports whether the router refused a packet that was sent after one of the size, which is lost: he had words left
// for that, too.
func (s *search) spokeSince(by netip.Addr, size MTU) bool {
	return slices.ContainsFunc(s.e.seen.claims, func(c Claim) bool {
		return c.Auth == AuthToken && s.e.oneRouter(c.Addr, by) && slices.ContainsFunc(s.e.flights, func(f *flight) bool {
			return f.Size == size && f.waiting() && f.left() && f.sentAt.Before(s.e.flight(c.Probe).sentAt)
		})
	})
}

// named reports whether the address made the claim for a size that is no larger than the edge.
func (s *search) named(by netip.Addr, claim, edge MTU) bool {
	return slices.ContainsFunc(s.e.seen.claims, func(c Claim) bool {
		return c.Addr == by && MTU(c.Claimed) == claim && c.Size <= edge && s.hops.isOfProbe(c)
	})
}

// saysSo reports whether none of the packets that are too large by the claim was lost without a word, of
// those that go as far as one that was refused.
func (s *search) saysSo(claim MTU, hopLimit uint8) bool {
	return !slices.ContainsFunc(s.e.flights, func(f *flight) bool {
		return f.Size > claim && f.HopLimit >= hopLimit && f.waiting() && f.expired(s.e.now, s.e.timing.wait())
	})
}

// byAnother is a refusal of the least size that does not pass, where the router of limit i never refused
// one so small, nor the other one as large: then the limit is his. nil: there is none.
func (s *search) byAnother(i int, size MTU) *Claim {
	if i < 0 {
		return nil
	}
	var other *Claim
	addr := s.sizes.limits[i].addr
	for j, c := range s.e.seen.claims {
		if c.Size == size && c.Addr != addr && !s.claimsAnything(c.Addr) && s.hops.isOfProbe(c) {
			other = &s.e.seen.claims[j]
		}
	}
	if other == nil || s.extent(other.Addr).most >= s.extent(addr).least {
		return nil
	}
	return other
}

// extent is the least and the largest size that an address is known to have refused.
func (s *search) extent(addr netip.Addr) (x struct{ least, most MTU }) {
	for _, c := range s.e.seen.claims {
		if c.Addr == addr && s.hops.isOfProbe(c) {
			x.least, x.most = least(x.least, c.Size), max(x.most, c.Size)
		}
	}
	return x
}

// limit is what the claim tells of.
func (c *Claim) limit() narrow {
	return narrow{from: c.Size, claim: c.Claimed, addr: c.Addr, auth: c.Auth, after: -1, hint: c.Elsewhere || c.Auth != AuthToken}
}

// judge says what a packet too big means: refused by the router before the
// place, or past it and refused by another.
func (s *search) judge(q *ask) {
	switch {
	case s.limit >= 0 && s.e.oneRouter(q.by, s.sizes.limits[s.limit].addr), s.limit < 0 && s.before > 0 && s.hops.hops[s.before].from(q.by):
		q.refused, s.refused[q.size] = true, true
		if s.limit >= 0 && s.sizes.limits[s.limit].other {
			s.sizes.limits[s.limit].hint, s.sizes.limits[s.limit].other = false, false
		}
	default:
		q.passed, s.beyond = true, max(s.beyond, q.size)
	}
}

// yield ends the search for another limit farther on: its router refuses what gets past the present place, but does
// not say so each time, so that nothing tells what is lost here from what is refused there. What passes there
// is less. It reports whether it did.
func (s *search) yield() bool {
	for _, c := range slices.Backward(s.e.seen.claims) {
		if c.Size == s.beyond && c.Auth == AuthToken && !c.Elsewhere {
			s.stage = searchIdle
			s.sizes.turnTo(c)
			return true
		}
	}
	return false
}

// oneRouter reports whether two addresses are one router's: what each refused lies among what the
// other did. Of two routers, the farther never sees what the nearer refuses.
func (e *Engine) oneRouter(a, b netip.Addr) bool {
	if a == b {
		return true
	}
	var least, most [2]MTU
	for _, c := range e.seen.claims {
		if c.Auth != AuthToken || c.Elsewhere || c.Addr != a && c.Addr != b {
			continue
		}
		i := 0
		if c.Addr == b {
			i = 1
		}
		if least[i] == 0 || c.Size < least[i] {
			least[i] = c.Size
		}
		most[i] = max(most[i], c.Size)
	}
	return least[0] > 0 && least[1] > 0 && least[0] <= most[1] && least[1] <= most[0]
}
