package e2e

import (
	"fmt"
	"net/netip"
	"testing"

	"github.com/pathmtu/pmtu/internal/lab"
)

// manyFlows is enough that each of two ways is taken: that one of them never
// is has a chance of 1 to 2^39.
const manyFlows = 40

// TestUnequalWays traces through two ways of unequal MTU, between which the
// kernel chooses by addresses and ports. Each trace is a flow of its own: what
// is said of it has to be true of the way that its hops show.
func TestUnequalWays(t *testing.T) {
	if testing.Short() {
		t.Skip("short: real time")
	}
	for _, c := range []struct {
		name    string
		filters []lab.Filter
		narrow  string // what is true of the narrow way
	}{
		{"reported", nil, "reached proven=1400 0 4 ptb@2:1500>1400"},
		{"silent", lab.DropOwnTooBig(), "reached proven=1400 3 4 hole@2:1500>1400 +black_hole@2"},
	} {
		for _, family := range []int{4, 6} {
			t.Run(fmt.Sprintf("%s/%d", c.name, family), func(t *testing.T) {
				t.Parallel()
				n := lab.Chain(3).Fork(2)
				n.Narrow(len(n.Links), 1400).Host(lab.Beside(2)).Filter(c.filters...)
				second, v6 := lab.LinkAddrs(2, 2)
				target, target6 := lab.TargetAddrs(3)
				if family == 6 {
					second, target = v6, target6
				}
				w := unequal{origin: lab.Start(t, n).Node(lab.Origin), target: target, wide: second}
				w.trace(t, map[bool]string{true: "reached proven=1500 0 4", false: c.narrow})
			})
		}
	}
}

// unequal is two ways to a target, the wider of which goes over the router wide
// as the second hop.
type unequal struct {
	origin       *lab.Node
	target, wide netip.Addr
}

// trace traces until both ways were taken; want is by whether it was the wide one.
func (w unequal) trace(t *testing.T, want map[bool]string) {
	t.Helper()
	taken := map[bool]int{}
	for range manyFlows {
		d, code := traceKernel(t, w.origin, w.target)
		if len(d.Hops) < 2 || len(d.Hops[1].Answers) != 1 {
			t.Fatalf("not one router at hop 2: %+v", d.Hops)
		}
		wide := d.Hops[1].Answers[0].Address == w.wide.String()
		taken[wide]++
		d.hold(t)
		if said := without(d.said(code), timed); said != want[wide] {
			t.Errorf("by hop 2 %s: says\n%s\nwant\n%s", d.Hops[1].Answers[0].Address, said, want[wide])
		}
		if taken[true] > 0 && taken[false] > 0 {
			return
		}
	}
	t.Errorf("of two ways only one was ever taken: %v", taken)
}
