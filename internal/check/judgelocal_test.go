package check

import (
	"net/netip"
	"testing"

	"github.com/pathmtu/pmtu/pmtu"
)

// TestJudgeLocal: the command to look at a route is as ip-route(8) takes it, which knows no zones.
func TestJudgeLocal(t *testing.T) {
	for target, want := range map[string]string{
		"192.0.2.9":    "raise the MTU of this host's interface or route: ip route get 192.0.2.9",
		"fe80::9%eth0": "raise the MTU of this host's interface or route: ip route get fe80::9 oif eth0",
	} {
		r := &pmtu.Result{
			Target: netip.AddrPortFrom(netip.MustParseAddr(target), 33434), Outcome: pmtu.OutcomeReached,
			PathMTU: pmtu.PathMTU{Status: pmtu.StatusProven, MTU: 1400},
			Limits:  []pmtu.Limit{{Kind: pmtu.LimitLocal, From: 1500, To: 1400}},
		}
		if v, _, remedy := Judge(r, 1500); v != VerdictFail || remedy != want {
			t.Errorf("%s: %s, %q, want %q", target, v, remedy, want)
		}
	}
}
