package pmtu

import "slices"

// likely are the sizes at which paths narrow, the likeliest first: link
// types, tunnels over them, and what products are set to.
var likely = []MTU{
	1500, 1492, 1480, 1420, 1450, 1400, 1460, 1440, 1280, 1476, 1360, 1454, 1430, 1428, 1472, 1438, 1446, 1422,
	1380, 1452, 1436, 1412, 1406, 1358, 1350, 1300, 9000, 8950, 8500, 1200, 1006, 576,
}

// candidates are at most n sizes between lo and hi, both excluded, the
// largest first. The order matters: a destination that has few answers left
// spends them on the largest that arrive.
func candidates(lo, hi MTU, n int) []MTU {
	var c []MTU
	for _, m := range likely {
		if m > lo && m < hi && len(c) < n {
			c = append(c, m)
		}
	}
	slices.Sort(c)
	slices.Reverse(c)
	return c
}

// between are at most n sizes between lo and hi, both excluded, the largest
// first: lo+1, as lo often is the limit, and the rest evenly spread.
func between(lo, hi MTU, n int) []MTU {
	gap := int(hi - lo - 1)
	if gap <= n {
		c := make([]MTU, 0, gap)
		for m := hi - 1; m > lo; m-- {
			c = append(c, m)
		}
		return c
	}
	c := []MTU{lo + 1}
	for i := 1; i < n; i++ {
		c = append(c, lo+1+MTU((gap*i+n/2)/n))
	}
	slices.Sort(c)
	c = slices.Compact(c)
	slices.Reverse(c)
	return c
}
