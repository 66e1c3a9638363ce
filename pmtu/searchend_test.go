package pmtu

import (
	"math"
	"testing"
)

// TestNeededAtEnd: whatever share of packets gets lost at the last link, that it answered all that rounds asked and then lost all
// tries is less likely than 1 in 1,000,000, and one try fewer would not do.
func TestNeededAtEnd(t *testing.T) {
	most := func(k, n int) (p float64) {
		for loss := 0.001; loss < 1; loss += 0.001 {
			p = max(p, math.Pow(1-loss, float64(k))*math.Pow(loss, float64(n)))
		}
		return p
	}
	for _, c := range []struct{ rounds, echoes, want int }{{0, 0, maxLost}, {2, 0, maxLost}, {10, 0, 10}, {3, 10, 8}, {0, 25, 6}} {
		s := surveyOf(t).search
		s.ended[s.far()], s.ended[echoHop] = c.rounds, c.echoes
		n := s.neededAtEnd()
		if n != c.want {
			t.Errorf("%d and %d answered: %d, want %d", c.rounds, c.echoes, n, c.want)
		}
		if k := c.rounds + c.echoes; k >= 10 && (most(k, n) > 1e-6 || most(k, n-1) < 1e-6) {
			t.Errorf("%d answered, %d lost: likely as %.1e, one fewer %.1e", k, n, most(k, n), most(k, n-1))
		}
		s.chance = controlCount{asked: 20, lost: 1}
		if n := s.neededAtEnd(); n != maxLost {
			t.Errorf("one was lost in rounds: %d, want %d", n, maxLost)
		}
		s.chance, s.sizes.goal = controlCount{}, 3
		if n := s.neededAtEnd(); c.echoes > 0 && n == c.want {
			t.Errorf("measured to a hop: %d, as what the destination answered counts", n)
		}
	}
}
