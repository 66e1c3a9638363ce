package pmtu

import (
	"net/netip"
	"testing"
)

// TestCreeps: who names one byte less than what he gets, of several sizes, is not followed; who names the same of several is, and
// so is who said it of one.
func TestCreeps(t *testing.T) {
	router, other := netip.MustParseAddr("10.77.0.1"), netip.MustParseAddr("10.77.0.2")
	for _, c := range []struct {
		name string
		said []Claim
		want bool
	}{
		{"once", []Claim{{Size: 1500, Claimed: 1499, Addr: router, Auth: AuthToken}}, false},
		{"twice", []Claim{{Size: 1500, Claimed: 1499, Addr: router, Auth: AuthToken}, {Size: 1499, Claimed: 1498, Addr: router, Auth: AuthToken}}, true},
		{"of the same size", []Claim{{Probe: 1, Size: 1500, Claimed: 1499, Addr: router, Auth: AuthToken}, {Probe: 2, Size: 1500, Claimed: 1499, Addr: router, Auth: AuthToken}}, false},
		{"another one", []Claim{{Size: 1500, Claimed: 1499, Addr: router, Auth: AuthToken}, {Size: 1499, Claimed: 1498, Addr: other, Auth: AuthToken}}, false},
		{"an honest one", []Claim{{Size: 1500, Claimed: 1400, Addr: router, Auth: AuthToken}, {Size: 1401, Claimed: 1400, Addr: router, Auth: AuthToken}}, false},
		{"anybody could say so", []Claim{{Size: 1500, Claimed: 1499, Addr: router, Auth: AuthToken}, {Size: 1499, Claimed: 1498, Addr: router, Auth: AuthTuple}}, false},
	} {
		s := surveyOf(t)
		s.e.seen.claims = c.said
		if got := s.sizes.creeps(router); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}
