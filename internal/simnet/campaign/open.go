package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/pathmtu/pmtu/internal/simnet/judge"
)

// kind is a kind of faults that is known to occur.
type kind struct {
	// most is the largest share of the runs, in percent, that may have it.
	most float64
	// why is what brings it about.
	why string
	// only is the cause without which it does not occur; "": it may under any.
	only string
}

// open are the kinds of faults that are known to occur. They are printed, and fail
// a campaign where more runs have them than may; every other kind does at once, and one that has
// gone is to be taken off. What may be is about three times what was seen in 2,500,000 runs:
// an engine that is wrong wherever the kind applies is so in more than one run of a hundred.
// What judge.Grave names is never open.
var open = map[string]kind{
	"hop behind the end":     {0.02, "silent destinations and loss: a hop is told that nothing gets to", ""},
	"hop count":              {0.008, "loss: the first hop limit at which the destination answers was lost each time", ""},
	"hop count unknown":      {0.002, "a destination that answers less often than Linux does, and has spent what it had on sizes: no answer tells the hop before it apart", ""},
	"limit":                  {0.06, "liars, short quotes and loss next to each other: a limit is put behind the wrong hop, or two are merged", ""},
	"limit missing":          {0.02, "forged answers or loss: the path MTU is proven, the limit has no evidence of its own", ""},
	"limit passed over":      {0.01, "a black hole little wider than the next limit, at a hop that is silent: the search for the one ends at the other", ""},
	"ptb_unexpected_address": {0.002, "a silent destination, loss, or ways of several addresses: a limit that is misplaced makes a router one that nobody knows", ""},
	"limit unproven":         {0.002, "loss: a limit is known, and no size that passes it", ""},
	"exit code":              {0.05, "a limit that is misplaced or merged: a black hole is called reported, or the other way round", ""},
	"ptb_too_high":           {0.04, "a limit that is misplaced: what is behind a router is put to his account", ""},
	"ptb_too_low":            {0.006, "a limit that is misplaced", ""},
	"lossy":                  {0.01, "a router that refuses all and seldom says so, behind others of few answers: its silence looks like loss; or much of a limit beside little loss", ""},
	"rate_limited":           {0.20, "loss: just those packets are lost that a limit would not answer", ""},
	"silent_hop":             {0.008, "loss: all small packets to a hop are lost that others pass; or forged answers behind the end of the path", ""},
	"silent_destination":     {0.04, "loss: all that would be answered is lost", judge.CauseLoss},
	"black hole unplaced":    {0.006, "a first hop that is slow: the destination tells of a check's size before the place is found", judge.CauseNone},
}

// chance is how many runs may have a fault of an open kind beyond the share: those of three
// networks, as the runs over one network seldom differ. Few runs are too many by chance.
const chance = 12

// tooMany reports whether n of the runs are more than a share in percent and chance allow.
func tooMany(n, runs int, most float64) bool {
	return float64(n) > most/100*float64(runs)+chance
}

// failures says why the campaign fails; nil: it does not. One run that is grave is enough, and one without
// an answer, or a check without a verdict, where nothing is lost and the destination answers.
func (y *tally) failures() (why []string) {
	for _, rule := range slices.Sorted(maps.Keys(y.rules)) {
		if judge.Grave(judge.Fault{Rule: kindOf(rule)}) {
			why = append(why, fmt.Sprintf("%d of %s, which nothing excuses", y.rules[rule], rule))
		} else if k, ok := open[kindOf(rule)]; !ok || k.only != "" && !strings.HasSuffix(rule, "("+k.only+")") {
			why = append(why, fmt.Sprintf("%d of %s, which is no open kind of fault", y.rules[rule], rule))
		}
	}
	seen := y.openKinds()
	for _, name := range slices.Sorted(maps.Keys(seen)) {
		if n, most := seen[name], open[name].most; tooMany(n, y.runs, most) {
			why = append(why, fmt.Sprintf("%s: %d, %.3f %% of the runs, %v %% may", name, n, share(n, y.runs), most))
		}
	}
	if y.open > 0 {
		why = append(why, fmt.Sprintf("%d of the runs that should have an answer have none", y.open))
	}
	if n := y.checks.open; n > 0 {
		why = append(why, fmt.Sprintf("%d of the checks that should have a verdict have none", n))
	}
	return why
}

// kindOf is the kind of faults of a rule that has its cause behind it.
func kindOf(rule string) string {
	name, _, _ := strings.Cut(rule, " (")
	return name
}

// openKinds counts the runs that have faults of open kinds.
func (y *tally) openKinds() map[string]int {
	seen := maps.Clone(y.kinds)
	maps.DeleteFunc(seen, func(name string, _ int) bool { _, ok := open[name]; return !ok })
	return seen
}

// printOpen says of the open kinds that occurred how many may, and why they do.
func (y *tally) printOpen() {
	seen := y.openKinds()
	if len(seen) > 0 {
		fmt.Fprintln(y.out, "open kinds of faults, which fail the campaign where there are too many:")
	}
	for _, name := range slices.Sorted(maps.Keys(seen)) {
		k := open[name]
		fmt.Fprintf(y.out, "  %6d  %.3f %% of %v %%  %-20s %s\n", seen[name], share(seen[name], y.runs), k.most, name, k.why)
	}
}
