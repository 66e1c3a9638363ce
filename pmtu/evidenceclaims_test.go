package pmtu

import (
	"net/netip"
	"slices"
	"testing"
)

// TestClaimsKept: what is kept has bounds, and nobody takes the room of others.
func TestClaimsKept(t *testing.T) {
	var v evidence
	addr := func(n int) netip.Addr { return netip.AddrFrom4([4]byte{10, 0, byte(n >> 8), byte(n)}) }
	count := func(keep func(Claim) bool) (n int) {
		for _, c := range v.claims {
			if keep(c) {
				n++
			}
		}
		return n
	}
	for range 100 {
		v.claim(Claim{Probe: 1, Size: 1500, Claimed: 1400, Addr: addr(1), Auth: AuthToken})
	}
	if len(v.claims) != 1 {
		t.Errorf("%d of one claim are kept, want 1", len(v.claims))
	}
	for i := range 500 {
		v.claim(Claim{Probe: uint32(i), Size: 1500, Claimed: uint32(i), Addr: addr(1000 + i), Auth: AuthTuple})
		v.claim(Claim{Probe: uint32(i), Size: 1500, Claimed: uint32(i), Addr: addr(2), Auth: AuthToken})
	}
	if n := count(func(c Claim) bool { return c.Auth != AuthToken }); n != maxUnvouched {
		t.Errorf("%d without a token, want %d", n, maxUnvouched)
	}
	if n := count(func(c Claim) bool { return c.Addr == addr(2) }); n != maxOfOne {
		t.Errorf("%d of one sender, want %d", n, maxOfOne)
	}
	v.claim(Claim{Probe: 7, Size: 1500, Claimed: 1280, Addr: addr(3), Auth: AuthToken})
	if n := count(func(c Claim) bool { return c.Addr == addr(3) }); n != 1 {
		t.Errorf("the router that came last has %d claims, want 1", n)
	}
	for i := range 500 {
		v.claim(Claim{Probe: 8, Size: 1500, Claimed: 1280, Addr: addr(4000 + i), Auth: AuthToken})
	}
	if len(v.claims) != maxClaims+maxUnvouched {
		t.Errorf("%d in all, want %d", len(v.claims), maxClaims+maxUnvouched)
	}
}

// TestClaimsKeptOfOne: of one who says much, the first are kept, the last, and those of the smallest sizes.
func TestClaimsKeptOfOne(t *testing.T) {
	var v evidence
	router := netip.AddrFrom4([4]byte{10, 0, 0, 1})
	say := func(probe uint32, size MTU) {
		v.claim(Claim{Probe: probe, Size: size, Claimed: 1400, Addr: router, Auth: AuthToken})
	}
	for i := range uint32(maxOfOne) {
		say(i, 1500)
	}
	say(100, 154)
	for i := range uint32(500) {
		say(200+i, MTU(1400+i%50))
	}
	for _, probe := range []uint32{0, maxOfOne/2 - 1, 100, 699} {
		if !slices.ContainsFunc(v.claims, func(c Claim) bool { return c.Probe == probe }) {
			t.Errorf("the claim of probe %d is not kept", probe)
		}
	}
	v.claim(Claim{Probe: 1000, Size: 1500, Claimed: 1400, Addr: router, Auth: AuthTuple})
	if len(v.claims) != maxOfOne+1 {
		t.Errorf("%d are kept, want %d, and one that may be in his name only", len(v.claims), maxOfOne)
	}
}
