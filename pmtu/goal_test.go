package pmtu

import (
	"net/netip"
	"testing"
)

// TestGoalOfLoop: where packets go round, the hop that is measured to is the first at which a router answers again;
// two hops of one address are no loop.
func TestGoalOfLoop(t *testing.T) {
	for _, c := range []struct {
		name    string
		routers string // by hop, "." is silent
		want    int
	}{
		{"no loop", "abcdefgh", 8},
		{"one router twice", "abcbdefg", 8},
		{"two routers", "abcdcdcdcd", 5},
		{"with silent ones", "abc.cdc..dcd", 5},
		{"one of three answers", ".b..b..b..b..b.", 5},
		{"one that answers for all", "abcccccccc", 5},
	} {
		s := surveyOf(t).sweep
		for i, r := range c.routers {
			if r == '.' {
				continue
			}
			h := &s.hops[i+1]
			h.heard, s.top = true, i+1
			h.answers = []Answer{{Addr: netip.AddrFrom4([4]byte{10, 77, 0, byte(r)})}}
		}
		if got := s.goal(); got != c.want {
			t.Errorf("%s: hop %d, want %d", c.name, got, c.want)
		}
	}
}
