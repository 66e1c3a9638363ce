package conformance

import (
	"fmt"
	"net/netip"
	"slices"

	"github.com/pathmtu/pmtu/pmtu"
)

// nobody stands in a row for no address.
const nobody = "-"

// who is an address in a word that is the same for both families, by the addresses that networks have: r3 is
// 10.77.0.3 and fd77::3, dest is the target. Any other is written in full.
func who(r *pmtu.Result, addr netip.Addr) string {
	if !addr.IsValid() {
		return nobody
	}
	if addr == r.Target.Addr() {
		return "dest"
	}
	v4, v6 := netip.MustParsePrefix("10.77.0.0/24"), netip.MustParsePrefix("fd77::/112")
	if b := addr.As16(); v4.Contains(addr) {
		return fmt.Sprintf("r%d", b[15])
	} else if v6.Contains(addr) {
		return fmt.Sprintf("r%x", uint(b[14])<<8|uint(b[15])) // written as the others are
	}
	return addr.String()
}

// at is who answers at a hop, by the addresses that networks have.
func at(r *pmtu.Result, hop int) string {
	if hop > 0 && hop == r.HopCount {
		return "dest"
	}
	return fmt.Sprintf("r%d", hop)
}

// reporter is who is expected to tell of a limit: of a black hole nobody does.
func reporter(r *pmtu.Result, l pmtu.Limit) string {
	if l.Kind == pmtu.LimitPacketTooBig {
		return at(r, l.AfterHop)
	}
	return nobody
}

// ofNobody are the findings that are about no address.
var ofNobody = []pmtu.Code{
	pmtu.CodeBlackHole, pmtu.CodeSilentHop, pmtu.CodeSilentDestination, pmtu.CodeForgedAnswers, pmtu.CodeReturnPathLimit,
	pmtu.CodeLocalMTU, pmtu.CodeLossy,
}

// named is whose address a finding is expected to have.
func named(r *pmtu.Result, f pmtu.Finding) string {
	if f.Hop == 0 || slices.Contains(ofNobody, f.Code) {
		return nobody
	}
	return at(r, f.Hop)
}

// as is what stands behind a word of somebody else than who is expected.
func as(who, expected string) string {
	if who == expected {
		return ""
	}
	return "=" + who
}
