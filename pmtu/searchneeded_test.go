package pmtu

import (
	"testing"
	"time"
)

// TestNeeded: how often a size has to be lost at the destination, by what became of small packets to it.
func TestNeeded(t *testing.T) {
	for _, c := range []struct {
		name                 string
		answered, lost, past int // past: packets beyond the end without an answer, as of one that has none left
		want                 int
	}{
		{"nothing lost", 6, 0, 0, 3},
		{"few were asked", 3, 0, 0, 9},
		{"one of six lost, or none left", 5, 1, 0, 10},
		{"half lost, or none left", 4, 4, 0, 12},
		{"most lost, or none left", 1, 5, 0, 12},
		{"answered, but none left behind the end", 6, 0, 1, 3},
		{"none answered", 0, 3, 0, 12},
	} {
		s := surveyOf(t)
		s.e.now = time.Unix(60, 0)
		flights := func(n, answers int) (list []*flight) {
			for range n {
				list = append(list, &flight{state: flightSent, sentAt: time.Unix(2, 0), answers: answers})
			}
			return list
		}
		s.sweep.hops[2].tries = append(flights(c.answered, 1), flights(c.lost, 0)...)
		s.sweep.hops[2].received = c.answered
		s.sweep.hops[3].tries = flights(c.past, 0)
		s.search.after, s.search.lo = s.search.far(), 1400
		if got := s.search.needed(); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
}
