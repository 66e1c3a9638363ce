// Command fleetbench checks many simulated targets behind a TUN device with
// pmtu check, with a pmtu.Fleet alone, and with those of fping and scamper that are installed, at the
// same rate, and prints what each took and what it found out. The targets are in
// four equal parts: plain paths, a limit that a router reports, one that nobody
// reports, dead ones. All share their first four routers, and everybody answers with
// the limits of Linux. It wants to be root.
//
//	fleetbench [-n 1024] [-rate 5000] [-alive] [-flat] [-pmtu bin/pmtu] [-limit 120s]
//
// With -flat it prints one line each for 100, 1,000 and 10,000 targets of which
// none is dead, by ours only: what one target costs.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/pathmtu/pmtu/internal/simnet"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// settings are what all programs are run with.
type settings struct {
	targets int
	rate    float64
	alive   bool // none is dead
	limit   time.Duration
	pmtu    string // the program
}

// run is main with its world as arguments. It returns the exit code.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	var s settings
	flags := flag.NewFlagSet("fleetbench", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.IntVar(&s.targets, "n", 1024, "how many targets")
	flags.Float64Var(&s.rate, "rate", 5000, "probes a second")
	flags.BoolVar(&s.alive, "alive", false, "none of the targets is dead")
	flags.DurationVar(&s.limit, "limit", 120*time.Second, "how long each program may take")
	flags.StringVar(&s.pmtu, "pmtu", "bin/pmtu", "the program to compare")
	flat := flags.Bool("flat", false, "what one target costs, among 100 to 10,000")
	inside := flags.Bool("inside", false, "check the addresses on standard input: what the other side of the bench runs")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	if s.targets < 1 || s.targets > simnet.MaxTargets || s.rate < 1 {
		fmt.Fprintln(stderr, "fleetbench: -n and -rate: at least 1, and not more targets than there are addresses")
		return 2
	}
	var err error
	switch {
	case *inside:
		err = check(stdin, stdout, s.rate)
	case *flat:
		err = flatness(stdout, s)
	default:
		err = compare(stdout, s)
	}
	if err != nil {
		fmt.Fprintf(stderr, "fleetbench: %v\n", err)
		return 1
	}
	return 0
}

// compare runs all programs, one after the other: each shall have the machine for itself.
func compare(w io.Writer, s settings) error {
	p, err := copies(s.pmtu)
	if err != nil {
		return err
	}
	defer os.RemoveAll(p.dir)
	fmt.Fprintf(w, "%d targets behind a TUN device, 9 hops, 32 ms: %s.\n", s.targets, parts(s))
	fmt.Fprintf(w, "At %.0f packets a second.\n\n", s.rate)
	fmt.Fprintf(w, "%-14s %-7s %9s %9s %9s  %s\n", "program", "as", "time", "CPU", "memory", "what it says")
	for _, c := range contenders(p, s) {
		line, err := c.line(s)
		if err != nil {
			return err
		}
		fmt.Fprintln(w, line)
	}
	return nil
}

func parts(s settings) string {
	if s.alive {
		return "a third each plain, reported limit, silent limit"
	}
	return "a quarter each plain, reported limit, silent limit, dead"
}

// flatness runs ours with more and more targets.
func flatness(w io.Writer, s settings) error {
	p, err := copies(s.pmtu)
	if err != nil {
		return err
	}
	defer os.RemoveAll(p.dir)
	s.alive = true
	fmt.Fprintf(w, "%8s %9s %9s %12s %9s %14s\n", "targets", "time", "CPU", "CPU/target", "memory", "packets/target")
	for _, s.targets = range []int{100, 1000, 10000} {
		m, out, err := ours(p.self, s).run(s)
		if err != nil {
			return err
		}
		t, err := readTally(out, s)
		if err != nil {
			return err
		}
		if t.wrong > 0 {
			return fmt.Errorf("%d targets: %s", s.targets, t)
		}
		per := m.cpu / time.Duration(s.targets)
		fmt.Fprintf(w, "%8d %7.2f s %7.2f s %9d µs %6d MiB %14.1f\n", s.targets, m.took.Seconds(), m.cpu.Seconds(),
			per.Microseconds(), m.memory>>20, float64(t.packets)/float64(s.targets))
	}
	return nil
}
