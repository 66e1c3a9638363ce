package pmtu

import (
	"net/netip"
	"testing"
)

// TestGoalThatRefuses: who says that nothing goes on is behind the hop that was measured to, or is that hop himself: then
// what is known to get there is not cut down to what he was sent when he said so.
func TestGoalThatRefuses(t *testing.T) {
	measured, behind := netip.MustParseAddr("10.77.0.2"), netip.MustParseAddr("10.77.0.3")
	for _, c := range []struct {
		name    string
		refuser netip.Addr
		size    MTU
		ok      bool
	}{
		{"a router behind it", behind, 60, true},
		{"the hop itself, late", measured, 0, false},
	} {
		s := surveyOf(t)
		s.sizes.goal, s.sweep.last, s.sweep.hops[3].refused = 2, 3, true
		s.sweep.hops[2].answers = []Answer{{Addr: measured}}
		s.sweep.hops[3].answers = []Answer{{Addr: c.refuser}}
		*s.e.seen.fate(s.e.send(3, 60, 0, 33434)) = Fate{Answer: AnswerUnreachable, Addr: c.refuser}
		if size, ok := s.pastGoal(); size != c.size || ok != c.ok {
			t.Errorf("%s: %d, %v; want %d, %v", c.name, size, ok, c.size, c.ok)
		}
	}
}
