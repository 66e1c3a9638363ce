package pmtu

import (
	"net/netip"
	"testing"
)

// TestLoopTimes: in a loop, a router that answers at a hop may have been the silent one that many hops before it as the loop is
// long. One address at two hops is no loop where the path ends, or packets do not go on.
func TestLoopTimes(t *testing.T) {
	for _, c := range []struct {
		name            string
		reached         bool
		endless         bool
		first, soonest  int
		of, silentFirst int
	}{
		{"a loop", false, true, 5, 2, 5, 2},
		{"its first hop answers", false, true, 5, 5, 5, 0},
		{"the second round", false, true, 4, 4, 7, 2},
		{"the path ends", true, true, 7, 7, 7, 2},
		{"packets do not go on", false, false, 7, 7, 7, 2},
		{"packets do not go on, and the router was silent before", false, false, 8, 5, 8, 5},
	} {
		s := surveyOf(t).sweep
		s.reached, s.endless, s.last, s.top = c.reached, c.endless, 0, 8
		for h := 1; h <= 8; h++ {
			addr := netip.AddrFrom4([4]byte{10, 0, 0, byte(h)})
			if h > 6 { // as three hops before
				addr = netip.AddrFrom4([4]byte{10, 0, 0, byte(h - 3)})
			}
			s.hops[h].heard = h != c.silentFirst
			s.hops[h].answers = []Answer{{Addr: addr}}
		}
		if c.silentFirst > 0 {
			s.hops[c.silentFirst].answers = nil
		}
		if got := s.firstTime(c.of); got != c.first {
			t.Errorf("%s: hop %d is met first at hop %d, want %d", c.name, c.of, got, c.first)
		}
		if got := s.soonestTime(c.of); got != c.soonest {
			t.Errorf("%s: hop %d may be met first at hop %d, want %d", c.name, c.of, got, c.soonest)
		}
	}
}
