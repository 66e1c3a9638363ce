package pmtu_test

import (
	"net/netip"
	"testing"
	"time"

	"github.com/pathmtu/pmtu/pmtu"
)

// TestDestinationDown: the last router asks its link three times, one a second, and refuses what waited only then.
func TestDestinationDown(t *testing.T) {
	const late = 3070 * time.Millisecond
	for _, tt := range []struct {
		name    string
		o       pmtu.Options
		outcome pmtu.Outcome
		least   time.Duration
		most    time.Duration
	}{
		{"default", pmtu.Options{}, pmtu.OutcomeUnreachable, late, 3200 * time.Millisecond},
		{"no MTU", pmtu.Options{NoMTU: true}, pmtu.OutcomeUnreachable, late, 3200 * time.Millisecond},
		{"auto", pmtu.Options{Protocol: pmtu.Auto}, pmtu.OutcomeUnreachable, late, 3200 * time.Millisecond},
		{"timeout of the user", pmtu.Options{Timeout: time.Second}, pmtu.OutcomeSilent, 0, 2900 * time.Millisecond},
	} {
		s := newScript(t, tt.o)
		var waiting []pmtu.Probe
		answer := func() {
			for len(s.out) > 0 {
				p := s.out[0]
				s.out = s.out[1:]
				if p.HopLimit < 4 {
					s.expire(p, netip.AddrFrom4([4]byte{10, 0, 0, p.HopLimit}).String())
				} else {
					waiting = append(waiting, p)
				}
			}
		}
		answer()
		for s.end == "" && s.now.Before(t0.Add(10*time.Second)) {
			s.advance(10 * time.Millisecond)
			answer()
			if s.now.Equal(t0.Add(late)) {
				for _, p := range waiting[:min(len(waiting), 6)] {
					s.step(pmtu.Unreachable{Report: s.report(p, "10.0.0.3", 3, 1)})
				}
			}
		}
		r := s.e.Result()
		if took := s.now.Sub(t0); s.end != tt.outcome || took < tt.least || took > tt.most {
			t.Errorf("%s: %q after %v, want %q after %v to %v", tt.name, s.end, took, tt.outcome, tt.least, tt.most)
		}
		if w, ok := r.Refuser(); ok != (tt.outcome == pmtu.OutcomeUnreachable) || ok && w.Answer.Addr.String() != "10.0.0.3" {
			t.Errorf("%s: refused by %+v, %v", tt.name, w, ok)
		}
	}
}
