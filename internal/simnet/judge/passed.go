package judge

import (
	"slices"

	"github.com/pathmtu/pmtu/internal/simnet"
	"github.com/pathmtu/pmtu/pmtu"
)

// passedOver judges what is not said of limits before the one that makes the path MTU: a trace that met one with a larger
// packet tells of it, where nothing keeps it from knowing. A check asks for the path as a whole, and where hops have few
// answers, the time may be over before every place is found: the size comes first.
func (j *judgement) passedOver() {
	p, t := j.Result.PathMTU, j.Net.Traits(j.Family)
	if j.Require > 0 || p.Status != pmtu.StatusProven || p.MTU != j.Truth.PathMTU || j.Result.Outcome != pmtu.OutcomeReached {
		return
	}
	if t.Loss || t.Lies || t.Forged || t.ShortQuotes || t.Rewritten || t.Limited {
		return
	}
	for i, w := range j.Truth.Limits[:max(0, len(j.Truth.Limits)-1)] {
		said := slices.ContainsFunc(j.Result.Limits, func(l pmtu.Limit) bool { return l.To == w.To || j.is(l, w) })
		if !said && j.met(w) && j.apart(w, j.Truth.Limits[i+1]) {
			j.fault("limit passed over", "no limit after hop %d to %d bytes is told; there are %s", w.AfterHop, w.To, limits(j.Truth.Limits))
		}
	}
}

// met reports whether a packet of the run was stopped by the limit, and by none before it.
func (j *judgement) met(w simnet.TruthLimit) bool {
	return slices.ContainsFunc(j.Result.Probes, func(f pmtu.Fate) bool {
		return f.Size > w.To && f.Size <= w.From && f.HopLimit > w.AfterHop
	})
}

// apart reports whether the limit can be told from the next one: somebody reports it, or a hop answers between the two.
func (j *judgement) apart(w, next simnet.TruthLimit) bool {
	if !j.silent(w) {
		return true
	}
	for h := w.AfterHop + 1; h <= next.AfterHop; h++ {
		if !j.Truth.Hops[h-1].Silent && !j.Truth.Hops[h-1].Vague {
			return true
		}
	}
	return false
}
