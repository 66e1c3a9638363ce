package pmtu

import (
	"slices"
	"time"
)

// near is the last hop at which a destination is likely by the hops that its answer came.
func (s *sweep) near() int { return min(max(s.top, s.estimate)+window, s.e.o.MaxHops) }

// pair is a probe to the hop before the one at which the destination
// answered, and one to that, right after it. Where the second is answered and the first
// is not, the destination had an answer left, and is not at the nearer hop.
type pair struct {
	probe, control *flight
	// poor is true where the destination sent an error so shortly before that it may have had none left for them.
	poor bool
}

// askBoth sends a pair instead of a probe to hop h.
func (s *sweep) askBoth(h int) {
	poor := !s.byEcho(h) && s.e.now.Before(s.paid.Add(refill))
	s.ask(h)
	s.ask(s.last)
	near, far := s.hops[h].tries, s.hops[s.last].tries
	s.pairs = append(s.pairs, pair{near[len(near)-1], far[len(far)-1], poor})
}

// paired is how many pairs went to the hop.
func (s *sweep) paired(h int) (n int) {
	for _, p := range s.pairs {
		if int(p.probe.HopLimit) == h {
			n++
		}
	}
	return n
}

// beforeLast reports whether the hop is the one before that at which the destination
// answered, and may be the destination itself.
func (s *sweep) beforeLast(h int) bool {
	return s.last > 0 && h == s.last-1 && s.hops[s.last].reached && !s.hops[h].heard
}

// byEcho reports whether the hop is asked by an echo: it may be the destination, which has
// no errors left to send, and answers echoes.
func (s *sweep) byEcho(h int) bool {
	return s.auto != nil && s.auto.heard && s.e.proto == UDP && s.reached && h > s.top && (s.tried(h) > 0 || h == s.last)
}

// apart reports whether the destination is known to be no nearer: twice, or more often where
// packets get lost or its answers came another number of hops, it showed that it would have answered.
func (s *sweep) apart() bool {
	n, wanted := 0, 2
	if s.last != s.distance() {
		wanted = 4
	}
	for _, p := range s.pairs {
		switch {
		case !p.probe.expired(s.e.now, s.e.timing.wait()):
		case int(p.probe.HopLimit) != s.last-1:
		case p.control.answers > 0:
			n++
		case !p.poor:
			wanted = 4
		}
	}
	return n >= wanted
}

// distance is how far the destination is by the hops that its answers came; 0: not known.
func (s *sweep) distance() int {
	if a := s.hops[s.last].answers; s.estimate == 0 && len(a) > 0 {
		return a[0].ReturnHops
	}
	return s.estimate
}

// answering reports whether the destination answered every pair so far: one that did not had no answers
// left, and the next ones wait until it has.
func (s *sweep) answering() bool {
	return !slices.ContainsFunc(s.pairs, func(p pair) bool { return p.control.answers == 0 })
}

// hasAnswer is when the destination has an answer for the next pair to the hop before it, where it did not answer each of
// them; zero: now, or none is needed.
func (s *sweep) hasAnswer(h int) time.Time {
	if s.answering() || s.byEcho(h) || s.apart() {
		return time.Time{}
	}
	at := s.paid
	if n := len(s.pairs); n > 1 && !s.pairs[n-2].poor && s.pairs[n-1].control.answers == 0 {
		at = later(at, s.pairs[n-2].control.sentAt) // one that got lost is asked again at once
	}
	return at.Add(refill)
}

// told is when the last pair to hop h has told all that it may; zero: there is none.
func (s *sweep) told(h int) time.Time {
	if !s.beforeLast(h) || s.paired(h) == 0 {
		return time.Time{}
	}
	return s.pairs[len(s.pairs)-1].probe.sentAt.Add(s.e.timing.wait())
}

// unanswered is how many pairs the destination did not answer.
func (s *sweep) unanswered() (n int) {
	for _, p := range s.pairs {
		if p.control.answers == 0 && p.control.expired(s.e.now, s.e.timing.wait()) {
			n++
		}
	}
	return n
}

// certain reports whether the destination is known to be at hop last and no
// nearer: the hop before it is another, or does not answer as it would.
func (s *sweep) certain() bool {
	return s.last == 1 || s.last > s.e.o.FirstHop && s.hops[s.last-1].heard || !s.hops[s.last].reached || s.apart()
}

// mayRefuse reports whether the hop may be the router that refuses packets whatever their hop limit,
// and had no errors left to say so.
func (s *sweep) mayRefuse(h int) bool {
	if s.last > 0 && (!s.hops[s.last].refused || h >= s.last) {
		return false
	}
	return s.refusedFrom > 0 && h == max(s.refusedFrom, s.top+1)
}

// hearRefusal notes how far the router is that refused a packet, whatever hop limit that had.
func (s *sweep) hearRefusal(a *answer) {
	if a.kind == answerUnreachable {
		s.paid = s.e.now
		s.refusedFrom = returnHops(a, 0, s.e.o.Target.Addr()).ReturnHops
	}
}

// pay notes that the destination sent an error.
func (s *sweep) pay(a *answer) {
	if a.kind != answerReply {
		s.paid = s.e.now
	}
}

// save keeps the next error of a destination that seems to have none left for the size that is asked
// last: else the hops, of which there are more, take each one that comes back.
func (s *sizes) save() {
	s.hops.saved = time.Time{}
	for _, q := range s.questions {
		if n := len(q.tries); q.state == questionOpen && s.goal == 0 && n >= s.e.o.Attempts-1 && s.hops.spent() {
			s.hops.saved = later(s.hops.saved, s.nextAt(q).Add(s.e.timing.wait()))
		}
	}
}

// sought is until when the next errors of a destination that had none left for a search are kept for it; zero: they
// are not.
func (s *search) sought() time.Time {
	if s == nil || !s.active() || s.dry == 0 && s.stage != searchTrickle {
		return time.Time{}
	}
	var at time.Time
	if s.after == s.far() {
		at = s.resume
	}
	for _, a := range s.asks {
		for _, f := range a.flights {
			if a.hop == s.far() && s.waits(f) {
				at = later(at, later(f.notBefore, f.sentAt).Add(s.patience()))
			}
		}
	}
	if at.IsZero() {
		return at
	}
	return at.Add(slack) // the search goes on first
}

// resolved is when the first hop behind the last that answered would have had the word of that router that nobody on
// its link is the next one, where that is so and nobody said how long to wait: an address is given up after three
// requests, one a second (net.ipv4.neigh.default.mcast_solicit and retrans_time_ms; net/core/neighbour.c,
// neigh_timer_handler, and the same in IPv6), and only then what waited for it is refused. Zero: no such word is due.
func (s *sweep) resolved(h int) time.Time {
	alone := s.e.patient && !s.e.o.EndToEnd && s.e.budgets == nil
	if !alone || h != s.top+1 || h == s.e.o.FirstHop || s.last > 0 || s.reached || s.answers || s.auto.heard {
		return time.Time{}
	}
	st := &s.hops[h]
	return st.tries[st.voided].sentAt.Add(unresolved + s.e.timing.wait())
}

// mayBeRateLimited: the hop may be the destination itself, whose answers to
// the probes past it used up its tokens.
func (s *sweep) mayBeRateLimited(h int) bool {
	return (s.reached || s.answers) && h > s.top && (s.last == 0 || s.last != s.estimate) && !s.apart()
}

// owes reports whether a hop limit ran out at somebody who has no place yet: nothing told to which probe his answer
// was, and he may have had none left since.
func (s *sweep) owes() bool {
	for addr, expired := range s.strangers {
		if expired && s.hopOf(addr) == 0 {
			return true
		}
	}
	return false
}
