package pmtu

import (
	"math"
	"time"
)

const (
	// paceQuantum is how much time's worth of probes leaves at once where
	// there are more: to wake up for each would cost more than to send them.
	paceQuantum = 5 * time.Millisecond
	// paceSlack is how much time's worth may leave at once after a delay of
	// this program's own.
	paceSlack = 20 * time.Millisecond
	// paceBatch is the most probes of one batch. It bounds the memory for their payloads.
	paceBatch = 32
	// turnLength is how many probes of one target leave before it is another's
	// turn. What an engine asks at once it wants to compare, so that it should leave together.
	turnLength = 16
)

// fleetPace decides when probes leave, and whose.
type fleetPace struct {
	rate   float64 // probes a second; +Inf: no bound
	tokens float64 // probes that may leave now
	at     time.Time
	ring   []*fleetTarget // those with probes to send, in the order of their turns
	turn   int            // how many the first of them sent in its turn
	queued int            // probes of all of them
}

func newFleetPace(rate float64) fleetPace { return fleetPace{rate: rate} }

// refill adds the tokens of the time that passed.
func (p *fleetPace) refill(now time.Time) {
	if math.IsInf(p.rate, 1) {
		p.tokens = paceBatch
		return
	}
	if p.at.IsZero() {
		p.tokens = p.worth(paceQuantum)
	} else if passed := now.Sub(p.at); passed > 0 {
		p.tokens = min(p.tokens+p.rate*passed.Seconds(), p.worth(paceSlack))
	}
	p.at = now
}

// worth is how many probes the rate allows in a time, at least one.
func (p *fleetPace) worth(d time.Duration) float64 { return max(1, p.rate*d.Seconds()) }

// idle reports whether more probes may leave now than wait.
func (p *fleetPace) idle() bool { return float64(p.queued+1) <= p.tokens }

// join puts a target that has probes to send behind the others.
func (p *fleetPace) join(t *fleetTarget) {
	if !t.inTurn {
		t.inTurn = true
		p.ring = append(p.ring, t)
	}
}

// leave takes a target out, and its probes with it.
func (p *fleetPace) leave(t *fleetTarget) {
	p.queued -= len(t.queue)
	if !t.inTurn {
		return
	}
	for i, x := range p.ring {
		if x == t {
			if i == 0 {
				p.turn = 0
			}
			p.ring = append(p.ring[:i], p.ring[i+1:]...)
			break
		}
	}
	t.inTurn = false
}

// next appends the probes that may leave now, at most paceBatch, and to senders whose they are.
func (p *fleetPace) next(batch []Probe, senders []*fleetTarget) ([]Probe, []*fleetTarget) {
	for len(p.ring) > 0 && p.tokens >= 1 && len(batch) < paceBatch {
		t := p.ring[0]
		batch, senders = append(batch, t.queue[0]), append(senders, t)
		t.queue = t.queue[1:]
		p.queued--
		p.tokens--
		p.turn++
		switch {
		case len(t.queue) == 0:
			t.queue, t.inTurn = nil, false
			p.shift()
		case p.turn == turnLength:
			p.shift()
			p.ring = append(p.ring, t)
		}
	}
	return batch, senders
}

func (p *fleetPace) shift() {
	p.turn = 0
	p.ring[0] = nil
	p.ring = p.ring[1:]
}

// wake is when the next probes may leave.
func (p *fleetPace) wake(now time.Time) time.Time {
	if math.IsInf(p.rate, 1) {
		return now
	}
	want := min(p.worth(paceQuantum), max(1, float64(p.queued)))
	if p.tokens >= want {
		return now
	}
	return now.Add(time.Duration(math.Ceil((want - p.tokens) / p.rate * float64(time.Second))))
}
