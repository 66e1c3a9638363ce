package judge

import (
	"testing"

	"github.com/pathmtu/pmtu/internal/simnet"
	"github.com/pathmtu/pmtu/pmtu"
)

// TestParted: a run need not have an answer where its flows take ways of several sizes, and must have one
// where they take one way, or several of one size.
func TestParted(t *testing.T) {
	for _, c := range []struct {
		hop  string
		fair bool
	}{
		{"addr=2,102 pick=flow mtu=1500,1400", false},
		{"addr=2,102 pick=flow mtu=1400", true},
		{"mtu=1400", true},
	} {
		n, err := simnet.Parse("parted", []byte("hops 6\nhop 2 "+c.hop+"\ndest udp=silent\n"))
		if err != nil {
			t.Fatal(err)
		}
		trial := Try(n, Setup{Family: pmtu.IPv4, Protocol: pmtu.Auto, Seed: 1}, nil)
		if Fair(trial) != c.fair {
			t.Errorf("%s: fair is %v, want %v", c.hop, !c.fair, c.fair)
		}
		if !c.fair && Cause(trial) != CauseParted {
			t.Errorf("%s: cause %q, want %q", c.hop, Cause(trial), CauseParted)
		}
	}
}
