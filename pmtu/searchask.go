package pmtu

import (
	"net/netip"
	"time"
)

// ask is one size to one hop, asked in one round.
type ask struct {
	size    MTU
	hop     int
	flights []*flight
	passed  bool // got past the place
	arrived bool // and to the hop, which answered
	refused bool
	by      netip.Addr // who refused it
}

// ask sends n probes of a size to a hop, a little apart.
func (s *search) ask(size MTU, hop, n int) {
	a := &ask{size: size, hop: hop}
	for i := range n {
		f := s.probe(size, hop, i)
		if i > 0 {
			f.notBefore = s.e.now.Add(time.Duration(i) * stagger)
		}
		f.abandoned = !s.hops.solo && !s.byWitness(hop)
		a.flights = append(a.flights, f)
		s.byProbe[f.ID] = a
	}
	s.asks = append(s.asks, a)
}

// probe sends one of them.
func (s *search) probe(size MTU, hop, attempt int) *flight {
	if hop == echoHop {
		return s.e.ping(s.far(), size, attempt)
	}
	if s.byWitness(hop) {
		return s.e.sendTo(s.hops.ownPort(), UDP, hop, size, attempt)
	}
	return s.e.send(hop, size, attempt, s.hops.port())
}

// settled reports whether nothing more will come of the round.
func (s *search) settled() bool {
	for _, a := range s.asks {
		if a.refused {
			continue
		}
		for _, f := range a.flights {
			if s.waits(f) && !f.expired(s.e.now, s.patience()) && !(a.passed && len(a.flights) == 1) {
				return false
			}
		}
	}
	return true
}

// waits reports whether an answer that counts may still come.
func (s *search) waits(f *flight) bool { return f.state != flightFailed && !f.counts }

// patience is how long a round waits: a little more than the path takes, as what was
// only late is found out by the confirmation, which waits longer, the slow one too.
func (s *search) patience() time.Duration {
	if s.stage == searchConfirm || s.stage == searchTrickle || !s.e.timing.heard {
		return s.e.timing.wait()
	}
	return min(s.e.timing.wait(), s.e.timing.longest+slack)
}
