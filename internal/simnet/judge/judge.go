package judge

import (
	"fmt"
	"net/netip"
	"slices"

	"github.com/pathmtu/pmtu/internal/simnet"
	"github.com/pathmtu/pmtu/pmtu"
)

// Fault is something that a result says and that is not so.
type Fault struct {
	// Rule is what kind of fault it is, in few words.
	Rule string
	// Text says what was said, and what is so.
	Text string
}

// Judge compares what a run said with what is so. It returns nothing where
// all that was said is so.
func Judge(t *Trial) []Fault {
	j := &judgement{Trial: t}
	if t.Err != nil {
		j.fault("error", "%v", t.Err)
	}
	if t.Result == nil {
		return j.faults
	}
	j.bounds()
	j.pathMTU()
	j.path()
	for _, l := range t.Result.Limits {
		j.limit(l)
	}
	j.missing()
	j.passedOver()
	j.findings()
	if t.Require > 0 {
		j.verdict()
	} else {
		j.exitCode()
	}
	return j.faults
}

type judgement struct {
	*Trial
	faults []Fault
}

func (j *judgement) fault(rule, format string, args ...any) {
	j.faults = append(j.faults, Fault{rule, fmt.Sprintf(format, args...)})
}

// bounds are those that every run keeps, whatever the network does.
func (j *judgement) bounds() {
	r := j.Result
	if r.Duration > j.deadline() {
		j.fault("deadline", "took %v, longer than %v", r.Duration, j.deadline())
	}
	if r.Stats.Sent > pmtu.DefaultMaxProbes || r.Stats.SentBytes > pmtu.DefaultMaxBytes {
		j.fault("budget", "sent %d probes, %d bytes", r.Stats.Sent, r.Stats.SentBytes)
	}
	if r.Outcome == "" {
		j.fault("no outcome", "the run ended without an outcome")
	}
}

// pathMTU judges the number that is the answer.
func (j *judgement) pathMTU() {
	p, truth := j.Result.PathMTU, j.Truth
	most, where := truth.PathMTU, "the destination"
	if !j.arrived() {
		last := j.lastHeard()
		w, _ := truth.At(last)
		most = w.MTU
		where = fmt.Sprintf("hop %d, the last that answered", last)
	}
	switch {
	case p.Status == pmtu.StatusProven && (!truth.Answers || !truth.Reachable):
		j.fault("proven without answer", "path MTU %d called proven, the destination answers nothing", p.MTU)
	case p.Status == pmtu.StatusProven && p.MTU > truth.PathMTU:
		j.fault("proven above", "path MTU %d called proven, the path carries %d", p.MTU, truth.PathMTU)
	case p.Status == pmtu.StatusProven && p.MTU < truth.PathMTU:
		j.fault("proven below", "path MTU %d called proven, the path carries %d", p.MTU, truth.PathMTU)
	case p.Direction == pmtu.DirectionBoth && truth.ReturnMTU != 0 && p.MTU > truth.ReturnMTU:
		j.fault("direction", "path MTU %d said to hold for both ways, the way back carries %d", p.MTU, truth.ReturnMTU)
	case p.Status == pmtu.StatusAtLeast && p.MTU > most:
		j.fault("at least above", "path MTU at least %d, but %d is the most that gets to %s", p.MTU, most, where)
	}
}

// arrived reports whether the result says that the destination answered.
func (j *judgement) arrived() bool {
	return j.Result.Outcome == pmtu.OutcomeReached ||
		slices.ContainsFunc(j.Result.Hops, func(h pmtu.Hop) bool { return h.Reached }) ||
		slices.ContainsFunc(j.Result.Probes, func(f pmtu.Fate) bool {
			return !f.Echo && (f.Answer == pmtu.AnswerUnreachable || f.Answer == pmtu.AnswerReply) && f.Addr == j.Result.Target.Addr()
		})
}

// lastHeard is the last hop at which anybody answered. What a router refuses
// was to end one hop behind it.
func (j *judgement) lastHeard() int {
	last := 0
	for _, h := range j.Result.Hops {
		if len(h.Answers) > 0 {
			last = max(last, h.Hop)
		}
	}
	if j.Truth.LoopTo == 0 {
		last = min(last, len(j.Truth.Hops))
	}
	return last
}

// path judges outcome and hops.
func (j *judgement) path() {
	r, truth := j.Result, j.Truth
	if r.Outcome == pmtu.OutcomeReached && !truth.Answers {
		j.fault("reached", "the destination answers nothing, but is said to be reached")
	}
	if r.HopCount != 0 && r.HopCount != truth.HopCount {
		j.fault("hop count", "%d hops, there are %d", r.HopCount, truth.HopCount)
	}
	if r.HopCount == 0 && j.countable() {
		j.fault("hop count unknown", "the destination was reached, and after how many hops is not said; there are %d", truth.HopCount)
	}
	for _, h := range r.Hops {
		w, ok := truth.At(h.Hop)
		if !ok {
			if h.MTU > 0 || h.Reached {
				j.fault("hop behind the end", "hop %d: MTU %d, reached %v, but nothing gets there", h.Hop, h.MTU, h.Reached)
			}
			continue
		}
		if h.MTU > w.MTU {
			j.fault("hop MTU", "hop %d: %d bytes said to arrive, %d do", h.Hop, h.MTU, w.MTU)
		}
		if h.Reached && h.Hop != truth.HopCount {
			j.fault("hop reached", "hop %d said to be the destination, hop %d is", h.Hop, truth.HopCount)
		}
		for _, a := range h.Answers {
			if !slices.Contains(w.Addrs, a.Addr) && !j.onOtherFlow(h.Hop, a.Addr) {
				j.fault("hop address", "hop %d: %v answered, there are %v", h.Hop, a.Addr, w.Addrs)
			}
		}
	}
}

// countable reports whether a trace should have said how far the destination is: it was reached, within as many hops as a
// trace asks, and nothing is lost. A default Linux has answers enough; one that has fewer is an excuse only where it is named.
func (j *judgement) countable() bool {
	if j.Require > 0 || j.Result.Outcome != pmtu.OutcomeReached || j.Truth.HopCount > pmtu.DefaultMaxHops || !Fair(j.Trial) {
		return false
	}
	named := func(f pmtu.Finding) bool { return f.Code == pmtu.CodeRateLimited && f.Addr == j.Result.Target.Addr() }
	return !j.Net.Traits(j.Family).Limited || !slices.ContainsFunc(j.Result.Findings, named)
}

// onOtherFlow reports whether the address answers at the hop on the way of
// probes to another port.
func (j *judgement) onOtherFlow(hop int, addr netip.Addr) bool {
	return slices.ContainsFunc(j.others, func(t simnet.Truth) bool {
		h, ok := t.At(hop)
		return ok && slices.Contains(h.Addrs, addr)
	})
}

// limit judges one limit: its place, its size and who said so.
func (j *judgement) limit(l pmtu.Limit) {
	if l.Kind == pmtu.LimitLocal {
		j.fault("local limit", "a limit of this host is listed: %+v", l)
		return
	}
	if slices.ContainsFunc(j.Truth.Limits, func(w simnet.TruthLimit) bool { return j.is(l, w) }) || j.refuser(l) {
		return
	}
	rule := "limit"
	switch {
	case l.Kind == pmtu.LimitBlackHole:
		rule = "black hole"
	case l.To == 0:
		rule = "limit unproven"
	}
	j.fault(rule, "%s after hop %d to %d bytes; there are %s", l.Kind, l.AfterHop, l.To, limits(j.Truth.Limits))
}

// is reports whether l tells of w.
func (j *judgement) is(l pmtu.Limit, w simnet.TruthLimit) bool {
	if l.To != 0 && l.To != w.To {
		return false
	}
	if l.Kind == pmtu.LimitPacketTooBig {
		return !w.Silent && (l.AfterHop == w.AfterHop || l.AfterHop < 0)
	}
	return j.silent(w) && (l.AfterHop == w.AfterHop || l.AfterHop < 0 || l.AfterHop < w.AfterHop && j.unheard(l.AfterHop+1, w.AfterHop))
}

// refuser reports whether l tells of the router that lets nothing through, where it did refuse
// large packets for their size first: nothing is said to pass there.
func (j *judgement) refuser(l pmtu.Limit) bool {
	last := len(j.Truth.Hops)
	return j.Truth.Refusal != nil && l.Kind == pmtu.LimitPacketTooBig && l.To == 0 &&
		(l.AfterHop < 0 || l.AfterHop == last) && j.Net.TooBigSent(j.Family, last) > 0
}

// silent reports whether nobody told of a limit in this run. Where every report
// was lost, it is as if there were none.
//
// Nor can be told whose a report is that quotes no token, and another destination or what cannot be.
func (j *judgement) silent(w simnet.TruthLimit) bool {
	t := j.Net.Traits(j.Family)
	return w.Silent || j.Net.TooBigSent(j.Family, w.AfterHop) == 0 || t.ShortQuotes && (t.Rewritten || t.Lies) ||
		t.Loss && t.Limited && !j.told(w)
}

// told reports whether a packet too big came of a size that gets to the place and no farther.
func (j *judgement) told(w simnet.TruthLimit) bool {
	return slices.ContainsFunc(j.Result.Claims, func(c pmtu.Claim) bool { return c.Size > w.To && c.Size <= w.From })
}

// unheard reports whether no hop from one to another answered in this run: then it cannot be told
// behind which of them a packet vanished.
func (j *judgement) unheard(from, to int) bool {
	for _, h := range j.Result.Hops {
		if h.Hop >= from && h.Hop <= to && len(h.Answers) > 0 {
			return false
		}
	}
	return true
}

// missing judges what is not said: a path MTU that is proven and smaller than this host's is so for a reason.
func (j *judgement) missing() {
	p := j.Result.PathMTU
	if p.Status != pmtu.StatusProven || p.MTU != j.Truth.PathMTU || len(j.Truth.Limits) == 0 {
		return
	}
	if !slices.ContainsFunc(j.Result.Limits, func(l pmtu.Limit) bool { return l.To == p.MTU }) {
		j.fault("limit missing", "the path MTU %d is proven, but no limit says why; there are %s", p.MTU, limits(j.Truth.Limits))
	}
}

func limits(list []simnet.TruthLimit) string {
	if len(list) == 0 {
		return "none"
	}
	s := ""
	for i, l := range list {
		if i > 0 {
			s += ", "
		}
		kind := "reported"
		if l.Silent {
			kind = "silent"
		}
		s += fmt.Sprintf("%s after hop %d to %d", kind, l.AfterHop, l.To)
	}
	return s
}
