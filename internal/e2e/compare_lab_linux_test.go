package e2e

import (
	"bytes"
	"context"
	"fmt"
	"net/netip"
	"os/exec"
	"slices"
	"testing"

	"github.com/pathmtu/pmtu/internal/lab"
)

// TestComparedInLab runs both programs in networks of real kernels: four
// routers in a row, and what may be between two hosts.
func TestComparedInLab(t *testing.T) {
	if testing.Short() {
		t.Skip("short: real time")
	}
	installed := installedTracepath(t)
	for _, test := range []struct {
		name  string
		build func(*lab.Network)
		flags []string
	}{
		{"plain", func(*lab.Network) {}, nil},
		{"length", func(*lab.Network) {}, []string{"-l", "1280"}},
		{"hops", func(*lab.Network) {}, []string{"-m", "3"}},
		{"port", func(*lab.Network) {}, []string{"-p", "4000"}},
		{"one limit", func(n *lab.Network) { n.Narrow(3, 1400) }, nil},
		{"three limits", func(n *lab.Network) { n.Narrow(2, 1492).Narrow(3, 1400).Narrow(5, 1280) }, nil},
		{"local limit", func(n *lab.Network) { n.Narrow(1, 1300) }, nil},
		{"jumbo", func(n *lab.Network) { n.Widen(9000).Narrow(4, 1500) }, nil},
		{"another way back", func(n *lab.Network) { n.ReturnBy(6) }, nil},
		{"unreachable", func(n *lab.Network) { n.Refuse("r3", lab.Unreachable) }, nil},
		{"prohibited", func(n *lab.Network) { n.Refuse("r3", lab.Prohibit) }, nil},
		{"no route", func(n *lab.Network) { n.Refuse("r3", lab.Throw) }, nil},
		{"silent hop", func(n *lab.Network) { n.Host("r2").Filter(lab.Silent()...) }, nil},
		{"black hole", func(n *lab.Network) {
			n.Narrow(3, 1400).Host("r2").Filter(lab.DropOwnTooBig()...)
		}, []string{"-m", "4"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			n := lab.Chain(4)
			test.build(n)
			origin := lab.Start(t, n).Node(lab.Origin)
			v4, v6 := lab.TargetAddrs(4)
			for _, target := range []netip.Addr{v4, v6} {
				args := slices.Concat([]string{"-n"}, test.flags, []string{target.String()})
				var p pair
				for range rounds {
					p = pair{theirs: inLab(t, origin, installed, args), ours: inLab(t, origin, tracepathPath(), args)}
					if same(p) {
						break
					}
				}
				t.Run(fmt.Sprint(args), func(t *testing.T) { compare(t, p) })
			}
		})
	}
}

// inLab runs a program, without rights, on a node that knows no path MTU.
func inLab(t *testing.T, node *lab.Node, path string, args []string) output {
	t.Helper()
	if err := node.ForgetPathMTU(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	var stdout, stderr bytes.Buffer
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Env, cmd.Dir, cmd.Stdout, cmd.Stderr = environment, "/", &stdout, &stderr
	if err := node.Start(cmd, lab.Nobody); err != nil {
		t.Fatal(err)
	}
	code, err := exitCode(cmd.Wait())
	if err != nil {
		t.Fatalf("%v: %s", err, &stderr)
	}
	return output{stdout.String(), stderr.String(), code}
}
