package pmtu

import (
	"math"
	"testing"
	"time"
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

// TestNeededAtLastLink: what rounds asked the destination makes fewer losses needed there, but not fewer than the loss that was
// seen before it makes needed; where that is, what was not asked before is asked once more.
func TestNeededAtLastLink(t *testing.T) {
	for _, c := range []struct {
		name        string
		lost, ended int // of 20 to the first hop
		want        int
		asked       int // of a size that was not asked before
	}{
		{"nothing lost, little asked", 0, 2, fewLost, fewLost},
		{"nothing lost, much asked", 0, 25, 6, 6},
		{"loss before, much asked", 4, 25, 10, 11},
	} {
		s := surveyOf(t).search
		s.after, s.ended[echoHop], s.lo = s.far(), c.ended, 1400
		for i := range 20 {
			f := s.e.send(1, 60, 0, 33434)
			f.state, f.sentAt = flightSent, s.e.now.Add(-time.Minute)
			s.hops.hops[1].tries = append(s.hops.hops[1].tries, f)
			if i >= c.lost {
				f.answers = 1
				s.hops.hops[1].received++
			}
		}
		if n := s.needed(); n != c.want {
			t.Errorf("%s: %d losses, want %d", c.name, n, c.want)
		}
		s.paused = true // its answers are there
		if s.try(1401); len(s.asks[0].flights) != c.asked {
			t.Errorf("%s: asked %d times, want %d", c.name, len(s.asks[0].flights), c.asked)
		}
	}
}

// TestTriesTakeNoLonger: many tries of a size take little longer than few, and none follows another at once.
func TestTriesTakeNoLonger(t *testing.T) {
	for _, c := range []struct {
		lost int
		gap  time.Duration
	}{{0, stagger * minLost / 6}, {4, stagger / minLost}} {
		s := surveyOf(t).search
		s.after, s.ended[echoHop], s.lo, s.paused = s.far(), 25, 1400, true
		s.chance = controlCount{asked: 20, lost: c.lost}
		s.try(1401)
		f := s.asks[0].flights
		if got := f[1].notBefore.Sub(f[0].notBefore); got != c.gap {
			t.Errorf("%d of 20 lost: %d tries, %v apart, want %v", c.lost, len(f), got, c.gap)
		}
	}
}
