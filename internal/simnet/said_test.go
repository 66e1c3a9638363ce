package simnet

import (
	"net/netip"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/pathmtu/pmtu/pmtu"
)

// TestEvents: who said what, what was lost, and what was not said.
func TestEvents(t *testing.T) {
	n := parse(t, "hops 4\nhop 1 limit=1/10s\nhop 2 mtu=1400 ptb=1300 quote=8 mpls=16/0/1\nhop 3 loss=100%\nforge minimal mtu=1200 every=3")
	f := pmtu.IPv4
	for i, size := range []int{1500, 100, 100, 100} {
		send(t, n, time.Duration(i)*time.Second, udp(n, f, []int{64, 64, 1, 1}[i], size))
	}
	e := n.Events(f)
	want := []Said{
		{Addr: hostAddr(f, 66, false), Size: 1500, Claim: 1200},
		{Hop: 2, Addr: hostAddr(f, 2, false), Size: 1500, Claim: 1300, Passes: 1400},
		{Addr: hostAddr(f, 66, false), Size: 100, Claim: 1200},
	}
	if diff := cmp.Diff(want, e.TooBig, cmpopts.EquateComparable(netip.Addr{})); diff != "" {
		t.Errorf("said (-want +got):\n%s", diff)
	}
	if e.Lost != 1 || e.Withheld(1) != 1 || e.Withheld(2) != 0 {
		t.Errorf("%d lost, %d and %d withheld", e.Lost, e.Withheld(1), e.Withheld(2))
	}
	if e := n.Fresh(0).Events(f); len(e.TooBig) != 0 || e.Lost != 0 || e.Withheld(1) != 0 {
		t.Errorf("a fresh network remembers %+v", e)
	}
}

// TestClaims: what may be claimed, as far as it does not depend on packets.
func TestClaims(t *testing.T) {
	n := parse(t, "hops 3\nhop 1 mtu=1400 ptb=mtu-1,0,size,1300..1310,dropped\nhop 2 mtu=1450 ptb=4294967295\nforge token mtu=1280\nforge token as=expired mtu=7")
	if diff := cmp.Diff([]pmtu.MTU{1399, 1300, 1310, 1280}, n.Claims()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestPlace: where packets end in a loop.
func TestPlace(t *testing.T) {
	for _, c := range []struct{ hops, loop, hop, want int }{
		{4, 0, 0, 0},
		{4, 0, 4, 4},
		{4, 0, 5, 0},
		{4, 3, 4, 4},
		{4, 3, 5, 3},
		{4, 3, 8, 4},
	} {
		truth := Truth{Hops: make([]TruthHop, c.hops), LoopTo: c.loop}
		if got := truth.Place(c.hop); got != c.want {
			t.Errorf("%+v: hop %d", c, got)
		}
	}
}
