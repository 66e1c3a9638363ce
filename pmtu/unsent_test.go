package pmtu_test

import (
	"context"
	"net/netip"
	"strings"
	"testing"

	"github.com/pathmtu/pmtu/internal/simnet"
	"github.com/pathmtu/pmtu/pmtu"
)

// jammed is a host whose device takes no packets of more than most bytes, but for the first: it drops them with ENOBUFS.
type jammed struct {
	bounded
	most  pmtu.MTU
	odd   uint32 // every so many of the smaller ones too, once; 0: none
	seen  map[uint32]int
	first bool
	why   pmtu.SendFailed // the zero value: for want of buffer space
	queue []pmtu.Event
}

func (j *jammed) Send(p pmtu.Probe) error {
	j.seen[p.ID]++
	over := p.Size > j.most && p.Size <= 1500
	if over && !j.first || !over && (j.odd == 0 || p.ID%j.odd != 0 || j.seen[p.ID] > 1) {
		j.first = j.first || over
		return j.bounded.Send(p)
	}
	ev := pmtu.SendFailed{Probe: p.ID, At: j.Now(), Errno: 105, Err: "not sent: no buffer space available"}
	if j.why.Errno != 0 {
		ev.Errno, ev.Err = j.why.Errno, j.why.Err
	}
	j.queue = append(j.queue, ev)
	return nil
}

func (j *jammed) Recv(ctx context.Context) (pmtu.Event, error) {
	if len(j.queue) > 0 {
		ev := j.queue[0]
		j.queue = j.queue[1:]
		return ev, nil
	}
	return j.bounded.Recv(ctx)
}

// TestUnsent: what the kernel of this host refuses to send for want of buffer space is no loss on the way, and what it sends
// in the end is none.
func TestUnsent(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		most       pmtu.MTU
		odd        uint32
		unsent     bool
	}{
		{"a device that drops", "hops 3\nlocal link=1404", 1404, 0, true},
		{"a hole on the first link", "hops 3\nlocal link=1404", 1500, 0, false},
		{"a hole on the first link, and a queue that is full at times", "hops 3\nlocal link=1404", 1500, 1, false},
		{"a hole farther on, and a queue that is full at times", "hops 3\nhop 2 mtu=1404 ptb=dropped", 1500, 1, false},
	} {
		for _, f := range families {
			n := inline(t, tt.text)
			d, err := simnet.NewDriver(n, simnet.DriverOptions{})
			if err != nil {
				t.Fatal(err)
			}
			j := &jammed{bounded: bounded{Driver: d}, most: tt.most, odd: tt.odd, seen: map[uint32]int{}}
			r, err := pmtu.Run(t.Context(), j, pmtu.Options{Target: netip.AddrPortFrom(n.Target(f), 0), Protocol: pmtu.UDP}, nil)
			if err != nil || len(r.Limits) != 1 || r.Limits[0].Kind != pmtu.LimitBlackHole || r.Limits[0].To != 1404 {
				t.Fatalf("%s: %v, %+v", tt.name, err, r)
			}
			l, found := r.Limits[0], r.Findings[0]
			if (l.Unsent > 0) != tt.unsent || (l.Lost > 0) == tt.unsent || tt.unsent && l.Controls+l.ControlsLost > 0 {
				t.Errorf("%s over %v: %+v", tt.name, f, l)
			}
			if found.Code != pmtu.CodeBlackHole || strings.Contains(found.Detail, "do not get out of this host") != tt.unsent || strings.Contains(found.Remedy, "pmtu doctor") != tt.unsent {
				t.Errorf("%s over %v: %+v", tt.name, f, found)
			}
		}
	}
}

// TestUnsentCheck: that this host does not send packets of the required size does not mean to a check that it sends none.
func TestUnsentCheck(t *testing.T) {
	for _, f := range families {
		run := func(text string, endToEnd bool, most pmtu.MTU, why pmtu.SendFailed) *pmtu.Result {
			n := inline(t, text)
			d, err := simnet.NewDriver(n, simnet.DriverOptions{})
			if err != nil {
				t.Fatal(err)
			}
			j := &jammed{bounded: bounded{Driver: d}, most: most, seen: map[uint32]int{}, first: true, why: why}
			r, err := pmtu.Run(t.Context(), j, pmtu.Options{Target: netip.AddrPortFrom(n.Target(f), 0), EndToEnd: endToEnd, Require: 1500}, nil)
			if err != nil {
				t.Fatal(err)
			}
			return r
		}
		r := run("hops 3", true, 1404, pmtu.SendFailed{})
		if r.Outcome != pmtu.OutcomeReached || r.PathMTU.Status != pmtu.StatusProven || len(r.Limits) != 1 || r.Limits[0].To != 1404 || r.Limits[0].Unsent == 0 {
			t.Errorf("a device that drops, over %v: %s, %+v, %+v", f, r.Outcome, r.PathMTU, r.Limits)
		}
		forbidden := pmtu.SendFailed{Errno: 1, Err: "operation not permitted"}
		for _, endToEnd := range []bool{false, true} {
			r = run("hops 3", endToEnd, 1404, forbidden)
			if r.Outcome != pmtu.OutcomeReached || r.PathMTU.Status != pmtu.StatusAtLeast || r.PathMTU.MTU != 1404 || r.Withheld != 1405 || len(r.Limits) != 0 || r.Stats.Sent > 20 {
				t.Errorf("a firewall, over %v: %s, %+v, %d withheld, %+v, %+v", f, r.Outcome, r.PathMTU, r.Withheld, r.Limits, r.Stats)
			}
			r = run("hops 3\nhop 2 mtu=1300 ptb=dropped", endToEnd, 1404, forbidden)
			if r.PathMTU.Status != pmtu.StatusProven || r.PathMTU.MTU != 1300 || len(r.Limits) != 1 || r.Limits[0].AfterHop != 2 {
				t.Errorf("a firewall, and a black hole, over %v: %+v, %d withheld, %+v, %+v", f, r.PathMTU, r.Withheld, r.Limits, r.Stats)
			}
		}
		if r = run("hops 3", true, 0, forbidden); r.Outcome != pmtu.OutcomeUnreachable || r.Refusal != forbidden.Err || r.Stats.Sent != 0 {
			t.Errorf("a firewall that forbids all, over %v: %s, %q, %+v", f, r.Outcome, r.Refusal, r.Stats)
		}
	}
}
