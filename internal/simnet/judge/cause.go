package judge

import (
	"slices"

	"github.com/pathmtu/pmtu/internal/simnet"
	"github.com/pathmtu/pmtu/pmtu"
)

// The causes for which a run may end without an answer, in the order in which
// they are looked for.
const (
	CauseSilent   = "the destination is silent"
	CauseBudget   = "the budget was spent"
	CauseDeadline = "time ran out"
	CauseLoss     = "loss"
	CauseBack     = "answers too large for the way back"
	CauseParted   = "ways of several sizes"
	CauseMirror   = "answers as large as the questions, and no hop behind a black hole"
	CauseData     = "the destination answers with data"
	CauseForged   = "forged answers"
	CauseQuotes   = "short or damaged quotes"
	CauseRewrite  = "quotes that name another destination"
	CauseLies     = "packets too big that lie"
	CauseLimited  = "rate limits tighter than Linux's"
	CauseNone     = "none of these"
)

// Causes are all that Cause may return.
var Causes = []string{
	CauseSilent, CauseBudget, CauseDeadline, CauseLoss, CauseBack, CauseParted, CauseMirror, CauseData, CauseForged, CauseQuotes, CauseRewrite, CauseLies, CauseLimited, CauseNone,
}

// Inconclusive reports whether the run ended without an answer: neither
// is the path MTU proven nor does a refusal end the path.
func Inconclusive(t *Trial) bool {
	if t.Result == nil {
		return true
	}
	return t.Result.PathMTU.Status != pmtu.StatusProven && t.Result.Outcome != pmtu.OutcomeUnreachable
}

// Answered reports whether nothing is lost on the way and the destination answers.
func Answered(t *Trial) bool {
	return t.Truth.Reachable && t.Truth.Answers && !t.Net.Traits(t.Family).Loss
}

// Fair reports whether the run should have had an answer: the destination
// answers, nothing is lost there or back that cannot be told from a limit, and a run that was to be
// short had time enough.
func Fair(t *Trial) bool { return Answered(t) && Excuse(t) == "" }

// Excuse is why a run need not have an answer though nothing is lost and the destination answers; "": it need.
func Excuse(t *Trial) string {
	if t.Within > 0 && t.Result != nil && t.Result.Outcome == pmtu.OutcomeDeadline {
		return CauseDeadline
	}
	return t.untold(t.Net.Traits(t.Family))
}

// untold is why nothing that is seen can tell what passes; "": something does.
func (t *Trial) untold(traits simnet.Traits) string {
	switch {
	case t.swallowed(traits):
		return CauseBack
	case t.parted():
		return CauseParted
	case t.mirrored(traits):
		return CauseMirror
	}
	return ""
}

// large reports whether the destination's answers to the run's probes are as large as these.
func (t *Trial) large(traits simnet.Traits) bool {
	return traits.Mirror || t.Protocol == pmtu.ICMP || t.Result != nil && t.Result.Protocol == pmtu.ICMP
}

// swallowed reports whether the way back loses answers to what arrives, so that nothing tells which way they were lost.
func (t *Trial) swallowed(traits simnet.Traits) bool {
	return traits.BackLimit && t.large(traits) && t.Truth.ReturnMTU < t.Truth.PathMTU
}

// parted reports whether flows that probes were sent on carry other sizes than the one that is measured: what one
// of them was refused and another was not may be a router's that sends each packet another way, so that less is all that can be said.
func (t *Trial) parted() bool {
	return slices.ContainsFunc(t.others, func(o simnet.Truth) bool { return o.PathMTU != t.Truth.PathMTU })
}

// mirrored reports whether nothing tells which way large packets are lost: the destination answers
// by packets of the same size, also to UDP beside echoes or not at all, and no router answers behind a place that
// nobody reports, or only who is doubtful. One whose quotes name no probe does not answer: what quotes something else than what
// was sent is counted and ignored. Nor does one who spoke once tell, see spent. Where a router answers behind the place, the larger packets that end there are lost on the
// way there, as its answers are small.
func (t *Trial) mirrored(traits simnet.Traits) bool {
	if !t.large(traits) || t.Protocol == pmtu.ICMP && t.witnessed(traits) {
		return false
	}
	for _, l := range t.Truth.Limits {
		if !l.Silent && !t.doubtful(l) && !t.spent(l) {
			continue
		}
		heard := false
		for h := l.AfterHop + 1; h < t.Truth.HopCount; h++ {
			heard = heard || !t.Truth.Hops[h-1].Silent && !t.Truth.Hops[h-1].Vague
		}
		if !heard {
			return true
		}
	}
	return false
}

// doubtful reports whether who tells of a limit quotes no token of ours, or another destination than we probe: that alone proves
// nothing, as anybody can forge it.
func (t *Trial) doubtful(l simnet.TruthLimit) bool {
	if l.AfterHop == 0 {
		return false
	}
	h := t.Truth.Hops[l.AfterHop-1]
	return h.NoToken || h.Rewrites
}

// spent reports whether who tells of the limit that is the path's has nothing left to say of one byte more than passes: he
// speaks of the first packet only, which is as large as what gets to him. What he named then need not be what passes: a router
// that names less than his link carries, and a way back that loses what is larger than he names, look the same.
func (t *Trial) spent(l simnet.TruthLimit) bool {
	return l.Once && l.From > l.To+1 && l.To == t.Truth.PathMTU
}

// witnessed reports whether the destination answers UDP of any size by errors, which are small, and
// the way there carries as much of it as of echoes.
func (t *Trial) witnessed(traits simnet.Traits) bool {
	udp := t.Net.Truth(flow{port: pmtu.DefaultPort}.of(t.Net, t.Family))
	return udp.Answers && !traits.Data && udp.PathMTU == t.Truth.PathMTU
}

// Cause is the first that explains why there was no answer.
func Cause(t *Trial) string {
	traits := t.Net.Traits(t.Family)
	switch {
	case !t.Truth.Answers:
		return CauseSilent
	case traits.Loss:
		return CauseLoss
	case t.Result != nil && t.Result.Outcome == pmtu.OutcomeBudget:
		return CauseBudget
	case t.Result != nil && t.Result.Outcome == pmtu.OutcomeDeadline:
		return CauseDeadline
	case t.untold(traits) != "":
		return t.untold(traits)
	case traits.Data && t.Protocol != pmtu.ICMP:
		return CauseData
	case traits.Forged:
		return CauseForged
	case traits.ShortQuotes:
		return CauseQuotes
	case traits.Rewritten:
		return CauseRewrite
	case traits.Lies:
		return CauseLies
	case traits.Limited:
		return CauseLimited
	}
	return CauseNone
}
