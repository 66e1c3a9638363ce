package report

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pathmtu/pmtu/internal/check"
	"github.com/pathmtu/pmtu/pmtu"
)

// anyVerdict is a verdict in a regular expression.
const anyVerdict = `(pass|fail|inconclusive|unreachable|error)`

// said is where a format says the verdict of each target, and how many have which: the number
// and the verdict, or the other way about.
var said = map[string]struct{ verdicts, counts string }{
	"text":       {`(?m)^` + anyVerdict + ` +\S`, `(\d+) ` + anyVerdict},
	"github":     {`(?m)^` + anyVerdict + ` +\S`, `(\d+) ` + anyVerdict},
	"summary":    {`(?m)^\| ` + anyVerdict + ` \|`, `(\d+) ` + anyVerdict},
	"json":       {`"check":\{"verdict":"` + anyVerdict, `"` + anyVerdict + `":(\d+)`},
	"jsonl":      {`"check":\{"verdict":"` + anyVerdict, `"` + anyVerdict + `":(\d+)`},
	"prometheus": {`(?m)^pmtu_check_verdict\{.*verdict="` + anyVerdict, `pmtu_check_targets\{verdict="` + anyVerdict + `"\} (\d+)`},
	"junit":      {`name="verdict" value="` + anyVerdict, ""},
	"nagios":     {"", anyVerdict + `=(\d+);`},
	"tap":        {"", `(\d+) ` + anyVerdict},
	"tap13":      {"", `(\d+) ` + anyVerdict},
}

// verdictsIn lists what a report says of each target, in their order.
func verdictsIn(format, report string) (out []string) {
	if said[format].verdicts == "" {
		return nil
	}
	for _, m := range regexp.MustCompile(said[format].verdicts).FindAllStringSubmatch(report, -1) {
		out = append(out, m[1])
	}
	return out
}

// countsIn is how many of what a report says there are; none of a verdict: it is absent.
func countsIn(format, report string) map[string]int {
	out := make(map[string]int)
	if said[format].counts == "" {
		return nil
	}
	if format == "text" || format == "tap" || format == "tap13" || format == "github" || format == "summary" {
		report = regexp.MustCompile(`\d+ targets?: [^.]*\.`).FindString(report)
	}
	for _, m := range regexp.MustCompile(said[format].counts).FindAllStringSubmatch(report, -1) {
		a, b := m[1], m[2]
		n, err := strconv.Atoi(a)
		if err != nil {
			a, b = b, a
			n, _ = strconv.Atoi(a)
		}
		if n > 0 {
			out[b] = n
		}
	}
	return out
}

// lostOtherwise has less MTU than before, and is of that verdict on the required size.
func lostOtherwise(v check.Verdict) *check.Result {
	r := passes()
	l := &r.Trace.Limits[0]
	l.Auth = pmtu.AuthToken
	r.Target.Label = "lost and " + string(v)
	switch v {
	case check.VerdictFail:
		r.Target.Require = 1500
	case check.VerdictInconclusive:
		r.Trace.Outcome, r.Trace.HopCount = pmtu.OutcomeSilent, 0
		r.Trace.PathMTU = pmtu.PathMTU{Status: pmtu.StatusAtLeast, MTU: 1420, Direction: pmtu.DirectionForward}
		r.Trace.Hops[0].Reached = false
	case check.VerdictUnreachable:
		r.Trace.Outcome = pmtu.OutcomeUnreachable
	}
	return compared(r)
}

// TestAgree: of one run every report says the same verdict of each target, the same counts,
// and the same verdict of the whole, which is that of the exit code.
func TestAgree(t *testing.T) {
	runs := situations()
	all := newRun(passes(), lostOtherwise(check.VerdictFail), lostOtherwise(check.VerdictInconclusive), lostOtherwise(check.VerdictUnreachable), lost())
	all.head.Baseline = "before.json"
	runs["lost"] = all
	one := newRun(lostOtherwise(check.VerdictInconclusive))
	one.head.Baseline = "before.json"
	runs["one"] = one
	for name, u := range runs {
		var job bytes.Buffer
		reports := map[string]string{}
		for _, format := range Names() {
			o := Options{}
			if format == "github" {
				o.JobSummary = &job
			}
			reports[format] = string(write(t, format, u, o))
		}
		reports["summary"] = job.String()
		verdicts, counts := verdictsIn("text", reports["text"]), countsIn("text", reports["text"])
		if len(verdicts) != len(u.results) || (len(counts) == 0) != (len(u.results) == 0) {
			t.Errorf("%s: %q and %v for %d results", name, verdicts, counts, len(u.results))
		}
		for format, report := range reports {
			if diff := cmp.Diff(verdicts, verdictsIn(format, report)); diff != "" && said[format].verdicts != "" {
				t.Errorf("%s: text and %s differ in the verdicts:\n%s", name, format, diff)
			}
			if diff := cmp.Diff(counts, countsIn(format, report)); diff != "" && said[format].counts != "" {
				t.Errorf("%s: text and %s differ in the counts:\n%s", name, format, diff)
			}
		}
		agreeOnTheWhole(t, name, u, reports)
	}
}

// agreeOnTheWhole compares what tells a run that is good from others with the exit code.
func agreeOnTheWhole(t *testing.T, name string, u run, reports map[string]string) {
	t.Helper()
	good := u.summary.ExitCode() == check.ExitPass
	words := map[string]bool{
		"nagios": strings.HasPrefix(reports["nagios"], "PMTU OK"),
		"tap":    !strings.Contains(reports["tap"], "not ok") && !strings.Contains(reports["tap"], "Bail out!"),
	}
	for _, format := range []string{"json", "jsonl"} {
		summary := reports[format][strings.LastIndex(reports[format], `"verdict":`):]
		words[format] = strings.HasPrefix(summary, `"verdict":"`+string(check.VerdictPass))
	}
	if u.summary.Done() == u.summary.Total { // what was not done is no case and no annotation
		words["junit"] = !regexp.MustCompile(`(errors|failures)="[1-9]`).MatchString(reports["junit"])
		words["github"] = !strings.Contains(reports["github"], "::error") && !strings.Contains(reports["github"], "::warning")
		words["prometheus"] = strings.Count(reports["prometheus"], "\npmtu_check_pass{") == strings.Count(reports["prometheus"], "\npmtu_check_verdict{") &&
			!regexp.MustCompile(`(?m)^pmtu_check_pass.* 0$`).MatchString(reports["prometheus"])
	}
	for format, got := range words {
		if got != good {
			t.Errorf("%s: %s says that the run is good: %t, and the exit code is %d:\n%s", name, format, got, u.summary.ExitCode(), reports[format])
		}
	}
}
