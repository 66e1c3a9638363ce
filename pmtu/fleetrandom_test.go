package pmtu_test

import (
	"net/netip"
	"testing"

	"github.com/pathmtu/pmtu/internal/simnet"
	"github.com/pathmtu/pmtu/pmtu"
)

// TestFleetRandom checks that in a fleet, too, no answer is wrong, whatever
// the networks of the others do.
func TestFleetRandom(t *testing.T) {
	const count = 400
	var kinds []*simnet.Network
	for seed := uint64(1); len(kinds) < count; seed++ {
		kinds = append(kinds, simnet.Random(seed))
	}
	w := simnet.NewWorld(count, kinds...)
	d, err := simnet.NewWorldDriver(w, simnet.DriverOptions{})
	if err != nil {
		t.Fatal(err)
	}
	answers := make(map[string]int)
	for i, r := range runAll(t, pmtu.Fleet{Driver: d, Rate: 2000}, checkAll(w, pmtu.IPv4, 1400)) {
		n := w.Target(i)
		truth := n.Truth(simnet.Flow{Src: netip.AddrPortFrom(n.Source(pmtu.IPv4), 50000), Dst: r.Target})
		got := answerTo(r, 1400)
		answers[got]++
		switch {
		case got == enough && truth.PathMTU < 1400, got == tooSmall && truth.PathMTU >= 1400:
			t.Errorf("target %d: %s; the path carries %d", i, got, truth.PathMTU)
		case got == undecided && truth.Answers && n.Traits(pmtu.IPv4) == (simnet.Traits{}):
			t.Errorf("target %d: %s (%s, %+v), and nothing stands against an answer", i, got, r.Outcome, r.PathMTU)
		}
	}
	if answers[enough] < count/4 || answers[tooSmall] < count/8 {
		t.Errorf("answers: %v", answers)
	}
	t.Log(answers)
}
