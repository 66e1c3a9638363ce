package main

import (
	"fmt"
	"io"

	"github.com/pathmtu/pmtu/internal/check"
	"github.com/pathmtu/pmtu/internal/simnet/judge"
)

// checks counts what came of the runs of pmtu check.
type checks struct {
	runs     int
	verdicts map[check.Verdict]int
	fair     int                 // runs that should have a verdict,
	open     int                 // and those that have none
	opens    map[string][]string // of each cause, the first of these
	causes   map[string]int      // of all that have none
	sent     []int
}

func newChecks() checks {
	return checks{verdicts: map[check.Verdict]int{}, opens: map[string][]string{}, causes: map[string]int{}}
}

func (c *checks) note(t *judge.Trial, name string) {
	v, _, _ := check.Judge(t.Result, t.Require)
	c.runs++
	c.verdicts[v]++
	if t.Result != nil {
		c.sent = append(c.sent, t.Result.Stats.Sent)
	}
	undecided, cause := judge.Undecided(t), judge.Cause(t)
	if undecided {
		c.causes[cause]++
	}
	if !judge.Decidable(t) {
		return
	}
	c.fair++
	if undecided {
		c.open++
		if len(c.opens[cause]) < keep {
			c.opens[cause] = append(c.opens[cause], name)
		}
	}
}

// print writes the summary.
func (c *checks) print(w io.Writer) {
	fmt.Fprintf(w, "checks end to end: %d, %d pass, %d fail, %d are unreachable, %d inconclusive; probes: %s\n", c.runs,
		c.verdicts[check.VerdictPass], c.verdicts[check.VerdictFail], c.verdicts[check.VerdictUnreachable], c.verdicts[check.VerdictInconclusive], spread(c.sent))
	for _, cause := range judge.Causes {
		if n := c.causes[cause]; n > 0 {
			fmt.Fprintf(w, "  %6d  %7.3f %%  inconclusive: %s\n", n, share(n, c.runs), cause)
		}
	}
	fmt.Fprintf(w, "checks without a verdict where nothing is lost and the destination answers: %d of %d, %.3f %%\n", c.open, c.fair, share(c.open, c.fair))
	for _, cause := range judge.Causes {
		if seeds := c.opens[cause]; len(seeds) > 0 {
			fmt.Fprintf(w, "  %s: seeds %v\n", cause, seeds)
		}
	}
}
