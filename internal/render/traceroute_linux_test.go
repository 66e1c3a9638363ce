package render_test

import (
	"bytes"
	"context"
	"net/netip"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pathmtu/pmtu/internal/render"
	"github.com/pathmtu/pmtu/internal/simnet"
	"github.com/pathmtu/pmtu/pmtu"
)

// TestComparedWithTraceroute runs the installed traceroute --mtu and a trace
// of ours on networks behind a TUN device. Headers and lines are the same but
// for the times and for how many there are of them.
func TestComparedWithTraceroute(t *testing.T) {
	if testing.Short() {
		t.Skip("short: real time")
	}
	installed, err := exec.LookPath("traceroute")
	if err != nil {
		t.Skip("traceroute is not installed")
	}
	if out, err := exec.Command(installed, "--version").CombinedOutput(); err != nil || !bytes.Contains(out, []byte("Modern traceroute for Linux")) {
		t.Skipf("%s is another traceroute: %s", installed, out)
	}
	for _, name := range []string{"plain-1", "limit-1", "limit-1-first", "limit-2", "limit-3", "local-1300", "isolated", "host-unreachable", "prohibited", "silent-behind-limit"} {
		for _, family := range []pmtu.Family{pmtu.IPv4, pmtu.IPv6} {
			t.Run(name+"/"+family.String(), func(t *testing.T) {
				t.Parallel()
				compareTraceroute(t, installed, name, family)
			})
		}
	}
}

func compareTraceroute(t *testing.T, installed, name string, family pmtu.Family) {
	n := tracerouteNetwork(t, name)
	target := n.Target(family)
	if !target.IsValid() {
		t.Skip("the network has no such family")
	}
	simnet.RunInTUN(t, n, func(ns *simnet.Namespace) {
		var theirs, ours bytes.Buffer
		if err := ns.Do(func() error { return trace(&ours, n, family) }); err != nil {
			t.Fatal(err)
		}
		// On a busy machine traceroute now and then misses an answer: it prints a
		// star, and is asked again.
		for range 3 {
			theirs.Reset()
			cmd := exec.Command(installed, "--mtu", "-n", "-q", "1", "-m", "12", "-w", "1", target.String())
			cmd.Stdout = &theirs
			if err := ns.Run(cmd); err != nil {
				t.Fatalf("%v: %v", cmd, err)
			}
			if bytes.Count(theirs.Bytes(), []byte(" *")) <= bytes.Count([]byte(maskProbes(ours.String())), []byte(" *")) {
				break
			}
		}
		if diff := cmp.Diff(maskProbes(theirs.String()), maskProbes(ours.String())); diff != "" {
			t.Errorf("(-traceroute +pmtu):\n%s\ntraceroute:\n%s\npmtu:\n%s", diff, &theirs, &ours)
		}
	})
}

// silentBehindLimit has a hop that nobody hears of behind a limit.
const silentBehindLimit = "title A silent hop behind a limit\nhops 4\nhop 2 mtu=1480\nhop 3 silent=yes\n"

func tracerouteNetwork(t *testing.T, name string) *simnet.Network {
	t.Helper()
	n, err := simnet.Load(name)
	if name == "silent-behind-limit" {
		n, err = simnet.Parse(name, []byte(silentBehindLimit))
	}
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// trace traces in the namespace of the calling thread.
func trace(w *bytes.Buffer, n *simnet.Network, family pmtu.Family) error {
	o := pmtu.Options{MaxHops: 12}
	o.Target = netip.AddrPortFrom(n.Target(family), pmtu.DefaultPort)
	r, err := pmtu.Trace(context.Background(), o, nil)
	if err != nil {
		return err
	}
	renderer, err := render.Get("traceroute")
	if err != nil {
		return err
	}
	return renderer(w, r, render.Options{Numeric: true, MaxHops: 12})
}

var probeTime = regexp.MustCompile(`  [0-9]+\.[0-9]{3} ms`)

// maskProbes replaces the times, leaves one probe of each hop, and one star.
func maskProbes(text string) string {
	var out strings.Builder
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		line = strings.TrimSuffix(line, " * *")
		if at := probeTime.FindAllStringIndex(line, 2); len(at) == 2 {
			line = line[:at[1][0]]
		}
		out.WriteString(probeTime.ReplaceAllString(line, "  # ms") + "\n")
	}
	return out.String()
}
