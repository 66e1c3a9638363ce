package judge

import (
	"slices"
	"testing"

	"github.com/pathmtu/pmtu/internal/simnet"
	"github.com/pathmtu/pmtu/pmtu"
)

func checked(t *testing.T, text string, require pmtu.MTU) *Trial {
	t.Helper()
	n, err := simnet.Parse("test.net", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return Try(n, Setup{Family: pmtu.IPv4, Seed: 1, Require: require}, nil)
}

func has(faults []Fault, rule string) bool {
	return slices.ContainsFunc(faults, func(f Fault) bool { return f.Rule == rule && f.Text != "" })
}

// TestVerdict: a check that passes what does not pass, or fails what does, is found.
func TestVerdict(t *testing.T) {
	pass := func(r *pmtu.Result) { r.PathMTU = pmtu.PathMTU{Status: pmtu.StatusProven, MTU: 1500} }
	fail := func(r *pmtu.Result) { r.PathMTU = pmtu.PathMTU{Status: pmtu.StatusProven, MTU: 1300} }
	nowhere := func(r *pmtu.Result) { r.Outcome, r.PathMTU = pmtu.OutcomeUnreachable, pmtu.PathMTU{} }
	for _, c := range []struct {
		text    string
		require pmtu.MTU
		falsify func(*pmtu.Result)
		rule    string // "": the falsified result may be
	}{
		{"hops 4", 1500, fail, "false fail"},
		{"hops 4", 1500, nowhere, "false unreachable"},
		{"hops 4\nhop 2 mtu=1400", 1400, fail, "false fail"},
		{"hops 4\nhop 2 mtu=1400", 1401, pass, "false pass"},
		{"hops 4\nhop 2 mtu=1400 ptb=dropped", 1401, pass, "false pass"},
		{"hops 4\nhop 2 mtu=1400", 1401, nowhere, "false unreachable"},
		{"hops 4\nhop 2 unreachable4=3/1", 1400, nowhere, ""},
		{"hops 4\nhop 2 unreachable4=3/1", 1400, pass, "false pass"},
		{"hops 4\ndest udp=silent", 1400, pass, "false pass"},
		{"hops 4\ndest udp=silent", 1400, fail, "false fail"},
		{"hops 4", 1500, func(r *pmtu.Result) { r.Refusal, r.Stats.Sent = "no", 0 }, "exit code"},
	} {
		tr := checked(t, c.text, c.require)
		if faults := Judge(tr); len(faults) > 0 {
			t.Fatalf("%q, %d: %v before anything was falsified", c.text, c.require, faults)
		}
		tr.Result.Outcome, tr.Result.Hops = pmtu.OutcomeReached, nil
		c.falsify(tr.Result)
		if faults := Judge(tr); c.rule != "" && !has(faults, c.rule) || c.rule == "" && len(faults) > 0 {
			t.Errorf("%q, %d: %v, want %q", c.text, c.require, faults, c.rule)
		}
	}
}

// TestHoleTold: a check that fails for a black hole says so in a finding, and where and what passes, unless somebody is hard to ask.
func TestHoleTold(t *testing.T) {
	const easy, limited = "hops 6\nhop 3 mtu=1400 ptb=dropped", "hops 6\nhop 3 mtu=1400 ptb=dropped\nhop all limit=1/500ms\ndest limit=1/500ms"
	untold := func(r *pmtu.Result) { r.Findings = nil }
	unplaced := func(r *pmtu.Result) {
		r.PathMTU = pmtu.PathMTU{Status: pmtu.StatusAtLeast, MTU: 60}
		r.Limits[0].AfterHop, r.Limits[0].To, r.Findings[0].Hop = -1, 0, 0
	}
	for _, c := range []struct {
		text    string
		falsify func(*pmtu.Result)
		rule    string
	}{
		{easy, untold, "black hole untold"},
		{limited, untold, "black hole untold"},
		{easy, unplaced, "black hole unplaced"},
		{limited, unplaced, ""},
	} {
		tr := checked(t, c.text, 1500)
		if faults := Judge(tr); len(faults) > 0 {
			t.Fatalf("%q: %v before anything was falsified", c.text, faults)
		}
		c.falsify(tr.Result)
		if faults := Judge(tr); c.rule != "" && !has(faults, c.rule) || c.rule == "" && len(faults) > 0 {
			t.Errorf("%q: %v, want %q", c.text, faults, c.rule)
		}
	}
}

// TestExitCode: that of a trace is that of the network's situation.
func TestExitCode(t *testing.T) {
	const silent = "hops 6\nhop 3 mtu=1400 ptb=dropped"
	for _, c := range []struct {
		text    string
		falsify func(*pmtu.Result)
		rule    string
	}{
		{silent, func(r *pmtu.Result) { r.Limits = nil }, "exit code"},
		{"hops 6\nhop 3 mtu=1400", func(r *pmtu.Result) { r.Limits[0].Kind = pmtu.LimitBlackHole }, "exit code"},
		{"hops 6", func(r *pmtu.Result) { r.Outcome = pmtu.OutcomeUnreachable }, "exit code"},
		{"hops 6", func(r *pmtu.Result) { r.Refusal, r.Stats.Sent = "no", 0 }, "exit code"},
		{silent, func(r *pmtu.Result) { r.PathMTU.MTU++ }, "false pass"},
		{silent, func(r *pmtu.Result) { r.PathMTU.MTU-- }, "false fail"},
		{silent, func(r *pmtu.Result) {
			r.PathMTU, r.Limits, r.Findings = pmtu.PathMTU{Status: pmtu.StatusAtLeast, MTU: 1300}, nil, nil
		}, ""},
	} {
		tr := trial(t, c.text)
		if faults := Judge(tr); len(faults) > 0 {
			t.Fatalf("%q: %v before anything was falsified", c.text, faults)
		}
		c.falsify(tr.Result)
		if faults := Judge(tr); c.rule != "" && !has(faults, c.rule) || c.rule == "" && len(faults) > 0 {
			t.Errorf("%q: %v, want %q", c.text, faults, c.rule)
		}
	}
}

// TestExitCodeBehindAHole: that a black hole which is wider than what limits the path in the end was passed over makes no
// exit code wrong.
func TestExitCodeBehindAHole(t *testing.T) {
	tr := trial(t, "hops 6\nhop 2 mtu=1450 ptb=dropped\nhop 4 mtu=1400")
	tr.Result.Limits = slices.DeleteFunc(tr.Result.Limits, func(l pmtu.Limit) bool { return l.Kind == pmtu.LimitBlackHole })
	tr.Result.Findings = slices.DeleteFunc(tr.Result.Findings, func(f pmtu.Finding) bool { return f.Code == pmtu.CodeBlackHole })
	if faults := Judge(tr); len(tr.Result.Limits) != 1 || len(faults) != 1 || faults[0].Rule != "limit passed over" {
		t.Errorf("%+v: %v", tr.Result.Limits, faults)
	}
}

// TestDecidable: which checks should have a verdict, and have one.
func TestDecidable(t *testing.T) {
	for _, c := range []struct {
		text    string
		require pmtu.MTU
		want    bool
	}{
		{"hops 4", 1500, true},
		{"hops 4\nhop 2 mtu=1400 ptb=dropped", 1401, true},
		{"hops 4\nhop 2 loss=1%", 1500, false},
		{"hops 4\ndest udp=silent", 1500, false},
		{"hops 4\nhop 2 unreachable4=3/1", 1500, false},
		{"hops 4\ndest back-mtu=1300", 1500, true},
		{"hops 4\ndest udp=echo back-mtu=1300", 1500, false},
		{"hops 4\ndest udp=echo back-mtu=1300", 1300, true},
		{"hops 3\ndest udp=echo\nhop 2 mtu=1400 ptb=dropped", 1400, true},
		{"hops 3\ndest udp=echo\nhop 2 mtu=1400 ptb=dropped", 1401, false},
	} {
		tr := checked(t, c.text, c.require)
		if got := Decidable(tr); got != c.want || got && Undecided(tr) {
			t.Errorf("%q, %d: decidable %t, undecided %t", c.text, c.require, got, Undecided(tr))
		}
	}
	if !Undecided(&Trial{}) {
		t.Error("no result is a verdict")
	}
}

// TestRequirement: the sizes that are asked for lie around what is so, and what is claimed, and are
// the same for the same seed.
func TestRequirement(t *testing.T) {
	n, err := simnet.Parse("test.net", []byte("hops 4\nhop 2 mtu=1400 ptb=1311"))
	if err != nil {
		t.Fatal(err)
	}
	seen := make(map[pmtu.MTU]int)
	for seed := range uint64(300) {
		size := Requirement(n, pmtu.IPv6, seed)
		if size != Requirement(n, pmtu.IPv6, seed) {
			t.Fatal("another size of the same seed")
		}
		seen[size]++
	}
	for _, size := range []pmtu.MTU{1280, 1311, 1312, 1399, 1400, 1401, 1500, 1501} {
		if seen[size] == 0 {
			t.Errorf("%d was never asked for: %v", size, seen)
		}
		delete(seen, size)
	}
	if len(seen) > 0 {
		t.Errorf("and these were: %v", seen)
	}
}
