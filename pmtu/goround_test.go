package pmtu_test

import (
	"net/netip"
	"testing"

	"github.com/pathmtu/pmtu/pmtu"
)

// TestMayGoRound: one who answers at two hops may be in a loop, but not one who answers at two in a row.
func TestMayGoRound(t *testing.T) {
	for _, c := range []struct {
		name string
		hops []string // who answers; "": nobody
		want bool
	}{
		{"nobody", nil, false},
		{"all differ", []string{"10.0.0.1", "", "10.0.0.2", "10.0.0.3"}, false},
		{"two in a row", []string{"10.0.0.1", "10.0.0.2", "10.0.0.2"}, false},
		{"three in a row", []string{"10.0.0.2", "10.0.0.2", "10.0.0.2"}, false},
		{"again behind another", []string{"10.0.0.1", "10.0.0.2", "10.0.0.1"}, true},
		{"again behind a silent one", []string{"10.0.0.1", "", "10.0.0.1"}, true},
	} {
		var r pmtu.Result
		for i, a := range c.hops {
			h := pmtu.Hop{Hop: i + 1}
			if a != "" {
				h.Answers = []pmtu.Answer{{Addr: netip.MustParseAddr(a)}}
			}
			r.Hops = append(r.Hops, h)
		}
		if got := r.MayGoRound(); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}
