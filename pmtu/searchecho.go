package pmtu

import "slices"

// echoHop stands for the destination where it is asked by echoes: it comes
// behind every hop limit. Hosts do not limit echo replies as they do errors, so that sizes
// cost nobody's answers. An echo that comes back got there; one that does not may
// have been lost on the way back, so that only other probes refute a size.
const echoHop = 256

// byEcho reports whether sizes are asked by echoes.
func (s *search) byEcho() bool {
	return (s.auto.heard || s.e.proto == ICMP) && !s.auto.doubted && s.span == wholePath && s.sizes.goal == 0
}

// onlyEchoed reports whether what is known to pass is so by echoes alone, beside probes of another protocol: a filter may
// let these pass only where they are small.
func (s *search) onlyEchoed() bool {
	if !s.byEcho() || s.e.proto == ICMP {
		return false
	}
	for h, a := range s.ledger {
		if h != echoHop && h >= s.after && a.passed >= s.lo {
			return false
		}
	}
	return s.lo > max(s.base, s.beyond)
}

// last is the farthest whose losses count.
func (s *search) last() int {
	switch {
	case s.byEcho():
		return echoHop
	case s.after == s.far():
		return s.after
	}
	return min(s.after+s.span, s.far())
}

// refusedEcho reports whether only echoes beside other probes were refused at that size, which may take
// another of parallel ways than what is measured.
func (s *search) refusedEcho(size MTU) bool {
	echo := false
	for _, c := range s.e.seen.claims {
		if c.Size != size {
			continue
		}
		if s.e.flight(c.Probe).Protocol == s.e.proto {
			return false
		}
		echo = true
	}
	return echo
}

// neverEchoed reports whether no echo of that size or a larger one came back, beside probes of another protocol.
func (s *search) neverEchoed(size MTU) bool {
	return s.e.proto != ICMP && !slices.ContainsFunc(s.e.flights, func(f *flight) bool {
		return f.Protocol == ICMP && f.Size >= size && f.final
	})
}
