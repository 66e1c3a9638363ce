package pmtu_test

import (
	"context"
	"errors"
	"iter"
	"math"
	"net/netip"
	"slices"
	"testing"
	"time"

	"github.com/pathmtu/pmtu/internal/simnet"
	"github.com/pathmtu/pmtu/pmtu"
)

// scriptWorld is a world that answers each probe as a function says. Its clock
// is virtual.
type scriptWorld struct {
	now    time.Time
	answer func(p pmtu.Probe) []scripted
	coming []scripted
}

// scripted is an answer and how long it takes; then when it comes.
type scripted struct {
	after time.Duration
	at    time.Time
	event pmtu.Event
}

func (s *scriptWorld) Now() time.Time { return s.now }
func (s *scriptWorld) Close() error   { return nil }

func (s *scriptWorld) SendBatch(probes []pmtu.Probe) ([]pmtu.Event, error) {
	var out []pmtu.Event
	for _, p := range probes {
		out = append(out, pmtu.Sent{Probe: p.ID, At: s.now})
		for _, a := range s.answer(p) {
			a.at = s.now.Add(a.after)
			s.coming = append(s.coming, a)
		}
	}
	slices.SortStableFunc(s.coming, func(a, b scripted) int { return a.at.Compare(b.at) })
	return out, nil
}

func (s *scriptWorld) Recv(ctx context.Context) (pmtu.Event, error) {
	deadline, ok := ctx.Deadline()
	switch {
	case len(s.coming) > 0 && (!ok || !s.coming[0].at.After(deadline)):
		a := s.coming[0]
		s.coming = s.coming[1:]
		s.now = a.at
		return stamped(a.event, a.at), nil
	case ok:
		s.now = deadline
		return nil, context.DeadlineExceeded
	}
	return nil, errors.New("nothing is to come")
}

func stamped(ev pmtu.Event, at time.Time) pmtu.Event {
	switch ev := ev.(type) {
	case pmtu.Unreachable:
		ev.At = at
		return ev
	case pmtu.PacketTooBig:
		ev.At = at
		return ev
	case pmtu.Reply:
		ev.At = at
		return ev
	}
	return ev
}

// arrived is the port unreachable of a destination.
func arrived(p pmtu.Probe) pmtu.Unreachable {
	return pmtu.Unreachable{Report: pmtu.Report{
		Offender: p.Target.Addr(), HopLimit: 60, Type: 3, Code: 3,
		Quote: pmtu.Quote{Target: p.Target, Bytes: 40, HasToken: true, Token: p.Token},
	}}
}

// tooBig says so, as a router does.
func tooBig(p pmtu.Probe, claim uint32) pmtu.PacketTooBig {
	r := arrived(p).Report
	r.Offender, r.Code = netip.MustParseAddr("192.0.2.1"), 4
	return pmtu.PacketTooBig{Report: r, NextHopMTU: claim}
}

func addrs(words ...string) iter.Seq[pmtu.Options] {
	return func(yield func(pmtu.Options) bool) {
		for _, w := range words {
			if !yield(pmtu.Options{Target: netip.AddrPortFrom(netip.MustParseAddr(w), 0), EndToEnd: true, Require: 1500}) {
				return
			}
		}
	}
}

const (
	hostA = "198.51.100.1"
	hostB = "198.51.100.2"
)

// TestFleetTellsApart checks whose an answer is.
func TestFleetTellsApart(t *testing.T) {
	const ms = time.Millisecond
	forged := func(p pmtu.Probe) pmtu.PacketTooBig {
		x := tooBig(p, 1300)
		x.Quote.Token++
		return x
	}
	for _, tt := range []struct {
		name   string
		answer func(p pmtu.Probe) []scripted
		a, b   string
		forged [2]int
	}{
		{"by token", func(p pmtu.Probe) []scripted {
			return []scripted{{after: ms, event: arrived(p)}}
		}, enough, enough, [2]int{}},
		{"by token, though the quote names another's address", func(p pmtu.Probe) []scripted {
			x := arrived(p)
			x.Quote.Target = netip.MustParseAddrPort(hostB + ":33434")
			return []scripted{{after: ms, event: x}}
		}, enough, enough, [2]int{}},
		{"by address, where the quote has no token", func(p pmtu.Probe) []scripted {
			x := tooBig(p, 1400)
			x.Quote.HasToken, x.Quote.Token, x.Quote.Bytes = false, 0, 0
			if p.Target.Addr() == netip.MustParseAddr(hostB) && p.Size > 1400 {
				return []scripted{{after: ms, event: x}}
			}
			return []scripted{{after: 2 * ms, event: arrived(p)}}
		}, enough, tooSmall, [2]int{}},
		{"a wrong token counts for the target of the quote only", func(p pmtu.Probe) []scripted {
			answers := []scripted{{after: 2 * ms, event: arrived(p)}}
			if p.Target.Addr() == netip.MustParseAddr(hostA) {
				answers = append(answers, scripted{after: ms, event: forged(p)})
			}
			return answers
		}, enough, enough, [2]int{2, 0}},
		{"one dead, one not", func(p pmtu.Probe) []scripted {
			if p.Target.Addr() == netip.MustParseAddr(hostA) {
				return nil
			}
			return []scripted{{after: ms, event: arrived(p)}}
		}, undecided, enough, [2]int{}},
	} {
		w := &scriptWorld{now: simnet.Epoch, answer: tt.answer}
		r := runAll(t, pmtu.Fleet{Driver: w}, addrs(hostA, hostB))
		if a, b := answerTo(r[0], 1500), answerTo(r[1], 1500); a != tt.a || b != tt.b {
			t.Errorf("%s: %s (%+v) and %s (%+v), want %s and %s", tt.name, a, r[0].PathMTU, b, r[1].PathMTU, tt.a, tt.b)
		}
		if got := [2]int{r[0].Stats.Forged, r[1].Stats.Forged}; got != tt.forged {
			t.Errorf("%s: %d forged answers, want %d", tt.name, got, tt.forged)
		}
	}
}

// TestFleetSameAddress checks that targets with one address are asked one
// after the other, and that late answers to one count for none of the others.
func TestFleetSameAddress(t *testing.T) {
	begun := make(map[uint64]time.Time)
	w := &scriptWorld{now: simnet.Epoch}
	w.answer = func(p pmtu.Probe) []scripted {
		begun[p.Token] = w.now
		if p.Size == 1500 {
			return []scripted{{after: 10 * time.Millisecond, event: arrived(p)}}
		}
		return []scripted{{after: 15 * time.Millisecond, event: arrived(p)}} // when the next one is at it
	}
	r := runAll(t, pmtu.Fleet{Driver: w}, addrs(hostA, hostA, hostB, hostA))
	var starts []time.Duration
	for i, x := range r {
		if answerTo(x, 1500) != enough || x.Stats.Forged != 0 || x.Stats.Sent != 2 {
			t.Errorf("target %d: %+v, %+v", i, x.PathMTU, x.Stats)
		}
		starts = append(starts, x.Started.Sub(simnet.Epoch))
	}
	const ms = time.Millisecond
	if starts[0] != 0 || starts[1] < 10*ms || starts[2] > 5*ms || starts[3] < 20*ms {
		t.Errorf("begun at %v: those with one address want 10 ms between them, the other none", starts)
	}
}

// TestFleetSparesSharedHops checks that routers that all targets have in
// common are asked for a few of them, and those of one target for that.
func TestFleetSparesSharedHops(t *testing.T) {
	const count = 60
	d, w := newSpy(t, count, simnet.KindBlackHole)
	for i, r := range runAll(t, pmtu.Fleet{Driver: d}, checkAll(w, pmtu.IPv4, 1500)) {
		if answerTo(r, 1500) != tooSmall || r.PathMTU.MTU != 1392 {
			t.Errorf("target %d: %+v", i, r.PathMTU)
		}
	}
	var asked [10]int // first probes to each hop
	for _, p := range d.sent {
		if p.Size == 60 && p.HopLimit < 10 && p.Attempt == 0 {
			asked[p.HopLimit]++
		}
	}
	for hop := 1; hop <= 4; hop++ {
		if asked[hop] < 4 || asked[hop] > 12 {
			t.Errorf("hop %d, which all have in common, was asked for %d targets of %d", hop, asked[hop], count)
		}
	}
	for hop := 5; hop <= 9; hop++ {
		if asked[hop] < count*2/3 {
			t.Errorf("hop %d, which each has for itself, was asked for %d targets of %d", hop, asked[hop], count)
		}
	}
}

// TestFleetTakesFirst checks that answers do not pile up while there is more to send.
func TestFleetTakesFirst(t *testing.T) {
	most := 0
	w := &scriptWorld{now: simnet.Epoch}
	w.answer = func(p pmtu.Probe) []scripted {
		most = max(most, len(w.coming))
		return []scripted{{event: arrived(p)}}
	}
	targets := func(yield func(pmtu.Options) bool) {
		for i := range 1000 {
			a := netip.AddrFrom4([4]byte{198, 51, byte(i >> 8), byte(i)})
			if !yield(pmtu.Options{Target: netip.AddrPortFrom(a, 0), EndToEnd: true, Require: 1500}) {
				return
			}
		}
	}
	runAll(t, pmtu.Fleet{Driver: w, Rate: math.Inf(1)}, targets)
	if most > 100 {
		t.Errorf("%d answers waited while more was sent", most)
	}
}
