package check

import (
	"reflect"
	"testing"

	"github.com/pathmtu/pmtu/pmtu"
)

func TestExitCode(t *testing.T) {
	for _, tt := range []struct {
		name string
		s    Summary
		want int
	}{
		{"all pass", Summary{Total: 2, Pass: 2}, 0},
		{"errors only", Summary{Total: 2, Errors: 2}, 6},
		{"an error and a pass", Summary{Total: 2, Errors: 1, Pass: 1}, 6},
		{"an error and an inconclusive", Summary{Total: 2, Errors: 1, Inconclusive: 1}, 4},
		{"an error and an unreachable", Summary{Total: 2, Errors: 1, Unreachable: 1}, 5},
		{"an error and a fail", Summary{Total: 2, Errors: 1, Fail: 1}, 1},
		{"everything", Summary{Total: 5, Errors: 1, Fail: 1, Unreachable: 1, Inconclusive: 1, Pass: 1}, 1},
		{"inconclusive and unreachable", Summary{Total: 2, Inconclusive: 1, Unreachable: 1}, 5},
		{"inconclusive", Summary{Total: 2, Inconclusive: 1, Pass: 1}, 4},
		{"unreachable", Summary{Total: 2, Unreachable: 1, Pass: 1}, 5},
		{"less MTU than before", Summary{Total: 1, Pass: 1, Lost: 1, Changed: 1}, 1},
		{"changed", Summary{Total: 1, Pass: 1, Changed: 1}, 0},
		{"an error, the other not come to", Summary{Total: 2, Errors: 1}, 4},
		{"not come to", Summary{Total: 2, Pass: 1}, 4},
		{"nothing done", Summary{Total: 2}, 4},
	} {
		if got := tt.s.ExitCode(); got != tt.want {
			t.Errorf("%s: exit code %d, want %d", tt.name, got, tt.want)
		}
	}
}

func TestSummaryAdd(t *testing.T) {
	var s Summary
	for _, v := range Verdicts {
		s.Add(&Result{Verdict: v, Trace: &pmtu.Result{Stats: pmtu.Stats{Sent: 3, SentBytes: 1000}}})
	}
	s.Add(&Result{Verdict: VerdictPass, Changes: []Change{{What: ChangeHopCount}}})
	s.Add(&Result{Verdict: VerdictPass, Changes: []Change{{What: ChangePathMTU, Loss: true}}})
	want := Summary{Pass: 3, Fail: 1, Inconclusive: 1, Unreachable: 1, Errors: 1, Sent: 15, SentBytes: 5000, Changed: 2, Lost: 1}
	if !reflect.DeepEqual(s, want) || s.Done() != 7 {
		t.Errorf("%+v, want %+v", s, want)
	}
}
