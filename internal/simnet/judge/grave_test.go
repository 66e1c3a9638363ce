package judge

import (
	"testing"

	"github.com/pathmtu/pmtu/internal/simnet"
	"github.com/pathmtu/pmtu/pmtu"
)

// TestGrave: what may not be left open. A black hole is grave where all who limit the path say so.
func TestGrave(t *testing.T) {
	const reported, silent = "hops 4\nhop 2 mtu=1400\n", "hops 4\nhop 2 mtu=1400 ptb=dropped\n"
	for _, c := range []struct {
		text, rule string
		want       bool
	}{
		{reported, "proven above", true},
		{reported, "proven below", true},
		{silent, "proven without answer", true},
		{silent, "direction", true},
		{"hops 4\n", "black hole", true},
		{reported, "black hole", true},
		{silent, "black hole", false},
		{reported, "limit", false},
		{silent, "hop count", false},
	} {
		n, err := simnet.Parse("grave", []byte(c.text))
		if err != nil {
			t.Fatal(err)
		}
		if got := Grave(Try(n, Setup{Family: pmtu.IPv4, Seed: 1}, nil), Fault{Rule: c.rule}); got != c.want {
			t.Errorf("%s over %q: %t, want %t", c.rule, c.text, got, c.want)
		}
	}
}
