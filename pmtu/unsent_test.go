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
	queue []pmtu.Event
}

func (j *jammed) Send(p pmtu.Probe) error {
	j.seen[p.ID]++
	over := p.Size > j.most && p.Size <= 1500
	if over && !j.first || !over && (j.odd == 0 || p.ID%j.odd != 0 || j.seen[p.ID] > 1) {
		j.first = j.first || over
		return j.bounded.Send(p)
	}
	j.queue = append(j.queue, pmtu.SendFailed{Probe: p.ID, At: j.Now(), Errno: 105, Err: "not sent: no buffer space available"})
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
