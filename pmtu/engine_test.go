package pmtu_test

import (
	"errors"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/pathmtu/pmtu/pmtu"
)

var t0 = time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)

// script drives an engine by hand.
type script struct {
	t   *testing.T
	e   *pmtu.Engine
	now time.Time
	out []pmtu.Probe // that were sent and not looked at
	end pmtu.Outcome
}

func newScript(t *testing.T, o pmtu.Options) *script {
	t.Helper()
	if !o.Target.IsValid() {
		o.Target = netip.MustParseAddrPort("192.0.2.9:33434")
	}
	e, err := pmtu.NewEngine(o)
	if err != nil {
		t.Fatal(err)
	}
	s := &script{t: t, e: e, now: t0}
	s.step(nil)
	return s
}

// step gives an event; probes that it draws are reported as sent at once, or
// as too big for a device of 1500 bytes.
func (s *script) step(ev pmtu.Event) {
	s.t.Helper()
	var draw []pmtu.Probe
	for _, a := range s.e.Step(s.now, ev) {
		switch a := a.(type) {
		case pmtu.Send:
			draw = append(draw, a.Probe)
		case pmtu.Stop:
			s.end = a.Outcome
		}
	}
	for _, p := range draw {
		if p.Size > 1500 {
			s.step(pmtu.SendFailed{Probe: p.ID, At: s.now, MTU: 1500, Errno: 90, Err: "message too long"})
			continue
		}
		s.out = append(s.out, p)
		s.step(pmtu.Sent{Probe: p.ID, At: s.now})
	}
}

func (s *script) advance(d time.Duration) {
	s.t.Helper()
	s.now = s.now.Add(d)
	s.step(nil)
}

// sent returns the probe of that hop limit and size, which must have been sent.
func (s *script) sent(hopLimit uint8, size pmtu.MTU) pmtu.Probe {
	s.t.Helper()
	for i, p := range s.out {
		if p.HopLimit == hopLimit && p.Size == size {
			s.out = append(s.out[:i], s.out[i+1:]...)
			return p
		}
	}
	s.t.Fatalf("no probe with hop limit %d and %d bytes among %v", hopLimit, size, s.out)
	return pmtu.Probe{}
}

func (s *script) report(p pmtu.Probe, from string, typ, code uint8) pmtu.Report {
	return pmtu.Report{
		At: s.now, Offender: netip.MustParseAddr(from), HopLimit: 64, Type: typ, Code: code,
		Quote: pmtu.Quote{Target: p.Target, Bytes: p.PayloadSize(), HasToken: true, Token: p.Token},
	}
}

func (s *script) expire(p pmtu.Probe, from string) {
	s.t.Helper()
	s.step(pmtu.TimeExceeded{Report: s.report(p, from, 11, 0)})
}

func (s *script) reach(p pmtu.Probe) {
	s.t.Helper()
	s.step(pmtu.Unreachable{Report: s.report(p, "192.0.2.9", 3, 3)})
}

// minimal is the report with a quote of eight bytes.
func minimal(r pmtu.Report) pmtu.Report {
	r.Quote.Bytes, r.Quote.HasToken, r.Quote.Token = 0, false, 0
	return r
}

// small is the size of a hop probe over IPv4.
const small = 60

func TestFirstProbes(t *testing.T) {
	s := newScript(t, pmtu.Options{})
	var got []pmtu.Probe
	got = append(got, s.out...)
	want := []pmtu.Probe{{HopLimit: 64, Size: 1500}, {HopLimit: 1, Size: small}, {HopLimit: 2, Size: small}, {HopLimit: 3, Size: small}}
	if d := cmp.Diff(want, got, cmpopts.IgnoreFields(pmtu.Probe{}, "ID", "Token", "Target")); d != "" {
		t.Errorf("first probes (-want +got):\n%s", d)
	}
	seen := make(map[uint64]bool)
	for _, p := range got {
		if p.Target != netip.MustParseAddrPort("192.0.2.9:33434") {
			t.Errorf("probe %d goes to %v: another flow", p.ID, p.Target)
		}
		if p.Token == 0 || seen[p.Token] {
			t.Errorf("token %#x is zero or used twice", p.Token)
		}
		seen[p.Token] = true
	}
}

// TestWindow: a hop that answers lets the window move on by one.
func TestWindow(t *testing.T) {
	s := newScript(t, pmtu.Options{NoMTU: true})
	s.out = s.out[:3:3]
	s.advance(time.Millisecond)
	s.expire(s.sent(1, small), "10.0.0.1")
	s.sent(4, small)
	s.expire(s.sent(3, small), "10.0.0.3")
	s.sent(5, small)
	s.sent(6, small)
	if len(s.out) != 1 || s.out[0].HopLimit != 2 {
		t.Errorf("also sent %v, want only that to hop 2", s.out)
	}
}

// TestLateAnswers: an answer counts for the probe whose token it carries,
// however late it comes.
func TestLateAnswers(t *testing.T) {
	s := newScript(t, pmtu.Options{NoMTU: true, MaxHops: 2})
	first := s.sent(1, small)
	s.advance(500 * time.Millisecond)
	second := s.sent(1, small)
	s.advance(10 * time.Millisecond)
	s.expire(first, "10.0.0.1")
	s.expire(second, "10.0.0.1")
	h := s.e.Result().Hops[0]
	if want := []time.Duration{510 * time.Millisecond, 10 * time.Millisecond}; !cmp.Equal(h.Answers[0].RTTs, want) || h.Sent != 2 || h.Received != 2 {
		t.Errorf("hop %+v, want round trips %v", h, want)
	}
}

func TestForgedAndStale(t *testing.T) {
	s := newScript(t, pmtu.Options{NoMTU: true})
	p := s.sent(1, small)
	forge := func(change func(*pmtu.Report)) pmtu.Event {
		r := s.report(p, "10.0.0.66", 11, 0)
		change(&r)
		return pmtu.TimeExceeded{Report: r}
	}
	s.step(forge(func(r *pmtu.Report) { r.Quote.Token++ }))
	s.step(forge(func(r *pmtu.Report) {
		*r = minimal(*r)
		r.Quote.Target = netip.MustParseAddrPort("198.51.100.1:33434")
	}))
	s.step(forge(func(r *pmtu.Report) {
		*r = minimal(*r)
		r.Quote.Target = netip.MustParseAddrPort("192.0.2.9:53")
	}))
	s.step(pmtu.Reply{At: s.now, From: netip.MustParseAddrPort("198.51.100.1:33434"), HopLimit: 64})
	if r := s.e.Result(); r.Stats.Forged != 4 || r.Stats.Answered != 0 || len(r.Hops[0].Answers) != 0 {
		t.Errorf("forgeries taken: %+v, %+v", r.Stats, r.Hops[0])
	}
	s.expire(p, "10.0.0.1")
	s.expire(p, "10.0.0.1")
	if r := s.e.Result(); r.Stats.Answered != 1 || r.Stats.Stale != 1 {
		t.Errorf("stats %+v, want one answer and one stale", r.Stats)
	}
}

// TestTupleIsNeverProof: a packet too big that only the ports vouch for is
// followed, but an answer from the destination is believed instead.
func TestTupleIsNeverProof(t *testing.T) {
	s := newScript(t, pmtu.Options{MaxHops: 1})
	large := s.sent(64, 1500)
	s.advance(time.Millisecond)
	s.step(pmtu.PacketTooBig{Report: minimal(s.report(large, "10.0.0.66", 3, 4)), NextHopMTU: 1300})
	s.sent(64, 1300)
	s.reach(large)
	s.reach(s.sent(1, small))
	s.advance(time.Second)
	r := s.e.Result()
	if r.PathMTU.Status != pmtu.StatusProven || r.PathMTU.MTU != 1500 || len(r.Limits) != 0 {
		t.Errorf("path MTU %+v, limits %+v; want 1500 proven and none", r.PathMTU, r.Limits)
	}
}

// TestLocalBufferFull: what this host dropped is sent again and is no loss.
func TestLocalBufferFull(t *testing.T) {
	s := newScript(t, pmtu.Options{NoMTU: true})
	p := s.sent(1, small)
	s.step(pmtu.SendFailed{Probe: p.ID, At: s.now, Errno: 105, Err: "no buffer space available"})
	s.advance(50 * time.Millisecond)
	if again := s.sent(1, small); again.ID != p.ID || again.Attempt != 0 {
		t.Errorf("sent %+v, want probe %d again", again, p.ID)
	}
	if r := s.e.Result(); r.Stats.NotSent != 1 || r.Hops[0].Sent != 1 {
		t.Errorf("stats %+v, hop sent %d; want 1 not sent, 1 sent", r.Stats, r.Hops[0].Sent)
	}
}

// TestLocalBufferAlwaysFull: a run ends, too, where this host never sends.
func TestLocalBufferAlwaysFull(t *testing.T) {
	e, err := pmtu.NewEngine(pmtu.Options{Target: netip.MustParseAddrPort("192.0.2.9:1"), NoMTU: true, MaxHops: 2})
	if err != nil {
		t.Fatal(err)
	}
	now, sends := t0, 0
	var events []pmtu.Event
	for steps := 0; e.Result().Outcome == ""; steps++ {
		if steps > 500 {
			t.Fatalf("does not end; %d sends", sends)
		}
		var ev pmtu.Event
		if len(events) > 0 {
			ev, events = events[0], events[1:]
		} else if at := e.Deadline(); at.After(now) {
			now = at
		}
		for _, a := range e.Step(now, ev) {
			if a, ok := a.(pmtu.Send); ok {
				sends++
				events = append(events, pmtu.SendFailed{Probe: a.Probe.ID, At: now, Errno: 105, Err: "no buffer space available"})
			}
		}
	}
	// The probes of two hops, each sent once and again five times; then it is this host's refusal.
	if r := e.Result(); sends > 2*6 || r.Refusal == "" || r.Outcome != pmtu.OutcomeUnreachable {
		t.Errorf("%d sends, %+v, %s", sends, r.Stats, r.Outcome)
	}
}

func TestNoRoute(t *testing.T) {
	for _, mode := range []pmtu.Mode{pmtu.ModeSweep, pmtu.ModeTracepath} {
		e, err := pmtu.NewEngine(pmtu.Options{Target: netip.MustParseAddrPort("192.0.2.9:1"), Mode: mode})
		if err != nil {
			t.Fatal(err)
		}
		var end pmtu.Outcome
		queue := e.Step(t0, nil)
		for range 10 {
			var next []pmtu.Action
			for _, a := range append([]pmtu.Action(nil), queue...) {
				switch a := a.(type) {
				case pmtu.Send:
					next = append(next, append([]pmtu.Action(nil), e.Step(t0, pmtu.SendFailed{Probe: a.Probe.ID, At: t0, Errno: 101, Err: "network is unreachable"})...)...)
				case pmtu.Stop:
					end = a.Outcome
				}
			}
			queue = next
		}
		if r := e.Result(); end != pmtu.OutcomeUnreachable || r.Refusal != "network is unreachable" || r.Stats.Sent != 0 {
			t.Errorf("mode %d: outcome %q, refusal %q, sent %d", mode, end, r.Refusal, r.Stats.Sent)
		}
	}
}

func TestOptionErrors(t *testing.T) {
	ok := netip.MustParseAddrPort("192.0.2.9:33434")
	for _, c := range []struct {
		o    pmtu.Options
		want []string
	}{
		{pmtu.Options{}, []string{"target: no address"}},
		{pmtu.Options{Target: netip.MustParseAddrPort("224.0.0.1:1")}, []string{"target 224.0.0.1"}},
		{pmtu.Options{Target: ok, MaxHops: 256, Attempts: 21}, []string{"max hops 256", "attempts 21"}},
		{pmtu.Options{Target: ok, FirstHop: 31}, []string{"first hop 31"}},
		{pmtu.Options{Target: ok, Timeout: time.Hour, Deadline: -1}, []string{"timeout 1h0m0s", "deadline -1ns"}},
		{pmtu.Options{Target: ok, StartSize: 27}, []string{"start size 27"}},
		{pmtu.Options{Target: ok, MaxProbes: -1, MaxBytes: -1, Rate: -1}, []string{"max probes", "max bytes", "rate"}},
	} {
		_, err := pmtu.NewEngine(c.o)
		var oe *pmtu.OptionError
		if !errors.As(err, &oe) {
			t.Errorf("%+v: error %v, want an OptionError", c.o, err)
			continue
		}
		for _, w := range c.want {
			if !strings.Contains(err.Error(), w) {
				t.Errorf("error %q does not say %q", err, w)
			}
		}
	}
}
