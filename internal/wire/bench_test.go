package wire

import "testing"

// benchmarked are the parsers and builders on packets as they come in a
// trace. Those that allocate on every answer would be felt, so that how often
// they do is a test and not only a benchmark.
func benchmarked(tb testing.TB) map[string]struct {
	allocs float64
	run    func() error
} {
	tb.Helper()
	ip4, udp4, err := ParseIP(packet(tb, capturedUDP4))
	if err != nil {
		tb.Fatal(err)
	}
	packet4, packet6 := packet(tb, capturedICMP4), packet(tb, capturedSYN6)
	ext := Extensions{MPLS: []Label{{Label: 16, Bottom: true, TTL: 1}}}
	quote := timeExceeded(6).WithQuote(6, datagram(6, 1200), ext, PlaceCompliant)
	legacy := timeExceeded(4).WithQuote(4, datagram(4, 128), ext, PlaceLegacy)
	structure := AppendExtensions(nil, ext)
	tcp := packet6[IPv6HeaderLen:]
	buffer, large := make([]byte, 0, 2048), make([]byte, 1500)
	return map[string]struct {
		allocs float64
		run    func() error
	}{
		"ParseIPv4":       {0, func() error { _, _, err := ParseIP(packet4); return err }},
		"ParseIPv6":       {0, func() error { _, _, err := ParseIP(packet6); return err }},
		"ParseUDP":        {0, func() error { _, _, err := ParseUDP(udp4); return err }},
		"ParseTCP":        {0, func() error { _, _, err := ParseTCP(tcp); return err }},
		"ParseICMP":       {0, func() error { _, err := ParseICMP(packet4[IPv4HeaderLen:]); return err }},
		"ParseQuote":      {0, func() error { _, err := ParseQuote(quote, 6); return err }},
		"ParseLegacy":     {0, func() error { _, err := ParseQuote(legacy, 4); return err }},
		"ParseExtensions": {1, func() error { _, err := ParseExtensions(structure); return err }},
		"AppendIP":        {0, func() error { AppendIP(buffer, ip4, udp4); return nil }},
		"AppendUDP":       {0, func() error { AppendUDP(buffer, src6, dst6, UDP{}, udp4); return nil }},
		"Checksum1500":    {0, func() error { Checksum(large); return nil }},
	}
}

func BenchmarkWire(b *testing.B) {
	for name, bench := range benchmarked(b) {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := bench.run(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func TestAllocations(t *testing.T) {
	for name, bench := range benchmarked(t) {
		if err := bench.run(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if got := testing.AllocsPerRun(100, func() { _ = bench.run() }); got > bench.allocs {
			t.Errorf("%s: %v allocations, want %v", name, got, bench.allocs)
		}
	}
}
