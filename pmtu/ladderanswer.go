package pmtu

import (
	"github.com/pathmtu/pmtu/asym"
	"github.com/pathmtu/pmtu/internal/wire"
)

// tellAnswer says what tracepath says of an answer, and does what it does
// (tracepath.c, recverr): go on, ask again with a smaller size, or end.
func (l *ladder) tellAnswer(f *flight, a *answer) {
	if a.kind == answerReply {
		l.line(TraceLine{Kind: LineReply, Hop: l.hop, Guessed: true})
		if !l.again() {
			l.end(OutcomeReached)
		}
		return
	}
	t := l.answerLine(f, a)
	switch {
	case a.kind == answerTooBig:
		l.line(t)
		l.tellTooBig(MTU(a.claim), uint64(a.claim) < uint64(l.size))
	case a.portUnreachable():
		l.hops, l.back = l.hop, t.ReturnHops
		l.line(t)
		if !l.again() {
			l.end(OutcomeReached)
		}
	case a.kind == answerTimeExceeded:
		t.Asymmetric = t.ReturnHops != l.hop
		l.line(t)
		if !l.again() {
			l.climb()
		}
	default:
		l.line(t)
		if !l.again() {
			l.end(OutcomeUnreachable)
		}
	}
}

// again reports whether the hop is asked once more because this host had
// refused a size before; the answer is then told twice.
func (l *ladder) again() bool {
	if !l.shrunk {
		return false
	}
	l.shrunk = false
	l.rungs[l.hop] = rung{}
	return true
}

// tellTooBig follows a packet too big down. One that is no smaller than what was
// sent, or smaller than any link, counts as an answer of this hop.
func (l *ladder) tellTooBig(claim MTU, smaller bool) {
	if !smaller || claim < l.e.family.Min() || l.shrinks == maxShrinks || !l.shrinkTo(claim) {
		if !l.again() {
			l.climb()
		}
		return
	}
	l.shrunk = false
	l.shrinks++
}

// answerLine is the line of an ICMP answer.
func (l *ladder) answerLine(f *flight, a *answer) TraceLine {
	t := TraceLine{
		Kind: LineAnswer, Hop: l.hop, Addr: a.from, Type: a.typ, Code: a.code, MTU: a.claim,
		ReturnHops: tracepathReturn(a.hopLimit), Auth: a.auth,
	}
	if f == nil {
		t.Guessed, t.Auth = true, AuthTuple
		return t
	}
	t.HasRTT, t.RTT = true, a.rtt(f)
	t.Broken = a.auth != AuthToken && a.quote.Bytes >= tracepathTokens
	return t
}

// tracepathReturn is tracepath's arithmetic, which takes a hop limit that
// the kernel did not deliver for -1.
func tracepathReturn(hopLimit int) int {
	if hopLimit < 0 {
		return 66
	}
	return asym.ReturnHops(uint8(hopLimit))
}

// fill writes the hops as far as tracepath looked at them. Nothing is said
// of the path MTU: what tracepath prints was not proven.
func (l *ladder) fill(r *Result) {
	if l.hops > 0 {
		r.HopCount, r.ReturnHops = l.hops, l.back
	}
	last := 0
	for _, u := range l.e.updates {
		t, ok := u.(TraceLine)
		if !ok || t.Hop == 0 || t.Kind == LineLocal {
			continue
		}
		if t.Hop != last {
			r.Hops = append(r.Hops, Hop{Hop: t.Hop})
			last = t.Hop
		}
		hop := &r.Hops[len(r.Hops)-1]
		hop.Sent++
		if t.Kind == LineAnswer {
			hop.addLine(t)
		}
	}
}

// addLine adds a tracepath line's answer to the hop.
func (h *Hop) addLine(t TraceLine) {
	h.Received++
	family := familyOf(t.Addr)
	port := wire.IsPortUnreachable(int(family), t.Type, t.Code)
	h.Reached = h.Reached || port
	if len(h.Answers) == 0 || h.Answers[len(h.Answers)-1].Addr != t.Addr {
		h.Answers = append(h.Answers, Answer{Addr: t.Addr, ReturnHops: t.ReturnHops, Auth: t.Auth})
	}
	a := &h.Answers[len(h.Answers)-1]
	if t.HasRTT {
		a.RTTs = append(a.RTTs, t.RTT)
	}
	if t.Auth != AuthToken {
		a.Auth = t.Auth
	}
	passes := port || wire.IsTimeExceeded(int(family), t.Type, t.Code) || wire.IsPacketTooBig(int(family), t.Type, t.Code)
	if !passes {
		a.Error = &ICMPError{Family: family, Type: t.Type, Code: t.Code}
	}
}
