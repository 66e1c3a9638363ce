package judge

import (
	"testing"

	"github.com/pathmtu/pmtu/internal/simnet"
	"github.com/pathmtu/pmtu/pmtu"
)

// TestSeveralWays: where flows take ways of several sizes, nothing is called proven that is not so of the flow that is
// measured. What is said of hops and limits may be so of another one. Loss both ways is left out, as in the
// campaign's bounds.
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
				if f.Rule != "black hole" && Grave(trial, f) && Cause(trial) != CauseLoss {
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
