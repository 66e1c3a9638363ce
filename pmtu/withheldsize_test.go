package pmtu

import "testing"

// TestWithheldSize: a size is kept back only if nothing as large ever left, so that a filter that drops by rate is not taken
// for one that drops by size.
func TestWithheldSize(t *testing.T) {
	for _, c := range []struct {
		name  string
		sizes []int // below 0: kept back
		least MTU
	}{
		{"nothing", []int{60, 1500}, 0},
		{"by size", []int{60, -1500, -1450, 1392, -1393}, 1393},
		{"by rate, small", []int{60, -60, 1500}, 0},
		{"by rate, large", []int{60, -1500, 1500, -1400}, 0},
		{"larger than what left", []int{60, 1400, -1300, -1401}, 1401},
	} {
		var w withheld
		for _, s := range c.sizes {
			if s < 0 {
				w.kept(MTU(-s), "operation not permitted")
			} else {
				w.left(MTU(s))
			}
		}
		if w.least != c.least || (w.why != "") != (c.least != 0) || c.least > 0 && w.from(c.least-1) || c.least != 0 && !w.from(c.least) {
			t.Errorf("%s: %+v, want from %d on", c.name, w, c.least)
		}
	}
}
