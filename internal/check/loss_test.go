package check

import (
	"net/netip"
	"testing"

	"github.com/pathmtu/pmtu/pmtu"
)

// TestFailForLoss: less MTU than before fails, says what was and is, and names who to ask.
func TestFailForLoss(t *testing.T) {
	hop3 := netip.MustParseAddr("10.0.0.3")
	for _, tt := range []struct {
		name                   string
		change                 func(*Result)
		require                pmtu.MTU
		verdict, size          Verdict
		wantReason, wantRemedy string
	}{
		{
			"a router says so",
			func(r *Result) {
				r.Trace.PathMTU, r.Trace.Limits[0].To, r.Trace.Limits[0].Addr = proven(1380), 1380, hop3
			},
			1300, VerdictFail, VerdictPass,
			"path MTU was 1400 and is now 1380, less than in the baseline; the required 1300 still pass",
			"ask who runs 10.0.0.3 what has changed; until then send no more: MTU 1380, TCP MSS 1340",
		},
		{
			"a black hole",
			func(r *Result) {
				r.Trace.PathMTU, r.Trace.Limits = proven(1380), []pmtu.Limit{{AfterHop: 2, Kind: pmtu.LimitBlackHole, From: 1381, To: 1380}}
				r.Trace.Findings = []pmtu.Finding{{Code: pmtu.CodeBlackHole, Remedy: "Hop 2 must let ICMP out. If the two ends differ, give them the same."}}
			},
			1300, VerdictFail, VerdictPass,
			"path MTU was 1400 and is now 1380, less than in the baseline; the required 1300 still pass",
			"hop 2 must let ICMP out. If the two ends differ, give them the same. Until then send no more: MTU 1380, TCP MSS 1340",
		},
		{
			"this host",
			func(r *Result) { r.Trace.PathMTU, r.Trace.LocalMTU, r.Trace.Limits = proven(1380), 1380, nil },
			1300, VerdictFail, VerdictPass,
			"path MTU was 1400 and is now 1380, less than in the baseline; the required 1300 still pass",
			"raise the MTU of this host's interface or route: ip route get 198.51.100.9",
		},
		{
			"nobody is known",
			func(r *Result) { r.Trace.PathMTU, r.Trace.Limits = proven(1380), nil },
			1300, VerdictFail, VerdictPass,
			"path MTU was 1400 and is now 1380, less than in the baseline; the required 1300 still pass",
			"raise the MTU where the path is narrow, or send no more: MTU 1380, TCP MSS 1340",
		},
		{
			"and it is unreachable",
			func(r *Result) {
				r.Trace.Outcome, r.Trace.PathMTU, r.Trace.HopCount = pmtu.OutcomeUnreachable, atLeast(1380), 0
				r.Trace.Limits[0].To, r.Trace.Limits[0].Addr = 1380, hop3
			},
			1300, VerdictFail, VerdictUnreachable,
			"path MTU was 1400 and is now 1380, less than in the baseline; a router said so",
			"ask who runs 10.0.0.3 what has changed; until then send no more: MTU 1380, TCP MSS 1340",
		},
		{
			"and less than is required",
			func(r *Result) {
				r.Trace.PathMTU, r.Trace.Limits[0].To, r.Trace.Limits[0].Addr = proven(1380), 1380, hop3
			},
			1400, VerdictFail, "",
			"path MTU 1380 is less than the required 1400: 10.0.0.3 at hop 3 refuses larger packets as too big",
			"raise the MTU of the link or tunnel behind 10.0.0.3, or send no more: MTU 1380, TCP MSS 1340",
		},
		{
			"as it was", func(*Result) {}, 1300, VerdictPass, "", "path MTU 1400, proven", "",
		},
	} {
		r := now(tt.change)
		r.Target.Require = tt.require
		r.Verdict, r.Reason, r.Remedy = Judge(r.Trace, tt.require)
		r.Changes = read(t, earlierRun).Changes(r)
		r.failForLoss()
		if r.Verdict != tt.verdict || r.Size != tt.size || r.OnlyLost() != (tt.size != "") {
			t.Errorf("%s: %s, on the size %q, only lost %t", tt.name, r.Verdict, r.Size, r.OnlyLost())
		}
		if r.Reason != tt.wantReason || r.Remedy != tt.wantRemedy {
			t.Errorf("%s: %q, fix %q", tt.name, r.Reason, r.Remedy)
		}
	}
}
