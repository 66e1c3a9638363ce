// Command compare runs pmtu, and those of tracepath, traceroute --mtu and scamper
// trace -M that are installed, over one simulated network each, and prints how
// long each took as a whole process, how many packets and bytes it sent, and what
// it said. It takes as long as the slowest of them, or their time limit of 120 s.
//
//	compare [-pmtu bin/pmtu] [-network black-hole-4] [-limit 120s]
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync"
	"time"

	"github.com/pathmtu/pmtu/internal/simnet"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

// run is main with its world as arguments. It returns the exit code.
func run(args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("compare", flag.ContinueOnError)
	flags.SetOutput(stderr)
	binary := flags.String("pmtu", "bin/pmtu", "the program to compare")
	name := flags.String("network", "black-hole-4", "the simulated network")
	limit := flags.Duration("limit", 120*time.Second, "how long each may take")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	network, err := simnet.Load(*name)
	if err != nil {
		fmt.Fprintf(stderr, "compare: %v\n", err)
		return 2
	}
	program, err := everybodys(*binary)
	if err != nil {
		fmt.Fprintf(stderr, "compare: %v\n", err)
		return 1
	}
	defer os.RemoveAll(program.dir)
	printHead(stdout, network)
	code := 0
	// Ours first, each alone, then the others at once: they mostly wait.
	all := contenders(program.path, network)
	for i := range ours {
		if err := runAll(stdout, network, all[i:i+1], *limit); err != nil {
			fmt.Fprintf(stderr, "compare: %v\n", err)
			return 1
		}
	}
	if err := runAll(stdout, network, all[ours:], *limit); err != nil {
		fmt.Fprintf(stderr, "compare: %v\n", err)
		code = 1
	}
	return code
}

func printHead(w io.Writer, n *simnet.Network) {
	t := n.Truth(simnet.Flow{Dst: probeTarget(n)})
	fmt.Fprintf(w, "%s: %s. %d hops, path MTU %d.\n\n", n.Name(), n.Title(), t.HopCount, t.PathMTU)
	fmt.Fprintf(w, "%-22s %-7s %9s %8s %8s  %s\n", "program", "as", "time", "packets", "bytes", "what it says")
}

// runAll runs programs at once and prints their lines in their order.
func runAll(w io.Writer, n *simnet.Network, list []contender, limit time.Duration) error {
	lines := make([]string, len(list))
	errs := make([]error, len(list))
	var wg sync.WaitGroup
	for i, c := range list {
		wg.Go(func() { lines[i], errs[i] = c.line(n, limit) })
	}
	wg.Wait()
	for _, l := range lines {
		if l != "" {
			fmt.Fprintln(w, l)
		}
	}
	return errors.Join(errs...)
}

// line runs a program in a network of its own and returns what it did.
func (c contender) line(n *simnet.Network, limit time.Duration) (string, error) {
	path, err := exec.LookPath(c.args[0])
	if err != nil {
		return fmt.Sprintf("%-22s not installed", c.name), nil
	}
	sent := &traffic{source: n.Source(family)}
	ns, err := simnet.NewNamespace(n.Fresh(0), simnet.TUNOptions{Ethernet: c.ethernet, NoPing: c.noPing, Capture: sent})
	if err != nil {
		return "", fmt.Errorf("%s: %w", c.name, err)
	}
	defer ns.Close()
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	cmd := exec.CommandContext(ctx, path, c.args[1:]...)
	cmd.WaitDelay = time.Second
	cmd.Stdin, cmd.Env = nil, []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C", "HOME=/"}
	as := "root"
	if !c.root {
		ns.Unprivileged(cmd)
		as = "nobody"
	}
	out, took, err := output(ns, cmd)
	verdict := c.verdict(out)
	if err := ns.Close(); err != nil { // what is counted is complete
		return "", fmt.Errorf("%s: %w", c.name, err)
	}
	switch {
	case ctx.Err() != nil:
		verdict = fmt.Sprintf("stopped after %v; so far: %s", limit, verdict)
	case verdict == "" && err != nil:
		return "", fmt.Errorf("%s: %w: %s", c.name, err, out)
	}
	return fmt.Sprintf("%-22s %-7s %7.2f s %8d %8d  %s", c.name, as, took.Seconds(), sent.packets, sent.bytes, verdict), nil
}

// output runs a program inside of the namespace and measures it as a whole process.
func output(ns *simnet.Namespace, cmd *exec.Cmd) (string, time.Duration, error) {
	file, err := os.CreateTemp("", "compare-*")
	if err != nil {
		return "", 0, err
	}
	defer os.Remove(file.Name())
	defer file.Close()
	cmd.Stdout, cmd.Stderr = file, file
	began := time.Now()
	err = ns.Run(cmd)
	took := time.Since(began)
	text, readErr := os.ReadFile(file.Name())
	return string(text), took, errors.Join(err, readErr)
}

// copied is a copy of a program that everybody may run.
type copied struct{ dir, path string }

// everybodys copies a program to where everybody may read it.
func everybodys(path string) (copied, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return copied{}, err
	}
	dir, err := os.MkdirTemp("", "compare-*")
	if err != nil {
		return copied{}, err
	}
	p := copied{dir: dir, path: dir + "/pmtu"}
	return p, errors.Join(os.Chmod(dir, 0o755), os.WriteFile(p.path, text, 0o755), os.Chmod(p.path, 0o755))
}
