package pmtu

import (
	"math"
	"slices"
	"time"
)

const (
	// lastLost is how many losses in a row are wanted at least before a size
	// counts as one that does not pass.
	lastLost = 6
	// lastRounds is how often that is tried.
	lastRounds = 3
)

// lastResort asks the destination for the required size once more, where the
// survey went as far as it could and had no answer: as often as it takes to call it lost, between
// two packets of a size that passes. If those are answered and none of the others
// is, it does not pass, whatever else is not known of the path.
type lastResort struct {
	c        *endToEnd
	rounds   int
	controls []*flight
	large    []*flight
	lost     bool // it does not pass
}

// wanted reports whether there is still something to ask.
func (l *lastResort) wanted() bool {
	c := l.c
	return !l.lost && l.rounds <= lastRounds && c.sweep.reached && c.sizes.goal == 0 && !c.sweep.solo &&
		// Its answers are as large as the questions: they may be lost on the way back.
		!c.sweep.echoes && c.e.proto != ICMP
}

// advance goes on with the question. It reports whether it is settled.
func (l *lastResort) advance() bool {
	switch {
	case !l.wanted():
		return true
	case len(l.large) == 0:
		l.ask()
		return false
	case !l.settled():
		return false
	}
	answered := 0
	for _, f := range l.controls {
		answered += min(f.answers, 1)
	}
	if answered == len(l.controls) {
		l.lost = true
		l.conclude()
		return true
	}
	l.controls, l.large = nil, nil
	return l.advance()
}

// ask sends the round, after a pause in which the destination has answers again.
func (l *lastResort) ask() {
	if l.rounds++; l.rounds > lastRounds {
		return
	}
	c := l.c
	at := c.e.now.Add(time.Duration(l.rounds) * 2 * refill)
	send := func(size MTU) *flight {
		f := c.e.send(c.sizes.target, size, 0, c.e.o.Target.Port())
		f.notBefore, f.abandoned = at, true
		at = at.Add(stagger)
		return f
	}
	l.controls = append(l.controls, send(l.passes()))
	for range l.needed() {
		l.large = append(l.large, send(c.e.o.Require))
	}
	l.controls = append(l.controls, send(l.passes()))
}

// passes is the largest size that is known to arrive.
func (l *lastResort) passes() MTU { return max(l.c.sizes.proven, l.c.e.smallSize()) }

// needed is how many losses by chance are less likely than 1 in 10,000, at the
// loss of small packets that was seen.
func (l *lastResort) needed() int {
	sent, lost := 0, 0
	for h := range l.c.sweep.hops {
		if st := &l.c.sweep.hops[h]; st.heard {
			sent += len(st.tries)
			lost += max(0, len(st.tries)-st.received)
		}
	}
	for _, f := range l.c.small {
		sent++
		lost += 1 - min(f.answers, 1)
	}
	p := min(float64(lost)/float64(max(sent, 1)), 0.75)
	if p == 0 {
		return lastLost
	}
	return max(lastLost, int(math.Ceil(math.Log(1e-4)/math.Log(p))))
}

func (l *lastResort) settled() bool {
	for _, f := range slices.Concat(l.controls, l.large) {
		if f.waiting() && !f.expired(l.c.e.now, l.c.e.timing.wait()) {
			return false
		}
	}
	return true
}

func (l *lastResort) owns(f *flight) bool {
	return slices.Contains(l.controls, f) || slices.Contains(l.large, f)
}

func (l *lastResort) answered(f *flight, a *answer) {
	if a.final(l.c.e.o.Target.Addr()) {
		l.c.sizes.arrived(f.Size)
	}
}

// conclude draws the conclusion: to the byte, where one byte less arrives.
func (l *lastResort) conclude() {
	s := l.c.sizes
	if s.proven+1 != l.c.e.o.Require {
		return
	}
	s.refuted = least(s.refuted, l.c.e.o.Require)
	if len(s.limits) == 0 && l.nobodySpoke() {
		s.limits = append(s.limits, narrow{from: l.c.e.o.Require, after: -1, auth: AuthToken, hole: true, to: s.proven})
	}
}

// nobodySpoke reports whether nobody said that anything is too big, truly or not.
func (l *lastResort) nobodySpoke() bool {
	seen := &l.c.e.seen
	return len(seen.claims) == 0 && !slices.ContainsFunc(seen.strangers, func(s Stranger) bool { return s.TooBig > 0 })
}

// tells reports whether the result can say that the size does not pass. Where
// somebody spoke, it is for the survey to say what of that is so.
func (l *lastResort) tells() bool {
	return l.c.sizes.exact() || len(l.limit()) > 0 || slices.ContainsFunc(l.c.survey.limits(), func(x Limit) bool {
		return x.Kind == LimitBlackHole && x.From <= l.c.e.o.Require
	})
}

// limit is the black hole that swallows the required size, where what passes is not known.
func (l *lastResort) limit() []Limit {
	if !l.lost || l.c.sizes.exact() || !l.nobodySpoke() || len(l.c.survey.limits()) > 0 {
		return nil
	}
	return []Limit{{
		AfterHop: -1, Kind: LimitBlackHole, From: l.c.e.o.Require, Auth: AuthToken,
		Lost: len(l.large), Controls: len(l.controls),
	}}
}

func (l *lastResort) wake() time.Time {
	var t time.Time
	for _, f := range slices.Concat(l.controls, l.large) {
		if f.waiting() && f.state == flightSent {
			if at := f.sentAt.Add(l.c.e.timing.wait()); at.After(l.c.e.now) {
				t = earliest(t, at)
			}
		}
	}
	return t
}
