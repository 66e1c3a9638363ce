package pmtu

import (
	"slices"
	"time"
)

const (
	// volleyLarge is how many packets of the size in question a volley has.
	volleyLarge = 3
	// volleyGap is how soon its packets follow each other: what a limit of answers refills in
	// between is rarely the first answer that any of them could have.
	volleyGap = 10 * time.Millisecond
	// lastTelling is how many volleys have to tell, lastVolleys how many are sent at most.
	lastTelling = 4
	lastVolleys = 40
	// shortGap and longGap bound the pause after a volley of which nothing was answered. It doubles from the
	// third in a row on, as then the destination answers seldom.
	shortGap = 2 * refill / 3
	longGap  = 8 * shortGap
)

// lastResort asks the destination for the required size once more, where the
// survey went as far as it could and had no answer: in volleys of packets of that size, and a last one of a size
// that passes. Where that is answered, and none of those before it is, the size does not pass, or they got lost. A limit of
// answers has one for the first that comes; and of volleys of which anything is answered, loss of a half makes
// one of 15 so, loss of three quarters one of 6: several of them, and none to the contrary, are no chance.
type lastResort struct {
	c       *endToEnd
	volleys []volley
	gap     time.Duration // to the next volley, should the last have no answer
	lost    bool          // it does not pass
}

type volley struct {
	large   []*flight
	control *flight
}

// tells reports whether the control was answered, and nothing before it that left this host.
func (v volley) tells() bool {
	return v.control.counts && !slices.ContainsFunc(v.large, func(f *flight) bool { return f.counts || f.state == flightFailed })
}

// flights are all of the volley.
func (v volley) flights() []*flight { return append(slices.Clone(v.large), v.control) }

// wanted reports whether there is still something to ask, or to be waited for.
func (l *lastResort) wanted() bool {
	c := l.c
	return !l.lost && (len(l.volleys) < lastVolleys || !l.settled()) && c.sweep.reached && c.sizes.goal == 0 && !c.sweep.solo &&
		// Its answers are as large as the questions: they may be lost on the way back.
		!c.sweep.echoes && c.e.proto != ICMP && !c.swallowed() &&
		(c.e.local == 0 || c.e.o.Require <= c.e.local) && !c.e.withheld.from(c.e.o.Require) // what does not leave this host tells nothing of the path
}

// swallowed reports whether the survey knows the answer: it found a black hole that swallows the required size.
func (c *endToEnd) swallowed() bool {
	return slices.ContainsFunc(c.survey.limits(), func(x Limit) bool { return x.Kind == LimitBlackHole && x.From <= c.e.o.Require })
}

// advance goes on with the question. It reports whether it is settled.
func (l *lastResort) advance() bool {
	switch {
	case !l.wanted():
		return true
	case !l.settled():
		return false
	case l.telling() >= lastTelling:
		l.lost = true
		l.conclude()
		return true
	case len(l.volleys) < lastVolleys:
		l.ask()
	}
	return false
}

// telling is how many volleys tell.
func (l *lastResort) telling() (n int) {
	for _, v := range l.volleys {
		if v.tells() {
			n++
		}
	}
	return n
}

// ask sends the next volley: the first after a pause in which the destination has answers again. The
// time between them varies, so that no limit of answers keeps step with them.
func (l *lastResort) ask() {
	n := len(l.volleys)
	pause := 50*time.Millisecond + time.Duration(n*37%101)*time.Millisecond
	switch {
	case n == 0:
		pause, l.gap = 2*refill, shortGap/4
	case !l.volleys[n-1].control.counts:
		pause += max(l.gap, shortGap) // it had no answer left, or answers seldom
		l.gap = min(2*l.gap, longGap)
	default:
		l.gap = max(l.gap/2, shortGap/4)
	}
	at := l.c.e.now.Add(pause)
	send := func(size MTU) *flight {
		f := l.c.e.send(l.c.sizes.target, size, 0, l.c.e.o.Target.Port())
		f.notBefore, f.abandoned = at, true
		at = at.Add(volleyGap)
		return f
	}
	var v volley
	for range volleyLarge {
		v.large = append(v.large, send(l.c.e.o.Require))
	}
	v.control = send(l.control(n))
	l.volleys = append(l.volleys, v)
}

// passes is the largest size that is known to arrive.
func (l *lastResort) passes() MTU { return max(l.c.sizes.proven, l.c.e.smallSize()) }

// control is the size of the nth volley's control: every other time one whose answer is as large as any to what is required can be,
// until one came back, as it may be answers that are lost.
func (l *lastResort) control(n int) MTU {
	const whole = MinIPv6 - icmp6Error
	if p := l.passes(); n%2 == 1 || !answersLost(l.c.e.family, p) || l.c.e.o.Require <= whole {
		return p
	}
	return whole
}

// waited is what is still waited for of the last volley.
func (l *lastResort) waited() (list []*flight) {
	if n := len(l.volleys); n > 0 {
		for _, f := range l.volleys[n-1].flights() {
			if !f.counts && !f.expired(l.c.e.now, l.c.e.timing.wait()) {
				list = append(list, f)
			}
		}
	}
	return list
}

func (l *lastResort) settled() bool { return len(l.waited()) == 0 }

func (l *lastResort) owns(f *flight) bool {
	return slices.ContainsFunc(l.volleys, func(v volley) bool { return v.control == f || slices.Contains(v.large, f) })
}

func (l *lastResort) answered(f *flight, a *answer) {
	if a.final(l.c.e.o.Target.Addr()) { // a packet too big may be anybody's
		f.counts = true
		l.c.sizes.arrived(f.Size)
	}
}

// conclude draws the conclusion: to the byte, where one byte less arrives.
func (l *lastResort) conclude() {
	if s := l.c.sizes; s.proven+1 == l.c.e.o.Require {
		s.refuted = least(s.refuted, l.c.e.o.Require)
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
	return l.c.sizes.exact() || len(l.limit()) > 0 || l.c.swallowed()
}

// limit is the black hole that swallows the required size, where the survey did not find it. What passes is told where
// it is known to the byte.
func (l *lastResort) limit() []Limit {
	proven := l.c.sizes.proven
	if !l.lost || proven >= l.c.e.o.Require || !l.nobodySpoke() || len(l.c.survey.limits()) > 0 || l.c.lostEitherWay(proven) {
		return nil
	}
	hole := Limit{
		AfterHop: -1, Kind: LimitBlackHole, From: l.c.e.o.Require, Auth: AuthToken,
		Lost: volleyLarge * len(l.volleys), Controls: len(l.volleys), ControlsLost: len(l.volleys) - l.telling(),
	}
	if l.c.sizes.exact() {
		hole.To = proven
	}
	if l.c.sweep.hops[1].reached {
		hole.AfterHop = 0 // there is only the first link
	}
	return []Limit{hole}
}

func (l *lastResort) wake() time.Time {
	var t time.Time
	for _, f := range l.waited() {
		if f.state == flightSent {
			t = earliest(t, f.sentAt.Add(l.c.e.timing.wait()))
		}
	}
	return t
}
