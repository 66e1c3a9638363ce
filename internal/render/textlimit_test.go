package render

import (
	"regexp"
	"strings"
	"testing"

	"github.com/pathmtu/pmtu/pmtu"
)

// TestTextPlaces: a limit without a place stands above the next that has one, whether it was told while the run went on
// or is known at its end; what has none behind it stands below.
func TestTextPlaces(t *testing.T) {
	r := arriving(1500, 1400, 1334, 1334, 1200)
	r.Limits = []pmtu.Limit{
		tooBig(1, "10.77.0.1", 1500, 1400, 1400), holeAt(-1, 1400, 1350), holeAt(-1, 1350, 1334),
		tooBig(4, "10.77.0.4", 1334, 1300, 1300), holeAt(-1, 1300, 1200),
	}
	streamed := *r
	for _, h := range r.Hops {
		streamed.Updates = append(streamed.Updates, pmtu.HopUpdate{Hop: h})
		switch h.Hop {
		case 1:
			streamed.Updates = append(streamed.Updates, pmtu.LimitUpdate{Limit: r.Limits[0]})
		case 4:
			for _, l := range r.Limits[1:4] {
				streamed.Updates = append(streamed.Updates, pmtu.LimitUpdate{Limit: l})
			}
		}
	}
	const want = "1 1400: 2 3 4 somewhere on the way here, 1350: somewhere on the way here, 1334: 1300: 5 somewhere on the path, 1200:"
	lines := regexp.MustCompile(`(?m)^  (\d)  |^ +└ (.*?\d+:)`)
	for name, r := range map[string]*pmtu.Result{"at the end": r, "streamed": &streamed} {
		var got []string
		for _, m := range lines.FindAllStringSubmatch(string(render(t, "text", r, Options{})), -1) {
			got = append(got, m[1]+m[2])
		}
		if got := strings.Join(got, " "); got != want {
			t.Errorf("%s:\n got %s\nwant %s", name, got, want)
		}
	}
}
