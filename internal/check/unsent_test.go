package check

import (
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
