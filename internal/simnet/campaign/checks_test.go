package main

import (
	"bytes"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/pathmtu/pmtu/internal/simnet"
	"github.com/pathmtu/pmtu/internal/simnet/judge"
	"github.com/pathmtu/pmtu/pmtu"
)

// TestChecks: each network is checked once, over different families and protocols, and what comes of it is counted apart.
func TestChecks(t *testing.T) {
	var out bytes.Buffer
	y := newTally(&out, 0)
	campaign(y, 1, 60, 1)
	y.print()
	c := y.checks
	if c.runs != 60 || len(c.sent) != 60 || len(y.sent) != y.runs-60 || c.fair == 0 || c.open > 0 {
		t.Errorf("%d checks, %d traces, %d should have a verdict, %d have none", c.runs, len(y.sent), c.fair, c.open)
	}
	for _, want := range []string{"checks end to end: 60, ", "checks without a verdict where nothing is lost and the destination answers: "} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, out.String())
		}
	}
	kinds := make(map[string]int)
	for seed := range uint64(64) {
		list := setups(simnet.Random(seed), seed)
		if n := len(slices.DeleteFunc(list, func(s judge.Setup) bool { return s.Require == 0 })); n != 1 {
			t.Fatalf("seed %d: %d checks", seed, n)
		}
		name, _, _ := strings.Cut(list[0].String(), "/check-")
		kinds[name]++
	}
	if len(kinds) < 8 {
		t.Errorf("only over %v", kinds)
	}
}

// TestBrokenChecks: an engine that passes or fails what it should not fails a campaign at once, and one
// that seldom has an answer does by its share.
func TestBrokenChecks(t *testing.T) {
	for name, lie := range map[string]func(*pmtu.Result){
		"false pass": func(r *pmtu.Result) { r.PathMTU = pmtu.PathMTU{Status: pmtu.StatusProven, MTU: 9000} },
		"false fail": func(r *pmtu.Result) { r.PathMTU = pmtu.PathMTU{Status: pmtu.StatusProven, MTU: 100} },
		"of the checks that should have a verdict": func(r *pmtu.Result) {
			r.PathMTU, r.Limits, r.LocalMTU = pmtu.PathMTU{}, nil, 0
		},
	} {
		y := newTally(io.Discard, 0)
		for seed := range uint64(60) {
			each(seed, func(tr *judge.Trial) {
				if tr.Require > 0 {
					lie(tr.Result)
					y.add(tr)
				}
			})
		}
		if why := strings.Join(y.failures(), "\n"); !strings.Contains(why, name) {
			t.Errorf("%s: fails by %q", name, why)
		}
	}
}
