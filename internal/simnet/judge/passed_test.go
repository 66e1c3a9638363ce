package judge

import (
	"slices"
	"testing"

	"github.com/pathmtu/pmtu/pmtu"
)

// TestPassedOver: a limit before the tightest that a larger packet met is told, where that can be known.
func TestPassedOver(t *testing.T) {
	const both = "hops 8\nhop 2 mtu=1480\nhop 5 mtu=1400 ptb=dropped\n"
	first := func(r *pmtu.Result) { r.Limits = r.Limits[1:] }
	for _, c := range []struct {
		text string
		lie  func(*pmtu.Result)
		want bool
	}{
		{both, func(*pmtu.Result) {}, false},
		{both, first, true},
		{"hops 8\nhop 2 mtu=1480 ptb=dropped\nhop 5 mtu=1400\n", first, true},
		{"hops 8\nhop 1 mtu=1480 ptb=dropped\nhop 5 mtu=1400\n", first, true},
		{both + "hop 3 loss=1%\n", first, false},
		{both + "hop 3 limit=1/1s\n", first, false},
		{both, func(r *pmtu.Result) {
			first(r)
			r.Probes = slices.DeleteFunc(r.Probes, func(f pmtu.Fate) bool { return f.Size > 1480 })
		}, false},
		{both, func(r *pmtu.Result) { first(r); r.PathMTU.Status = pmtu.StatusAtLeast }, false},
		{"hops 8\nhop 2 mtu=1480 ptb=dropped\nhop 3-5 silent=yes\nhop 5 mtu=1400 ptb=dropped\n", first, false},
	} {
		tr := trial(t, c.text)
		if len(tr.Result.Limits) > 0 {
			c.lie(tr.Result)
		}
		found := slices.ContainsFunc(Judge(tr), func(f Fault) bool { return f.Rule == "limit passed over" })
		if found != c.want {
			t.Errorf("%q: %t, want %t: %+v", c.text, found, c.want, tr.Result.Limits)
		}
	}
}
