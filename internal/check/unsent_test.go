package check

import (
	"strings"
	"testing"

	"github.com/pathmtu/pmtu/pmtu"
)

// TestUnsent: what this host could not send is not called a loss of which nobody says anything.
func TestUnsent(t *testing.T) {
	for unsent, want := range map[int]string{
		0:  "path MTU 1404 is less than the required 1500: larger packets vanish between this host and hop 1 and nobody says so, a black hole",
		60: "path MTU 1404 is less than the required 1500: larger packets vanish between this host and hop 1: this host's device drops them, a black hole",
	} {
		r := &pmtu.Result{Outcome: pmtu.OutcomeReached, PathMTU: proven(1404), Limits: hole(0, 1404)}
		r.Limits[0].Unsent = unsent
		if _, reason, _ := Judge(r, 1500); reason != want {
			t.Error(reason)
		}
	}
}

// TestWithheld: who keeps the required size back is named, where nothing smaller answers the question.
func TestWithheld(t *testing.T) {
	for _, tt := range []struct {
		withheld pmtu.MTU
		refusal  string
		want     bool
	}{{1301, "", true}, {1500, "", true}, {1501, "", false}, {0, "", false}, {1301, "not permitted", false}} {
		r := &pmtu.Result{Outcome: pmtu.OutcomeReached, PathMTU: atLeast(1300), Withheld: tt.withheld, WithheldBy: "not permitted.", Refusal: tt.refusal}
		r.Stats.Sent = 9
		r.Findings = pmtu.Diagnose(r)
		v, reason, remedy := Judge(r, 1500)
		if v != VerdictInconclusive || strings.HasPrefix(reason, "this host itself does not send packets of") != tt.want || strings.Contains(remedy, "nft list ruleset") != tt.want {
			t.Errorf("%+v: %s, %q, %q", tt, v, reason, remedy)
		}
	}
}
