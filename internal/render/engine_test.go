package render

import (
	"bytes"
	"context"
	"net/netip"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pathmtu/pmtu/internal/render/schematest"
	"github.com/pathmtu/pmtu/pmtu"
	"github.com/pathmtu/pmtu/pmtu/pmtutest"
)

// run traces a path of three routers in memory and streams it as it goes.
// It stops after a number of updates; 0: never.
func run(t *testing.T, format string, mode pmtu.Mode, stopAfter int) (*pmtu.Result, []byte) {
	t.Helper()
	path := pmtutest.Path{
		Routers: []netip.Addr{netip.MustParseAddr("10.0.0.1"), netip.MustParseAddr("10.0.0.2"), netip.MustParseAddr("10.0.0.3")},
		MTUs:    []pmtu.MTU{0, 1420, 1380},
	}
	o := pmtu.Options{Target: netip.MustParseAddrPort("192.0.2.9:0"), Mode: mode, Seed: [32]byte{1}}
	var w writes
	s, err := Open(format, &w, Head{Target: o.Target, Mode: mode}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	seen := 0
	r, err := pmtu.Run(ctx, pmtutest.New(path), o, func(u pmtu.Update) {
		if err := s.Update(u); err != nil {
			t.Error(err)
		}
		if seen++; seen == stopAfter {
			cancel()
		}
	})
	if err != nil && stopAfter == 0 {
		t.Fatal(err)
	}
	if err := s.Close(r); err != nil {
		t.Fatal(err)
	}
	return r, w.all()
}

// TestEngine: what was streamed while a real engine ran is what its result
// renders to, whenever the run is stopped.
func TestEngine(t *testing.T) {
	for _, format := range Names() {
		mode := pmtu.ModeSweep
		if format == "tracepath" {
			mode = pmtu.ModeTracepath
		}
		for stopAfter := range 5 {
			r, streamed := run(t, format, mode, stopAfter)
			if diff := cmp.Diff(string(render(t, format, r, Options{})), string(streamed)); diff != "" {
				t.Errorf("%s, stopped after %d updates (-rendered +streamed):\n%s", format, stopAfter, diff)
			}
			switch format {
			case "json":
				schematest.Validate(t, streamed)
			case "jsonl":
				schematest.ValidateLines(t, streamed)
			}
		}
	}
}

// TestEngineText: the text of a whole run has its hops, limits and verdict.
func TestEngineText(t *testing.T) {
	_, got := run(t, "text", pmtu.ModeSweep, 0)
	for _, want := range []string{
		"192.0.2.9 over UDP\n",
		"     └ 1420: packet too big from 10.0.0.2\n       Looks like WireGuard",
		"--family 4\n  3  10.0.0.3 ",
		"     └ 1380: packet too big from 10.0.0.3\n       Looks like ",
		"--family 4\n  4  192.0.2.9 ",
		"\nPath MTU 1380, proven on the way there.  4 hops, ",
		"\nSet: nothing for what goes out: path MTU discovery works, as what is too big is\n  reported. Whether it works for what comes back was not tested: trace from\n  there.\n",
		"\nIf something loses the reports: MTU 1380 on this host's ",
	} {
		if !bytes.Contains(got, []byte(want)) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
}
