package judge

import "slices"

// never are the kinds of faults that no network excuses: a number is called proven that is not the path's, or
// holds for a way that it does not hold for; a size counts as arrived where it does not get to; a black hole is told where
// there is none, be it only at the wrong place; a check says what is not so; or a run does not end, or not in time.
var never = []string{
	"proven above", "proven below", "proven without answer", "direction",
	"at least above", "hop MTU", "black hole",
	"false pass", "false fail", "false unreachable",
	"error", "no outcome", "deadline", "budget",
}

// Grave reports whether a fault may not be left open, whatever is known of the network that it is of.
func Grave(f Fault) bool { return slices.Contains(never, f.Rule) }
