package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/pathmtu/pmtu/internal/simnet"
)

// contender is a program that asks many targets.
type contender struct {
	name     string
	args     []string
	root     bool // it wants to be root
	ethernet bool // it knows no TUN device
	// file is the flag before the name of the file of addresses; "": they come by standard input.
	file    string
	fails   bool // its exit code says what it found out
	verdict func(output string) string
}

func ours(self string, s settings) contender {
	return contender{
		name: "pmtu.Fleet", args: []string{self, "-inside", "-rate", strconv.FormatFloat(s.rate, 'f', -1, 64)},
		verdict: func(out string) string {
			t, err := readTally(out, s)
			if err != nil {
				return err.Error()
			}
			return t.String()
		},
	}
}

// contenders are the programs, ours first.
func contenders(p programs, s settings) []contender {
	millis := strconv.FormatFloat(1000/s.rate, 'f', -1, 64)
	payload := strconv.Itoa(int(required - family.Header() - 8))
	first := contender{name: "pmtu check", args: []string{"bin/pmtu"}}
	if p.pmtu != "" {
		first = binary(p.pmtu, s)
	}
	return []contender{
		first, ours(p.self, s),
		{name: "fping -M -b", args: []string{"fping", "-M", "-b", payload, "-i", millis, "-t", "500"}, root: true, file: "-f", verdict: fpingVerdict},
		{
			name: "scamper -M", args: []string{"scamper", "-p", strconv.Itoa(int(s.rate)), "-c", "trace -M"},
			root: true, ethernet: true, file: "-f", verdict: scamperVerdict,
		},
	}
}

// fpingVerdict counts the lines.
func fpingVerdict(out string) string {
	return fmt.Sprintf("%d alive, %d unreachable, and not why", strings.Count(out, " is alive"), strings.Count(out, " is unreachable"))
}

var scamperMTU = regexp.MustCompile(`\[\*?mtu: (\d+)\]`)

// scamperVerdict takes for each target the last MTU that it names.
func scamperVerdict(out string) string {
	counts := map[string]int{}
	for trace := range strings.SplitSeq(out, "traceroute from ") {
		m := scamperMTU.FindAllStringSubmatch(trace, -1)
		if len(m) > 0 {
			counts[m[len(m)-1][1]]++
		}
	}
	return fmt.Sprintf("1500: %d, 1400: %d, 1392: %d (as far as answers came)", counts["1500"], counts["1400"], counts["1392"])
}

// measure is what a run took.
type measure struct {
	took, cpu time.Duration
	memory    int64 // bytes resident at most; of a program that ends soon, a little less may be seen
	stopped   bool  // it was out of time
}

// line runs a program and returns what it did.
func (c contender) line(s settings) (string, error) {
	if _, err := exec.LookPath(c.args[0]); err != nil {
		return fmt.Sprintf("%-14s not installed", c.name), nil
	}
	m, out, err := c.run(s)
	if err != nil {
		return "", fmt.Errorf("%s: %w", c.name, err)
	}
	as := "nobody"
	if c.root {
		as = "root"
	}
	verdict := c.verdict(out)
	if m.stopped {
		verdict = "stopped; so far: " + verdict
	}
	return fmt.Sprintf("%-14s %-7s %7.2f s %7.2f s %5d MiB  %s", c.name, as, m.took.Seconds(), m.cpu.Seconds(), m.memory>>20, verdict), nil
}

// run runs a program in a world of its own.
func (c contender) run(s settings) (measure, string, error) {
	w, err := s.world()
	if err != nil {
		return measure{}, "", err
	}
	list, err := addressFile(w)
	if err != nil {
		return measure{}, "", err
	}
	defer os.Remove(list.Name())
	defer list.Close()
	ns, err := simnet.NewWorldNamespace(w, simnet.TUNOptions{Ethernet: c.ethernet})
	if err != nil {
		return measure{}, "", err
	}
	m, out, err := c.runIn(ns, list, s.limit)
	return m, out, errors.Join(err, ns.Close())
}

// runIn runs the program in a namespace and measures it.
func (c contender) runIn(ns *simnet.Namespace, list *os.File, limit time.Duration) (measure, string, error) {
	var m measure
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	args := c.args[1:]
	if c.file != "" {
		args = append(args, c.file, list.Name())
	}
	cmd := exec.CommandContext(ctx, c.args[0], args...)
	cmd.WaitDelay = time.Second
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C", "HOME=/"}
	if c.file == "" {
		cmd.Stdin = list
	}
	if !c.root {
		ns.Unprivileged(cmd)
	}
	out, err := os.CreateTemp("", "fleetbench-*")
	if err != nil {
		return m, "", err
	}
	defer os.Remove(out.Name())
	defer out.Close()
	cmd.Stdout, cmd.Stderr = out, out
	began := time.Now()
	if err := ns.Start(cmd); err != nil {
		return m, "", err
	}
	watch := watchMemory(cmd.Process.Pid)
	err = cmd.Wait()
	m.took, m.memory = time.Since(began), watch()
	m.cpu = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	m.stopped = ctx.Err() != nil
	text, readErr := os.ReadFile(out.Name())
	if ours := c.file == ""; err != nil && ours && !m.stopped && !c.fails {
		return m, "", errors.Join(err, errors.New(string(text)))
	}
	return m, string(text), readErr
}
