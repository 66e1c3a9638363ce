package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/pathmtu/pmtu/internal/simnet"
	"github.com/pathmtu/pmtu/internal/simnet/judge"
	"github.com/pathmtu/pmtu/pmtu"
)

// tally counts what came of the runs. It is safe for concurrent use.
type tally struct {
	out   io.Writer
	show  int // how many faults are printed in full
	mu    sync.Mutex
	runs  int
	rules map[string]int
	kinds map[string]int      // runs that have faults of a kind
	seeds map[string][]string // of each rule, the first
	cause map[string]int
	fair  int                 // runs that should have an answer,
	open  int                 // and those that have none
	opens map[string][]string // of each cause, the first of these
	left  map[string]int      // runs of networks without loss whose destination answers that need no answer, by cause,
	none  map[string]int      // and those of them that have none
	holes int
	spent []time.Duration
	sent  []int

	checks checks
}

func newTally(out io.Writer, show int) *tally {
	return &tally{out: out, show: show, rules: map[string]int{}, kinds: map[string]int{}, seeds: map[string][]string{}, cause: map[string]int{}, left: map[string]int{}, none: map[string]int{}, opens: map[string][]string{}, checks: newChecks()}
}

// keep is how many seeds are remembered of each kind.
const keep = 8

func (y *tally) add(t *judge.Trial) {
	faults := judge.Judge(t)
	y.mu.Lock()
	defer y.mu.Unlock()
	y.runs++
	name := fmt.Sprintf("%d/%v", t.Seed, t.Setup)
	had := map[string]bool{}
	for _, f := range faults {
		if !had[f.Rule] {
			y.kinds[f.Rule]++ // once a run: some are said of every hop
		}
		had[f.Rule] = true
		rule := f.Rule + " (" + judge.Cause(t) + ")"
		y.rules[rule]++
		if known := y.seeds[rule]; len(known) < keep && (len(known) == 0 || known[len(known)-1] != name) {
			y.seeds[rule] = append(known, name)
		}
	}
	if len(faults) > 0 && y.show > 0 {
		y.show--
		printTrial(y.out, t, simnet.RandomText(t.Seed), faults)
	}
	y.note(t, name)
}

// note counts what a run cost and whether it has an answer.
func (y *tally) note(t *judge.Trial, name string) {
	if t.Require > 0 {
		y.checks.note(t, name)
		return
	}
	if judge.Inconclusive(t) {
		y.cause[judge.Cause(t)]++
	}
	if excuse := judge.Excuse(t); judge.Answered(t) && excuse != "" {
		y.left[excuse]++
		if judge.Inconclusive(t) {
			y.none[excuse]++
		}
	}
	if judge.Fair(t) {
		y.fair++
		if judge.Inconclusive(t) {
			y.open++
			if c := judge.Cause(t); len(y.opens[c]) < keep {
				y.opens[c] = append(y.opens[c], name)
			}
		}
	}
	if t.Result == nil {
		return
	}
	y.spent = append(y.spent, t.Result.Duration)
	y.sent = append(y.sent, t.Result.Stats.Sent)
	for _, l := range t.Result.Limits {
		if l.Kind == pmtu.LimitBlackHole {
			y.holes++
			break
		}
	}
}

// faults is how many were found.
func (y *tally) faults() int {
	n := 0
	for _, c := range y.rules {
		n += c
	}
	return n
}

// print writes the summary.
func (y *tally) print() {
	w := y.out
	fmt.Fprintf(w, "%d runs, %d of them checks; %d traces with a black hole found\n", y.runs, y.checks.runs, y.holes)
	fmt.Fprintf(w, "faults: %d\n", y.faults())
	for _, r := range slices.Sorted(maps.Keys(y.rules)) {
		fmt.Fprintf(w, "  %6d  %-60s seeds %v\n", y.rules[r], r, y.seeds[r])
	}
	y.printOpen()
	total := 0
	for _, n := range y.cause {
		total += n
	}
	fmt.Fprintf(w, "inconclusive: %d, %.3f %%, by cause\n", total, share(total, y.runs-y.checks.runs))
	for _, c := range judge.Causes {
		fmt.Fprintf(w, "  %6d  %7.3f %%  %s\n", y.cause[c], share(y.cause[c], y.runs-y.checks.runs), c)
	}
	fmt.Fprintf(w, "inconclusive where nothing is lost and the destination answers: %d of %d, %.3f %%\n", y.open, y.fair, share(y.open, y.fair))
	if y.open > 0 {
		for _, c := range judge.Causes {
			if seeds := y.opens[c]; len(seeds) > 0 {
				fmt.Fprintf(w, "  %s: seeds %v\n", c, seeds)
			}
		}
	}
	for _, c := range judge.Causes {
		if n := y.left[c]; n > 0 {
			fmt.Fprintf(w, "  left out, as nothing that is seen can tell: %s: %d runs, %d of them inconclusive\n", c, n, y.none[c])
		}
	}
	y.checks.print(w)
	fmt.Fprintf(w, "probes of a run: %s\n", spread(y.sent))
	fmt.Fprintf(w, "virtual time of a run: %s\n", spread(y.spent))
	long := 0
	for _, d := range y.spent {
		if d > pmtu.DefaultDeadline {
			long++
		}
	}
	fmt.Fprintf(w, "longer than the deadline that a run has by default: %d, %.3f %%\n", long, share(long, len(y.spent)))
}

func share(n, of int) float64 {
	if of == 0 {
		return 0
	}
	return 100 * float64(n) / float64(of)
}

// spread tells where half, 99 of 100, and all of the values are.
func spread[T cmp.Ordered](values []T) string {
	if len(values) == 0 {
		return "none"
	}
	slices.Sort(values)
	return fmt.Sprintf("median %v, 99 %% up to %v, most %v", values[len(values)/2], values[len(values)*99/100], values[len(values)-1])
}

// printTrial writes all that is needed to understand a fault, text as the description of the network.
func printTrial(w io.Writer, t *judge.Trial, text string, faults []judge.Fault) {
	fmt.Fprintf(w, "seed %d over %v\n", t.Seed, t.Setup)
	for _, f := range faults {
		fmt.Fprintf(w, "  FAULT %s: %s\n", f.Rule, f.Text)
	}
	fmt.Fprintf(w, "network:\n%s", indent(text))
	printResult(w, t.Result)
	fmt.Fprintln(w)
}
