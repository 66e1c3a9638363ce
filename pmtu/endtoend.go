package pmtu

import (
	"slices"
	"time"
)

// endToEnd is the planner of Options.EndToEnd: does the destination get a
// packet of the required size? It asks it that, and a small packet beside. Only where the
// large one vanishes, or what is said of it is not so, it goes over to the whole survey,
// with what it has learned, and ends that as soon as the question is answered.
type endToEnd struct {
	*survey
	small    []*flight // with the full hop limit, so that the destination answers them
	echoes   []*flight // the same as ICMP, where UDP is not answered
	deep     bool      // the whole survey is under way
	deepAt   time.Time // since then
	deepOver bool      // it has nothing more to ask
	kept     bool      // this host did not send what it was to, for another reason than its MTU
	refusal  bool      // a router says that the destination cannot be reached
	distance int       // of that router, by the hop limit of its answer; 0: not known
	down     bool      // he asked his link for the destination, in vain
	last     lastResort
	granted  [256]bool // the hop limits that this target may ask, of those shared with others
}

func newEndToEnd(e *Engine) *endToEnd {
	c := &endToEnd{survey: newSurvey(e)}
	c.last.c = c
	c.told = e.o.MaxHops // hops are told at the end, as most are never asked
	return c
}

func (c *endToEnd) advance() {
	switch {
	case c.blocked:
		return
	case c.decided():
	case c.deep:
		c.advanceDeep()
	default:
		c.ask()
		if c.troubled() {
			c.deep, c.deepAt = true, c.e.now
			c.goDeep()
			c.advanceDeep()
		}
	}
	if c.decided() {
		c.tell()
	}
}

// tell makes limits of what was heard last.
func (c *endToEnd) tell() {
	if c.deep {
		c.reconcile()
		c.uniteUnplaced()
	} else {
		c.explain()
	}
}

// deepPatience is how long the survey may take before the answer is looked for without it.
const deepPatience = 8 * time.Second

// advanceDeep goes on with the survey and, where that has ended without an answer or
// takes long, with what is left to ask without it. Both at once would compete for
// the destination's answers.
func (c *endToEnd) advanceDeep() {
	if c.patient() || !c.last.wanted() {
		c.advanceSurvey()
	}
	if (c.survey.outcome() != "" || !c.patient()) && !c.decided() && c.last.wanted() && c.last.advance() {
		c.advanceSurvey() // nothing else wakes it
	}
}

func (c *endToEnd) advanceSurvey() {
	c.survey.advance()
	c.deepOver = c.survey.outcome() != ""
}

func (c *endToEnd) patient() bool { return c.e.now.Before(c.deepAt.Add(deepPatience)) }

// ask asks the sizes and, beside them, a small probe, until that is answered.
func (c *endToEnd) ask() {
	if c.kept && len(c.small) == 0 {
		c.small = append(c.small, c.sendSmall(0))
	}
	if c.kept && c.small[0].state < flightSent {
		return
	}
	c.sizes.advance(all)
	if !c.sizes.started {
		return // should this host refuse the size, then before anything else is said
	}
	if !c.sweep.reached && c.due(c.small) {
		c.small = append(c.small, c.sendSmall(len(c.small)))
	}
	c.askEcho()
}

// askEcho asks by ICMP echo where UDP had the time to be answered and was not.
func (c *endToEnd) askEcho() {
	if c.e.o.Protocol != Auto || c.e.proto != UDP || c.sweep.reached || len(c.small) < 2 {
		return
	}
	if !c.auto.heard && c.due(c.echoes) {
		c.e.proto = ICMP
		c.echoes = append(c.echoes, c.sendSmall(len(c.echoes)))
		c.e.proto = UDP
	}
	if c.auto.heard {
		c.goOver()
		c.sizes.advance(all)
	}
}

// decided reports whether the question is answered: the required size
// arrived, or the largest that does is known to the byte, and why, and is less.
func (c *endToEnd) decided() bool {
	return c.sweep.reached && c.sizes.goal == 0 &&
		(c.sizes.proven >= c.e.o.Require || c.sizes.exact() && !c.search.active() && !c.telling())
}

// telling reports whether the survey has still to tell what a check that fails is to say: what limits the path, or whether
// somebody who reported a size, and whose place is not known yet, is the one before a black hole.
func (c *endToEnd) telling() bool {
	if !c.deep || c.deepOver {
		return false
	}
	hole := slices.ContainsFunc(c.sizes.limits, func(n narrow) bool { return n.hole })
	return c.locating() && !c.locate.of.hole || !c.explained() || hole && slices.ContainsFunc(c.sizes.limits, func(n narrow) bool {
		return !n.hole && n.after < 0 && n.addr.IsValid() && !c.void(n) && !n.hearsay()
	})
}

// troubled reports whether the sizes alone will not give the answer: the
// destination answers, but not twice to the size that should arrive, or somebody
// refuses more than sizes.
func (c *endToEnd) troubled() bool {
	switch {
	case c.decided():
		return false
	case c.sweep.solo:
		return true
	case !c.sweep.reached:
		return c.refusal && !c.down || c.sweep.endless || c.unanswered() && c.tooBig()
	}
	if c.sizes.done() {
		return true
	}
	q := c.sizes.find(c.sizes.main)
	return q == nil || q.state == questionOpen && len(q.tries) > 1 && q.tries[1].expired(c.e.now, c.overdueAfter())
}

// overdueAfter is how long the answer to a large probe is waited for once a small one was answered.
func (c *endToEnd) overdueAfter() time.Duration {
	return min(c.e.timing.longest+slack, c.e.timing.wait())
}

// goDeep gives the survey what the small probes told.
func (c *endToEnd) goDeep() {
	if c.sweep.estimate == 0 && c.distance > 0 {
		c.sweep.opened = min(c.distance+window, c.e.o.MaxHops)
	}
}

// dead reports whether the destination did not answer, and nothing says that a look at the hops tells more.
func (c *endToEnd) dead() bool {
	return !c.deep && c.unanswered() && !c.tooBig() && !c.e.now.Before(c.resolved())
}

// resolved is when the last router would have said that nobody on its link is the destination (see sweep.resolved), where
// nobody said how long to wait, and there is the time: who ends before that calls the same destination now silent, now
// unreachable, as somebody may have made him ask before. Zero: it is not waited for.
func (c *endToEnd) resolved() time.Time {
	if !c.e.patient || len(c.small) == 0 || c.small[0].state != flightSent {
		return time.Time{}
	}
	at := c.small[0].sentAt.Add(unresolved + c.e.timing.wait())
	if at.After(c.e.started.Add(c.e.o.Deadline)) {
		return time.Time{}
	}
	return at
}

// unanswered reports whether all was asked that there is to ask, and the
// destination did not answer.
func (c *endToEnd) unanswered() bool {
	return !c.sweep.reached && c.sizes.started && c.sizes.done() &&
		c.over(c.small) && (len(c.echoes) == 0 || c.over(c.echoes))
}

// tooBig reports whether a router said of the size that it is too big. Where that is so, the hops
// prove it: what passes him arrives at those behind him, whether or not the destination answers.
func (c *endToEnd) tooBig() bool {
	return slices.ContainsFunc(c.sizes.limits, func(n narrow) bool { return n.addr.IsValid() && !n.hole })
}

func (c *endToEnd) refused(f *flight, ev SendFailed) {
	switch {
	case slices.Contains(c.echoes, f): // then it is UDP only
	case ev.MTU == 0 && c.sizes.byProbe[f.ID] != nil:
		c.sizes.refused(f, ev)
		c.kept = true // a small one tells whether this host sends nothing
	default:
		c.survey.refused(f, ev)
	}
}

func (c *endToEnd) answered(f *flight, a *answer) {
	switch {
	case slices.Contains(c.echoes, f):
		if f.answers == 1 {
			c.helloAnswered(a)
		}
	case slices.Contains(c.small, f):
		c.smallAnswered(f, a)
	case c.last.owns(f):
		c.last.answered(f, a)
	case !c.locate.on && c.locate.owns(f):
		// It comes late: the place was looked for, and that is over.
	default:
		if h := int(f.HopLimit); a.kind == answerTimeExceeded && h < len(c.sweep.hops) && !c.sweep.hops[h].heard {
			c.e.budgets.heard(c.e.family, h, a.from)
		}
		c.survey.answered(f, a)
		c.noteRefusal(f, a)
	}
}

// smallAnswered folds the answer to a small probe with the full hop limit.
func (c *endToEnd) smallAnswered(f *flight, a *answer) {
	switch {
	case a.final(c.e.o.Target.Addr()):
		c.sweep.hear(f, a)
	case !c.e.vouched(a): // it may be about another probe, or another destination
	case a.kind == answerTimeExceeded:
		c.sweep.endless = true
	default:
		c.noteRefusal(f, a)
		c.refusal = true // even for its size, if that is what it says
	}
}

// noteRefusal remembers a router that lets nothing through.
func (c *endToEnd) noteRefusal(f *flight, a *answer) {
	if a.kind != answerUnreachable || a.final(c.e.o.Target.Addr()) || !c.e.tupleFits(a) {
		return
	}
	c.refusal = true
	c.down = c.down || c.e.vouched(a) && a.unresolved(f)
	if v := returnHops(a, 0, c.e.o.Target.Addr()); c.distance == 0 {
		c.distance = v.ReturnHops
	}
}

func (c *endToEnd) wake() time.Time {
	if c.deep {
		return c.wakeDeep()
	}
	t := c.sizes.wake()
	soonest := func(at time.Time) {
		if at.After(c.e.now) {
			t = earliest(t, at)
		}
	}
	if !c.sweep.reached {
		for _, tries := range [][]*flight{c.small, c.echoes} {
			if len(tries) > 0 {
				soonest(c.smallAt(tries))
			}
		}
		soonest(c.resolved())
		return t
	}
	if q := c.sizes.find(c.sizes.main); q != nil && len(q.tries) > 1 && q.tries[1].state == flightSent {
		soonest(q.tries[1].sentAt.Add(c.overdueAfter()))
	}
	return t
}

// wakeDeep is the survey's wake. A search that is under way is looked after from time to
// time in any case: among many targets none may be held until its deadline.
func (c *endToEnd) wakeDeep() time.Time {
	t := earliest(c.survey.wake(), c.last.wake())
	if at := c.deepAt.Add(deepPatience); at.After(c.e.now) {
		t = earliest(t, at)
	}
	if c.search.active() {
		t = earliest(t, c.e.now.Add(minWait))
	}
	return t
}

func (c *endToEnd) outcome() Outcome {
	switch {
	case c.decided():
		return OutcomeReached
	case c.down && !c.deep && c.unanswered():
		return OutcomeUnreachable
	case c.dead():
		return OutcomeSilent
	case !c.blocked && !c.deep:
		return ""
	}
	o := c.survey.outcome()
	switch {
	case c.last.lost && c.last.tells() && (o != "" || !c.anyHopHeard()):
		return OutcomeReached // until then the hops can tell where, and what passes
	case o == "" || c.last.wanted():
		return ""
	case o == OutcomeSilent && c.refusal:
		return OutcomeUnreachable
	}
	return o
}

// anyHopHeard reports whether a hop before the destination answers. Where none does, a search asks the
// destination for each size, and the place stays unknown.
func (c *endToEnd) anyHopHeard() bool {
	return slices.ContainsFunc(c.sweep.hops[:], func(h hopState) bool { return h.heard && !h.reached })
}

// spares reports whether a hop is not worth a probe: it is on the way to a
// destination that answers, and other targets have used up what its router will say.
func (c *endToEnd) spares(f *flight) bool {
	h := int(f.HopLimit)
	if c.e.budgets == nil || h > c.e.o.MaxHops || h >= max(c.sweep.estimate, c.distance) || !slices.Contains(c.sweep.hops[h].tries, f) {
		return false
	}
	c.granted[h] = c.granted[h] || c.e.budgets.grant(c.e.family, h, c.e.now)
	return !c.granted[h]
}

// flush tells the hops that were asked, and the limits.
func (c *endToEnd) flush() {
	for _, h := range c.asked() {
		c.e.emit(HopUpdate{Hop: h})
	}
	c.tellLimits(c.e.o.MaxHops)
	for _, l := range c.last.limit() {
		c.e.emit(LimitUpdate{Limit: l})
	}
}

func (c *endToEnd) fill(r *Result) {
	c.survey.fill(r)
	r.Hops = c.asked()
	r.Limits = append(r.Limits, c.last.limit()...)
	if c.sweep.reached && c.sizes.goal > 0 && r.PathMTU.MTU > c.e.smallSize() {
		// It answered late, and what is known to pass passes to a hop on the way.
		r.PathMTU = PathMTU{Status: StatusAtLeast, MTU: c.e.smallSize(), Direction: DirectionForward}
	}
}

// asked is what is known of the hops that were asked. One that was not, or may still answer, is not
// silent; and where the size passes, it does not matter who else was asked meanwhile.
func (c *endToEnd) asked() []Hop {
	if c.decided() && c.sizes.proven >= c.e.o.Require {
		return nil
	}
	return slices.DeleteFunc(c.hops(), func(h Hop) bool { return len(h.Answers) == 0 && (h.Sent == 0 || !c.sweep.settled(h.Hop)) })
}
