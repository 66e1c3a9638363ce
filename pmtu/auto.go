package pmtu

import (
	"slices"
	"strings"
	"time"
)

// auto is how a survey with Protocol Auto comes to ICMP. Many destinations
// drop UDP to ports where nothing listens, and answer echoes.
type auto struct {
	hello *flight          // a small echo, sent along with the first probes; the last of several
	all   map[*flight]bool // all of them
	heard bool             // one was answered by the destination
	// doubted: an echo had no answer whose size does arrive. The way back is narrower, or another is taken.
	doubted bool
}

// advanceAuto sends the echo, and goes over to ICMP where the destination
// answered that, but no UDP in the time that it needs.
func (s *survey) advanceAuto() {
	if s.e.o.Protocol != Auto || s.e.proto != UDP {
		return
	}
	if s.auto.hello == nil || s.helloDue() {
		if s.sizes == nil || s.sizes.started {
			s.auto.hello = s.e.ping(max(fullHopLimit, s.e.o.MaxHops), s.e.smallSize(), len(s.auto.all))
			s.auto.all[s.auto.hello] = true
		}
		return
	}
	if s.auto.heard && !s.sweep.reached && s.sweep.last == 0 && s.silentOverUDP() {
		s.goOver()
	}
}

// helloAt is when the echo is to be repeated, as it may have got lost; zero: not again. Where UDP is
// answered, there is no need; and while nothing is, a slow path is as likely as a loss, and there is the full time.
func (s *survey) helloAt() time.Time {
	h := s.auto.hello
	if h == nil || h.state != flightSent || s.auto.heard || s.sweep.reached || s.sweep.last > 0 || len(s.auto.all) >= s.e.o.Attempts {
		return time.Time{}
	}
	if !s.e.timing.heard {
		return h.sentAt.Add(s.e.o.Timeout)
	}
	return h.sentAt.Add(max(firstWait, s.e.timing.wait()))
}

func (s *survey) helloDue() bool {
	at := s.helloAt()
	return !at.IsZero() && !s.e.now.Before(at)
}

// helloAnswered notes how far the destination is.
func (s *survey) helloAnswered(a *answer) {
	if a.kind != answerReply {
		return
	}
	s.auto.heard = true
	if v := returnHops(a, 0, s.e.o.Target.Addr()); s.sweep.estimate == 0 {
		s.sweep.estimate = v.ReturnHops
	}
}

// silentOverUDP reports whether the hop where the destination seems to be was
// asked long enough ago, and so was the destination itself.
func (s *survey) silentOverUDP() bool {
	h := min(max(s.sweep.estimate, s.sweep.top+1, s.e.o.FirstHop), s.e.o.MaxHops)
	tries := s.sweep.hops[h].tries
	return len(tries) > 0 && tries[0].expired(s.e.now, s.e.timing.wait())
}

// goOver asks by echo what is open.
func (s *survey) goOver() {
	s.e.proto = ICMP
	s.sweep.reached = true
	for h := s.sweep.top + 1; h <= s.e.o.MaxHops; h++ {
		if st := &s.sweep.hops[h]; !st.heard {
			st.voided = len(st.tries)
		}
	}
	if s.sizes == nil {
		return
	}
	s.sizes.goOver(s.mirror.came)
}

// goOver takes what another flow was told for a hint: where there are several ways, that of echoes may be
// another. What came back of echoes that were sent beside is theirs.
func (s *sizes) goOver(came MTU) {
	s.refuted, s.denied = 0, 0
	for i := range s.limits {
		n := &s.limits[i]
		n.hint, n.other = true, !n.hint
	}
	if s.find(came) != nil {
		s.arrived(came)
	}
	for _, q := range s.questions {
		switch {
		case q.size <= s.proven:
			q.state, q.hint = questionPassed, false
		case q.state != questionLocal:
			q.hint = q.hint || q.state == questionRefused
			q.state, q.tries = questionOpen, nil
		}
	}
}

// echoRefused is why this host let no echo leave, though one was to go along; "": it did, or none was.
func (e *Engine) echoRefused() string {
	if e.o.Protocol != Auto || slices.ContainsFunc(e.flights, func(f *flight) bool { return f.Protocol == ICMP && f.state != flightFailed }) {
		return ""
	}
	return e.noEcho
}

// pingGroup is which groups may ping (Linux, Documentation/networking/ip-sysctl.rst).
const pingGroup = "net.ipv4.ping_group_range"

// EchoUntried says in a clause that the destination was not asked by ICMP echo as well, and why; "": it was, or was not to be.
func (r *Result) EchoUntried() string {
	switch {
	case r.NoEcho == "":
		return ""
	case strings.Contains(r.NoEcho, pingGroup): // see errqueue.OpError.Hint
		return "ICMP echo was not tried, as this user may not ping (" + pingGroup + ")"
	}
	return "ICMP echo was not tried: " + r.NoEcho
}
