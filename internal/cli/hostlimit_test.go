package cli

import (
	"context"
	"net/netip"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pathmtu/pmtu/internal/simnet"
	"github.com/pathmtu/pmtu/pmtu"
)

// ownHole is a result with a black hole on the first link, where 1450 bytes pass.
func ownHole() *pmtu.Result {
	r := hole(9)
	r.Limits[0].AfterHop, r.Limits[0].From, r.Limits[0].To = 0, 1500, 1450
	r.Hops = []pmtu.Hop{{Hop: 1, Answers: []pmtu.Answer{{Addr: netip.MustParseAddr("10.0.0.1")}}}}
	return r
}

// TestDropper: this host drops what vanishes where the kernel has just learned what passes, or where it knows as much of
// a tunnel into which just that fits.
func TestDropper(t *testing.T) {
	fresh := &pmtu.Source{}
	old := &pmtu.Source{CachedMTU: 1450}
	for _, c := range []struct {
		name      string
		change    func(*pmtu.Result)
		before    *pmtu.Source
		cached    pmtu.MTU
		carries   bool
		want      string
		fragments bool
	}{
		{"learned now", nil, fresh, 1450, false, "vx0", false},
		{"learned now, behind a silent hop it may be", func(r *pmtu.Result) { r.Hops[0].Answers = nil }, fresh, 1450, false, "", false},
		{"nor is it of hop 2", func(r *pmtu.Result) { r.Hops[0].Hop = 2 }, fresh, 1450, false, "", false},
		{"so it may be, and the tunnel carries no more", func(r *pmtu.Result) { r.Hops[0].Answers = nil }, fresh, 1450, true, "vx0", false},
		{"nothing learned", nil, fresh, 0, false, "", false},
		{"nothing learned, though the tunnel carries no more", nil, fresh, 0, true, "", false},
		{"something else learned", nil, fresh, 1400, false, "", false},
		{"learned before", nil, old, 1450, false, "", false},
		{"learned before, and the tunnel carries no more", nil, old, 1450, true, "vx0", false},
		{"less learned before, and the tunnel carries no more", nil, old, 1400, true, "vx0", false},
		{"nobody knows what was before", nil, nil, 1450, false, "", false},
		{"nor then, and the tunnel carries no more", nil, nil, 1450, true, "vx0", false},
		{"not on the first link", func(r *pmtu.Result) { r.Limits[0].AfterHop = 1 }, fresh, 1450, true, "", false},
		{"not located", func(r *pmtu.Result) { r.Limits[0].AfterHop = -1 }, fresh, 1450, true, "", false},
		{"no black hole", func(r *pmtu.Result) { r.Limits[0].Kind = pmtu.LimitPacketTooBig }, fresh, 1450, true, "", false},
		{"refused to who sent it", func(r *pmtu.Result) { r.Limits[0].Unsent = 60 }, fresh, 1450, true, "", false},
		{"of unknown size", func(r *pmtu.Result) { r.Limits[0].To = 0 }, fresh, 1450, true, "", false},
		{"the interface lets no more in", func(r *pmtu.Result) { r.Limits[0].To = 1500 }, fresh, 1500, true, "", false},
		{"reported", func(r *pmtu.Result) { r.Claims = []pmtu.Claim{{Size: 1500, Claimed: 1450}} }, fresh, 1450, true, "", false},
		{"smaller ones are, farther on", func(r *pmtu.Result) { r.Claims = []pmtu.Claim{{Size: 1450, Claimed: 1400}} }, fresh, 1450, false, "vx0", false},
		{"reported, and lost on this host", func(r *pmtu.Result) { r.HostTooBig = 9 }, fresh, 1450, true, "", false},
		{"learned now, and sent in fragments", nil, fresh, 1450, false, "", true},
		{"learned before, and sent in fragments", nil, old, 1450, true, "", true},
	} {
		b, r := newBench(t), ownHole()
		b.source = func(pmtu.Options) (pmtu.Source, error) {
			return pmtu.Source{Interface: "vx0", InterfaceMTU: 1500, CachedMTU: c.cached}, nil
		}
		b.room = func(device string, size int) (exact, drops bool) {
			return c.carries && device == "vx0" && size == 1450, device == "vx0" && !c.fragments
		}
		if c.change != nil {
			c.change(r)
		}
		if got := b.dropper(r, pmtu.Options{}, c.before); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// TestLimitHere: what was told of a black hole is taken back everywhere, and what was found is told once.
func TestLimitHere(t *testing.T) {
	r := ownHole()
	r.Findings = pmtu.Diagnose(r)
	r.Updates = []pmtu.Update{pmtu.LocalUpdate{MTU: 1500}, pmtu.LimitUpdate{Limit: r.Limits[0]}}
	for _, f := range r.Findings {
		r.Updates = append(r.Updates, pmtu.FindingUpdate{Finding: f})
	}
	if limitHere(r, ""); r.Limits[0].Kind != pmtu.LimitBlackHole || ExitCode(r) != exitBlackHole {
		t.Fatalf("for nothing: %+v", r.Limits)
	}
	limitHere(r, "vx0")
	if want := (pmtu.Limit{Kind: pmtu.LimitLocal, From: 1500, To: 1450}); r.Limits[0] != want || r.Updates[1] != (pmtu.LimitUpdate{Limit: want}) || ExitCode(r) != exitOK {
		t.Errorf("%+v, told %+v, exit code %d", r.Limits, r.Updates, ExitCode(r))
	}
	f := r.Findings[0]
	if f.Code != pmtu.CodeLocalMTU || f.Severity != pmtu.SeverityWarning || !strings.HasPrefix(f.Remedy, "ip link set dev vx0 mtu 1450.") {
		t.Errorf("finds %+v", r.Findings)
	}
	if told, ok := r.Updates[2].(pmtu.FindingUpdate); !ok || told.Finding.Code != pmtu.CodeLocalMTU || len(r.Updates) != 2+len(r.Findings) {
		t.Errorf("tells %+v", r.Updates)
	}
}

// TestLimitHereTold: no output calls it a black hole, neither while the run goes on nor in a replay.
func TestLimitHereTold(t *testing.T) {
	for format, want := range map[string]string{
		"text":       "Fix: ip link set dev vx0 mtu 1420.",
		"json":       `"kind": "local"`,
		"jsonl":      `{"event":"limit","after_hop":0,"kind":"local"`,
		"traceroute": "device vx0, though",
	} {
		b, asked := newBench(t), 0
		b.room = func(string, int) (exact, drops bool) { return false, true }
		b.source = func(o pmtu.Options) (pmtu.Source, error) {
			s := localSource(o.Target.Addr())
			s.Interface = "vx0"
			if asked++; asked > 1 {
				s.CachedMTU = 1420
			}
			return s, nil
		}
		b.trace = func(ctx context.Context, o pmtu.Options, observe func(pmtu.Update), rec *pmtu.Recorder) (*pmtu.Result, error) {
			o.Seed = [32]byte{1}
			n, err := simnet.Parse("first link", []byte("hops 3\nlocal link=1420"))
			if err != nil {
				t.Fatal(err)
			}
			d, err := simnet.NewDriver(n, simnet.DriverOptions{})
			if err != nil {
				t.Fatal(err)
			}
			return pmtu.RunRecorded(ctx, d, o, observe, rec)
		}
		file := filepath.Join(t.TempDir(), "run.jsonl")
		if code := b.run("pmtu", "--record", file, "-F", format, "10.77.99.9"); code != exitOK {
			t.Errorf("%s: exit code %d", format, code)
		}
		said := b.out.String() + b.err.String()
		if !strings.Contains(said, want) || strings.Contains(said, "black") {
			t.Errorf("%s:\n%s", format, said)
		}
		if format == "traceroute" {
			continue // its words are not on standard output
		}
		again := newBench(t)
		if again.run("pmtu", "replay", "-F", format, file); again.out.String() != b.out.String() {
			t.Errorf("%s again:\n%s", format, again.out.String())
		}
	}
}
