package lab

import (
	"net/netip"
	"testing"
)

// bothFamilies runs a test for the target's address of either family.
func bothFamilies(t *testing.T, routers int, test func(t *testing.T, v4 bool, target netip.Addr)) {
	t.Helper()
	v4, v6 := TargetAddrs(routers)
	t.Run("IPv4", func(t *testing.T) { test(t, true, v4) })
	t.Run("IPv6", func(t *testing.T) { test(t, false, v6) })
}

// end returns the address of an end of a chain's link in one family.
func end(v4 bool, link, end int) netip.Addr {
	a4, a6 := LinkAddrs(link, end)
	if v4 {
		return a4
	}
	return a6
}

func TestChainHops(t *testing.T) {
	l := Start(t, Chain(3))
	origin := l.Node(Origin)
	bothFamilies(t, 3, func(t *testing.T, v4 bool, target netip.Addr) {
		for hop := 1; hop <= 3; hop++ {
			s := ask(t, origin, target, hop, 1500)
			wantAnswer(t, s, v4, exceeded, end(v4, hop, 2))
			if want := 64 - (hop - 1); s.HopLimit != want {
				t.Errorf("hop %d answered with hop limit %d, want %d", hop, s.HopLimit, want)
			}
		}
		wantAnswer(t, ask(t, origin, target, 4, 1500), v4, portClosed, target)
	})
}

func TestNarrow(t *testing.T) {
	l := Start(t, Chain(3).Narrow(3, 1400))
	bothFamilies(t, 3, func(t *testing.T, v4 bool, target netip.Addr) {
		origin := l.Node(Origin)
		wantAnswer(t, ask(t, origin, target, 64, 1400), v4, portClosed, target)
		s := ask(t, origin, target, 64, 1401)
		wantAnswer(t, s, v4, tooBigCode, end(v4, 2, 2))
		if s.Info != 1400 {
			t.Errorf("next-hop MTU %d, want 1400", s.Info)
		}
	})
}

func TestJumbo(t *testing.T) {
	l := Start(t, Chain(1).Widen(9000))
	bothFamilies(t, 1, func(t *testing.T, v4 bool, target netip.Addr) {
		wantAnswer(t, ask(t, l.Node(Origin), target, 64, 9000), v4, portClosed, target)
	})
}

func TestReturnBy(t *testing.T) {
	l := Start(t, Chain(2).ReturnBy(5))
	bothFamilies(t, 2, func(t *testing.T, v4 bool, target netip.Addr) {
		origin := l.Node(Origin)
		if s := ask(t, origin, target, 64, 1500); s.From != target || s.HopLimit != 64-5 {
			t.Errorf("target answered %v, want it after 5 routers", s)
		}
		if s := ask(t, origin, target, 2, 1500); s.HopLimit != 64-1 {
			t.Errorf("hop 2 answered %v, want it by the way that the probe came", s)
		}
	})
}

func TestRefuse(t *testing.T) {
	for _, tt := range []struct {
		name string
		kind RouteKind
		want map[bool][2]uint8
	}{
		{"unreachable", Unreachable, map[bool][2]uint8{true: {3, 1}, false: {1, 0}}},
		{"prohibit", Prohibit, map[bool][2]uint8{true: {3, 13}, false: {1, 1}}},
		{"throw", Throw, map[bool][2]uint8{true: {3, 0}, false: {1, 0}}},
		{"blackhole", Blackhole, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := Start(t, Chain(2).Refuse("r2", tt.kind))
			bothFamilies(t, 2, func(t *testing.T, v4 bool, target netip.Addr) {
				wantAnswer(t, ask(t, l.Node(Origin), target, 1, 1500), v4, exceeded, end(v4, 1, 2))
				if tt.want == nil {
					wantSilence(t, l.Node(Origin), target, 64, 1500)
					return
				}
				wantAnswer(t, ask(t, l.Node(Origin), target, 64, 1500), v4, tt.want, end(v4, 2, 2))
			})
		})
	}
}

func TestRouteMTU(t *testing.T) {
	n := Chain(1)
	v4, v6 := TargetAddrs(1)
	via4, via6 := LinkAddrs(2, 2)
	n.Host("r1").Route(
		Route{Dst: netip.PrefixFrom(v4, 32), Via: via4, MTU: 1300},
		Route{Dst: netip.PrefixFrom(v6, 128), Via: via6, Device: "e1", MTU: 1300},
	)
	l := Start(t, n)
	bothFamilies(t, 1, func(t *testing.T, v4 bool, target netip.Addr) {
		s := ask(t, l.Node(Origin), target, 64, 1500)
		wantAnswer(t, s, v4, tooBigCode, end(v4, 1, 2))
		if s.Info != 1300 {
			t.Errorf("next-hop MTU %d, want that of the route, 1300", s.Info)
		}
	})
}

func TestRateLimits(t *testing.T) {
	for _, limited := range []bool{true, false} {
		n := Chain(1)
		n.Host("r1").RateLimits = limited
		l := Start(t, n)
		bothFamilies(t, 1, func(t *testing.T, v4 bool, target netip.Addr) {
			answered := 0
			for range 12 {
				if askFor(t, l.Node(Origin), target, 1, 100, glance).From.IsValid() {
					answered++
				} else {
					break // the first silence: the burst is spent
				}
			}
			if limited == (answered == 12) {
				t.Errorf("limits kept: %v, but %d of 12 were answered", limited, answered)
			}
		})
	}
}
