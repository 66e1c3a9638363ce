package pmtu

import (
	"testing"
	"time"
)

// TestUnsentCount: packets count as refused that were given up, on the first link, and where more were than got lost.
func TestUnsentCount(t *testing.T) {
	const jammed = maxRequeued
	for _, c := range []struct {
		name     string
		state    flightState
		requeued int
		size     MTU
		after    int
		lost     int // that left and were not answered
		want     int // Unsent
	}{
		{"given up", flightFailed, jammed, 1500, 0, 0, 12},
		{"given up, and fewer got lost", flightFailed, jammed, 1405, 0, 1, 12},
		{"given up, and as many got lost", flightFailed, jammed, 1500, 0, 2, 0},
		{"sent in the end", flightSent, jammed, 1500, 0, 0, 0},
		{"refused for another reason", flightFailed, 0, 1500, 0, 0, 0},
		{"that pass", flightFailed, jammed, 1404, 0, 0, 0},
		{"larger than any that was needed", flightFailed, jammed, 1501, 0, 0, 0},
		{"of a hole farther on", flightFailed, jammed, 1500, 1, 0, 0},
	} {
		e := &Engine{proto: UDP}
		fly := func(state flightState, size MTU) *flight {
			f := &flight{Probe: Probe{ID: uint32(len(e.flights) + 1), HopLimit: 64, Size: size}, state: state}
			if state == flightSent {
				f.sentAt = e.started.Add(time.Millisecond)
			}
			e.flights = append(e.flights, f)
			return f
		}
		e.seen.fate(fly(flightSent, 60)).Answer = AnswerReply // so that silence tells something
		for range c.lost {
			fly(flightSent, 1500)
		}
		for range 2 {
			f := fly(c.state, c.size)
			f.requeued = c.requeued
			if c.state == flightSent {
				e.seen.fate(f).Answer = AnswerReply
			}
		}
		limits := []Limit{{Kind: LimitBlackHole, AfterHop: c.after, From: 1500, To: 1404}}
		e.count(limits)
		if l := limits[0]; l.Unsent != c.want || c.want > 0 && l.Lost+l.Controls > 0 {
			t.Errorf("%s: %+v, want %d", c.name, l, c.want)
		}
	}
}
