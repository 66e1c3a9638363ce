package judge

import (
	"bytes"
	"errors"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pathmtu/pmtu/internal/simnet"
	"github.com/pathmtu/pmtu/pmtu"
)

// holes is a path with a reported limit, a silent hop and a black hole.
const holes = `
hops 8
hop 2 mtu=1480
hop 4 silent=yes
hop 5 mtu=1400 ptb=dropped
`

func trial(t *testing.T, text string) *Trial {
	t.Helper()
	n, err := simnet.Parse("test.net", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return Try(n, Setup{Family: pmtu.IPv4, Seed: 1}, nil)
}

// A true result is without fault, and each thing that is not so is found by its rule.
func TestJudge(t *testing.T) {
	for _, c := range []struct {
		rule, text string // text "": holes
		falsify    func(r *pmtu.Result)
	}{
		{"", "", func(*pmtu.Result) {}},
		{"", "", func(r *pmtu.Result) { r.PathMTU = pmtu.PathMTU{Status: pmtu.StatusAtLeast, MTU: 1399} }},
		{"", "", func(r *pmtu.Result) { r.Limits[1].AfterHop, r.Findings[0].Hop = -1, 0 }},
		{"proven above", "", func(r *pmtu.Result) { r.PathMTU.MTU = 1401 }},
		{"proven below", "", func(r *pmtu.Result) { r.PathMTU.MTU = 1399 }},
		{"at least above", "", func(r *pmtu.Result) { r.PathMTU = pmtu.PathMTU{Status: pmtu.StatusAtLeast, MTU: 1401} }},
		{"at least above", "hops 5\nhop 2 mtu=1400\ndest udp=silent", func(r *pmtu.Result) { r.PathMTU.MTU = 1500 }},
		{"proven without answer", "hops 5\ndest udp=silent", func(r *pmtu.Result) { r.PathMTU.Status = pmtu.StatusProven }},
		{"reached", "hops 5\ndest udp=silent", func(r *pmtu.Result) { r.Outcome = pmtu.OutcomeReached }},
		{"hop count", "", func(r *pmtu.Result) { r.HopCount = 9 }},
		{"hop count unknown", "", func(r *pmtu.Result) { r.HopCount = 0 }},
		{"hop count unknown", "hops 5\nhop 3-4 silent=yes\ndest limit=1/1s", func(r *pmtu.Result) { r.HopCount, r.Findings = 0, nil }},
		{"", "hops 5\nhop 3-4 silent=yes\ndest limit=1/1s", func(r *pmtu.Result) { r.HopCount, r.Findings = 0, limiting(r) }},
		{"hop count unknown", "hops 5\nhop 3-4 silent=yes", func(r *pmtu.Result) { r.HopCount, r.Findings = 0, limiting(r) }},
		{"", "hops 5\nhop 2 loss=1%", func(r *pmtu.Result) { r.HopCount = 0 }},
		{"", "hops 31", func(r *pmtu.Result) { r.HopCount = 0 }},
		{"", "hops 5", func(r *pmtu.Result) { r.Outcome, r.HopCount = pmtu.OutcomeDeadline, 0 }},
		{"hop reached", "", func(r *pmtu.Result) { r.Hops[6].Reached = true }},
		{"hop MTU", "", func(r *pmtu.Result) { r.Hops[2].MTU = 1481 }},
		{"hop address", "", func(r *pmtu.Result) { r.Hops[2].Answers[0].Addr = netip.MustParseAddr("10.77.0.9") }},
		{"hop behind the end", "", func(r *pmtu.Result) { r.Hops = append(r.Hops, pmtu.Hop{Hop: 9, MTU: 60}) }},
		{"limit", "", func(r *pmtu.Result) { r.Limits[0].AfterHop = 1 }},
		{"limit", "", func(r *pmtu.Result) { r.Limits[0].To = 1479 }},
		{"limit", "", func(r *pmtu.Result) { r.Limits[0].To = 1481 }},
		{"limit unproven", "", func(r *pmtu.Result) { r.Limits[0].AfterHop, r.Limits[0].To = 1, 0 }},
		{"limit", "", func(r *pmtu.Result) { r.Limits[1].Kind = pmtu.LimitPacketTooBig }},
		{"black hole", "", func(r *pmtu.Result) { r.Limits[0].Kind = pmtu.LimitBlackHole }},
		{"black hole", "", func(r *pmtu.Result) { r.Limits[1].AfterHop = 6 }},
		{"black hole", "", func(r *pmtu.Result) { r.Limits[1].AfterHop = 3 }},
		{"black hole", "", func(r *pmtu.Result) { r.Limits[1].To = 1399 }},
		{"black hole", "", func(r *pmtu.Result) { r.Limits[1].To = 1401 }},
		{"limit missing", "", func(r *pmtu.Result) { r.Limits = r.Limits[:1] }},
		{"local limit", "", func(r *pmtu.Result) { r.Limits[0].Kind = pmtu.LimitLocal }},
		{"direction", "hops 3\ndest back-mtu=1499", func(r *pmtu.Result) { r.PathMTU.Direction = pmtu.DirectionBoth }},
		{"direction", "hops 3\ndest back-mtu=1499 back-large=fragmented", func(r *pmtu.Result) { r.PathMTU.Direction = pmtu.DirectionBoth }},
		{"", "hops 3\ndest back-mtu=1500", func(r *pmtu.Result) { r.PathMTU.Direction = pmtu.DirectionBoth }},
		{"return path", "hops 3", findReturnLimit},
		{"return path", "hops 3\ndest back-mtu=1500", findReturnLimit},
		{"", "hops 3\ndest back-mtu=1499", findReturnLimit},
		{"deadline", "", func(r *pmtu.Result) { r.Duration = Deadline + time.Second }},
		{"budget", "", func(r *pmtu.Result) { r.Stats.Sent = 1001 }},
		{"no outcome", "", func(r *pmtu.Result) { r.Outcome = "" }},
	} {
		text := c.text
		if text == "" {
			text = holes
		}
		tr := trial(t, text)
		if faults := Judge(tr); len(faults) > 0 {
			t.Fatalf("%v before anything was falsified:\n%s", faults, text)
		}
		c.falsify(tr.Result)
		faults := Judge(tr)
		found := slices.ContainsFunc(faults, func(f Fault) bool { return f.Rule == c.rule && f.Text != "" })
		if c.rule == "" && len(faults) > 0 || c.rule != "" && !found {
			t.Errorf("%v, want %q", faults, c.rule)
		}
	}
}

// limiting says that the destination limits its answers.
func limiting(r *pmtu.Result) []pmtu.Finding {
	return []pmtu.Finding{{Code: pmtu.CodeRateLimited, Addr: r.Target.Addr(), Detail: "It is so."}}
}

// findReturnLimit adds the finding.
func findReturnLimit(r *pmtu.Result) {
	r.Findings = append(r.Findings, pmtu.Finding{Code: pmtu.CodeReturnPathLimit, Detail: "It is so."})
}

// Behind a hop that did not answer, it cannot be told where packets vanish.
func TestJudgeSilentPlace(t *testing.T) {
	tr := trial(t, strings.Replace(holes, "hop 4 silent", "hop 4-5 silent", 1))
	if l := tr.Result.Limits[1]; l.AfterHop != 3 || len(Judge(tr)) > 0 {
		t.Errorf("%+v: %v", l, Judge(tr))
	}
}

func TestJudgeError(t *testing.T) {
	faults := Judge(&Trial{Err: errors.New("the run does not end")})
	if len(faults) != 1 || faults[0].Rule != "error" {
		t.Errorf("%v", faults)
	}
}

func TestTryLogs(t *testing.T) {
	n, err := simnet.Load("limit-1")
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	Try(n, Setup{Family: pmtu.IPv6, Seed: 1}, &log)
	for _, want := range []string{"#2  1500 bytes, hop limit 64, udp port 33434", "not sent: message too long, limit 1500", "time exceeded from fd77::1 ", "too big, claims 1420, from fd77::3 ", "unreachable from fd77:99::9 "} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("no %q in\n%s", want, log.String())
		}
	}
}

func TestCause(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"hops 3", CauseNone},
		{"hops 3\ndest udp=silent", CauseSilent},
		{"hops 3\nhop 1 loss=1%", CauseLoss},
		{"hops 3\ndest udp=4", CauseData},
		{"hops 3\ndest udp=echo back-mtu=1300", CauseBack},
		{"hops 3\ndest udp=echo\nhop 2 mtu=1400 ptb=dropped", CauseMirror},
		{"hops 4\ndest udp=echo\nhop 2 mtu=1400 ptb=dropped", CauseData},
		{"hops 3\ndest udp=echo\nhop 2 mtu=1400 ptb=mtu,dropped", CauseMirror},
		{"hops 3\ndest udp=echo\nhop 2 mtu=1499 ptb=mtu,dropped", CauseData},
		{"hops 3\ndest udp=echo\nhop 2 mtu=1400 ptb=mtu,dropped,...", CauseData},
		{"hops 3\ndest udp=echo\nhop 2 mtu=1400 ptb=dropped,mtu", CauseData},
		{"hops 4\ndest udp=echo\nhop 2 mtu=1400 ptb=mtu,dropped", CauseData},
		{"hops 4\ndest udp=echo\nhop 2 mtu=1450 ptb=mtu,dropped\nhop 3 mtu=1400", CauseData},
		{"hops 4\ndest udp=echo\nhop 3 silent=yes\nhop 2 mtu=1450 ptb=mtu,dropped\nhop 3 mtu=1400", CauseData},
		{"hops 3\nforge token", CauseForged},
		{"hops 3\nhop 1 quote=minimal", CauseQuotes},
		{"hops 3\nhop 1 rewrite=198", CauseRewrite},
		{"hops 3\nhop 1 mtu=1400 ptb=0", CauseLies},
		{"hops 3\nhop 1 limit=1/1s", CauseLimited},
		{"hops 3\nhop 1 limit=1/1s\nhop 2 back-loss=1%", CauseLoss},
	} {
		text, want := c.text, c.want
		tr := trial(t, text)
		if got := Cause(tr); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
		fair := want != CauseSilent && want != CauseLoss && want != CauseBack && want != CauseMirror
		if Fair(tr) != fair {
			t.Errorf("%q: fair is %v", text, !fair)
		}
	}
	tr := trial(t, "hops 3")
	if tr.Result.Outcome = pmtu.OutcomeBudget; Cause(tr) != CauseBudget {
		t.Error("budget:", Cause(tr))
	}
	if tr.Result.Outcome = pmtu.OutcomeDeadline; Cause(tr) != CauseDeadline {
		t.Error("deadline:", Cause(tr))
	}
}
