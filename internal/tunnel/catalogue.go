package tunnel

import (
	"slices"
	"strings"
	"sync"
)

// index is the catalogue with what looks it up.
type index struct {
	rows   []*Row
	byName map[string]*Row // IDs and aliases
}

// catalogue builds the index at its first use. It does not change after that.
var catalogue = sync.OnceValue(func() *index {
	x := &index{byName: map[string]*Row{}}
	for _, rows := range [][]Row{
		linkRows(), over4Rows(), over6Rows(), pppRows(), greRows(), translationRows(), overlayRows(), vpnRows(), espRows(),
		productRows(), administratorRows(), containerRows(), cloudRows(), lineRows(),
	} {
		for i := range rows {
			r := &rows[i]
			x.rows = append(x.rows, r)
			x.byName[r.ID] = r
			for _, a := range r.Aliases {
				x.byName[a] = r
			}
		}
	}
	return x
})

// fold makes a name as the catalogue writes names.
func fold(name string) string {
	return strings.ReplaceAll(strings.ToLower(strings.TrimSpace(name)), "_", "-")
}

// near returns up to six IDs that may have been meant by a name: those that
// begin with it or contain it, and those that one or two slips away from it.
func near(name string) []string {
	name = fold(name)
	if name == "" || len(name) > 40 {
		return nil
	}
	type hit struct {
		id   string
		rank int
	}
	best := map[string]int{}
	for n, r := range catalogue().byName {
		if k, ok := nearness(name, n); ok {
			if old, seen := best[r.ID]; !seen || k < old {
				best[r.ID] = k
			}
		}
	}
	hits := make([]hit, 0, len(best))
	for id, k := range best {
		hits = append(hits, hit{id, k})
	}
	slices.SortFunc(hits, func(a, b hit) int {
		if a.rank != b.rank {
			return a.rank - b.rank
		}
		return strings.Compare(a.id, b.id)
	})
	var ids []string
	for _, h := range hits[:min(len(hits), 6)] {
		ids = append(ids, h.id)
	}
	return ids
}

// nearness ranks how near a known name is to what was said; lower is nearer.
func nearness(said, known string) (int, bool) {
	if d := distance(said, known); d <= 2 && d < len(said)-1 && d < len(known)-1 {
		return d, true
	}
	switch {
	case len(said) < 2:
		return 0, false
	case strings.HasPrefix(known, said):
		return 3, true
	case strings.Contains(known, said):
		return 4, true
	case len(known) > 2 && strings.HasPrefix(said, known):
		return 5, true
	}
	return 0, false
}

// distance is the number of bytes inserted, deleted or replaced, or neighbours
// exchanged, that make one name of the other.
func distance(a, b string) int {
	before, last := make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row := make([]int, len(b)+1)
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last = last, row
	}
	return last[len(b)]
}
