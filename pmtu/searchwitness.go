package pmtu

// An echo that does not come back may be lost on either way, as its answer is as large as it is. Where no hop
// behind the place answers, a witness tells: a destination with nothing behind the port answers UDP
// with a small error, whatever the size. If UDP of a size that echoes bring back is answered, and of one byte more
// is not, neither gets there by UDP nor by echo: it is lost on the way there. Each has a port of its own, which
// every quote has, however short.

// callWitness asks the size that was tried again by UDP, and reports whether it does: only beside echoes, and
// of one byte more than what passes.
func (s *search) callWitness() bool {
	if s.witness || s.e.o.Protocol != ICMP || s.tried != s.lo+1 {
		return false
	}
	s.witness, s.dry = true, 0
	if s.told >= 0 {
		// The hops did not tell another place from that of which somebody spoke.
		s.limit = s.told
		s.refused[s.sizes.limits[s.limit].from] = true
	}
	s.try(s.tried)
	return true
}

// byWitness reports whether the destination is asked by UDP beside echoes.
func (s *search) byWitness(hop int) bool { return s.witness && hop == s.far() }

// testifies reports whether the probe was one of those. Only errors are small for certain.
func (s *search) testifies(f *flight) bool { return s.e.proto == ICMP && f.Protocol == UDP }

// protocol is what the hop limit is asked by.
func (s *search) protocol(hop int) Protocol {
	if s.byWitness(hop) {
		return UDP
	}
	return s.e.proto
}
