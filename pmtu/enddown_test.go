package pmtu_test

import (
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pathmtu/pmtu/pmtu"
)

// downRouter is the router of the last link of a path whose destination is down: it asks its link three times, one a
// second, for what waits, and then refuses that, as far as its errors go: six at once, and one a second.
type downRouter struct {
	s       *script
	hop     uint8 // how far it is
	waiting []pmtu.Probe
	until   time.Time // when what waits is refused
	errors  int
	since   time.Time // when the last of the errors came back
}

// resolution is how long a Linux router takes, by its coarsest clock.
const resolution = 3080 * time.Millisecond

// run answers until the run ends.
func (d *downRouter) run() {
	d.errors = 6
	for d.s.end == "" && d.s.now.Before(t0.Add(20*time.Second)) {
		d.answer()
		d.s.advance(10 * time.Millisecond)
	}
}

func (d *downRouter) answer() {
	if d.errors < 6 && !d.s.now.Before(d.since.Add(time.Second)) {
		d.errors, d.since = d.errors+1, d.s.now
	}
	for len(d.s.out) > 0 {
		p := d.s.out[0]
		d.s.out = d.s.out[1:]
		switch {
		case p.HopLimit < d.hop:
			d.s.expire(p, netip.AddrFrom4([4]byte{10, 0, 0, p.HopLimit}).String())
		case p.HopLimit == d.hop:
			d.say(pmtu.TimeExceeded{Report: d.s.report(p, "10.0.0.3", 11, 0)})
		default:
			if len(d.waiting) == 0 {
				d.until = d.s.now.Add(resolution)
			}
			d.waiting = append(d.waiting, p)
		}
	}
	if len(d.waiting) == 0 || d.s.now.Before(d.until) {
		return
	}
	waited := d.waiting
	d.waiting = nil
	for _, p := range waited {
		d.say(pmtu.Unreachable{Report: d.s.report(p, "10.0.0.3", 3, 1)})
	}
}

// say sends an error, if there is one left.
func (d *downRouter) say(ev pmtu.Event) {
	if d.errors == 0 {
		return
	}
	if d.errors == 6 {
		d.since = d.s.now
	}
	d.errors--
	d.s.step(ev)
}

// TestCheckDestinationDown: a check, too, waits for the word of the last router, so that it says the same each time. It
// asks no hop for that, as his errors are few.
func TestCheckDestinationDown(t *testing.T) {
	for _, tt := range []struct {
		name    string
		o       pmtu.Options
		outcome pmtu.Outcome
		most    time.Duration
		sent    int
	}{
		{"default", pmtu.Options{}, pmtu.OutcomeUnreachable, 3200 * time.Millisecond, 6},
		{"auto", pmtu.Options{Protocol: pmtu.Auto}, pmtu.OutcomeUnreachable, 3200 * time.Millisecond, 9},
		{"timeout of the user", pmtu.Options{Timeout: time.Second}, pmtu.OutcomeSilent, 2200 * time.Millisecond, 6},
		{"no time for it", pmtu.Options{Deadline: 3 * time.Second}, pmtu.OutcomeSilent, 2200 * time.Millisecond, 6},
	} {
		tt.o.EndToEnd, tt.o.Require = true, 1500
		d := &downRouter{s: newScript(t, tt.o), hop: 3}
		d.run()
		r, took := d.s.e.Result(), d.s.now.Sub(t0)
		if d.s.end != tt.outcome || took > tt.most || r.Stats.Sent > tt.sent {
			t.Errorf("%s: %q after %v and %d packets, want %q after %v and %d at most", tt.name, d.s.end, took, r.Stats.Sent, tt.outcome, tt.most, tt.sent)
		}
		said := slices.ContainsFunc(r.Findings, func(f pmtu.Finding) bool {
			return f.Code == pmtu.CodeUnreachable && strings.Contains(f.Detail, "10.0.0.3 says")
		})
		if said != (tt.outcome == pmtu.OutcomeUnreachable) {
			t.Errorf("%s: findings %+v", tt.name, r.Findings)
		}
	}
}

// TestCheckRefusedAtOnce: who refuses at once says nothing of his link: the hops are asked, as ever.
func TestCheckRefusedAtOnce(t *testing.T) {
	n := inline(t, "hops 9\nhop 4 unreachable4=3/1 unreachable6=1/3\n")
	for _, f := range families {
		r := overNetwork(t, n, f, pmtu.Options{EndToEnd: true, Require: 1500})
		if w, ok := r.Refuser(); !ok || w.Hop != 4 || r.Duration > time.Second {
			t.Errorf("%v: refused by %+v, %v, after %v", f, w, ok, r.Duration)
		}
	}
}
