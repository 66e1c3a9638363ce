package pmtu

import (
	"net/netip"
	"testing"
)

// TestHostRefused: what to enter is as the programs take it, which know no zones.
func TestHostRefused(t *testing.T) {
	for _, tt := range []struct{ target, detail, remedy string }{
		{
			"192.0.2.9", "This host could not send to 192.0.2.9: why.",
			"Look at this host's routes and firewall: ip route get 192.0.2.9; nft list ruleset.",
		},
		{
			"fe80::9%eth0", "This host could not send to fe80::9%eth0: why.",
			"Look at this host's routes and firewall: ip route get fe80::9 oif eth0; nft list ruleset.",
		},
	} {
		target := netip.AddrPortFrom(netip.MustParseAddr(tt.target), DefaultPort)
		got := Diagnose(&Result{Target: target, Outcome: OutcomeUnreachable, Refusal: "why"})
		if len(got) != 1 || got[0].Detail != tt.detail || got[0].Remedy != tt.remedy {
			t.Errorf("%s: %+v", tt.target, got)
		}
	}
}
