package pmtu

import (
	"math/rand/v2"
	"time"
)

const (
	// turnLarge is how many packets of the size in question a turn has beside its control.
	turnLarge = 3
	// turnsWanted is how many controls have to be answered: (1+turnLarge)^10 is a million.
	turnsWanted = 10
	// turnsAtOnce is how many turns are asked before it is looked what came of them, maxTurns how many at most.
	turnsAtOnce, maxTurns = 2, 24
	// turnGap is the time between two turns at first, longTurnGap where a hop answers few of them.
	turnGap, longTurnGap = refill / 2, refill
)

// trickle confirms where a hop never has two answers at once, or so much gets lost that it cannot be told from that: in
// turns of several packets of the size in question and a control, at random which of them comes when. Were the larger
// ones to pass as the control does, any answer to a turn could as well be to one of them. So an answered control is
// chance once in four times, and ten of them, with none of the others answered, once in a million times, whatever share
// gets lost and however answers are limited.
//
// Where one byte more than what passes is open, too, it is asked for both: if it does not pass, nothing larger does.
func (s *search) trickle() {
	size := s.tried
	if s.hi == s.lo+1 && s.tried > s.hi {
		size = s.hi
	}
	s.inTurns(size)
}

// inTurns is trickle, of that size.
func (s *search) inTurns(size MTU) {
	s.stage, s.gap, s.turns, s.kept = searchTrickle, turnGap, 0, 0
	s.takeTurns(size)
}

// takeTurns asks the next turns.
func (s *search) takeTurns(size MTU) {
	n := min(turnsAtOnce, turnsWanted-s.kept)
	s.asks = s.asks[:0]
	s.ask(size, s.after, n*turnLarge)
	s.ask(s.lo, s.after, n)
	rng, large := rand.New(s.e.rng), s.asks[0].flights
	for i, control := range s.asks[1].flights {
		at, turn := s.e.now.Add(time.Duration(i+1)*s.gap), rng.IntN(1+turnLarge)
		for j := range 1 + turnLarge {
			f := control
			if j != turn {
				f, large = large[0], large[1:]
			}
			f.notBefore = at.Add(time.Duration(j) * stagger)
		}
	}
}

// afterTrickle is asked after each step: an answer to the size in question ends it at once.
func (s *search) afterTrickle() {
	high, control := s.asks[0], s.asks[1]
	switch {
	case high.passed && high.size < s.tried:
		s.cancel() // each that passes costs an answer that a control needs
		s.bound()
		s.inTurns(s.tried)
		return
	case high.passed:
		s.cancel()
		s.dry = 0
		s.passes()
		return
	case high.refused:
		s.cancel()
		s.dry, s.tried = 0, high.size
		s.fails()
		return
	case !s.settled():
		return
	}
	answered := 0
	for _, f := range control.flights {
		if f.counts {
			answered++
		}
	}
	s.turns += len(control.flights)
	s.kept += answered
	switch {
	case s.kept >= turnsWanted:
		s.dry, s.tried = 0, high.size // that neither passes is the narrower result
		s.fails()
	case s.turns >= maxTurns:
		s.giveUp()
	default:
		if 2*answered <= len(control.flights) {
			s.gap = longTurnGap
		}
		s.takeTurns(high.size)
	}
}

// cancel takes back what was asked and has not left.
func (s *search) cancel() {
	for _, a := range s.asks {
		for _, f := range a.flights {
			if f.state == flightQueued {
				f.state = flightFailed
				s.e.pace.drop(f)
			}
		}
	}
}
