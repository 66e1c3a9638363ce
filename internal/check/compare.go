package check

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/pathmtu/pmtu/pmtu"
)

// Changes tells how a path differs from the baseline; nil: not at all, or
// nothing is known of it.
func (b *Baseline) Changes(r *Result) []Change {
	e := b.find(r)
	if e == nil {
		return nil
	}
	var changes []Change
	add := func(c Change, format string, args ...any) {
		c.Detail = sentence(fmt.Sprintf(format, args...))
		changes = append(changes, c)
	}
	now := r.Trace
	if was := e.Outcome; was != string(now.Outcome) && now.Outcome != pmtu.OutcomeInterrupted {
		add(Change{What: ChangeOutcome}, "in the baseline %s, and now %s", outcomeWords(pmtu.Outcome(was)), outcomeWords(now.Outcome))
	}
	if c, ok := e.pathMTU(now); ok {
		changes = append(changes, c)
	}
	if e.HopCount > 0 && now.HopCount > 0 && e.HopCount != now.HopCount {
		add(Change{What: ChangeHopCount, BeforeHops: e.HopCount, AfterHops: now.HopCount},
			"the destination was %d hops away and is now %d", e.HopCount, now.HopCount)
	}
	return append(changes, e.limits(now)...)
}

// outcomeWords tells of a destination how a run to it ended.
func outcomeWords(o pmtu.Outcome) string {
	switch o {
	case pmtu.OutcomeReached:
		return "it answered"
	case pmtu.OutcomeSilent:
		return "it did not answer"
	case pmtu.OutcomeUnreachable:
		return "it was unreachable"
	case pmtu.OutcomeTooManyHops:
		return "it was not within the hops that were asked"
	case pmtu.OutcomeDeadline:
		return "the deadline passed"
	case pmtu.OutcomeBudget:
		return "the budget of probes was spent"
	case pmtu.OutcomeInterrupted:
		return "the run was interrupted"
	}
	return fmt.Sprintf("the run ended as %q", string(o))
}

// pathMTU compares the path MTUs. What an interrupted or unanswered run did not find
// out is no change of the path; what it proved is.
func (e *earlier) pathMTU(now *pmtu.Result) (Change, bool) {
	c := Change{What: ChangePathMTU, BeforeBytes: e.PathMTU.Bytes, AfterBytes: now.PathMTU.MTU}
	proven := e.PathMTU.Status == string(pmtu.StatusProven)
	switch before, most := e.PathMTU.Bytes, mostThatPasses(now); {
	case before == 0:
		return c, false
	case most > 0 && most < before && e.arrived():
		c.AfterBytes, c.Loss = most, true
		c.Detail = fmt.Sprintf("path MTU was %d and is now %d", before, most)
		if !proven {
			c.Detail = fmt.Sprintf("path MTU was at least %d and is now %d", before, most)
		}
		return c, true
	case proven && atDestination(now) > before:
		c.AfterBytes = atDestination(now)
		c.Detail = fmt.Sprintf("path MTU was %d and is now %d", before, c.AfterBytes)
		if now.PathMTU.Status != pmtu.StatusProven {
			c.Detail = fmt.Sprintf("path MTU was %d and is now at least %d", before, c.AfterBytes)
		}
		return c, true
	}
	return c, false
}

// arrived reports whether the number of the earlier run holds as far as the destination.
func (e *earlier) arrived() bool {
	return e.PathMTU.Status == string(pmtu.StatusProven) ||
		e.PathMTU.Status == string(pmtu.StatusAtLeast) && e.Outcome == string(pmtu.OutcomeReached)
}

// mostThatPasses is a size above which nothing is proven to pass; 0: there is none.
func mostThatPasses(r *pmtu.Result) pmtu.MTU {
	if r.PathMTU.Status == pmtu.StatusProven {
		return r.PathMTU.MTU
	}
	most := pmtu.MTU(0)
	for _, l := range provenLimits(r) {
		if most == 0 || l.To < most {
			most = l.To
		}
	}
	if most < atDestination(r) { // another path was taken, or it has changed
		return 0
	}
	return most
}

// narrow is a place where the path gets narrower, as both runs have it.
type narrow struct {
	after int // -1: not located
	kind  pmtu.LimitKind
	to    pmtu.MTU // 0: not proven
}

// narrows lists those of the earlier run.
func (e *earlier) narrows() []narrow {
	out := make([]narrow, len(e.Limits))
	for i, l := range e.Limits {
		out[i] = narrow{-1, pmtu.LimitKind(l.Kind), l.To}
		if l.AfterHop != nil {
			out[i].after = *l.AfterHop
		}
	}
	return out
}

// same reports whether two limits are one: at the same place, or of the same
// size where one of them was not located.
func (n narrow) same(o narrow) bool {
	return n.kind == o.kind && (n.after == o.after || min(n.after, o.after) < 0 && n.to == o.to)
}

// limits compares where the path gets narrower. What was not looked for is
// not gone: only where more passes now is a limit known to be.
func (e *earlier) limits(now *pmtu.Result) (changes []Change) {
	before := e.narrows()
	var after []narrow
	for _, l := range now.Limits {
		n := narrow{l.AfterHop, l.Kind, l.To}
		after = append(after, n)
		switch i := slices.IndexFunc(before, n.same); {
		case i < 0:
			changes = append(changes, Change{What: ChangeLimitAdded, AfterBytes: n.to, Detail: "a limit is new: " + n.words(l.Addr)})
		case before[i].to != n.to && before[i].to > 0 && n.to > 0:
			changes = append(changes, Change{
				What: ChangeLimitBytes, BeforeBytes: before[i].to, AfterBytes: n.to,
				Detail: fmt.Sprintf("%s, where %d did", n.words(l.Addr), before[i].to),
			})
		}
	}
	for _, n := range before {
		if !slices.ContainsFunc(after, n.same) && n.to > 0 && atDestination(now) > n.to {
			changes = append(changes, Change{What: ChangeLimitRemoved, BeforeBytes: n.to, Detail: "a limit is gone: " + strings.Replace(n.words(netip.Addr{}), " bytes pass", " bytes passed", 1)})
		}
	}
	return changes
}

// words names a limit, and the router that says so; the zero Addr: it is not known.
func (n narrow) words(by netip.Addr) string {
	s := "packet too big"
	switch n.kind {
	case pmtu.LimitPacketTooBig:
		if by.IsValid() {
			s += " from " + by.String()
		}
	case pmtu.LimitBlackHole:
		s = "a black hole"
	case pmtu.LimitLocal:
		s = "a limit of this host"
	}
	switch {
	case n.after > 0:
		s += fmt.Sprintf(" behind hop %d", n.after)
	case n.after < 0:
		s += " somewhere on the way"
	case n.kind != pmtu.LimitLocal:
		s += " between this host and hop 1"
	}
	if n.to > 0 {
		s += fmt.Sprintf(", %d bytes pass", n.to)
	}
	return s
}
