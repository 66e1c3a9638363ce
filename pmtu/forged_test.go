package pmtu_test

import (
	"testing"

	"github.com/pathmtu/pmtu/pmtu"
)

// TestForgedEchoes: a reply that does not return what was sent is no answer to an echo.
func TestForgedEchoes(t *testing.T) {
	n := inline(t, "title x\nhops 5\nfamilies ipv4\nhop 3 mtu=1400 ptb=dropped\nforge data from=10.77.99.9 after=1ms every=1\n")
	r := overNetwork(t, n, pmtu.IPv4, pmtu.Options{Protocol: pmtu.ICMP})
	if r.PathMTU.Status != pmtu.StatusProven || r.PathMTU.MTU != 1400 || r.HopCount != 5 {
		t.Errorf("path MTU %+v, %d hops, want 1400 proven, 5 hops", r.PathMTU, r.HopCount)
	}
	if !hasCode(r, pmtu.CodeForgedAnswers) {
		t.Errorf("%+v, want %s", r.Findings, pmtu.CodeForgedAnswers)
	}
}

// TestUnequalWays: where packets take two ways in turn and one refuses what the other carries,
// no size between is proven.
func TestUnequalWays(t *testing.T) {
	n := inline(t, "title x\nhops 4\nhop 2 addr=2,102 pick=packet mtu=1300,1480\n")
	r := overNetwork(t, n, pmtu.IPv4, pmtu.Options{})
	if r.PathMTU.Status == pmtu.StatusProven && r.PathMTU.MTU > 1300 {
		t.Errorf("path MTU %+v, want none proven above 1300", r.PathMTU)
	}
}
