package pmtu

import (
	"net/netip"
	"testing"
	"time"
)

// TestMayBeLate: where packets go round and only the time tells answers apart, who comes late, or after a packet too big, need not
// answer what was asked last.
func TestMayBeLate(t *testing.T) {
	a, b := netip.MustParseAddr("10.77.0.1"), netip.MustParseAddr("10.77.0.2")
	for _, c := range []struct {
		name         string
		round, solo  bool
		rtt          time.Duration
		doubts       int
		auth         Auth
		late, atGoal bool
	}{
		{"in time", true, true, 180 * time.Millisecond, 0, AuthTuple, false, true},
		{"too late", true, true, 181 * time.Millisecond, 0, AuthTuple, true, false},
		{"too late, with its token", true, true, 181 * time.Millisecond, 0, AuthToken, true, true},
		{"after a packet too big", true, true, 90 * time.Millisecond, 1, AuthTuple, true, false},
		{"late, but ports tell", true, false, 900 * time.Millisecond, 1, AuthTuple, false, true},
		{"late, but nothing goes round", false, true, 900 * time.Millisecond, 1, AuthTuple, false, true},
	} {
		s := surveyOf(t)
		s.sweep.hops[1].answers = []Answer{{Addr: a, RTTs: []time.Duration{time.Millisecond}}}
		s.sweep.hops[2].answers = []Answer{{Addr: b, RTTs: []time.Duration{100 * time.Millisecond, 90 * time.Millisecond}}}
		if c.round {
			s.sweep.hops[2].answers = append(s.sweep.hops[2].answers, Answer{Addr: a, RTTs: []time.Duration{time.Millisecond}})
		}
		s.sweep.solo, s.sizes.goal = c.solo, 2
		f := &flight{Probe: Probe{HopLimit: 2}, sentAt: time.Unix(9, 0), doubts: c.doubts}
		x := &answer{kind: answerTimeExceeded, from: b, at: f.sentAt.Add(c.rtt), auth: c.auth}
		if late, at := s.sizes.mayBeLate(f, x), s.sizes.atGoal(f, x); late != c.late || at != c.atGoal {
			t.Errorf("%s: late %v, at the hop %v", c.name, late, at)
		}
	}
}
