package pmtu

import (
	"cmp"
	"slices"
)

// inPathOrder puts limits into the order of the path, in place. One without a place stands in front of the first that lets
// less through, as a path never gets wider: what is refused there got past all that is before. Behind this host nothing is in front
// of its own link.
func inPathOrder(limits []Limit) {
	var placed, nowhere []Limit
	for _, l := range limits {
		if l.AfterHop < 0 {
			nowhere = append(nowhere, l)
		} else {
			placed = append(placed, l)
		}
	}
	slices.SortStableFunc(placed, func(a, b Limit) int { return cmp.Compare(a.AfterHop, b.AfterHop) })
	slices.SortStableFunc(nowhere, func(a, b Limit) int { return cmp.Compare(b.passes(), a.passes()) })
	at := 0
	for _, l := range nowhere {
		for at < len(placed) && (placed[at].AfterHop == 0 || placed[at].passes() >= l.passes()) {
			at++
		}
		placed = slices.Insert(placed, at, l)
		at++
	}
	copy(limits, placed)
}

// passes is the most that may get through: what is proven to or, where that is not known, all that is less than what did not.
func (l Limit) passes() MTU {
	if l.To > 0 {
		return l.To
	}
	return l.From - 1
}
