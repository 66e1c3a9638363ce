package pmtu_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/pathmtu/pmtu/pmtu"
)

// silentLimit is a path of so many hops whose link behind one of them loses what is larger than size.
func silentLimit(hops, after, size int, more ...string) string {
	return fmt.Sprintf("hops %d\n%s\nhop %d mtu=%d ptb=dropped\n", hops, strings.Join(more, "\n"), after, size)
}

// budget is 3 round trips and 4 timeouts, each 2 round trips and some slack, but no less than 100 ms.
func budget(roundTrip time.Duration) time.Duration {
	return 3*roundTrip + 4*max(100*time.Millisecond, 2*roundTrip+30*time.Millisecond)
}

// located fails unless the run knows where what is lost, to the byte.
func located(t *testing.T, r *pmtu.Result, what string, after, size int) {
	t.Helper()
	if p := r.PathMTU; p.Status != pmtu.StatusProven || p.MTU != pmtu.MTU(size) {
		t.Errorf("%s: path MTU %+v, want %d proven", what, p, size)
	}
	if len(r.Limits) != 1 || r.Limits[0].Kind != pmtu.LimitBlackHole || r.Limits[0].AfterHop != after || r.Limits[0].To != pmtu.MTU(size) {
		t.Errorf("%s: limits %+v, want a black hole after hop %d, %d bytes", what, r.Limits, after, size)
	}
}

// moreAtLastLink is how many more probes it may take at the last link: behind it is but one, and where less than manyPass
// passes, few of the sizes that he was asked did, so that more losses are needed to be no chance.
const moreAtLastLink, manyPass = 6, 1373

// TestBlackHoleBudget: a silent limit between 1280 and 1500 bytes behind any of 9 hops that limit their errors as Linux does
// is found, located and sized within 3 round trips and 4 timeouts, with fewer than 60 probes, a few more at the last link.
func TestBlackHoleBudget(t *testing.T) {
	const hops, roundTrip = 9, 32 * time.Millisecond
	for _, f := range families {
		for after := 1; after < hops; after++ {
			for size := 1280; size < 1500; size += 3 {
				r := described(t, silentLimit(hops, after, size), f, pmtu.Auto)
				what := fmt.Sprintf("%d bytes after hop %d over %v", size, after, f)
				located(t, r, what, after, size)
				most, sent := budget(roundTrip), 60
				if after == hops-1 && size < manyPass {
					sent += moreAtLastLink
				}
				if r.Duration > most || r.Stats.Sent >= sent {
					t.Errorf("%s: %v and %d probes, want %v and fewer than %d at most", what, r.Duration, r.Stats.Sent, most, sent)
				}
			}
		}
	}
}

// TestBlackHoleBudgetOfPaths: on longer, shorter, faster and slower paths, too.
func TestBlackHoleBudgetOfPaths(t *testing.T) {
	for _, hops := range []int{2, 4, 9, 16, 28} {
		for _, delay := range []time.Duration{0, 5 * time.Millisecond, 20 * time.Millisecond} {
			roundTrip := 2 * delay * time.Duration(hops)
			for _, f := range families {
				for after := 1; after < hops; after += max(1, hops/4) {
					for size := 1281; size < 1500; size += 23 {
						r := described(t, silentLimit(hops, after, size, fmt.Sprintf("hop all delay=%v", delay), fmt.Sprintf("dest delay=%v", delay)), f, pmtu.Auto)
						what := fmt.Sprintf("%d bytes after hop %d of %d, %v apart, over %v", size, after, hops, delay, f)
						located(t, r, what, after, size)
						if most := budget(roundTrip); r.Duration > most {
							t.Errorf("%s: %v, want %v at most", what, r.Duration, most)
						}
					}
				}
			}
		}
	}
}

// TestBlackHoleBudgetOfUDP: without echoes, the hops' few answers tell, and are waited for, once a second each. Where hops
// answer each time, it is as fast as with echoes. The last link, of which nobody but the destination tells, takes longer.
func TestBlackHoleBudgetOfUDP(t *testing.T) {
	const hops, roundTrip = 9, 32 * time.Millisecond
	for _, f := range families {
		for after := 1; after < hops-1; after++ {
			for size := 1280; size < 1500; size += 7 {
				r := described(t, silentLimit(hops, after, size), f, pmtu.UDP)
				what := fmt.Sprintf("%d bytes after hop %d over %v by UDP", size, after, f)
				located(t, r, what, after, size)
				if most := 4 * time.Second; r.Duration >= most || r.Stats.Sent > 75 {
					t.Errorf("%s: %v and %d probes, want less than %v and 75 at most", what, r.Duration, r.Stats.Sent, most)
				}
				r = described(t, silentLimit(hops, after, size, "hop all limit=none", "dest limit=none"), f, pmtu.UDP)
				if r.Duration > budget(roundTrip) {
					t.Errorf("%s, unlimited: %v, want %v at most", what, r.Duration, budget(roundTrip))
				}
			}
		}
	}
}
