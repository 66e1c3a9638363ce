package render

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pathmtu/pmtu/pmtu"
)

// TestTracepathManual: the sample of the manual page is what is printed, but for blanks at
// the ends of lines.
func TestTracepathManual(t *testing.T) {
	asymm := answered(2, "203.0.113.1", 9.132, 11, 0)
	asymm.Asymmetric, asymm.ReturnHops = true, 4
	tooBig := answered(3, "203.0.113.1", 9.204, 3, 4)
	tooBig.MTU = 1420
	r := traced("198.51.100.9", local(1500, 0),
		answered(1, "192.0.2.1", 0.411, 11, 0), answered(1, "192.0.2.1", 0.382, 11, 0), asymm, tooBig,
		pmtu.TraceLine{Kind: pmtu.LineNoReply, Hop: 3}, answered(4, "198.51.100.9", 12.004, 3, 3), resume(1420, 4, 4))
	want := "$ tracepath -n 198.51.100.9\n" + string(render(t, "tracepath", r, Options{Numeric: true}))
	want = strings.ReplaceAll(want, " \n", "\n")

	page, err := os.ReadFile("../../man/tracepath.8")
	if err != nil {
		t.Fatal(err)
	}
	_, got, _ := strings.Cut(string(page), ".Sh OUTPUT\n.Bd -literal\n")
	got, _, _ = strings.Cut(got, ".Ed\n")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-printed +manual page)\n%s", diff)
	}
}
