package pmtu_test

import (
	"testing"

	"github.com/pathmtu/pmtu/pmtu"
)

// TestAnswersLost: below 1232 bytes, ICMPv6 errors are larger than what they answer, so that it may be they that are lost: more is
// known only where somebody said so. Over IPv4 they are small.
func TestAnswersLost(t *testing.T) {
	for _, c := range []struct {
		limit  string
		family pmtu.Family
		want   pmtu.PathMTU
		limits int
	}{
		{"mtu=1232 ptb=dropped", pmtu.IPv6, pmtu.PathMTU{Status: pmtu.StatusProven, MTU: 1232, Direction: pmtu.DirectionForward}, 1},
		{"mtu=1231 ptb=dropped", pmtu.IPv6, pmtu.PathMTU{Status: pmtu.StatusAtLeast, MTU: 1231, Direction: pmtu.DirectionForward}, 0},
		{"mtu=1231", pmtu.IPv6, pmtu.PathMTU{Status: pmtu.StatusProven, MTU: 1231, Direction: pmtu.DirectionForward}, 1},
		{"mtu=1231 ptb=dropped", pmtu.IPv4, pmtu.PathMTU{Status: pmtu.StatusProven, MTU: 1231, Direction: pmtu.DirectionForward}, 1},
	} {
		r := overNetwork(t, inline(t, "hops 7\nhop 4 "+c.limit+"\n"), c.family, pmtu.Options{})
		if r.PathMTU != c.want || len(r.Limits) != c.limits {
			t.Errorf("%s over %v: %+v, %+v; want %+v, %d limits", c.limit, c.family, r.PathMTU, r.Limits, c.want, c.limits)
		}
	}
}

// TestAnswersLostToCheck: nor does a check say what passes at most, where the answers may be what is lost.
func TestAnswersLostToCheck(t *testing.T) {
	n := inline(t, "hops 3\nhop 2 mtu=1200 ptb=dropped\nhop all limit=1/1s\ndest limit=1/1s\n")
	r := overNetwork(t, n, pmtu.IPv6, pmtu.Options{EndToEnd: true, Require: 1280})
	if len(r.Limits) != 1 || r.Limits[0].From != 1280 || r.Limits[0].To != 0 || r.PathMTU.Status != pmtu.StatusAtLeast || r.PathMTU.MTU != 1200 {
		t.Errorf("%+v, %+v; want at least 1200, and that 1280 bytes vanish", r.PathMTU, r.Limits)
	}
}
