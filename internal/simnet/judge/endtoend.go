package judge

import (
	"math/rand/v2"
	"slices"

	"github.com/pathmtu/pmtu/internal/check"
	"github.com/pathmtu/pmtu/internal/cli"
	"github.com/pathmtu/pmtu/internal/simnet"
	"github.com/pathmtu/pmtu/pmtu"
)

// The exit codes that are judged, as CONTRACT.md's section 4 has them.
const (
	exitPass         = 0
	exitFail         = 1
	exitBlackHole    = 3
	exitInconclusive = 4
	exitUnreachable  = 5
)

// Requirement draws from the seed the size that a check over the network asks for: where it is
// easy to be wrong, around what passes, and what somebody claims; and what people ask for.
func Requirement(n *simnet.Network, f pmtu.Family, seed uint64) pmtu.MTU {
	own := rand.New(rand.NewPCG(seed, 0x63686563))
	truth := n.Truth(flow{port: pmtu.DefaultPort}.of(n, f)).PathMTU
	sizes := []pmtu.MTU{truth, truth, truth + 1, truth + 1, truth - 1, 1280, 1500}
	if claims := n.Claims(); len(claims) > 0 {
		c := claims[own.IntN(len(claims))]
		sizes = append(sizes, c, c+1)
	}
	return min(max(sizes[own.IntN(len(sizes))], f.Min()), f.Max())
}

// carries reports whether packets of the size get to the destination.
func (t *Trial) carries(size pmtu.MTU) bool { return t.Truth.Reachable && t.Truth.PathMTU >= size }

// refused reports whether somebody says of the smallest packets that they get no further.
func (t *Trial) refused() bool { return t.Truth.Refusal != nil || t.Truth.PathMTU == 0 }

// verdict judges what a check says, by its exit code.
func (j *judgement) verdict() {
	v, reason, _ := check.Judge(j.Result, j.Require)
	s := check.Summary{Total: 1}
	s.Add(&check.Result{Verdict: v, Trace: j.Result})
	j.passes(s.ExitCode(), j.Require, reason)
	if v == check.VerdictFail {
		j.holeTold()
	}
}

// holeTold judges what a check that fails for a black hole tells: the finding with its remedy, and where
// nobody is hard to ask what passes; and the place, where every hop answers.
func (j *judgement) holeTold() {
	easy := Fair(j.Trial) && Cause(j.Trial) == CauseNone
	mute := slices.ContainsFunc(j.Truth.Hops, func(w simnet.TruthHop) bool { return w.Silent || w.Vague })
	for _, l := range j.Result.Limits {
		if l.Kind != pmtu.LimitBlackHole || l.From > j.Require {
			continue
		}
		if !slices.ContainsFunc(j.Result.Findings, func(f pmtu.Finding) bool {
			return f.Code == pmtu.CodeBlackHole && f.Hop == max(0, l.AfterHop) && f.Remedy != ""
		}) {
			j.fault("black hole untold", "no finding tells of the black hole after hop %d from %d bytes on", l.AfterHop, l.From)
		}
		if easy && (l.To == 0 || l.AfterHop < 0 && !mute) {
			j.fault("black hole unplaced", "a black hole after hop %d from %d to %d bytes; there are %s", l.AfterHop, l.From, l.To, limits(j.Truth.Limits))
		}
	}
}

// passes judges whether it is so that packets of the size pass, fail, or get nowhere.
func (j *judgement) passes(code int, size pmtu.MTU, reason string) {
	rule, ok := "exit code", code == exitInconclusive
	switch code {
	case exitPass:
		rule, ok = "false pass", j.carries(size) && j.Truth.Answers
	case exitFail:
		rule, ok = "false fail", j.Truth.PathMTU < size
	case exitUnreachable:
		rule, ok = "false unreachable", j.refused()
	}
	if !ok {
		j.fault(rule, "%d bytes, exit code %d: %s; the path carries %d", size, code, reason, j.Truth.PathMTU)
	}
}

// exitCode judges that of a trace, and what its result would tell a check that asks for sizes around the path MTU.
func (j *judgement) exitCode() {
	truth, code := j.Truth, cli.ExitCode(j.Result)
	hole, untold := false, false // the tightest limit is one; any may be taken for one
	for _, w := range truth.Limits {
		hole, untold = w.Silent, untold || j.silent(w)
	}
	ok := false
	switch code {
	case exitPass:
		ok = truth.Answers && truth.Reachable && !hole
	case exitBlackHole:
		ok = untold
	case exitUnreachable:
		ok = j.refused()
	case exitInconclusive:
		ok = j.Result.PathMTU.Status != pmtu.StatusProven
	}
	if !ok {
		j.fault("exit code", "%d, path MTU %s %d; the path carries %d, there are %s", code, j.Result.PathMTU.Status, j.Result.PathMTU.MTU, truth.PathMTU, limits(truth.Limits))
	}
	for _, size := range []pmtu.MTU{truth.PathMTU - 1, truth.PathMTU, truth.PathMTU + 1} {
		if v, reason, _ := check.Judge(j.Result, size); v == check.VerdictPass {
			j.passes(exitPass, size, reason)
		} else if v == check.VerdictFail {
			j.passes(exitFail, size, reason)
		}
	}
}

// Undecided reports whether a check ended without a verdict.
func Undecided(t *Trial) bool {
	if t.Result == nil {
		return true
	}
	v, _, _ := check.Judge(t.Result, t.Require)
	return v == check.VerdictInconclusive || v == check.VerdictError
}

// Decidable reports whether a check should have had a verdict: the destination answers, and nothing is lost that
// cannot be told from a limit. That a size passes is seen by one answer, so that
// nothing has to be told apart where the answer comes back.
func Decidable(t *Trial) bool {
	traits, truth := t.Net.Traits(t.Family), t.Truth
	if !truth.Reachable || !truth.Answers || traits.Loss {
		return false
	}
	if t.carries(t.Require) && (!t.large(traits) || truth.ReturnMTU == 0 || truth.ReturnMTU >= t.Require) {
		return true
	}
	return Fair(t)
}
