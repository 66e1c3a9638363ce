package pmtu

import (
	"fmt"
	"strings"
	"testing"
)

// TestLimitsInPathOrder: limits are told as the path has them, also those whose place is not known.
func TestLimitsInPathOrder(t *testing.T) {
	at := func(after int, from, to MTU) Limit { return Limit{AfterHop: after, From: from, To: to} }
	for _, c := range []struct {
		name   string
		limits []Limit
		want   string
	}{
		{"none", nil, ""},
		{"by hop", []Limit{at(5, 1420, 1400), at(0, 1500, 1492), at(3, 1492, 1420)}, "0:1500-1492 3:1492-1420 5:1420-1400"},
		{"the last may be two at one hop", []Limit{at(2, 1500, 1420), at(2, 1420, 1400)}, "2:1500-1420 2:1420-1400"},
		{"wider than one with a place", []Limit{at(4, 1334, 1300), at(-1, 1910, 1334)}, "-1:1910-1334 4:1334-1300"},
		{"narrower", []Limit{at(-1, 1420, 1300), at(4, 1500, 1420)}, "4:1500-1420 -1:1420-1300"},
		{"between two", []Limit{at(7, 1384, 1280), at(-1, 1450, 1384), at(2, 1500, 1450)}, "2:1500-1450 -1:1450-1384 7:1384-1280"},
		{"two without a place", []Limit{at(-1, 1400, 1300), at(4, 1300, 1200), at(-1, 1500, 1400)}, "-1:1500-1400 -1:1400-1300 4:1300-1200"},
		{"nothing is in front of this host's link", []Limit{at(0, 1428, 1400), at(-1, 1500, 1428)}, "0:1428-1400 -1:1500-1428"},
		{"what passes one without a place is not known", []Limit{at(4, 1421, 1300), at(-1, 1500, 0)}, "-1:1500-0 4:1421-1300"},
		{"and it refused what one with a place lets through", []Limit{at(-1, 1420, 0), at(4, 1500, 1420)}, "4:1500-1420 -1:1420-0"},
		{"what passes one with a place is not known", []Limit{at(-1, 1400, 1300), at(4, 1500, 0)}, "4:1500-0 -1:1400-1300"},
		{"the same passes both", []Limit{at(-1, 1500, 1400), at(4, 1500, 1400)}, "4:1500-1400 -1:1500-1400"},
	} {
		inPathOrder(c.limits)
		var got []string
		for _, l := range c.limits {
			got = append(got, fmt.Sprintf("%d:%d-%d", l.AfterHop, l.From, l.To))
		}
		if got := strings.Join(got, " "); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}
