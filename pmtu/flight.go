package pmtu

import (
	"net/netip"
	"slices"
	"time"
)

type flightState uint8

const (
	flightQueued flightState = iota // waits for the pace
	flightGone                      // handed to the driver, which has not said yet
	flightSent
	flightFailed // did not leave this host
)

// flight is a probe and what became of it.
type flight struct {
	Probe
	state     flightState
	sentAt    time.Time
	notBefore time.Time // of a probe that is sent again
	requeued  int
	answers   int
	counts    bool // one of the answers is that of the hop in question, or as good as that
	ranOut    bool // its hop limit did, as an answer says that quotes its token
	final     bool // the destination answered it
	doubts    int  // how many of them are packets too big that nothing vouches for
	abandoned bool // only its token can name it, any more or from the start
	twin      bool // others that it is the same as may be under way on a flow where nothing else is
}

// maxRequeued is how often a probe is sent again that found a queue of this host full.
const maxRequeued = 5

// waiting reports whether the flight was sent and nothing came back.
func (f *flight) waiting() bool {
	return f.state != flightFailed && f.answers == 0
}

// left reports whether the flight left this host, as far as is known.
func (f *flight) left() bool { return f.state == flightSent || f.state == flightGone }

// expired reports whether the flight was sent at least d ago.
func (f *flight) expired(now time.Time, d time.Duration) bool {
	return f.state == flightFailed || (f.state == flightSent && !now.Before(f.sentAt.Add(d)))
}

// flight returns the probe of that ID, nil if there is none.
func (e *Engine) flight(id uint32) *flight {
	if id == 0 || int(id) > len(e.flights) {
		return nil
	}
	return e.flights[id-1]
}

// send asks for a probe. It leaves when the pace allows.
func (e *Engine) send(hopLimit int, size MTU, attempt int, port uint16) *flight {
	f := &flight{Probe: Probe{
		ID:       uint32(len(e.flights) + 1),
		Token:    e.token(),
		Protocol: e.proto,
		Target:   netip.AddrPortFrom(e.o.Target.Addr(), port),
		HopLimit: uint8(hopLimit),
		Size:     size,
		Attempt:  uint8(attempt),
	}}
	e.flights = append(e.flights, f)
	e.byToken[f.Token] = f
	e.pace.queue = append(e.pace.queue, f)
	return f
}

// ping asks for an echo, whatever the other probes are made of.
func (e *Engine) ping(hopLimit int, size MTU, attempt int) *flight {
	return e.sendAs(ICMP, hopLimit, size, attempt)
}

// sendAs asks for a probe of that protocol, whatever the others are made of.
func (e *Engine) sendAs(p Protocol, hopLimit int, size MTU, attempt int) *flight {
	return e.sendTo(e.o.Target.Port(), p, hopLimit, size, attempt)
}

// sendTo is sendAs to a port.
func (e *Engine) sendTo(port uint16, p Protocol, hopLimit int, size MTU, attempt int) *flight {
	proto := e.proto
	e.proto = p
	f := e.send(hopLimit, size, attempt, port)
	e.proto = proto
	return f
}

// release sends what the pace allows. It reports whether a probe was spared, so
// that the planner has to look again.
func (e *Engine) release() (spared bool) {
	c, frugal := e.plan.(*endToEnd)
	for {
		f := e.pace.next(e.now, e.stats)
		if f == nil {
			return spared
		}
		if frugal && c.spares(f) {
			f.state, spared = flightFailed, true
			continue
		}
		f.state = flightGone
		e.stats.Sent++
		e.stats.SentBytes += int64(f.Size)
		e.actions = append(e.actions, Send{Probe: f.Probe})
	}
}

// minRate is the least rate that is kept, probes a second: one in a quarter of an hour.
const minRate = 0.001

// pacer holds probes back: by rate, and for good when the budget is spent.
type pacer struct {
	rate      float64 // probes a second; 0: no bound
	maxProbes int
	maxBytes  int64
	queue     []*flight
	nextAt    time.Time // the earliest that the rate allows another
	spent     bool
}

// next takes the first probe that may leave now; nil if none may.
func (p *pacer) next(now time.Time, s Stats) *flight {
	if p.spent || (p.rate > 0 && now.Before(p.nextAt)) {
		return nil
	}
	for i, f := range p.queue {
		if f.notBefore.After(now) {
			continue
		}
		if s.Sent+s.NotSent >= p.maxProbes || s.SentBytes+int64(f.Size) > p.maxBytes {
			p.spent = true
			return nil
		}
		p.queue = append(p.queue[:i], p.queue[i+1:]...)
		if p.rate > 0 {
			p.nextAt = now.Add(time.Duration(float64(time.Second) / max(p.rate, minRate)))
		}
		return f
	}
	return nil
}

// wake is when next may have a probe again; zero: nothing waits.
func (p *pacer) wake(now time.Time) time.Time {
	var t time.Time
	for _, f := range p.queue {
		at := f.notBefore
		if at.Before(p.nextAt) {
			at = p.nextAt
		}
		if at.Before(now) {
			at = now
		}
		t = earliest(t, at)
	}
	return t
}

// drop forgets a probe that has not left.
func (p *pacer) drop(f *flight) {
	p.queue = slices.DeleteFunc(p.queue, func(g *flight) bool { return g == f })
}
