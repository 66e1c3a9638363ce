package judge

import (
	"slices"
	"testing"

	"github.com/pathmtu/pmtu/internal/simnet"
	"github.com/pathmtu/pmtu/pmtu"
)

// ofAnotherWay are the grave kinds of faults that may be so of another flow than the one that is measured: what is said
// of hops and limits, and that a check fails for a limit.
var ofAnotherWay = []string{"black hole", "hop MTU", "false fail"}

// TestSeveralWays: where flows take ways of several sizes, nothing is called proven that is not so of the flow that is
// measured. Loss both ways is left out.
func TestSeveralWays(t *testing.T) {
	parted := 0
	for seed := range uint64(1200) {
		n := simnet.RandomWays(seed)
		for _, s := range waysSetups(seed) {
			if !n.Has(s.Family) {
				continue
			}
			trial := Try(n, s, nil)
			if trial.parted() {
				parted++
			}
			for _, f := range Judge(trial) {
				if !slices.Contains(ofAnotherWay, f.Rule) && Grave(f) && Cause(trial) != CauseLoss {
					t.Errorf("seed %d over %v: %s: %s", seed, s, f.Rule, f.Text)
				}
			}
		}
	}
	if parted < 200 {
		t.Errorf("the ways of %d runs only were of several sizes", parted)
	}
}

// waysSetups are the runs of a seed: each family with a protocol in turn.
func waysSetups(seed uint64) []Setup {
	p := []pmtu.Protocol{pmtu.Auto, pmtu.ICMP, pmtu.UDP}[seed%3]
	return []Setup{{Family: pmtu.IPv4, Seed: seed, Protocol: p}, {Family: pmtu.IPv6, Seed: seed, Protocol: p}}
}
