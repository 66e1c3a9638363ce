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
		{"its first hop answers, and he may be that one", false, true, 5, 4, 5, 0},
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

// TestGoesRound: several routers that answer again and again are a loop though it ends; one that does, or a few times, is none.
func TestGoesRound(t *testing.T) {
	for _, c := range []struct {
		name  string
		hops  []byte // the last byte of who answers; 0: nobody
		first int    // of hop 5; 5: there is no loop
	}{
		{"two routers", []byte{1, 2, 1, 2, 1, 2, 1, 2}, 1},
		{"two routers, one silent at times", []byte{1, 2, 0, 2, 1, 2, 1, 2, 0, 2}, 1},
		{"one answers otherwise, once", []byte{1, 2, 9, 2, 1, 2, 1, 2}, 1},
		{"behind two others", []byte{8, 9, 1, 2, 1, 2, 1, 2, 1, 2}, 3},
		{"silent the first time", []byte{1, 0, 0, 0, 1, 2, 3, 4, 1, 2, 3, 4}, 1},
		{"too many others", []byte{1, 2, 1, 2, 1, 2, 7, 8, 1, 9}, 5},
		{"one router at every other hop", []byte{1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1}, 5},
		{"one round and a half", []byte{1, 2, 1, 2, 1}, 5},
		{"one router", []byte{1, 1, 1, 1, 1, 1, 1, 1}, 5},
		{"others between", []byte{1, 2, 1, 2, 1, 2, 5, 6, 7, 8, 9, 10}, 5},
	} {
		s := surveyOf(t).sweep
		s.reached, s.endless, s.last, s.top = false, false, 0, len(c.hops)
		for i, who := range c.hops {
			h := &s.hops[i+1]
			if h.heard = who > 0; h.heard {
				h.answers = []Answer{{Addr: netip.AddrFrom4([4]byte{10, 0, 0, who})}}
			}
		}
		if got := s.firstTime(5); got != c.first {
			t.Errorf("%s: hop 5 is met first at hop %d, want %d", c.name, got, c.first)
		}
	}
}

// TestLeastRound: where some rounds are not heard, the distances between the same addresses are more than one round, and a round
// is what they can all be made of.
func TestLeastRound(t *testing.T) {
	for _, c := range []struct {
		name string
		hops []byte // the last byte of who answers; 0: nobody
		want int
	}{
		{"nobody twice", []byte{1, 2, 3, 0, 5}, 0},
		{"each round", []byte{1, 2, 1, 2, 1}, 2},
		{"every other round", []byte{1, 2, 0, 0, 1, 2}, 4},
		{"two distances", []byte{1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1}, 2},
		{"two routers", []byte{1, 2, 0, 0, 1, 0, 0, 2}, 2},
	} {
		s := surveyOf(t).sweep
		for i, who := range c.hops {
			h := &s.hops[i+1]
			if h.heard = who > 0; h.heard {
				h.answers = []Answer{{Addr: netip.AddrFrom4([4]byte{10, 0, 0, who})}}
			}
		}
		if got := s.leastRound(); got != c.want {
			t.Errorf("%s: %d hops, want %d", c.name, got, c.want)
		}
	}
}
