package pmtu_test

import (
	"net/netip"
	"testing"

	"github.com/pathmtu/pmtu/pmtu"
)

// TestAnswersLost: below 1232 bytes, ICMPv6 errors are larger than what they answer, so that it may be they that are lost: more is
// known only where somebody said so. Over IPv4 they are small.
func TestAnswersLost(t *testing.T) {
	forward := func(status pmtu.Status, mtu pmtu.MTU) pmtu.PathMTU {
		return pmtu.PathMTU{Status: status, MTU: mtu, Direction: pmtu.DirectionForward}
	}
	for _, c := range []struct {
		limit  string
		family pmtu.Family
		want   pmtu.PathMTU
		limits int
		lost   bool
	}{
		{"mtu=1232 ptb=dropped", pmtu.IPv6, forward(pmtu.StatusProven, 1232), 1, false},
		{"mtu=1231 ptb=dropped", pmtu.IPv6, forward(pmtu.StatusAtLeast, 1231), 0, true},
		{"mtu=1231", pmtu.IPv6, forward(pmtu.StatusProven, 1231), 1, false},
		{"mtu=1100 ptb=1280", pmtu.IPv6, forward(pmtu.StatusProven, 1100), 1, false},
		{"mtu=1100 ptb=1280\nhop 5 mtu=1050 ptb=dropped", pmtu.IPv6, forward(pmtu.StatusAtLeast, 1050), 1, true},
		{"mtu=1231 ptb=dropped", pmtu.IPv4, forward(pmtu.StatusProven, 1231), 1, false},
		{"mtu=1500\nlocal mtu=1200", pmtu.IPv6, forward(pmtu.StatusProven, 1200), 0, false},
	} {
		r := overNetwork(t, inline(t, "hops 7\nhop 4 "+c.limit+"\n"), c.family, pmtu.Options{})
		if r.PathMTU != c.want || len(r.Limits) != c.limits || r.AnswersLost() != c.lost {
			t.Errorf("%s over %v: %+v, answers lost %v, %+v; want %+v, %v, %d limits", c.limit, c.family, r.PathMTU, r.AnswersLost(), r.Limits, c.want, c.lost, c.limits)
		}
	}
}

// TestAnswersLostToCheck: nor does a check say what vanishes, where the answers may be what is lost.
func TestAnswersLostToCheck(t *testing.T) {
	for _, c := range []struct {
		net     string
		require pmtu.MTU
		mtu     pmtu.MTU
		limits  int
	}{
		{"hop 2 mtu=1200 ptb=dropped", 1280, 1200, 0},
		{"hop 2 mtu=1200 ptb=dropped\nhop all limit=1/1s\ndest limit=1/1s", 1280, 1200, 0},
		{"hop 2 mtu=1200 ptb=dropped\nhop all silent=yes\ndest limit=1/1s", 1500, 1200, 0},
		{"hop 2 mtu=1400 ptb=dropped\nhop all silent=yes\ndest limit=1/2s", 1500, 1400, 1},
		{"hop 3 mtu=1398\nhop 5 mtu=1229 ptb=dropped limit=1/1s\nhop 2 loss=20%", 1400, 1229, 1},
		// What comes back to the largest that arrives says that larger answers would.
		{"hop 2 mtu=1400 ptb=dropped\nhop all silent=yes\ndest limit=1/10s", 1500, 1232, 0},
	} {
		r := overNetwork(t, inline(t, "hops 7\n"+c.net+"\n"), pmtu.IPv6, pmtu.Options{EndToEnd: true, Require: c.require})
		if r.PathMTU.Status != pmtu.StatusAtLeast || r.PathMTU.MTU != c.mtu || len(r.Limits) != c.limits || c.limits > 0 && r.Limits[0].To != 0 {
			t.Errorf("%s: %+v, %+v, %v; want at least %d", c.net, r.PathMTU, r.Limits, r.AnswersLost(), c.mtu)
		}
	}
}

// TestAnswersLostNoLarger: no packet is larger than what is required.
func TestAnswersLostNoLarger(t *testing.T) {
	n := inline(t, "hops 3\nhop 2 mtu=1090 ptb=dropped\nhop all silent=yes\ndest limit=1/10s\n")
	for _, f := range overNetwork(t, n, pmtu.IPv6, pmtu.Options{EndToEnd: true, Require: 1100}).Probes {
		if f.Size > 1100 {
			t.Fatalf("%+v", f)
		}
	}
}

// TestAnswersLostOf: of a run that did not end at the destination, or whose path MTU is proven, it is not said.
func TestAnswersLostOf(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*pmtu.Result)
		want   bool
	}{
		"lost":             {func(*pmtu.Result) {}, true},
		"proven":           {func(r *pmtu.Result) { r.PathMTU.Status = pmtu.StatusProven }, false},
		"not reached":      {func(r *pmtu.Result) { r.Outcome = pmtu.OutcomeDeadline }, false},
		"IPv4":             {func(r *pmtu.Result) { r.Target = netip.MustParseAddrPort("192.0.2.1:33434") }, false},
		"lost twice":       {func(r *pmtu.Result) { r.Probes = r.Probes[1:] }, false},
		"answered once":    {func(r *pmtu.Result) { r.Probes[0].Answer = pmtu.AnswerTimeExceeded }, false},
		"reported":         {func(r *pmtu.Result) { r.Claims = []pmtu.Claim{{Size: 1101, Auth: pmtu.AuthToken}} }, false},
		"said by anybody":  {func(r *pmtu.Result) { r.Claims = []pmtu.Claim{{Size: 1101}} }, true},
		"others are lost":  {func(r *pmtu.Result) { r.PathMTU.MTU = 1099 }, false},
		"answers are less": {func(r *pmtu.Result) { r.PathMTU.MTU, r.Probes[0].Size = 1232, 1233 }, false},
	} {
		r := &pmtu.Result{
			Target: netip.MustParseAddrPort("[2001:db8::1]:33434"), Outcome: pmtu.OutcomeReached,
			PathMTU: pmtu.PathMTU{Status: pmtu.StatusAtLeast, MTU: 1100},
			Probes:  []pmtu.Fate{{Probe: 1, Size: 1101}, {Probe: 2, Size: 1101}, {Probe: 3, Size: 1101}},
		}
		if c.change(r); r.AnswersLost() != c.want {
			t.Errorf("%s: %v, want %v", name, !c.want, c.want)
		}
	}
}
