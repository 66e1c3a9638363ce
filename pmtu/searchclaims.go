package pmtu

import "net/netip"

// reporter is the limit that the router before the place reported before: then
// it is no black hole, he only does not say so each time. -1: there is none.
func (s *search) reporter() int {
	for i, n := range s.sizes.limits {
		if !n.hole && s.isTold(n.addr, n.claim) {
			return i
		}
	}
	return -1
}

// attribute makes a black hole a reported limit if the router before the place ever
// refused a size that does not pass, in whichever search: it is only not told each time.
func (s *search) attribute(n *narrow) {
	for _, c := range s.e.seen.claims {
		if c.Size > s.lo && (c.Auth == AuthToken || s.hops.solo) && !c.Elsewhere && s.isTold(c.Addr, c.Claimed) {
			n.hole, n.addr, n.claim, n.auth = false, c.Addr, c.Claimed, c.Auth
			if !s.atPlace(c.Addr) && s.after > s.before+1 {
				n.after = -1 // it is one of the silent hops between, or the one before
			}
		}
	}
}

// isTold reports whether a router that claimed this spoke of the place: it is the
// one before it, or it answers at no hop and named exactly what passes here.
func (s *search) isTold(by netip.Addr, claim uint32) bool {
	if s.atPlace(by) {
		return !s.gotPast(by, MTU(claim))
	}
	return MTU(claim) == s.lo && !s.hops.answersFrom(by)
}

// atPlace reports whether the router may be the one before the place: where the
// place is not known, any may.
func (s *search) atPlace(addr netip.Addr) bool {
	return s.before < 0 || s.before > 0 && s.hops.hops[s.before].from(addr)
}

// gotPast reports whether what vanished is no larger than what the router claims, who did
// refuse one byte more: then it got past him, and is lost before the next hop that answers.
func (s *search) gotPast(by netip.Addr, claim MTU) bool {
	for _, n := range s.sizes.limits {
		if n.addr == by && n.edge >= s.big {
			return true
		}
	}
	if s.big > claim {
		return false
	}
	for _, c := range s.e.seen.claims {
		if c.Size == claim+1 && c.Addr == by && c.Auth == AuthToken {
			return true
		}
	}
	return false
}

// answersFrom reports whether the address answers at any hop.
func (s *sweep) answersFrom(addr netip.Addr) bool {
	for h := range s.hops {
		if s.hops[h].from(addr) {
			return true
		}
	}
	return false
}
