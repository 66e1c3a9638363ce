package lab

import (
	"net/netip"
	"testing"

	"github.com/vishvananda/netlink"
)

// Inside of SRv6 routers are no hops, and 64 bytes are missing.
func TestSteer(t *testing.T) {
	l := Start(t, Chain(4).Steer(1, 3))
	origin := l.Node(Origin)
	bothFamilies(t, 4, func(t *testing.T, v4 bool, target netip.Addr) {
		wantAnswer(t, ask(t, origin, target, 64, 1436), v4, portClosed, target)
		wantSilence(t, origin, target, 64, 1437)
		if v4 { // the outer hop limit is not the inner one
			wantAnswer(t, ask(t, origin, target, 1, 1436), v4, exceeded, end(v4, 3, 2))
			wantAnswer(t, ask(t, origin, target, 2, 1436), v4, exceeded, end(v4, 4, 2))
			return
		}
		wantSilence(t, origin, target, 2, 1436)
		wantAnswer(t, ask(t, origin, target, 3, 1436), v4, portClosed, target)
	})
}

// Flows take both ways, and each one keeps to its own.
func TestFork(t *testing.T) {
	n := Chain(3).Fork(2)
	n.Narrow(len(n.Links), 1400)
	origin := Start(t, n).Node(Origin)
	bothFamilies(t, 3, func(t *testing.T, v4 bool, target netip.Addr) {
		beside := forkPrefixes(1, 2)[1].Addr()
		if v4 {
			beside = forkPrefixes(1, 2)[0].Addr()
		}
		taken := map[netip.Addr]int{}
		for range 40 { // each asks from a port of its own
			taken[ask(t, origin, target, 2, 1500).From]++
		}
		if len(taken) != 2 || taken[beside] == 0 || taken[end(v4, 2, 2)] == 0 {
			t.Errorf("hops 2: %v, want %v and %v", taken, end(v4, 2, 2), beside)
		}
		narrow := 0
		for range 40 {
			s := ask(t, origin, target, 64, 1500)
			if s.From == beside && s.Info == 1400 {
				narrow++
			} else {
				wantAnswer(t, s, v4, portClosed, target)
			}
		}
		if narrow == 0 || narrow == 40 {
			t.Errorf("%d of 40 flows are refused on the narrow way", narrow)
		}
	})
}

// A tunnel over IPv6 has 20 bytes less than over IPv4.
func TestThroughIPv6(t *testing.T) {
	origin := Start(t, Chain(3).ThroughIPv6(2, VXLAN)).Node(Origin)
	bothFamilies(t, 3, func(t *testing.T, v4 bool, target netip.Addr) {
		wantAnswer(t, ask(t, origin, target, 64, 1430), v4, portClosed, target)
		wantAnswer(t, ask(t, origin, target, 64, 1431), v4, tooBigCode, end(v4, 1, 2))
	})
}

func TestSetMTU(t *testing.T) {
	l := Start(t, Chain(1))
	if err := l.Node("r1").SetMTU("e1", 1400); err != nil {
		t.Fatal(err)
	}
	bothFamilies(t, 1, func(t *testing.T, v4 bool, target netip.Addr) {
		if s := ask(t, l.Node(Origin), target, 64, 1500); s.Info != 1400 {
			t.Errorf("got %v, want a claim of 1400", s)
		}
	})
	if err := l.Node("r1").SetMTU("nothing", 1400); err == nil {
		t.Error("a device that is not there has an MTU")
	}
}

// What routers on the way back say to the target arrives there: it learns
// their MTU, and sends echo replies in fragments.
func TestReturnByReports(t *testing.T) {
	n := Chain(1).ReturnBy(2)
	n.Narrow(len(n.Links)-1, 1300)
	l := Start(t, n)
	bothFamilies(t, 1, func(t *testing.T, v4 bool, target netip.Addr) {
		origin, _ := LinkAddrs(1, 1)
		if !v4 {
			_, origin = LinkAddrs(1, 1)
		}
		wantAnswer(t, ask(t, l.Node(Target), origin, 64, 1500), v4, tooBigCode, netip.MustParseAddr(map[bool]string{true: "10.10.1.2", false: "fd10:1::2"}[v4]))
	})
}

// No node has to ask who its neighbours are.
func TestNeighboursAreKnown(t *testing.T) {
	l := Start(t, Chain(1).Through(1, VXLAN))
	for _, host := range []string{Origin, "r1", Target} {
		for _, family := range []int{netlink.FAMILY_V4, netlink.FAMILY_V6} {
			list, err := l.Node(host).nl.NeighList(0, family)
			if err != nil {
				t.Fatal(err)
			}
			known := 0
			for _, n := range list {
				switch {
				case n.State == netlink.NUD_PERMANENT:
					known++
				case n.State != netlink.NUD_NOARP:
					t.Errorf("%s has learned of %v", host, n)
				}
			}
			if known == 0 {
				t.Errorf("%s knows no neighbour of family %d", host, family)
			}
		}
	}
}
