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

// firstTime is where a packet meets the router of hop h first. In a loop, he may have answered by another address in
// earlier rounds, or not at all, also before the first hop that is known to be in it.
func (s *sweep) firstTime(h int) int {
	first, length := s.loop()
	if length == 0 {
		return h
	}
	for g := h - length; g >= s.e.o.FirstHop && (g >= first || !s.hops[h].heard && !s.hops[g].heard); g -= length {
		h = g
	}
	return h
}

// sameBefore reports whether somebody answers at the hop who did whole rounds before.
func (s *sweep) sameBefore(first, length, h int) bool {
	for before := h - length; before >= first; before -= length {
		if s.hops[before].sharesAddress(&s.hops[h]) {
			return true
		}
	}
	return false
}

// soonestTime is where a packet may meet the router of hop h first: in a loop, hops before the first that is known to be in
// it, at its distance, may be silent ones of it. So they may where one address answers at several hops, and it is not known to go on.
// In a loop, whoever answers behind the first may be one who answered before by another address: he tells no more than that one.
func (s *sweep) soonestTime(h int) int {
	round := s.leastRound()
	soonest := func(h int) int {
		for h = s.firstTime(h); round > 0 && h-round >= s.e.o.FirstHop && !s.hops[h-round].heard; {
			h -= round
		}
		return h
	}
	if first, _ := s.loop(); first > 0 && first < h {
		return min(soonest(first), soonest(h))
	}
	return soonest(h)
}

// loop is the first hop whose router answers again farther on, and how many hops on, at least: it is that many all the way
// from there. 0: none does.
func (s *sweep) loop() (first, length int) {
	first, length = s.repeats()
	if s.reached || !s.endless && s.top+length <= s.e.o.MaxHops && !s.goesRound(first, length) {
		return 0, 0 // it does not go on: one address at several hops is no loop
	}
	return first, length
}

// goesRound reports whether several routers answered again and again, each as many hops on, also where that ends, as in
// each round something is lost. One that has several addresses may use another one now and then.
func (s *sweep) goesRound(first, length int) bool {
	again, other, places := 0, 0, make(map[int]bool)
	for h := first + length; length > 1 && h < len(s.hops); h++ {
		if !s.hops[h].heard {
			continue
		}
		switch known := false; {
		case s.sameBefore(first, length, h):
			again++
			places[h%length] = true
		default:
			for before := h - length; before >= first; before -= length {
				known = known || s.hops[before].heard
			}
			if known {
				other++
			}
		}
	}
	return again >= minRepeats && again > 2*other && len(places) > 1
}

// leastRound is how many hops a round may have at least, if packets go round: as many as every distance between hops where the
// same address answers can be made of, which is fewer than any of them where some are silent. 0: no address answers twice.
func (s *sweep) leastRound() (round int) {
	for g := s.e.o.FirstHop; g < len(s.hops); g++ {
		for h := g + 1; h < len(s.hops) && s.hops[g].heard; h++ {
			if !s.hops[g].sharesAddress(&s.hops[h]) {
				continue
			}
			a, b := h-g, round
			for b > 0 {
				a, b = b, a%b
			}
			round = a
		}
	}
	return round
}

// repeats is loop, whether it goes on or not.
func (s *sweep) repeats() (first, length int) {
	for g := s.e.o.FirstHop; g < len(s.hops); g++ {
		for h := g + 1; h < len(s.hops) && s.hops[g].heard; h++ {
			if !s.hops[g].sharesAddress(&s.hops[h]) {
				continue
			}
			if first == 0 {
				first = g
			}
			if length == 0 || h-g < length {
				length = h - g
			}
		}
	}
	return first, length
}

// sharesAddress reports whether somebody answered at both hops.
func (h *hopState) sharesAddress(other *hopState) bool {
	return slices.ContainsFunc(h.answers, func(a Answer) bool { return other.from(a.Addr) })
}
