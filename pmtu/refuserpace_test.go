package pmtu_test

import (
	"fmt"
	"testing"

	"github.com/pathmtu/pmtu/pmtu"
)

// TestRefuserWithoutErrorsLeft: a router that refuses all packets, of which earlier runs took the errors that it may send
// at once, is asked again by the hop limit that its answer tells, until that is known to be its place.
func TestRefuserWithoutErrorsLeft(t *testing.T) {
	for _, hop := range []int{1, 2} {
		for wait := 20; wait < 1000; wait += 160 {
			r := overNetwork(t, inline(t, fmt.Sprintf("hops 6\nhop %d limit=6/1s/%dms unreachable4=3/0\n", hop, wait)), pmtu.IPv4, pmtu.Options{})
			w, ok := r.Refuser()
			if !ok || w.Hop != hop || w.Before {
				t.Errorf("hop %d, an error after %d ms: %s at %q, %v; want its hop", hop, wait, r.Outcome, w.Place(), r.Duration)
			}
		}
	}
}
