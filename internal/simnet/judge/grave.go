package judge

import (
	"slices"

	"github.com/pathmtu/pmtu/internal/simnet"
)

// never are the kinds of faults that no network excuses: a number is called
// proven that is not the path's, or holds for a way that it does not hold for.
var never = []string{"proven above", "proven below", "proven without answer", "direction"}

// Grave reports whether a fault of the run may not be left open, whatever is
// known of its network: a wrong number that is called proven, or a black hole where
// nobody is silent. A black hole that is put at the wrong place is not grave.
func Grave(t *Trial, f Fault) bool {
	if f.Rule == "black hole" {
		j := &judgement{Trial: t}
		return !slices.ContainsFunc(t.Truth.Limits, func(w simnet.TruthLimit) bool { return j.silent(w) })
	}
	return slices.Contains(never, f.Rule)
}
