package main

import (
	"github.com/pathmtu/pmtu/pmtu"
)

// The causes for which a run may end without an answer, in the order in which
// they are looked for.
const (
	causeSilent   = "the destination is silent"
	causeBudget   = "the budget was spent"
	causeDeadline = "time ran out"
	causeLoss     = "loss"
	causeBack     = "answers too large for the way back"
	causeData     = "the destination answers with data"
	causeForged   = "forged answers"
	causeQuotes   = "short or damaged quotes"
	causeRewrite  = "quotes that name another destination"
	causeLies     = "packets too big that lie"
	causeLimited  = "rate limits tighter than Linux's"
	causeNone     = "none of these"
)

var causes = []string{
	causeSilent, causeBudget, causeDeadline, causeLoss, causeBack, causeData, causeForged, causeQuotes, causeRewrite, causeLies, causeLimited, causeNone,
}

// inconclusive reports whether the run ended without an answer: neither
// is the path MTU proven nor does a refusal end the path.
func inconclusive(t *trial) bool {
	if t.result == nil {
		return true
	}
	return t.result.PathMTU.Status != pmtu.StatusProven && t.result.Outcome != pmtu.OutcomeUnreachable
}

// fair reports whether the run should have had an answer: the destination
// answers, and nothing is lost there or back.
func fair(t *trial) bool {
	traits := t.net.Traits(t.family)
	return t.truth.Reachable && t.truth.Answers && !traits.Loss && !traits.BackLimit
}

// cause is the first that explains why there was no answer.
func cause(t *trial) string {
	traits := t.net.Traits(t.family)
	switch {
	case !t.truth.Answers:
		return causeSilent
	case traits.Loss:
		return causeLoss
	case t.result != nil && t.result.Outcome == pmtu.OutcomeBudget:
		return causeBudget
	case t.result != nil && t.result.Outcome == pmtu.OutcomeDeadline:
		return causeDeadline
	case traits.BackLimit:
		return causeBack
	case traits.Data:
		return causeData
	case traits.Forged:
		return causeForged
	case traits.ShortQuotes:
		return causeQuotes
	case traits.Rewritten:
		return causeRewrite
	case traits.Lies:
		return causeLies
	case traits.Limited:
		return causeLimited
	}
	return causeNone
}
