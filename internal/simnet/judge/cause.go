package judge

import (
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
	CauseSilent, CauseBudget, CauseDeadline, CauseLoss, CauseBack, CauseData, CauseForged, CauseQuotes, CauseRewrite, CauseLies, CauseLimited, CauseNone,
}

// Inconclusive reports whether the run ended without an answer: neither
// is the path MTU proven nor does a refusal end the path.
func Inconclusive(t *Trial) bool {
	if t.Result == nil {
		return true
	}
	return t.Result.PathMTU.Status != pmtu.StatusProven && t.Result.Outcome != pmtu.OutcomeUnreachable
}

// Fair reports whether the run should have had an answer: the destination
// answers, and nothing is lost there or back.
func Fair(t *Trial) bool {
	traits := t.Net.Traits(t.Family)
	return t.Truth.Reachable && t.Truth.Answers && !traits.Loss && !traits.BackLimit
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
	case traits.BackLimit:
		return CauseBack
	case traits.Data:
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
