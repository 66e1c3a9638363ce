package pmtu_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/pathmtu/pmtu/pmtu"
)

// eachSpent traces healthy paths to a Linux destination of which earlier runs took all errors
// that it may send at once: the next comes sooner or later, and then one a second.
func eachSpent(t *testing.T, f func(t *testing.T, text string, r *pmtu.Result)) {
	for _, family := range families {
		for _, hops := range []int{2, 4, 6} {
			for wait := 20; wait < 1000; wait += 80 {
				text := fmt.Sprintf("hops %d\nhop 1-%d delay=10us\ndest delay=10us limit=6/1s/%dms\n", hops, hops-1, wait)
				f(t, text, overNetwork(t, inline(t, text), family, pmtu.Options{}))
			}
		}
	}
}

// TestSpentIsNoLoss: nothing gets lost there, and a rate limit explains all silence.
func TestSpentIsNoLoss(t *testing.T) {
	eachSpent(t, func(t *testing.T, text string, r *pmtu.Result) {
		if slices.ContainsFunc(r.Findings, func(f pmtu.Finding) bool { return f.Code == pmtu.CodeLossy }) {
			t.Errorf("%q: %+v", text, r.Findings)
		}
		if r.PathMTU.Status != pmtu.StatusProven || r.PathMTU.MTU != 1500 {
			t.Errorf("%q: path MTU %+v, want 1500 proven", text, r.PathMTU)
		}
	})
}
