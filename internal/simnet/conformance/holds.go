package conformance

import (
	"slices"
	"strings"
)

// may is the mark of what need not be said in real time.
const may = "~"

// beside is the mark of bytes that hold for both ways where echoes are sent beside UDP.
const beside = "/beside"

// Beside is what the row says of a run that may send echoes beside its UDP.
func (r Row) Beside() Row {
	r.Said = strings.Replace(r.Said, beside, "/both", 1)
	return r
}

// alone is what the row says of a run that may not.
func (r Row) alone() string { return strings.Replace(r.Said, beside, "", 1) }

// Holds reports whether what was said on the virtual clock, as Said writes it, is all that the row says.
func (r Row) Holds(said string) bool { return r.virtually() == said }

// virtually is what the row says of the virtual clock.
func (r Row) virtually() string {
	var words []string
	for w := range strings.FieldsSeq(r.alone()) {
		if !strings.HasPrefix(w, may) {
			words = append(words, strings.TrimSuffix(w, may))
		}
	}
	return strings.Join(words, " ")
}

// HoldsInRealTime reports whether what was said in real time is what the row says, but for what how fast packets come
// decides about.
func (r Row) HoldsInRealTime(said string) bool {
	got := strings.Fields(said)
	for w := range strings.FieldsSeq(r.alone()) {
		switch code, optional := strings.CutPrefix(w, may); {
		case optional:
			got = slices.DeleteFunc(got, func(g string) bool {
				g, finding := strings.CutPrefix(g, "+")
				name, _, _ := strings.Cut(g, "@")
				return finding && name == code
			})
		case strings.HasSuffix(w, may):
			got = slices.DeleteFunc(got, func(g string) bool { return g == strings.TrimSuffix(w, may) })
		default:
			i := slices.Index(got, w)
			if i < 0 {
				return false
			}
			got = slices.Delete(got, i, i+1)
		}
	}
	return len(got) == 0
}

// saying returns the row with what was said on the virtual clock in place of its own; marks stay.
func (r Row) saying(said string) Row {
	words := strings.Fields(said)
	for w := range strings.FieldsSeq(r.Said) {
		if i := slices.Index(words, strings.TrimSuffix(strings.TrimSuffix(w, may), beside)); i >= 0 {
			words[i] = w
		} else if strings.HasPrefix(w, may) {
			words = append(words, w)
		}
	}
	r.Said = strings.Join(words, " ")
	return r
}
