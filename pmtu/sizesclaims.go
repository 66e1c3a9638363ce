package pmtu

import "net/netip"

// tooBig folds a refusal, and follows its claim where that can be true.
func (s *sizes) tooBig(q *question, a *answer) {
	vouched := s.e.vouched(a)
	if vouched {
		s.speaks(q, a)
	} else if s.hops.claimsAnything(a.from, s.proven) {
		return // nor is what he says of this one
	}
	if q.state == questionPassed || q.state == questionRefused || q.hint && !vouched {
		return // what it says was heard
	}
	hinted := q.hint
	q.by, q.hint = a.from, !vouched
	if vouched {
		q.state = questionRefused
		s.refuted, s.denied = least(s.refuted, q.size), least(s.denied, q.size)
	}
	if q.size != s.main && !(hinted && (q.led == s.main || s.main == s.proven)) {
		return
	}
	if hinted {
		for i := range s.limits {
			if s.limits[i].from == q.size {
				s.limits[i].void() // nobody vouched for it
			}
		}
	}
	s.believe(q, narrow{from: q.size, claim: a.claim, addr: a.from, auth: a.auth, after: -1, hint: !vouched})
}

// believe notes a limit, and follows its claim where that can be true.
func (s *sizes) believe(q *question, n narrow) {
	s.limits = append(s.limits, n)
	claim := MTU(n.claim)
	if uint64(n.claim) >= uint64(q.size) || claim < s.e.family.Min() || claim <= s.proven || s.followed == maxFollowed || s.creeps(n.addr) {
		return
	}
	s.followed++
	q.led = claim
	s.follow(claim)
}

// creeps reports whether the sender names one byte less than what he gets, of several sizes, and never anything else: that
// would lead down byte by byte.
func (s *sizes) creeps(addr netip.Addr) bool {
	sizes := make(map[MTU]bool)
	for _, c := range s.e.seen.claims {
		switch {
		case c.Addr != addr || c.Auth != AuthToken:
		case uint64(c.Claimed)+1 != uint64(c.Size):
			return false
		default:
			sizes[c.Size] = true
		}
	}
	return len(sizes) > 1
}

// turnTo follows a refusal that a search came upon, of a size that got past the place that it is about.
func (s *sizes) turnTo(c Claim) {
	q := s.ask(c.Size)
	q.by, q.state = c.Addr, questionRefused
	s.refuted, s.denied = least(s.refuted, c.Size), least(s.denied, c.Size)
	s.main = c.Size
	s.believe(q, c.limit())
}

// speaks makes a black hole a limit that is reported after all, if late: its router
// refuses what does not pass there. What he told another flow he tells this one, too, then.
func (s *sizes) speaks(q *question, a *answer) {
	for i := range s.limits {
		n := &s.limits[i]
		if n.other && n.addr == a.from && n.claim == a.claim && q.size <= n.from {
			n.other, n.hint = false, false
		}
		if n.hole && n.to > 0 && n.to+1 == q.size && n.after > 0 && s.hops.hops[n.after].from(a.from) {
			n.hole, n.addr, n.claim, n.auth = false, a.from, a.claim, a.auth
		}
	}
}

// reported is the last limit that is one for what arrives, and is not baseless;
// -1: none.
func (s *sizes) reported() int {
	for i := len(s.limits) - 1; i >= 0; i-- {
		if n := s.limits[i]; n.from > s.proven && !s.baseless(n) {
			return i
		}
	}
	return -1
}

// baseless reports whether the limit is a hint, by an address that was wrong.
func (s *sizes) baseless(n narrow) bool {
	return n.hint && (n.from == 0 || s.hops.claimsAnything(n.addr, s.proven))
}

// follow asks the claimed size and one byte more.
func (s *sizes) follow(claim MTU) {
	s.main = claim
	s.ask(claim)
	if b := s.bound(); b == 0 || claim+1 < b {
		s.ask(claim + 1)
	}
}
