package pmtu_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

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

// TestSpentIsQuick: the next errors go to the size and to the destination's hop, one after the other, so
// that nothing is searched for and both are known.
func TestSpentIsQuick(t *testing.T) {
	eachSpent(t, func(t *testing.T, text string, r *pmtu.Result) {
		if r.HopCount == 0 || r.Duration > 3500*time.Millisecond || r.Stats.Sent > 100 {
			t.Errorf("%q: %d hops, %d probes, %v; want the hop of the destination, at most 100 probes and 3.5 s", text, r.HopCount, r.Stats.Sent, r.Duration)
		}
	})
}
