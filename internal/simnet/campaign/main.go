// Command campaign traces through random networks on a virtual clock, and
// compares what each trace said with what is so. A number that is called
// proven and is not the path's, a black hole where there is none, a wrong hop count
// a finding that is not so, a check that passes or fails what does not, or a run that does not end is a fault: its seed, its network and its result
// are printed. Runs that end without an answer are counted by what kept them
// from one. The exit code is 1 where one fault is grave (judge.Grave) or of a kind that is not known to
// occur, where one run has no answer that should have one, or where more runs than may have a fault of a known
// kind; all of it is in open.go.
//
//	campaign -n 100000 [-seed S] [-workers N]
//	campaign -seed S -one [-run ipv4|ipv6/icmp|ipv4/check-1400|...] [-net FILE]
//
// The second form runs one network again, that of the seed or of the file, and prints every packet.
package main

import (
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pathmtu/pmtu/internal/simnet"
	"github.com/pathmtu/pmtu/internal/simnet/judge"
	"github.com/pathmtu/pmtu/pmtu"
)

var families = []pmtu.Family{pmtu.IPv4, pmtu.IPv6}

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

// run is main with its world as arguments. It returns the exit code.
func run(args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("campaign", flag.ContinueOnError)
	flags.SetOutput(stderr)
	count := flags.Int("n", 1000, "how many networks")
	seed := flags.Uint64("seed", 0, "the seed of the first; 0: any")
	workers := flags.Int("workers", runtime.GOMAXPROCS(0), "how many at once")
	one := flags.Bool("one", false, "only the network of -seed, with every packet")
	only := flags.String("run", "", "with -one: only the run of this name, as ipv4 or ipv6/icmp")
	file := flags.String("net", "", "with -one: the network of this file, not that of -seed")
	show := flags.Int("show", 10, "how many faults to print in full")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	if flags.NArg() > 0 || *count < 1 || *workers < 1 {
		fmt.Fprintln(stderr, "campaign: -n and -workers are positive, and there is nothing but flags")
		return 2
	}
	if *one {
		n, text, err := network(*file, *seed)
		if err != nil {
			fmt.Fprintln(stderr, "campaign:", err)
			return 2
		}
		return again(stdout, n, text, max(*seed, 1), *only)
	}
	if *seed == 0 {
		*seed = rand.Uint64N(1 << 48)
	}
	fmt.Fprintf(stdout, "N=%d SEED=%d\n", *count, *seed)
	began := time.Now()
	y := newTally(stdout, *show)
	campaign(y, *seed, *count, *workers)
	y.print()
	fmt.Fprintf(stdout, "took %.1f s\n", time.Since(began).Seconds())
	if y.faults() > 0 {
		fmt.Fprintln(stdout, "one of them again, with every packet: make campaign ONE=1 SEED=...")
	}
	return end(stdout, y)
}

// end says whether the campaign fails, and returns the exit code.
func end(w io.Writer, y *tally) int {
	why := y.failures()
	for _, f := range why {
		fmt.Fprintln(w, "FAIL:", f)
	}
	if len(why) > 0 {
		return 1
	}
	fmt.Fprintln(w, "ok")
	return 0
}

// campaign runs the networks of count seeds from first on.
func campaign(y *tally, first uint64, count, workers int) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for i := next.Add(1) - 1; i < int64(count); i = next.Add(1) - 1 {
				each(first+uint64(i), y.add)
			}
		})
	}
	wg.Wait()
}

// each runs the network of a seed over every family that it has: over UDP,
// and then by echoes or by whichever of the two is answered; and one of these runs again as a check
// of a size.
func each(seed uint64, do func(*judge.Trial)) {
	n := simnet.Random(seed)
	for _, s := range setups(n, seed) {
		do(judge.Try(n, s, nil))
	}
}

// setups are the runs over the network of a seed.
func setups(n *simnet.Network, seed uint64) []judge.Setup {
	var list []judge.Setup
	for _, f := range families {
		if !n.Has(f) {
			continue
		}
		list = append(list, judge.Setup{Family: f, Seed: seed})
		switch seed % 4 {
		case 0:
			list = append(list, judge.Setup{Family: f, Seed: seed, Protocol: pmtu.ICMP})
		case 1, 2:
			list = append(list, judge.Setup{Family: f, Seed: seed, Protocol: pmtu.Auto})
		case 3:
			list = append(list, judge.Setup{Family: f, Seed: seed, Protocol: pmtu.Auto, NoPing: true})
		}
	}
	if seed%8 == 5 { // what is said when the time that a run has by default is over
		short := list[(seed/8)%uint64(len(list))]
		short.Within = pmtu.DefaultDeadline
		list = append(list, short)
	}
	return append(list, aCheck(n, list[(seed/4)%uint64(len(list))]))
}

// aCheck is one of the runs, as pmtu check has it.
func aCheck(n *simnet.Network, s judge.Setup) judge.Setup {
	s.Require = judge.Requirement(n, s.Family, s.Seed)
	return s
}

// network is that of a file, or of a seed, with its description.
func network(file string, seed uint64) (*simnet.Network, string, error) {
	if file == "" {
		return simnet.Random(seed), simnet.RandomText(seed), nil
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, "", err
	}
	n, err := simnet.Parse(file, text)
	return n, string(text), err
}

// again makes the runs over one network, or the one that has the name, and
// prints all of them.
func again(w io.Writer, n *simnet.Network, text string, seed uint64, only string) int {
	code := 0
	for _, s := range setups(n, seed) {
		if only != "" && s.String() != only {
			continue
		}
		t := judge.Try(n, s, w)
		faults := judge.Judge(t)
		printTrial(w, t, text, faults)
		if judge.Inconclusive(t) {
			fmt.Fprintf(w, "inconclusive: %s\n", judge.Cause(t))
		}
		if len(faults) > 0 {
			code = 1
		}
	}
	return code
}

func indent(text string) string {
	return "  " + strings.ReplaceAll(strings.TrimSuffix(text, "\n"), "\n", "\n  ") + "\n"
}

// printResult writes a result as far as it is judged.
func printResult(w io.Writer, r *pmtu.Result) {
	if r == nil {
		fmt.Fprintln(w, "no result")
		return
	}
	fmt.Fprintf(w, "result: %s, path MTU %s %d, %d hops, %d back; %d probes, %d bytes, %v\n", r.Outcome, r.PathMTU.Status,
		r.PathMTU.MTU, r.HopCount, r.ReturnHops, r.Stats.Sent, r.Stats.SentBytes, r.Duration)
	for _, h := range r.Hops {
		fmt.Fprintf(w, "  hop %d: MTU %d, %d of %d,", h.Hop, h.MTU, h.Received, h.Sent)
		for _, a := range h.Answers {
			fmt.Fprintf(w, " %s", a.Addr)
		}
		fmt.Fprintln(w)
	}
	for _, l := range r.Limits {
		fmt.Fprintf(w, "  limit: %s after hop %d from %d to %d, claimed %d by %v (%s)\n", l.Kind, l.AfterHop, l.From, l.To, l.Claimed, l.Addr, l.Auth)
	}
}
