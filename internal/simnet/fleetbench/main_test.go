package main

import (
	"bytes"
	"fmt"
	"net/netip"
	"os"
	"strings"
	"testing"

	"github.com/pathmtu/pmtu/internal/simnet"
	"github.com/pathmtu/pmtu/pmtu"
)

func TestTally(t *testing.T) {
	const right = "1 proven 1400 reached 4\n0 at_least 1500 reached 2\n3 unknown 0 silent 6\n"
	for _, tt := range []struct{ name, out, want string }{
		{"right", right + "2 proven 1392 reached 60\n", "4 verdicts right, to the byte; 72 packets"},
		{"one missing", right, "3 verdicts right, to the byte; 12 packets; 0 wrong (), 1 missing"},
		{"cut short", right + "2 proven 13", "3 verdicts right, to the byte; 12 packets; 0 wrong (), 1 missing"},
		{
			"one not to the byte", right + "2 swallowed 60 reached 60\n",
			"3 verdicts right, to the byte; 72 packets; 1 more, but not to the byte",
		},
		{
			"one wrong", right + "2 at_least 1500 reached 60\n",
			"3 verdicts right, to the byte; 72 packets; 1 wrong (target 2 (silent limit) is 2 at_least 1500 reached 60), 0 missing",
		},
	} {
		got, err := readTally(tt.out, settings{targets: 4})
		if err != nil || got.String() != tt.want {
			t.Errorf("%s: %q, %v, want %q", tt.name, got, err, tt.want)
		}
	}
	if _, err := readTally("fleetbench: no\n", settings{targets: 4}); err == nil {
		t.Error("an error message was taken for a result")
	}
	if got, _ := readTally("3 at_least 1500 reached 2\n", settings{targets: 4, alive: true}); got.wrong != 0 {
		t.Errorf("of three kinds, target 3 is a plain one: %s", got)
	}
}

// TestKinds checks that what is taken for true of each kind is so.
func TestKinds(t *testing.T) {
	w, err := settings{targets: 8}.world()
	if err != nil {
		t.Fatal(err)
	}
	for i := range w.Targets() {
		k, n := allKinds[i%4], w.Target(i)
		truth := n.Truth(simnet.Flow{Dst: netip.AddrPortFrom(n.Target(pmtu.IPv4), pmtu.DefaultPort)})
		switch {
		case !truth.Answers:
			if k.status != pmtu.StatusUnknown {
				t.Errorf("target %d (%s) does not answer", i, k.name)
			}
		case truth.PathMTU != k.mtu || truth.HopCount != 9:
			t.Errorf("target %d (%s): %d bytes, %d hops", i, k.name, truth.PathMTU, truth.HopCount)
		}
	}
}

func TestVerdicts(t *testing.T) {
	const fping = "10.100.0.0 is alive\n10.100.0.1 is unreachable\n10.100.0.4 is alive\n"
	if got := fpingVerdict(fping); got != "2 alive, 1 unreachable, and not why" {
		t.Errorf("fping: %q", got)
	}
	const scamper = "traceroute from 10.77.254.2 to 10.100.0.0\n 1  10.77.0.1  0.3 ms [mtu: 1500]\n 9  10.100.0.0  32.2 ms [mtu: 1500]\n" +
		"traceroute from 10.77.254.2 to 10.100.0.2\n 6  10.106.0.2  20.3 ms [mtu: 1500]\n 7  10.107.0.2  24.3 ms [*mtu: 1392]\n" +
		"traceroute from 10.77.254.2 to 10.100.0.3\n"
	if got := scamperVerdict(scamper); got != "1500: 1, 1400: 0, 1392: 1 (as far as answers came)" {
		t.Errorf("scamper: %q", got)
	}
}

// TestInside checks the loopback, which carries 1500 bytes.
func TestInside(t *testing.T) {
	var out, errs bytes.Buffer
	code := run([]string{"-inside", "-rate", "100"}, strings.NewReader("127.0.0.1\n127.0.0.2\n"), &out, &errs)
	lines := strings.Split(out.String(), "\n")
	if code != 0 || len(lines) != 3 || !strings.Contains(lines[0], " at_least 1500 reached ") {
		t.Errorf("exit code %d, %q, %q", code, out.String(), errs.String())
	}
	if code := run([]string{"-inside"}, strings.NewReader("nowhere\n"), &out, &errs); code != 1 || !strings.Contains(errs.String(), "nowhere") {
		t.Errorf("exit code %d, %q", code, errs.String())
	}
}

func TestRefusals(t *testing.T) {
	for args, want := range map[string]string{
		"-n 0":       "at least 1",
		"-n 70000":   "more targets than there are addresses",
		"-rate 0":    "at least 1",
		"-limit now": "invalid value",
	} {
		var out bytes.Buffer
		if code := run(strings.Fields(args), nil, &out, &out); code != 2 || !strings.Contains(out.String(), want) {
			t.Errorf("%s: exit code %d, %q, want %q", args, code, out.String(), want)
		}
	}
}

func TestHighWater(t *testing.T) {
	if got := highWater(os.Getpid()); got < 1<<20 || got > 1<<32 {
		t.Errorf("this process had %d bytes at most", got)
	}
	if got := highWater(-1); got != 0 {
		t.Errorf("nobody had %d bytes", got)
	}
}

func TestReport(t *testing.T) {
	line := func(addr, verdict string, bytes int) string {
		return fmt.Sprintf(`{"event":"result","target":{"address":%q},"path_mtu":{"bytes":%d},"probes":{"sent":3},"check":{"verdict":%q}}`+"\n", addr, bytes, verdict)
	}
	const start, end = `{"event":"start","targets":4}` + "\n", `{"event":"summary","probes":{"sent":9}}` + "\n"
	right := line("10.100.0.1", "fail", 1400) + line("10.100.0.0", "pass", 1500) + line("10.100.0.2", "fail", 1392) + line("10.100.0.3", "inconclusive", 0)
	for _, tt := range []struct{ out, want string }{
		{start + right + end, "4 verdicts right, to the byte; 12 packets"},
		{start + right[:len(right)-9], "3 verdicts right, to the byte; 9 packets; 0 wrong (), 1 missing"},
		{line("10.100.0.3", "fail", 1392), "0 verdicts right, to the byte; 3 packets; 1 wrong (10.100.0.3 (dead) is fail, 1392), 3 missing"},
		{line("10.100.0.2", "fail", 1393), "0 verdicts right, to the byte; 3 packets; 1 wrong (10.100.0.2 (silent limit) is fail, 1393), 3 missing"},
		{line("10.100.0.2", "fail", 60), "0 verdicts right, to the byte; 3 packets; 1 more, but not to the byte; 0 wrong (), 3 missing"},
	} {
		got, err := readReport(tt.out, settings{targets: 4})
		if err != nil || got.String() != tt.want {
			t.Errorf("%q, %v, want %q", got, err, tt.want)
		}
	}
	if _, err := readReport("pmtu: no\n", settings{targets: 4}); err == nil {
		t.Error("an error message was taken for a report")
	}
}
