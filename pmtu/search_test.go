package pmtu_test

import (
	"testing"

	"github.com/pathmtu/pmtu/pmtu"
)

// TestBlackHoles: where larger packets vanish and nobody says so, the place
// is found and what passes is known to the byte.
func TestBlackHoles(t *testing.T) {
	for _, c := range []struct {
		name      string
		after, to int
	}{
		{"black-hole-1", 1, 1492},
		{"black-hole-1280", 3, 1280},
		{"black-hole-4", 4, 1392},
		{"black-hole-jumbo", 1, 1500},
		{"black-hole-last", 8, 1436},
		{"black-hole-silent", 3, 1400},
		{"black-hole-after-limit", 5, 1300},
	} {
		for _, f := range families {
			r := simulated(t, c.name, f, pmtu.Options{})
			if len(r.Limits) == 0 {
				t.Errorf("%s over %v: no limit", c.name, f)
				continue
			}
			l := r.Limits[len(r.Limits)-1]
			if l.Kind != pmtu.LimitBlackHole || l.AfterHop != c.after || l.To != pmtu.MTU(c.to) || l.Addr.IsValid() {
				t.Errorf("%s over %v: limit %+v, want a black hole after hop %d, %d bytes", c.name, f, l, c.after, c.to)
			}
			if p := r.PathMTU; p.Status != pmtu.StatusProven || p.MTU != pmtu.MTU(c.to) {
				t.Errorf("%s over %v: path MTU %+v, want %d proven", c.name, f, p, c.to)
			}
		}
	}
}

// TestLies: what a router claims is not taken for what passes.
func TestLies(t *testing.T) {
	for _, c := range []struct {
		name string
		to   int
	}{
		{"ptb-0", 1400},
		{"ptb-1", 1400},
		{"ptb-67", 1400},
		{"ptb-equal", 1400},
		{"ptb-larger", 1400},
		{"ptb-max", 1400},
		{"ptb-too-high", 1400},
		{"ptb-too-low", 1440},
		{"ptb-1279", 1400},
		{"ptb-steps", 1300},
		{"ptb-alternating-large", 1280},
		{"ptb-minus-1-to-1280", 1280},
		{"ptb-up", 1280},
		{"ptb-first-lost", 1400},
		{"ptb-limited", 1400},
	} {
		for _, f := range families {
			r := simulated(t, c.name, f, pmtu.Options{})
			if p := r.PathMTU; p.Status != pmtu.StatusProven || p.MTU != pmtu.MTU(c.to) {
				t.Errorf("%s over %v: path MTU %+v, want %d proven", c.name, f, p, c.to)
			}
			if len(r.Limits) != 1 || r.Limits[0].To != pmtu.MTU(c.to) || r.Limits[0].Kind != pmtu.LimitPacketTooBig {
				t.Errorf("%s over %v: limits %+v, want one packet too big to %d", c.name, f, r.Limits, c.to)
			}
		}
	}
}

// TestSilentDestination: what is known is known as far as the last hop that answers.
func TestSilentDestination(t *testing.T) {
	for _, c := range []struct {
		name string
		want int
	}{{"dest-silent", 1500}, {"dest-silent-limit", 1400}, {"black-hole-dest-silent", 1400}} {
		for _, f := range families {
			r := simulated(t, c.name, f, pmtu.Options{})
			if p := r.PathMTU; p.Status != pmtu.StatusAtLeast || p.MTU != pmtu.MTU(c.want) || r.Outcome != pmtu.OutcomeSilent {
				t.Errorf("%s over %v: %s, path MTU %+v; want silent, at least %d", c.name, f, r.Outcome, p, c.want)
			}
		}
	}
}
