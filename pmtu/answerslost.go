package pmtu

// icmp6Error is how many bytes an ICMPv6 error has before its quote: its own header, and that of IPv6.
const icmp6Error = 48

// answersLost reports whether what is lost above the size may be answers, and not what they answer: an ICMPv6 error quotes as much as
// fits into 1280 bytes (RFC 4443, section 2.4 (c)). Every link should carry these (RFC 8200, section 5); where one does not, the way
// back may not, either, so that nothing is proven to vanish on the way there. Those of IPv4 are small, and routers may send them in
// fragments (net/ipv4/icmp.c, icmp_sk_init: IP_PMTUDISC_DONT).
func answersLost(f Family, size MTU) bool {
	return f == IPv6 && size > 0 && size < MinIPv6-icmp6Error
}

// lostEitherWay reports whether nothing but silence, which may be that of lost answers, tells that no more than size arrives.
func (s *survey) lostEitherWay(size MTU) bool {
	return answersLost(s.e.family, size) && size != s.sizes.ceiling() && s.refuser(size+1) == nil
}

// AnswersLost reports whether larger packets than PathMTU.MTU are lost to a destination that answers, or the answers to them,
// and nothing tells which: over IPv6 below 1232 bytes an ICMPv6 error is larger than the packet that it answers, up to 1280 bytes
// (RFC 4443, section 2.4 (c)). Something there or back lets less than 1280 through, which IPv6 links must carry (RFC 8200,
// section 5). It does not block; the zero Result: false.
func (r *Result) AnswersLost() bool {
	p := r.PathMTU
	if p.Status != StatusAtLeast || r.Outcome != OutcomeReached || !answersLost(familyOf(r.Target.Addr()), p.MTU) {
		return false
	}
	for _, c := range r.Claims {
		if c.Size == p.MTU+1 && c.Auth == AuthToken {
			return false
		}
	}
	lost := 0
	for _, f := range r.Probes {
		if f.Size == p.MTU+1 && f.Answer == "" {
			lost++
		}
	}
	return lost >= minLost
}
