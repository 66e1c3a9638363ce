package pmtu_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"net/netip"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/pathmtu/pmtu/internal/simnet"
	"github.com/pathmtu/pmtu/pmtu"
)

var sameResult = cmp.Options{cmpopts.EquateEmpty(), cmp.Comparer(func(a, b netip.Addr) bool { return a == b }), cmp.Comparer(func(a, b netip.AddrPort) bool { return a == b })}

// TestReplay: a record gives the same result and the same updates, twice.
func TestReplay(t *testing.T) {
	for _, mode := range []pmtu.Mode{pmtu.ModeSweep, pmtu.ModeTracepath} {
		for _, name := range []string{"everything", "quote-minimal", "dest-silent-limit", "net-unreachable", "rewritten-port", "ptb-alternating"} {
			n, err := simnet.Load(name)
			if err != nil {
				t.Fatal(err)
			}
			d, err := simnet.NewDriver(n, simnet.DriverOptions{})
			if err != nil {
				t.Fatal(err)
			}
			var record bytes.Buffer
			rec := pmtu.NewRecorder(&record)
			o := pmtu.Options{Target: netip.AddrPortFrom(n.Target(pmtu.IPv4), 0), Mode: mode, Seed: [32]byte{7}}
			want, err := pmtu.RunRecorded(context.Background(), d, o, nil, rec)
			if err != nil || rec.Err() != nil {
				t.Fatal(err, rec.Err())
			}
			rec.Note("name", map[string]string{"10.77.0.1": "r1.example"})
			for range 2 {
				var updates []pmtu.Update
				notes := 0
				got, err := pmtu.Replay(bytes.NewReader(record.Bytes()), func(u pmtu.Update) { updates = append(updates, u) }, func(string, []byte) { notes++ })
				if err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				if d := cmp.Diff(want, got, sameResult); d != "" {
					t.Errorf("%s, mode %d: replay differs (-run +replay):\n%s", name, mode, d)
				}
				if d := cmp.Diff(got.Updates, updates, sameResult); d != "" || notes != 1 {
					t.Errorf("%s: updates differ, or %d notes: %s", name, notes, d)
				}
			}
		}
	}
}

func TestReplayErrors(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"empty", "", "replay record: no options in it"},
		{"not JSON", "tracepath\n", "replay record: line 1: not a record: invalid character 'a' in literal true (expecting 'u')"},
		{"another version", `{"pmtu_record":9,"options":{}}`, "replay record: line 1: version 9: only 1 is known"},
		{"no options first", `{"step":true}`, "replay record: line 1: not a record: it does not begin with options"},
		{"unknown event", `{"pmtu_record":1,"options":{"Target":"192.0.2.1:1"}}` + "\n" + `{"step":true,"event":"miracle","data":{}}`, `replay record: line 2: event "miracle": not known`},
	} {
		_, err := pmtu.Replay(bytes.NewReader([]byte(c.text)), nil, nil)
		var re *pmtu.ReplayError
		if !errors.As(err, &re) || err.Error() != c.want {
			t.Errorf("%s: error %v, want %s", c.name, err, c.want)
		}
	}
}

// TestCutOffRecord: a record whose end is missing gives what was known.
func TestCutOffRecord(t *testing.T) {
	n, _ := simnet.Load("plain-9")
	d, _ := simnet.NewDriver(n, simnet.DriverOptions{})
	var record bytes.Buffer
	if _, err := pmtu.RunRecorded(context.Background(), d, pmtu.Options{Target: netip.AddrPortFrom(n.Target(4), 0)}, nil, pmtu.NewRecorder(&record)); err != nil {
		t.Fatal(err)
	}
	for _, cut := range []int{record.Len() / 2, record.Len() * 3 / 4} {
		r, err := pmtu.Replay(bytes.NewReader(record.Bytes()[:cut]), nil, nil)
		if err != nil || r.Outcome != pmtu.OutcomeInterrupted || r.Stats.Answered == 0 {
			t.Errorf("cut at %d: %+v, %v; want an interrupted run with answers", cut, r, err)
		}
	}
}

// TestInterruptedAnywhere: a run that is cancelled after any step has a
// result, claims nothing that is not so, and tells every hop that answered.
func TestInterruptedAnywhere(t *testing.T) {
	for _, name := range []string{"limit-2", "silent-3", "dest-silent-limit", "everything"} {
		for after := 1; after < 60; after++ {
			n, _ := simnet.Load(name)
			d, _ := simnet.NewDriver(n, simnet.DriverOptions{})
			ctx, cancel := context.WithCancel(context.Background())
			told := 0
			r, err := pmtu.Run(ctx, &cancelling{Driver: d, left: after, cancel: cancel}, pmtu.Options{Target: netip.AddrPortFrom(n.Target(6), 0)}, func(u pmtu.Update) {
				if h, ok := u.(pmtu.HopUpdate); ok && len(h.Hop.Answers) > 0 {
					told++
				}
			})
			cancel()
			known := 0
			for _, h := range r.Hops {
				if len(h.Answers) > 0 {
					known++
				}
			}
			if told != known {
				t.Errorf("%s after %d: %d hops told, %d known", name, after, told, known)
			}
			if r.Outcome == pmtu.OutcomeInterrupted && !errors.Is(err, context.Canceled) {
				t.Errorf("%s after %d: error %v", name, after, err)
			}
			if w := truth(n, 6).PathMTU; r.PathMTU.Status == pmtu.StatusProven && r.PathMTU.MTU != w || r.PathMTU.MTU > 1500 {
				t.Errorf("%s after %d: path MTU %+v, it is %d", name, after, r.PathMTU, w)
			}
		}
	}
}

// cancelling cancels the run after so many events.
type cancelling struct {
	*simnet.Driver
	left   int
	cancel func()
}

func (c *cancelling) Recv(ctx context.Context) (pmtu.Event, error) {
	if c.left--; c.left < 0 {
		c.cancel()
	}
	return c.Driver.Recv(ctx)
}

func TestBounds(t *testing.T) {
	r := simulated(t, "dest-silent", 4, pmtu.Options{MaxProbes: 10})
	if r.Outcome != pmtu.OutcomeBudget || r.Stats.Sent != 10 {
		t.Errorf("probe budget: %s after %d probes", r.Outcome, r.Stats.Sent)
	}
	r = simulated(t, "dest-silent", 4, pmtu.Options{MaxBytes: 2000})
	if r.Outcome != pmtu.OutcomeBudget || r.Stats.SentBytes > 2000 {
		t.Errorf("byte budget: %s after %d bytes", r.Outcome, r.Stats.SentBytes)
	}
	r = simulated(t, "dest-silent", 4, pmtu.Options{Deadline: 300 * time.Millisecond})
	if r.Outcome != pmtu.OutcomeDeadline || r.Duration != 300*time.Millisecond {
		t.Errorf("deadline: %s after %v", r.Outcome, r.Duration)
	}
	r = simulated(t, "plain-9", 4, pmtu.Options{Rate: 10})
	if least := time.Duration(r.Stats.Sent-2) * 100 * time.Millisecond; r.Outcome != pmtu.OutcomeReached || r.Duration < least {
		t.Errorf("rate: %s, %d probes in %v, want at least %v", r.Outcome, r.Stats.Sent, r.Duration, least)
	}
}

// FuzzStep feeds any events at any times: no panic, an end, and a result.
func FuzzStep(f *testing.F) {
	f.Add(uint8(0), []byte{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
	f.Add(uint8(1), bytes.Repeat([]byte{3, 200, 5, 220}, 20))
	for mode := range uint8(32) {
		f.Add(mode, []byte{3, 2, 1, 4, 3, 3, 2, 4, 5, 4, 9, 4, 4, 1, 5, 9, 4, 6, 5, 200, 5, 9, 9, 200, 6, 9, 9, 1, 3, 12, 1, 250})
	}
	f.Fuzz(func(t *testing.T, mode uint8, raw []byte) {
		o := fuzzOptions(mode)
		e, err := pmtu.NewEngine(o)
		if err != nil {
			t.Fatal(err)
		}
		now := t0
		var sent []pmtu.Probe
		var left []pmtu.Event
		stopped := false
		take := func(actions []pmtu.Action) {
			for _, a := range actions {
				switch a := a.(type) {
				case pmtu.Send:
					sent = append(sent, a.Probe)
					if mode&0x10 != 0 { // what leaves says so at once, so that more comes of few events
						left = append(left, pmtu.Sent{Probe: a.Probe.ID, At: now})
					}
				case pmtu.Stop:
					stopped = true
				}
			}
		}
		settle := func() {
			for ; len(left) > 0 && !stopped; left = left[1:] {
				take(e.Step(now, left[0]))
			}
		}
		take(e.Step(now, nil))
		settle()
		for ; len(raw) >= 4 && !stopped; raw = raw[4:] {
			now = now.Add(time.Duration(raw[3]) * time.Millisecond)
			take(e.Step(now, fuzzEvent(raw, now, sent)))
			settle()
		}
		for i := 0; !stopped; i++ {
			if i > 5000 {
				t.Fatal("the run does not end")
			}
			at := e.Deadline()
			if at.IsZero() {
				t.Fatal("the run waits for nothing")
			}
			if at.After(now) {
				now = at
			}
			take(e.Step(now, nil))
			settle()
		}
		if r := e.Result(); r.Outcome == "" || r.Stats.Sent > 1000 {
			t.Errorf("outcome %q after %d probes", r.Outcome, r.Stats.Sent)
		}
	})
}

// fuzzOptions makes a run of each kind: as tracepath or not, of each protocol, from end to end or not.
func fuzzOptions(mode uint8) pmtu.Options {
	o := pmtu.Options{Target: netip.MustParseAddrPort("192.0.2.9:33434"), Mode: pmtu.Mode(mode % 2), Deadline: 20 * time.Second}
	if o.Mode == pmtu.ModeSweep {
		o.Protocol = pmtu.Protocol(mode >> 1 % 3)
		if o.EndToEnd = mode&8 != 0; o.EndToEnd {
			o.Require = 1400
		}
	}
	return o
}

// fuzzEvent makes an event of four bytes, about one of the probes.
func fuzzEvent(raw []byte, now time.Time, sent []pmtu.Probe) pmtu.Event {
	var p pmtu.Probe
	if len(sent) > 0 {
		p = sent[int(raw[1])%len(sent)]
	}
	r := pmtu.Report{
		At: now, Offender: netip.AddrFrom4([4]byte{10, 0, 0, raw[2] % 16}), HopLimit: int(raw[2]) - 1, Type: 3, Code: raw[2] % 16,
		Quote: pmtu.Quote{Target: p.Target, Bytes: 32, HasToken: raw[0]&0x10 == 0, Token: p.Token},
	}
	if !r.Quote.HasToken {
		r.Quote.Token, r.Quote.Bytes = 0, 0
	}
	if raw[2]%16 == 0 {
		r.Offender = p.Target.Addr()
	}
	echo := p.Protocol == pmtu.ICMP
	if echo {
		r.Quote.HasSequence, r.Quote.Sequence = true, p.EchoSequence()
	}
	switch raw[0] & 7 {
	case 0, 1:
		return pmtu.Sent{Probe: p.ID, At: now}
	case 2:
		return pmtu.SendFailed{Probe: p.ID, At: now, MTU: pmtu.MTU(raw[2]) * 8, Errno: uint32(raw[2])}
	case 3:
		r.Type, r.Code = 11, 0
		return pmtu.TimeExceeded{Report: r}
	case 4:
		r.Type, r.Code = 3, 4
		return pmtu.PacketTooBig{Report: r, NextHopMTU: uint32(binary.BigEndian.Uint16(raw[2:]))}
	case 5:
		return pmtu.Unreachable{Report: r}
	case 6:
		return pmtu.Reply{
			At: now, From: p.Target, HopLimit: 60, Bytes: p.PayloadSize() >> (raw[2] & 1), HasToken: true, Token: p.Token,
			Echo: echo, Sequence: r.Quote.Sequence,
		}
	}
	return nil
}

func BenchmarkTrace(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		simulated(b, "limit-2", pmtu.IPv4, pmtu.Options{})
	}
}

func BenchmarkTracepath(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		simulated(b, "limit-2", pmtu.IPv4, pmtu.Options{Mode: pmtu.ModeTracepath})
	}
}

// TestFewerHopsThanThePath: a check finds a black hole behind the last hop that may be asked, and what passes.
func TestFewerHopsThanThePath(t *testing.T) {
	for most := 1; most <= 5; most++ {
		for _, f := range families {
			n := inline(t, "hops 7\nhop 5 mtu=1400 ptb=dropped\n")
			r := overNetwork(t, n, f, pmtu.Options{MaxHops: most, EndToEnd: true, Require: 1500})
			want := pmtu.PathMTU{Status: pmtu.StatusProven, MTU: 1400, Direction: pmtu.DirectionForward}
			if len(r.Limits) != 1 || r.Limits[0].Kind != pmtu.LimitBlackHole || r.PathMTU != want || len(r.Hops) > most {
				t.Errorf("%d hops, %v: %+v, limits %+v, %d hops", most, f, r.PathMTU, r.Limits, len(r.Hops))
			}
		}
	}
}
