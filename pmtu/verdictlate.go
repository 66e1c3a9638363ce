package pmtu

import (
	"net/netip"
	"slices"
)

// hearLate makes a black hole a limit that is reported after all, if late: somebody refused a size that vanishes there,
// which got past all that is before, or a larger one, and is known to be no other limit's router.
func (s *survey) hearLate() {
	for i := range s.sizes.limits {
		n := &s.sizes.limits[i]
		if !n.hole || n.to == 0 {
			continue
		}
		for _, c := range s.e.seen.claims {
			if c.Size <= n.to || !s.isPlain(c, n) && !s.namesIt(c, n) || !s.speaksOf(c, n) || s.sweep.claimsAnything(c.Addr, min(n.to, max(s.sizes.proven, s.e.smallSize()))) {
				continue
			}
			switch {
			case n.after < 0:
				n.from = c.Size // what is larger need not have got to him
			case s.sweep.hops[n.after].from(c.Addr):
			case s.sweep.nowhere(c.Addr) && !s.sweep.hops[n.after+1].heard, // any of the silent ones
				!s.sweep.nowhere(c.Addr) && s.sweep.hopOf(c.Addr) > n.after: // place tells
				n.after = -1
			}
			n.hole, n.addr, n.claim, n.auth = false, c.Addr, c.Claimed, c.Auth
			break
		}
	}
}

// speaksOf reports whether the claim is of what vanishes at the black hole, and not of what is refused before.
func (s *survey) speaksOf(c Claim, n *narrow) bool {
	here := n.after < 0 || s.sweep.nowhere(c.Addr) && s.isHopBefore(c.Addr, n.after)
	return c.Size <= n.from || s.namesIt(c, n) || s.isNamesakes(c, n) || here && s.spokeOnce(c.Addr) && !s.letsPass(c, n.from)
}

// spokeOnce reports whether one packet too big is all that the address ever said, though larger packets than that were lost since.
func (s *survey) spokeOnce(addr netip.Addr) bool {
	said := 0
	for _, c := range s.e.seen.claims {
		if c.Addr == addr {
			said++
		}
	}
	return said == 1 && s.seldom(addr, 0)
}

// letsPass reports whether it is known that the router who made the claim lets the size pass.
func (s *survey) letsPass(c Claim, size MTU) bool {
	for i, x := range s.sizes.limits {
		if !x.hole && s.e.oneRouter(x.addr, c.Addr) && s.provenTo(i) >= size {
			return true
		}
	}
	return s.search.gotPast(c.Addr, MTU(c.Claimed), size)
}

// isNamesakes reports whether the claim is not of the router whose limit is known, but of another one behind him that has the
// same address: it names another size, and refused what that one's link is seen to carry, or came from as far as the hop before
// the place, and not from where he is.
func (s *survey) isNamesakes(c Claim, n *narrow) bool {
	if slices.ContainsFunc(s.sizes.limits, func(x narrow) bool { return !x.hole && x.addr == c.Addr && x.claim == c.Claimed }) {
		return false // he has a limit of his own
	}
	return slices.ContainsFunc(s.sizes.limits, func(x narrow) bool {
		if x.hole || x.addr != c.Addr {
			return false
		}
		return max(x.edge, x.to) >= c.Size || n.after > 0 && s.cameAsFar(c, n.after) && !s.cameAsHis(c, x)
	})
}

// cameAsFar reports whether the claim came as many hops as answers of the hop do.
func (s *survey) cameAsFar(c Claim, hop int) bool {
	return slices.ContainsFunc(s.sweep.hops[hop].answers, func(a Answer) bool { return a.ReturnHops == c.ReturnHops })
}

// cameAsHis reports whether the claim came as many hops as one of those that tell of limit x.
func (s *survey) cameAsHis(c Claim, x narrow) bool {
	return slices.ContainsFunc(s.e.seen.claims, func(y Claim) bool {
		return y.Addr == x.addr && y.Claimed == x.claim && y.ReturnHops == c.ReturnHops
	})
}

// namesIt reports whether the hop before the place named just what passes there, of whatever larger size: also through a
// translator, it is his own link that he spoke of. He may answer farther on only, where packets go round.
func (s *survey) namesIt(c Claim, n *narrow) bool {
	if n.after <= 0 || MTU(c.Claimed) != n.to || s.e.flight(c.Probe).Protocol != s.e.proto {
		return false
	}
	here := s.sweep.hops[n.after].from(c.Addr) || s.sweep.nowhere(c.Addr) && (s.isNamesakes(c, n) || !c.Elsewhere && !s.letsPass(c, n.from))
	return c.Auth == AuthToken && here || s.sweep.isOfProbe(c) && s.sweep.hopOf(c.Addr) > n.after
}

// isPlain reports whether the claim is of its probe, of the flow that is measured, without a doubt: without a token,
// it has to be by the hop before the place. Where the place is not known, who spoke of another flow, or through a translator,
// may be the one: that nobody said so is not proven then.
func (s *survey) isPlain(c Claim, n *narrow) bool {
	if n.after >= 0 && (c.Elsewhere || s.e.flight(c.Probe).Protocol != s.e.proto) {
		return false
	}
	return c.Auth == AuthToken || s.sweep.isOfProbe(c) && n.after > 0 && s.sweep.hops[n.after].from(c.Addr)
}
