package pmtu

import (
	"net/netip"
	"testing"
)

// TestGiveUpSettled: a search that ends without the place tells of a limit where the size was settled, and
// of none where it was not, or where it passes, or where somebody spoke of it before.
func TestGiveUpSettled(t *testing.T) {
	for _, c := range []struct {
		name            string
		proven, refuted MTU
		limit           int
		want            MTU // what the new limit lets pass; 0: there is none
	}{
		{"settled", 1400, 1401, -1, 1400},
		{"not settled", 1400, 1402, -1, 0},
		{"nothing is known", 0, 0, -1, 0},
		{"it passes", 1500, 1501, -1, 0},
		{"somebody spoke", 1400, 1401, 0, 0},
	} {
		s := surveyOf(t)
		s.search.stage, s.search.big, s.search.before, s.search.after, s.search.limit = searchConfirm, 1500, 1, 64, c.limit
		s.sizes.proven, s.sizes.refuted, s.sizes.main = c.proven, c.refuted, 1500
		spoke := narrow{from: 1500, claim: 1400, addr: netip.MustParseAddr("10.77.0.1"), auth: AuthToken, after: 1}
		if c.limit >= 0 {
			s.sizes.limits = append(s.sizes.limits, spoke)
		}
		s.search.giveUp()
		if s.search.active() || s.search.gaveUp != 1500 {
			t.Errorf("%s: the search goes on, or begins again: %v, gave up %d", c.name, s.search.active(), s.search.gaveUp)
		}
		if c.limit >= 0 {
			if len(s.sizes.limits) != 1 || s.sizes.limits[0] != spoke {
				t.Errorf("%s: %+v", c.name, s.sizes.limits)
			}
			continue
		}
		var got MTU
		for _, n := range s.sizes.limits {
			got = n.to
			if !n.hole || n.after != -1 || n.from != 1500 {
				t.Errorf("%s: %+v", c.name, n)
			}
		}
		if got != c.want {
			t.Errorf("%s: a limit to %d bytes, want %d", c.name, got, c.want)
		}
	}
}

// TestTries: losses in a row that are less likely than once in a million, up to 36: with fewer, hops that seem
// to lose half of what they are asked were waited for seconds.
func TestTries(t *testing.T) {
	for _, c := range []struct {
		loss float64
		want int
	}{
		{0, 4}, {0.02, 4}, {0.1, 6}, {0.3, 12}, {0.5, 20}, {0.6, 28}, {0.68, 36}, {0.69, hopeless}, {1, hopeless},
	} {
		if got := tries(c.loss); got != c.want {
			t.Errorf("at a loss of %v: %d, want %d", c.loss, got, c.want)
		}
	}
}

// TestLossOfRounds: what passes and was not answered in rounds makes more losses needed, up to twelve.
func TestLossOfRounds(t *testing.T) {
	for _, c := range []struct{ asked, lost, want int }{
		{0, 0, 3}, {20, 0, 3}, {20, 1, 6}, {20, 4, 10}, {10, 9, 12},
	} {
		s := surveyOf(t).search
		s.chance = controlCount{asked: c.asked, lost: c.lost}
		if got := s.neededByAll(); got != c.want {
			t.Errorf("%d of %d lost: %d, want %d", c.lost, c.asked, got, c.want)
		}
	}
}
