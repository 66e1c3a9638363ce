package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/pathmtu/pmtu/internal/check"
	"github.com/pathmtu/pmtu/internal/render"
	"github.com/pathmtu/pmtu/pmtu"
)

// maxLabel bounds the bytes of a label, as those of a name are.
const maxLabel = 255

// label is what the user calls a target, in which blanks may stand; "" where
// it has no name but its input.
func label(t check.Target, ascii bool) string {
	return cut(render.EscapeFor(strings.TrimSpace(t.Label), true, ascii), maxLabel)
}

// title is what the user knows a target by, safe to print.
func title(t check.Target, ascii bool) string {
	if s := label(t, ascii); s != "" {
		return s
	}
	return cmp.Or(render.EscapeFor(t.Input, false, ascii), "?")
}

// aside is what stands in brackets behind the title: the destination where
// the title is a label, and the address where the destination is a name.
// "": nothing.
func aside(t check.Target, ascii bool) string {
	var parts []string
	if l := label(t, ascii); l != "" && l != t.Input && t.Input != "" {
		parts = append(parts, render.EscapeFor(t.Input, false, ascii))
	}
	if a := address(t); a != "" && (t.Name != "" || t.Input == "") {
		parts = append(parts, a)
	}
	return strings.Join(parts, ", ")
}

// full is the title with what stands in brackets behind it.
func full(t check.Target) string {
	if s := aside(t, false); s != "" {
		return title(t, false) + " (" + s + ")"
	}
	return title(t, false)
}

// address is "" where there is none. A zone is the name of an interface,
// which Linux lets contain almost anything.
func address(t check.Target) string {
	if !t.Addr.IsValid() {
		return ""
	}
	return render.EscapeFor(t.Addr.Unmap().String(), false, true)
}

// mtuText is the path MTU in words.
func mtuText(r *check.Result) string {
	mtu, status := pathMTU(r)
	switch status {
	case pmtu.StatusProven:
		return fmt.Sprint(int(mtu))
	case pmtu.StatusAtLeast:
		if r.Trace.Outcome == pmtu.OutcomeUnreachable {
			return "nothing arrives" // that some size gets to a hop before says nothing of sizes
		}
		return atLeastText(r, mtu)
	}
	return "unknown"
}

// atLeastText says how far packets of mtu bytes get where that is not to the
// destination: what holds on the way only says nothing of what is required.
func atLeastText(r *check.Result, mtu pmtu.MTU) string {
	for _, h := range slices.Backward(r.Trace.Hops) {
		switch {
		case h.Reached && (h.MTU >= mtu || h.MTU >= r.Target.Require):
			return fmt.Sprintf("at least %d", min(mtu, h.MTU))
		case h.MTU >= mtu && len(h.Answers) > 0:
			return fmt.Sprintf("%d as far as hop %d", mtu, h.Hop)
		}
	}
	if arrives(r, mtu) {
		return fmt.Sprintf("at least %d", mtu)
	}
	return fmt.Sprintf("%d on the way", mtu)
}

// arrives reports whether the destination got a packet of mtu bytes. A run
// that asked no hop knows of nobody else.
func arrives(r *check.Result, mtu pmtu.MTU) bool {
	if len(r.Trace.Hops) == 0 {
		return r.Trace.Outcome == pmtu.OutcomeReached
	}
	return slices.ContainsFunc(r.Trace.Hops, func(h pmtu.Hop) bool { return h.Reached && h.MTU >= mtu })
}

// pathMTU returns no number without a status that carries it.
func pathMTU(r *check.Result) (pmtu.MTU, pmtu.Status) {
	if r.Trace == nil || r.Trace.PathMTU.MTU <= 0 {
		return 0, pmtu.StatusUnknown
	}
	p := r.Trace.PathMTU
	if p.Status != pmtu.StatusProven && p.Status != pmtu.StatusAtLeast {
		return 0, pmtu.StatusUnknown
	}
	return p.MTU, p.Status
}

// reached reports whether the destination answered.
func reached(r *check.Result) bool {
	if r.Trace == nil {
		return false
	}
	if r.Trace.Outcome == pmtu.OutcomeReached {
		return true
	}
	for _, h := range r.Trace.Hops {
		if h.Reached {
			return true
		}
	}
	return false
}

// blackHole returns the first black hole on the path; nil: none is known.
func blackHole(r *check.Result) *pmtu.Limit {
	if r.Trace == nil {
		return nil
	}
	for i, l := range r.Trace.Limits {
		if l.Kind == pmtu.LimitBlackHole {
			return &r.Trace.Limits[i]
		}
	}
	return nil
}

// reason says why the verdict is what it is, in a sentence without a full stop.
func reason(r *check.Result, ascii bool) string {
	s := strings.TrimSuffix(r.Reason, ".")
	if s == "" && r.Err != nil {
		s = r.Err.Error()
	}
	if s == "" {
		s = fmt.Sprintf("path MTU %s, %d required", mtuText(r), r.Target.Require)
	}
	return render.EscapeFor(s, true, ascii)
}

// remedy says what to do; "": nothing.
func remedy(r *check.Result, ascii bool) string {
	return render.EscapeFor(strings.TrimSuffix(r.Remedy, "."), true, ascii)
}

// verdict is that of r; what has none could not be done.
func verdict(r *check.Result) check.Verdict {
	for _, v := range check.Verdicts {
		if r.Verdict == v {
			return v
		}
	}
	return check.VerdictError
}

// sizeVerdict is that on the required size alone, whatever is less than in the baseline.
func sizeVerdict(r *check.Result) check.Verdict {
	if r.OnlyLost() {
		return r.Size
	}
	return verdict(r)
}

// untold are the changes that the reason does not tell.
func untold(r *check.Result) []check.Change {
	if !r.OnlyLost() {
		return r.Changes
	}
	return slices.DeleteFunc(slices.Clone(r.Changes), func(c check.Change) bool { return c.Loss })
}

// overall is the verdict that the exit code of a run stands for.
func overall(s check.Summary) check.Verdict {
	switch s.ExitCode() {
	case check.ExitPass:
		return check.VerdictPass
	case check.ExitFail:
		return check.VerdictFail
	case check.ExitInconclusive:
		return check.VerdictInconclusive
	case check.ExitUnreachable:
		return check.VerdictUnreachable
	}
	return check.VerdictError
}

// count is how many results have a verdict.
func count(s check.Summary, v check.Verdict) int {
	switch v {
	case check.VerdictPass:
		return s.Pass
	case check.VerdictFail:
		return s.Fail
	case check.VerdictInconclusive:
		return s.Inconclusive
	case check.VerdictUnreachable:
		return s.Unreachable
	}
	return s.Errors
}

// counts is how many of what, in words: "2 pass, 1 fail".
func counts(s check.Summary) string {
	var parts []string
	for _, v := range check.Verdicts {
		if n := count(s, v); n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, v))
		}
	}
	if parts == nil {
		return "none finished"
	}
	return strings.Join(parts, ", ")
}

// totals is the summary in a sentence or two, without what it took.
func totals(s check.Summary) string {
	out := fmt.Sprintf("%s: %s", render.Plural(s.Total, "target"), counts(s))
	if left := s.Total - s.Done(); left > 0 && s.Done() > 0 {
		out += fmt.Sprintf(", %d not finished", left)
	}
	out += "."
	if s.Changed > 0 {
		out += fmt.Sprintf(" %d changed since the baseline", s.Changed)
		if s.Lost > 0 {
			out += fmt.Sprintf(", %d of them with less MTU", s.Lost)
		}
		out += "."
	}
	out += membership(s)
	if s.Interrupted {
		out += " Interrupted."
	}
	return out
}

// maxGone is how many of the targets that are no longer asked are named.
const maxGone = 3

// membership says which targets only this run or only the baseline has; "": none.
func membership(s check.Summary) string {
	out := ""
	if s.New > 0 {
		out = fmt.Sprintf(" %d new, not in the baseline.", s.New)
	}
	if len(s.Gone) == 0 {
		return out
	}
	out += fmt.Sprintf(" %d of the baseline not asked", len(s.Gone))
	var names []string
	for _, name := range s.Gone[:min(len(s.Gone), maxGone)] {
		if name != "" {
			names = append(names, cut(render.EscapeName(name), maxLabel))
		}
	}
	switch {
	case len(names) == 0: // they are left out of what is redacted
	case len(s.Gone) > maxGone:
		out += ": " + strings.Join(names, ", ") + " and others"
	default:
		out += ": " + strings.Join(names, ", ")
	}
	return out + "."
}

// took is what the run took.
func took(s check.Summary) string {
	d := s.Duration.Seconds()
	if d < 10 {
		return fmt.Sprintf("%s, %.2f s", render.Plural(s.Sent, "probe"), d)
	}
	return fmt.Sprintf("%s, %.0f s", render.Plural(s.Sent, "probe"), d)
}

// cut ends s in "..." where it is longer than n bytes.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	end := 0
	for i := range s { // where a character begins
		if i > n-len("...") {
			break
		}
		end = i
	}
	return s[:end] + "..."
}
