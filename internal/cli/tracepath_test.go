package cli

import (
	"errors"
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pathmtu/pmtu/pmtu"
)

// TestTracepathOptions: what each option makes of the run.
func TestTracepathOptions(t *testing.T) {
	for _, tt := range []struct {
		args   string
		target string
		want   pmtu.Options // without target and mode
	}{
		{"198.51.100.1", "198.51.100.1:0", pmtu.Options{MaxHops: 30}},
		{"198.51.100.1/7", "198.51.100.1:7", pmtu.Options{MaxHops: 30}},
		{"198.51.100.1/0", "198.51.100.1:0", pmtu.Options{MaxHops: 30}},
		{"-p 8 198.51.100.1", "198.51.100.1:8", pmtu.Options{MaxHops: 30}},
		{"-p 0 198.51.100.1/7", "198.51.100.1:7", pmtu.Options{MaxHops: 30}},
		{"git.example", "198.51.100.9:0", pmtu.Options{MaxHops: 30}},
		{"-6 git.example", "[2001:db8:9::9]:0", pmtu.Options{MaxHops: 30}},
		{"-nm5 -l1400 git.example", "198.51.100.9:0", pmtu.Options{MaxHops: 5, StartSize: 1400}},
		{"-l 29 git.example", "198.51.100.9:0", pmtu.Options{MaxHops: 30, StartSize: 29}},
		{"-l 2147483647 git.example", "198.51.100.9:0", pmtu.Options{MaxHops: 30, StartSize: maxStart}},
		{"0.0.0.0", "127.0.0.1:0", pmtu.Options{MaxHops: 30}},
		{"::", "[::1]:0", pmtu.Options{MaxHops: 30}},
	} {
		b := newBench(t)
		if code := b.run(append([]string{"tracepath"}, strings.Fields(tt.args)...)...); code != tracepathOK || len(b.traced) != 1 {
			t.Errorf("%s: exit code %d, traced %d times: %s", tt.args, code, len(b.traced), b.err.String())
			continue
		}
		tt.want.Target, tt.want.Mode = netip.MustParseAddrPort(tt.target), pmtu.ModeTracepath
		got := b.traced[0]
		got.Source = pmtu.Source{}
		if diff := cmp.Diff(tt.want, got, cmp.Comparer(func(a, b netip.Addr) bool { return a == b }), cmp.Comparer(func(a, b netip.AddrPort) bool { return a == b })); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.args, diff)
		}
	}
}

// TestTracepathPort: with -p a slash is a part of the name.
func TestTracepathPort(t *testing.T) {
	b := newBench(t)
	if code := b.run("tracepath", "-p", "5", "four.example/7"); code != tracepathStart || b.err.String() != "tracepath: four.example/7: Name or service not known\n" {
		t.Errorf("exit code %d, %q", code, b.err.String())
	}
}

// TestTracepathDiagnosis: --mtu adds to the text, and changes nothing of it.
func TestTracepathDiagnosis(t *testing.T) {
	plain, b := newBench(t), newBench(t)
	plain.run("tracepath", "-n", "git.example")
	if code := b.run("tracepath", "--mtu", "-n", "git.example"); code != tracepathOK || len(b.traced) != 2 || b.err.Len() > 0 {
		t.Fatalf("exit code %d, traced %d times: %s", code, len(b.traced), b.err.String())
	}
	verdict, ok := strings.CutPrefix(b.out.String(), plain.out.String()+"\n")
	if !ok || !strings.Contains(verdict, "\nPath MTU 1420, proven on the way there.") {
		t.Errorf("printed\n%s", b.out.String())
	}
	if b.traced[0].Mode != pmtu.ModeTracepath || b.traced[1].Mode != pmtu.ModeSweep {
		t.Errorf("modes %v and %v", b.traced[0].Mode, b.traced[1].Mode)
	}
}

var errNoRoute = errors.New("no route")

// TestTracepathNoRoute: that this host has no route keeps tracepath from
// nothing; the verdict of --mtu says it.
func TestTracepathNoRoute(t *testing.T) {
	b := newBench(t)
	b.source = func(pmtu.Options) (pmtu.Source, error) { return pmtu.Source{}, errNoRoute }
	if code := b.run("tracepath", "--mtu", "-n", "git.example"); code != tracepathOK || len(b.traced) != 1 || b.err.String() != "tracepath: no route\n" {
		t.Errorf("exit code %d, traced %d times: %q", code, len(b.traced), b.err.String())
	}
	if code := b.run("pmtu", "-n", "git.example"); code != exitHost || len(b.traced) != 1 {
		t.Errorf("pmtu: exit code %d, traced %d times", code, len(b.traced))
	}
}
