package pmtu

import (
	"fmt"
	"net/netip"
	"slices"
)

// Refuser is who says that packets get no farther.
type Refuser struct {
	// Hop is where it is: the least hop limit that it answered. A router whose next hop does not answer lets hop limits run out first,
	// and refuses what was to end one hop behind it.
	Hop int
	// Before is true where it may be nearer: a router without a route refuses packets before it looks at their
	// hop limit (Linux: net/ipv4/route.c, ip_error), and the hops before that one are silent.
	Before bool
	// Here is true where it is this host itself: nobody on its link answers for the destination or its gateway, or its
	// own filter refuses.
	Here bool
	// Answer is what it said; Answer.Error is set.
	Answer Answer
}

// Refuser returns who refuses packets to the destination, the farthest if there are several; false: nobody does,
// or no hop is known at which somebody did.
func (r *Result) Refuser() (Refuser, bool) {
	for i, h := range slices.Backward(r.Hops) {
		for _, a := range h.Answers {
			if a.Error != nil {
				if at := r.answersBefore(a.Addr, i); at > 0 {
					return Refuser{Hop: at, Here: r.isHere(a.Addr), Answer: a}, true
				}
				silent := h.Hop > 1 && (i == 0 || len(r.Hops[i-1].Answers) == 0)
				return Refuser{Hop: h.Hop, Before: silent, Here: r.isHere(a.Addr), Answer: a}, true
			}
		}
	}
	return Refuser{}, false
}

// answersBefore is the first of the hops before number i at which the address answers; 0: none.
func (r *Result) answersBefore(addr netip.Addr, i int) int {
	for _, h := range r.Hops[:i] {
		if slices.ContainsFunc(h.Answers, func(a Answer) bool { return a.Addr == addr }) {
			return h.Hop
		}
	}
	return 0
}

// isHere reports whether an address is one that this host sends errors from. 127.0.0.1 is that where it has no other.
func (r *Result) isHere(a netip.Addr) bool {
	return a.IsValid() && (sameHost(a, r.Source.Addr) || a.IsLoopback())
}

// Place is where it is in words, as in "hop 4" or, where it may be nearer, "hop 10 or before (1 hop away by
// the hop limit of its answer)", or "this host itself".
func (w Refuser) Place() string {
	if w.Here {
		return "this host itself"
	}
	p := fmt.Sprintf("hop %d", w.Hop)
	if !w.Before {
		return p
	}
	p += " or before"
	if n := w.Answer.ReturnHops; n > 0 && n < w.Hop {
		p += fmt.Sprintf(" (%s away by the hop limit of its answer)", count(n, "hop"))
	}
	return p
}

// unplacedRefusal names who refused packets that were to get to the destination, and no others: the hops on the way were
// not asked, or he is one of them and kept to a limit of his answers.
func (d *diagnosis) unplacedRefusal() {
	target := d.r.Target.Addr()
	for _, x := range d.probes {
		if x.Answer != AnswerUnreachable || sameHost(x.Addr, target) {
			continue
		}
		if d.r.isHere(x.Addr) {
			d.refusedHere(Answer{Addr: x.Addr, Error: &ICMPError{Family: familyOf(x.Addr), Type: x.Type, Code: x.Code}})
			return
		}
		hop, who := d.hopOf(x.Addr), x.Addr.String()
		if hop > 0 {
			who += fmt.Sprintf(" at hop %d", hop)
		}
		f := d.refusal(x.Addr, who, int(familyOf(target)), x.Type, x.Code)
		if f.Hop = hop; hop == 0 {
			f.Detail += " At which hop it is was not asked."
			f.Remedy += fmt.Sprintf(" %s shows at which hop it is.", d.r.Command())
		}
		d.add(f)
		return
	}
}
