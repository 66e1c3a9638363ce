package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// open are the kinds of faults that are known to occur, each with what brings
// it about. They are printed and do not fail a campaign; every other kind does,
// and one that has gone is to be taken off.
var open = map[string]string{
	"at least above":     "silent destinations and loss: a size counts as arrived that did not",
	"black hole":         "loss, or a router that lies or was heard once: a limit that was reported is called silent, or is misplaced",
	"hop MTU":            "silent destinations, liars and loss near a limit: a size counts as arrived at a hop that it does not get to",
	"hop address":        "forged answers that fit: they count for a hop",
	"hop behind the end": "silent destinations and loss: a hop is told that nothing gets to",
	"hop count":          "loss: the first hop limit at which the destination answers was lost each time",
	"limit":              "liars, short quotes and loss next to each other: a limit is put behind the wrong hop, or two are merged",
	"limit missing":      "forged answers or loss: the path MTU is proven, the limit has no evidence of its own",
	"limit unproven":     "loss: a limit is known, and no size that passes it",
}

// maxInconclusive is the largest share, in percent, of the runs that should
// have an answer, in which there may be none.
const maxInconclusive = 1.0

// enough is how many such runs it takes for their share to be more than
// chance: some 4,000 networks.
const enough = 10_000

// failures says why the campaign fails; nil: it does not. Kinds of faults that
// are open are none of it, nor is a share of few runs.
func (y *tally) failures() (why []string) {
	for _, rule := range slices.Sorted(maps.Keys(y.rules)) {
		kind, _, _ := strings.Cut(rule, " (")
		if open[kind] == "" {
			why = append(why, fmt.Sprintf("%d of %s, which is no open kind of fault", y.rules[rule], rule))
		}
	}
	if s := share(y.open, y.fair); y.fair >= enough && s > maxInconclusive {
		why = append(why, fmt.Sprintf("%.3f %% of the runs that should have an answer have none, %v %% may", s, maxInconclusive))
	}
	return why
}

// printOpen says of the open kinds that occurred why they are.
func (y *tally) printOpen() {
	seen := make(map[string]int)
	for rule, n := range y.rules {
		kind, _, _ := strings.Cut(rule, " (")
		if open[kind] != "" {
			seen[kind] += n
		}
	}
	if len(seen) > 0 {
		fmt.Fprintln(y.out, "open kinds of faults, which do not fail the campaign:")
	}
	for _, kind := range slices.Sorted(maps.Keys(seen)) {
		fmt.Fprintf(y.out, "  %6d  %-20s %s\n", seen[kind], kind, open[kind])
	}
}
