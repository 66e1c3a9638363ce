package render

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pathmtu/pmtu/internal/golden"
	"github.com/pathmtu/pmtu/pmtu"
)

// TestDroppedHere: where this host dropped the reports, text says so in the table as well, and never that nobody reports it;
// what is not sure before the end is printed at the end.
func TestDroppedHere(t *testing.T) {
	r := simulate(t, "title x\nhops 5\nhop 2 mtu=1400 ptb=dropped\n", pmtu.IPv4, pmtu.Auto)
	const nobody, here = "nobody says so", "came that this\n       host dropped"
	for _, c := range []struct {
		name      string
		dropping  bool
		tooBig    int
		want, not string
	}{
		{"dropped", true, 6, here, nobody},
		{"may have been, and was not", true, 0, nobody, here},
		{"never", false, 0, nobody, here},
	} {
		r.HostTooBig = c.tooBig
		r.Findings = pmtu.Diagnose(r)
		var w writes
		stream, err := Open("text", &w, HeadOf(r), Options{Dropping: func() bool { return c.dropping }})
		if err != nil {
			t.Fatal(err)
		}
		for _, u := range r.Updates {
			if err := stream.Update(u); err != nil {
				t.Fatal(err)
			}
		}
		if open := !strings.Contains(string(w.all()), "1400: larger"); open != c.dropping {
			t.Errorf("%s: held back is %v:\n%s", c.name, open, w.all())
		}
		if err := stream.Close(r); err != nil {
			t.Fatal(err)
		}
		got := w.all()
		if diff := cmp.Diff(string(render(t, "text", r, Options{})), string(got)); diff != "" {
			t.Errorf("%s (-rendered +streamed):\n%s", c.name, diff)
		}
		if !bytes.Contains(got, []byte(c.want)) || bytes.Contains(got, []byte(c.not)) {
			t.Errorf("%s: want %q, not %q, in\n%s", c.name, c.want, c.not, got)
		}
		if c.tooBig > 0 {
			golden.Check(t, "common_dropped_here.text", masked(got))
		}
	}
}
