package pmtu_test

import (
	"context"
	"encoding/binary"
	"net/netip"
	"testing"

	"github.com/pathmtu/pmtu/internal/simnet"
	"github.com/pathmtu/pmtu/pmtu"
)

// narrowBack is a way back that carries no more than most bytes from hop 2 on, but for what one router of these sends.
type narrowBack struct {
	bounded
	sizes map[uint64]pmtu.MTU // of probes, by their tokens
	most  pmtu.MTU
	spare netip.Addr
}

func (n *narrowBack) Send(p pmtu.Probe) error {
	n.sizes[p.Token] = p.Size
	return n.bounded.Send(p)
}

func (n *narrowBack) Recv(ctx context.Context) (pmtu.Event, error) {
	for {
		ev, err := n.bounded.Recv(ctx)
		if err != nil || !n.lost(ev) {
			return ev, err
		}
	}
}

// lost reports whether it is an answer that is too large: an ICMPv6 error quotes all that fits into 1280 bytes.
func (n *narrowBack) lost(ev pmtu.Event) bool {
	of := func(r pmtu.Report) bool {
		from := r.Offender
		return from != netip.MustParseAddr("fd77::1") && from != n.spare && min(n.sizes[r.Quote.Token]+48, pmtu.MinIPv6) > n.most
	}
	switch a := ev.(type) {
	case pmtu.TimeExceeded:
		return of(a.Report)
	case pmtu.PacketTooBig:
		return of(a.Report)
	case pmtu.Unreachable:
		return of(a.Report)
	case pmtu.Reply:
		return n.sizes[a.Token] > n.most
	}
	return false
}

// TestCarriedAnswersLost: that answers to larger packets get lost does not show that those got past a router.
func TestCarriedAnswersLost(t *testing.T) {
	n := inline(t, "hops 4\nseed 913771194\nlocal mtu=1370\nhop 3 mtu=1298 ptb=mtu+20 ptb-limit=1/1s ptb-from=222\nhop 3 silent=yes\ndest udp=echo\n")
	d, err := simnet.NewDriver(n, simnet.DriverOptions{})
	if err != nil {
		t.Fatal(err)
	}
	back := &narrowBack{bounded: bounded{Driver: d}, sizes: map[uint64]pmtu.MTU{}, most: 1000, spare: netip.MustParseAddr("fd77::222")}
	o := pmtu.Options{Target: netip.AddrPortFrom(n.Target(pmtu.IPv6), pmtu.DefaultPort)}
	binary.BigEndian.PutUint64(o.Seed[:], 3951)
	r, err := pmtu.Run(t.Context(), back, o, nil)
	if err != nil || len(r.Limits) != 1 || r.Limits[0].To > 1298 {
		t.Errorf("%v, %+v, %+v", err, r.PathMTU, r.Limits)
	}
}
