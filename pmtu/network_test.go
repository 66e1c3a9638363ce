package pmtu_test

import (
	"context"
	"errors"
	"net/netip"
	"slices"
	"testing"
	"time"

	"github.com/pathmtu/pmtu/internal/simnet"
	"github.com/pathmtu/pmtu/pmtu"
)

var families = []pmtu.Family{pmtu.IPv4, pmtu.IPv6}

// simulated runs a trace over a network of a file on the virtual clock.
func simulated(t testing.TB, name string, f pmtu.Family, o pmtu.Options) *pmtu.Result {
	t.Helper()
	n, err := simnet.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	return overNetwork(t, n, f, o)
}

func overNetwork(t testing.TB, n *simnet.Network, f pmtu.Family, o pmtu.Options) *pmtu.Result {
	t.Helper()
	d, err := simnet.NewDriver(n, simnet.DriverOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return overDriver(t, d, n, f, o)
}

func overDriver(t testing.TB, d *simnet.Driver, n *simnet.Network, f pmtu.Family, o pmtu.Options) *pmtu.Result {
	t.Helper()
	defer d.Close()
	if !o.Target.IsValid() {
		o.Target = netip.AddrPortFrom(n.Target(f), 0)
	}
	r, err := pmtu.Run(context.Background(), &bounded{Driver: d}, o, nil)
	if err != nil {
		t.Fatalf("%s over %v: %v", n.Name(), f, err)
	}
	return r
}

// bounded ends a run that goes on without getting on.
type bounded struct {
	*simnet.Driver
	steps int
}

func (b *bounded) Recv(ctx context.Context) (pmtu.Event, error) {
	if b.steps++; b.steps > 20000 {
		return nil, errors.New("the run does not end")
	}
	return b.Driver.Recv(ctx)
}

// inline makes a network of a description in the test.
func inline(t testing.TB, text string) *simnet.Network {
	t.Helper()
	n, err := simnet.Parse("inline", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// eachNetwork runs f for every network file and family.
func eachNetwork(t *testing.T, f func(t *testing.T, name string, n *simnet.Network, family pmtu.Family)) {
	for _, name := range simnet.Networks() {
		for _, family := range families {
			n, err := simnet.Load(name)
			if err != nil {
				t.Fatal(err)
			}
			if n.Has(family) {
				t.Run(name+"/"+family.String(), func(t *testing.T) { f(t, name, n, family) })
			}
		}
	}
}

func truth(n *simnet.Network, f pmtu.Family) simnet.Truth {
	return n.Truth(simnet.Flow{
		Src: netip.AddrPortFrom(n.Source(f), 50000),
		Dst: netip.AddrPortFrom(n.Target(f), pmtu.DefaultPort),
	})
}

// TestTruth is the judge: whatever a network does, what is called proven is
// what passes, and nothing is said to arrive that cannot.
func TestTruth(t *testing.T) {
	eachNetwork(t, func(t *testing.T, name string, n *simnet.Network, f pmtu.Family) {
		want := truth(n, f)
		r := overNetwork(t, n, f, pmtu.Options{})
		switch {
		case r.PathMTU.Status == pmtu.StatusProven && r.PathMTU.MTU != want.PathMTU:
			t.Errorf("path MTU %d called proven, the path carries %d", r.PathMTU.MTU, want.PathMTU)
		case r.PathMTU.MTU > want.PathMTU && want.Reachable && r.Outcome == pmtu.OutcomeReached:
			t.Errorf("path MTU at least %d, the path carries %d", r.PathMTU.MTU, want.PathMTU)
		}
		if r.Outcome == pmtu.OutcomeReached && !want.Answers {
			t.Errorf("reached, but the destination answers nothing")
		}
		if r.HopCount != 0 && r.HopCount != want.HopCount {
			t.Errorf("hop count %d, want %d", r.HopCount, want.HopCount)
		}
		checkHops(t, r, want)
		checkLimits(t, r, want)
	})
}

func checkHops(t *testing.T, r *pmtu.Result, want simnet.Truth) {
	t.Helper()
	for _, h := range r.Hops {
		if h.Hop > len(want.Hops) {
			continue // the refusal of the path's end, or silence
		}
		w := want.Hops[h.Hop-1]
		if h.MTU > w.MTU {
			t.Errorf("hop %d: %d bytes said to arrive, %d do", h.Hop, h.MTU, w.MTU)
		}
		for _, a := range h.Answers {
			if !slices.Contains(w.Addrs, a.Addr) {
				t.Errorf("hop %d: %v answered, there are %v", h.Hop, a.Addr, w.Addrs)
			}
		}
	}
}

func checkLimits(t *testing.T, r *pmtu.Result, want simnet.Truth) {
	t.Helper()
	for _, l := range r.Limits {
		if l.To == 0 {
			continue
		}
		i := slices.IndexFunc(want.Limits, func(w simnet.TruthLimit) bool {
			hole := l.Kind == pmtu.LimitBlackHole
			return w.To == l.To && w.Silent == hole && (w.AfterHop == l.AfterHop || l.AfterHop < 0 || hole && silentBetween(want, l.AfterHop, w.AfterHop))
		})
		if i < 0 && !(l.AfterHop == want.HopCount && l.To == want.PathMTU) {
			t.Errorf("limit to %d after hop %d called proven; there are %+v", l.To, l.AfterHop, want.Limits)
		}
	}
}

// silentBetween reports whether no hop behind a answers up to b: then it
// cannot be told behind which of them a packet vanished.
func silentBetween(w simnet.Truth, a, b int) bool {
	for h := a + 1; h <= b; h++ {
		if !w.Hops[h-1].Silent {
			return false
		}
	}
	return a < b
}

// TestSimplePaths: where nothing is lost, limited or a lie, all is known.
func TestSimplePaths(t *testing.T) {
	for _, name := range []string{
		"plain-1", "plain-3", "plain-9", "plain-20", "limit-1", "limit-1-first", "limit-2", "limit-2-far",
		"limit-3", "limit-last", "limit-widens", "jumbo", "jumbo-all", "local-1300", "asymmetric", "silent-1", "silent-3",
		"silent-first", "silent-last", "silent-limit", "silent-run-6", "mpls", "mpls-legacy", "mpls-minimal", "ecmp", "ecmp-mtu",
		"quote-28", "quote-minimal", "rewritten", "rewritten-port", "dest-data", "dest-echo", "dest-only", "ptb-other", "out-of-order", "duplicates",
		"forged-token", "forged-target", "forged-reached", "forged-data", "forged-minimal", "everything", "slow-path", "rate-limited",
	} {
		for _, f := range families {
			t.Run(name+"/"+f.String(), func(t *testing.T) {
				n, err := simnet.Load(name)
				if err != nil {
					t.Fatal(err)
				}
				if !n.Has(f) {
					t.Skip("not of this family")
				}
				checkSimple(t, n, f)
			})
		}
	}
}

func checkSimple(t *testing.T, n *simnet.Network, f pmtu.Family) {
	want := truth(n, f)
	r := overNetwork(t, n, f, pmtu.Options{})
	if r.Outcome != pmtu.OutcomeReached || r.HopCount != want.HopCount || r.ReturnHops != want.ReturnHops {
		t.Errorf("%s, %d hops, %d back; want reached, %d, %d", r.Outcome, r.HopCount, r.ReturnHops, want.HopCount, want.ReturnHops)
	}
	if p := (pmtu.PathMTU{Status: pmtu.StatusProven, MTU: want.PathMTU, Direction: pmtu.DirectionForward}); r.PathMTU != p {
		t.Errorf("path MTU %+v, want %+v", r.PathMTU, p)
	}
	if len(r.Hops) != len(want.Hops) {
		t.Fatalf("%d hops, want %d", len(r.Hops), len(want.Hops))
	}
	for i, h := range r.Hops {
		w := want.Hops[i]
		proven := h.MTU == w.MTU || w.Silent && h.MTU >= want.PathMTU && h.MTU < w.MTU // nothing tells what a silent hop had
		if !proven || (len(h.Answers) == 0) != w.Silent {
			t.Errorf("hop %d: MTU %d, %d answers; want MTU %d, silent %v", h.Hop, h.MTU, len(h.Answers), w.MTU, w.Silent)
		}
	}
	if len(r.Limits) != len(want.Limits) {
		t.Fatalf("limits %+v, want %+v", r.Limits, want.Limits)
	}
	for i, l := range r.Limits {
		w := want.Limits[i]
		if l.AfterHop != w.AfterHop || l.From != w.From || l.To != w.To {
			t.Errorf("limit %d: after hop %d from %d to %d, want %+v", i, l.AfterHop, l.From, l.To, w)
		}
	}
}

// TestBudgets holds the engine to its round trips, on the virtual clock.
func TestBudgets(t *testing.T) {
	const roundTrip = 152 * time.Millisecond // of plain-20 and limit-2-far
	wait := 2*roundTrip + 30*time.Millisecond
	for _, c := range []struct {
		name string
		most time.Duration
	}{
		{"plain-20", roundTrip + wait},
		{"limit-2-far", 4 * roundTrip},
		{"silent-3", 2*32*time.Millisecond + 3*100*time.Millisecond}, // one sequence of three waits
		{"silent-run-6", 2*44*time.Millisecond + 3*118*time.Millisecond},
		{"plain-9", 2 * 32 * time.Millisecond},
	} {
		for _, f := range families {
			if r := simulated(t, c.name, f, pmtu.Options{}); r.Duration > c.most || r.Outcome != pmtu.OutcomeReached {
				t.Errorf("%s over %v: %s after %v, want reached after %v at most", c.name, f, r.Outcome, r.Duration, c.most)
			}
		}
	}
}

// TestSilentRouterHad: a router that answers at no hop is put before a limit by the silence of others. What it
// had is not proven to have got farther than to the last hop that said so.
func TestSilentRouterHad(t *testing.T) {
	for _, f := range families {
		r := simulated(t, "silent-limit", f, pmtu.Options{})
		if got := []pmtu.MTU{r.Hops[1].MTU, r.Hops[2].MTU}; got[0] != 1500 || got[1] != 1400 || r.Limits[0].AfterHop != 3 {
			t.Errorf("over %v: MTUs %v at hops 2 and 3, limits %+v; want 1500, 1400, after hop 3", f, got, r.Limits)
		}
	}
}
