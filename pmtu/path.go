package pmtu

import (
	"net/netip"
	"slices"

	"github.com/pathmtu/pmtu/asym"
)

// hopState is what is known of one hop.
type hopState struct {
	hop      int
	tries    []*flight
	voided   int // tries whose answers could not be told apart
	answers  []Answer
	received int
	heard    bool
	reached  bool // the destination answered here
	refused  bool // a router said here that probes get no further
}

// record adds an answer to a probe that was to end at this hop.
func (h *hopState) record(f *flight, a *answer, target netip.Addr) {
	h.heard = true
	h.received++
	ans := h.answer(a.from)
	ans.RTTs = append(ans.RTTs, a.rtt(f))
	if ans.Auth != AuthToken {
		ans.Auth = a.auth
	}
	v := returnHops(a, h.hop, target)
	ans.ReturnHops, ans.Asymmetric = v.ReturnHops, v.Sure
	if a.mpls != nil {
		ans.MPLS = a.mpls
	}
	if a.interfaces != nil {
		ans.Interfaces = a.interfaces
	}
	if e := a.icmpError(target); e != nil {
		ans.Error = e
	}
}

func (h *hopState) answer(from netip.Addr) *Answer {
	for i := range h.answers {
		if h.answers[i].Addr == from {
			return &h.answers[i]
		}
	}
	h.answers = append(h.answers, Answer{Addr: from})
	return &h.answers[len(h.answers)-1]
}

// result is a deep copy for a Result.
func (h *hopState) result() Hop {
	r := Hop{Hop: h.hop, Received: h.received, Reached: h.reached}
	for _, f := range h.tries {
		if f.state == flightSent || f.state == flightGone {
			r.Sent++
		}
	}
	for _, a := range h.answers {
		a.RTTs = slices.Clone(a.RTTs)
		a.MPLS = slices.Clone(a.MPLS)
		a.Interfaces = slices.Clone(a.Interfaces)
		if a.Error != nil {
			e := *a.Error
			a.Error = &e
		}
		r.Answers = append(r.Answers, a)
	}
	return r
}

// from reports whether the address answered at this hop.
func (h *hopState) from(a netip.Addr) bool {
	return slices.ContainsFunc(h.answers, func(x Answer) bool { return x.Addr == a })
}

// returnHops says how far the answer came and whether that is another way.
func returnHops(a *answer, hop int, target netip.Addr) asym.Verdict {
	kind := asym.KindOther
	switch {
	case a.kind == answerTimeExceeded:
		kind = asym.KindTimeExceeded
	case a.kind == answerTooBig:
		kind = asym.KindPacketTooBig
	case a.final(target):
		kind = asym.KindDestination
	}
	return asym.Classify(asym.Answer{Kind: kind, Forward: hop, HopLimit: a.hopLimit, MPLS: len(a.mpls) > 0})
}

// firstTime is where a packet meets the router of hop h first. The least distance of hops that share an address is the
// length of a loop, which is the same all the way from the first of them: in earlier rounds, the router may have answered by
// another address. Before that one, it may have been silent.
func (s *sweep) firstTime(h int) int {
	for n := 1; n < h && !s.reached; n++ {
		for g := s.e.o.FirstHop; g <= h-n; g++ {
			if s.hops[g].heard && s.hops[g].sharesAddress(&s.hops[g+n]) {
				for h-n >= s.e.o.FirstHop && (h-n >= g || !s.hops[h-n].heard) {
					h -= n
				}
				return h
			}
		}
	}
	return h
}

// sharesAddress reports whether somebody answered at both hops.
func (h *hopState) sharesAddress(other *hopState) bool {
	return slices.ContainsFunc(h.answers, func(a Answer) bool { return other.from(a.Addr) })
}
