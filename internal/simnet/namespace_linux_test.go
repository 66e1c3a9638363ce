package simnet

import (
	"context"
	"fmt"
	"net/netip"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pathmtu/pmtu/pmtu"
)

// tracepath runs the installed tracepath in a namespace.
func tracepath(t *testing.T, ns *Namespace, to netip.Addr, unprivileged bool) string {
	t.Helper()
	path, err := exec.LookPath("tracepath")
	if err != nil {
		giveUp(t, err.Error())
	}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, path, "-n", to.String())
	var out strings.Builder
	cmd.Stdout, cmd.Stderr, cmd.Env, cmd.Dir = &out, &out, []string{"LC_ALL=C"}, "/"
	if unprivileged {
		ns.Unprivileged(cmd)
	}
	if err := ns.Run(cmd); err != nil {
		t.Fatalf("%v: %v\n%s", cmd.Args, err, out.String())
	}
	return out.String()
}

var milliseconds = regexp.MustCompile(` +\d+\.\d{3}ms `)

// wantTrace is what tracepath prints for limit-1: routers that are plain but
// for hop 3, whose next link has 1420 bytes.
func wantTrace(f pmtu.Family) []string {
	local := "1?: [LOCALHOST] pmtu 1500"
	if f == pmtu.IPv6 {
		local = "1?: [LOCALHOST] T pmtu 1500"
	}
	lines := []string{local}
	for _, hop := range []int{1, 2, 3, 3, 4, 5, 6} {
		lines = append(lines, fmt.Sprintf("%d: %s T", hop, hostAddr(f, hop, false)))
	}
	lines[4] = fmt.Sprintf("4: %s T pmtu 1420", hostAddr(f, 3, false))
	lines = append(lines, fmt.Sprintf("7: %s T reached", hostAddr(f, destHost, true)))
	return append(lines, "Resume: pmtu 1420 hops 7 back 7")
}

func checkTracepath(t *testing.T, ns *Namespace, n *Network, unprivileged bool) {
	t.Helper()
	for _, f := range families {
		out := tracepath(t, ns, n.Target(f), unprivileged)
		var got []string
		for line := range strings.Lines(milliseconds.ReplaceAllString(out, " T ")) {
			line = strings.Join(strings.Fields(line), " ")
			if len(got) > 0 && line == got[len(got)-1] {
				continue // a hop is asked again where its error comes between two looks of tracepath's: always at the first
			}
			got = append(got, line)
		}
		if want := wantTrace(f); strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Errorf("%s: got\n%s\nwant\n%s\noutput\n%s", f, strings.Join(got, "\n"), strings.Join(want, "\n"), out)
		}
	}
}

// The network is real enough for a program that knows nothing of it.
func TestTracepath(t *testing.T) {
	for _, unprivileged := range []bool{false, true} {
		t.Run(fmt.Sprintf("unprivileged=%t", unprivileged), func(t *testing.T) {
			n := load(t, "limit-1")
			RunInTUN(t, n, func(ns *Namespace) { checkTracepath(t, ns, n, unprivileged) })
		})
	}
}

// The same in a user namespace, whether there are rights to do without it or not.
func TestTracepathInUserNamespace(t *testing.T) {
	if os.Getenv(insideEnv) == "" {
		runInUserNamespace(t)
		return
	}
	n := load(t, "limit-1")
	RunInTUN(t, n, func(ns *Namespace) {
		checkTracepath(t, ns, n, true)
		cmd := exec.Command("/bin/cat", "/proc/self/status")
		var out strings.Builder
		cmd.Stdout = &out
		ns.Unprivileged(cmd)
		if err := ns.Run(cmd); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(out.String(), "CapEff:\t0000000000000000") || !strings.Contains(out.String(), "Uid:\t65534\t") {
			t.Errorf("an unprivileged program has rights:\n%s", out.String())
		}
	})
}

func TestUnprivileged(t *testing.T) {
	RunInTUN(t, load(t, "plain-3"), func(ns *Namespace) {
		cmd := exec.Command("/bin/cat", "/proc/self/status")
		var out strings.Builder
		cmd.Stdout = &out
		ns.Unprivileged(cmd)
		if err := ns.Run(cmd); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(out.String(), "CapEff:\t0000000000000000") || !strings.Contains(out.String(), "Uid:\t65534\t") {
			t.Errorf("an unprivileged program has rights:\n%s", out.String())
		}
	})
}

// A namespace has the simulated network and nothing of this host's.
func TestNamespaceIsAlone(t *testing.T) {
	RunInTUN(t, load(t, "local-1300"), func(ns *Namespace) {
		cmd := exec.Command("/bin/cat", "/proc/net/dev")
		var out strings.Builder
		cmd.Stdout = &out
		if err := ns.Run(cmd); err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(out.String()) {
			name, _, ok := strings.Cut(strings.TrimSpace(line), ":")
			if ok && name != "lo" && name != deviceName {
				t.Errorf("device %s", name)
			}
		}
	})
}

// recorder is a TB that only notes what becomes of the test.
type recorder struct {
	*testing.T
	skipped, failed string
}

func (r *recorder) Skipf(format string, args ...any)  { r.skipped = fmt.Sprintf(format, args...) }
func (r *recorder) Fatalf(format string, args ...any) { r.failed = fmt.Sprintf(format, args...) }

func TestGiveUp(t *testing.T) {
	for _, tt := range []struct{ lab, skipped, failed string }{
		{"", "no device", ""},
		{"require", "", "LAB=require, but: no device"},
	} {
		t.Setenv("LAB", tt.lab)
		r := recorder{T: t}
		giveUp(&r, "no device")
		if r.skipped != tt.skipped || r.failed != tt.failed {
			t.Errorf("LAB=%s: skipped %q, failed %q", tt.lab, r.skipped, r.failed)
		}
	}
}

func TestSkipReason(t *testing.T) {
	for _, tt := range []struct {
		out, want string
		skipped   bool
	}{
		{"=== RUN   TestX\n    a_test.go:3: no device\n--- SKIP: TestX (0.00s)\nPASS\n", "a_test.go:3: no device", true},
		{"=== RUN   TestX\n--- SKIP: TestX (0.00s)\n    a_test.go:3: no device\nPASS\n", "a_test.go:3: no device", true},
		{"=== RUN   TestX\n    a_test.go:3: no device\n--- PASS: Up (0.00s)\n    --- SKIP: TestX (0.00s)\nPASS\n", "a_test.go:3: no device", true},
		{"=== RUN   TestX\n--- PASS: TestX (0.00s)\nPASS\n", "", false},
	} {
		if got, skipped := skipReason(tt.out, "TestX"); got != tt.want || skipped != tt.skipped {
			t.Errorf("%q: %q, %t", tt.out, got, skipped)
		}
	}
}
