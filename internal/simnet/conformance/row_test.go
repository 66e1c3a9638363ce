package conformance

import (
	"errors"
	"net/netip"
	"strings"
	"testing"

	"github.com/pathmtu/pmtu/internal/simnet"
	"github.com/pathmtu/pmtu/pmtu"
)

func TestParseRow(t *testing.T) {
	for line, want := range map[string]string{
		"a-network both reached proven=1500 0 9":                                        "",
		"open a-network 4/auto/noping silent unknown 4 ? +x":                            "",
		"a-network 5 reached proven=1500 0 9":                                           `"a-network 5 reached proven=1500 0 9": family "5" is none of 4, 6, both`,
		"a-network 4/tcp reached proven=1500 0 9":                                       `"a-network 4/tcp reached proven=1500 0 9": "tcp" is none of auto, icmp, noping`,
		"a-network both reached proven=1500 0":                                          `"a-network both reached proven=1500 0": 5 words, 6 at least`,
		"a-network  6   unreachable   at_least=1280 5  ?   ptb@1:9>8!7  refused@2:1/1 ": "",
	} {
		r, err := ParseRow(line)
		if got := message(err); got != want {
			t.Errorf("%q: %s, want %s", line, got, want)
			continue
		}
		if err != nil {
			continue
		}
		if again, err := ParseRow(r.String()); err != nil || again != r {
			t.Errorf("%q: read again it is %+v (%v), not %+v", line, again, err, r)
		}
	}
}

func message(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestHow(t *testing.T) {
	r, err := ParseRow("open a-network both/auto/noping silent unknown 4 ?")
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Families()) != 2 || r.Protocol() != pmtu.Auto || !r.NoPing() || !r.Open || r.of(pmtu.IPv6).How != "6/auto/noping" {
		t.Errorf("%+v", r)
	}
}

func TestSaid(t *testing.T) {
	addr := netip.MustParseAddr
	r := &pmtu.Result{
		Target:  netip.MustParseAddrPort("[fd77:99::9]:33434"),
		Outcome: pmtu.OutcomeUnreachable, PathMTU: pmtu.PathMTU{Status: pmtu.StatusAtLeast, MTU: 1400, Direction: pmtu.DirectionBoth}, HopCount: 7,
		Limits: []pmtu.Limit{
			{AfterHop: 2, Kind: pmtu.LimitPacketTooBig, From: 1500, To: 1480, Claimed: 1480, Addr: addr("fd77::2")},
			{AfterHop: 3, Kind: pmtu.LimitPacketTooBig, From: 1480, To: 1400, Claimed: 0, Addr: addr("fd77::222")},
			{AfterHop: -1, Kind: pmtu.LimitBlackHole, From: 1400},
		},
		Hops: []pmtu.Hop{{Hop: 5, Answers: []pmtu.Answer{{Addr: addr("10.77.0.4"), Error: &pmtu.ICMPError{Type: 3, Code: 13}}}}},
		Findings: []pmtu.Finding{
			{Code: pmtu.CodeSilentHop, Hop: 2},
			{Code: pmtu.CodeLossy},
			{Code: pmtu.CodeRateLimited, Hop: 7, Addr: addr("fd77:99::9")},
			{Code: pmtu.CodeBlackHole},
			{Code: pmtu.CodeRateLimited, Hop: 3},
			{Code: pmtu.CodePTBZero, Hop: 3, Addr: addr("192.0.2.1")},
		},
	}
	const want = "unreachable at_least=1400/both 5 7 ptb@2:1500>1480 ptb@3:1480>1400!0=r222 hole@?:1400>? refused@5:3/13=r4" +
		" +black_hole +lossy +ptb_zero@3=192.0.2.1 +rate_limited@3=- +rate_limited@7 +silent_hop@2"
	if got := Said(r, 5); got != want {
		t.Errorf("says\n%s\nwant\n%s", got, want)
	}
}

// TestHolds: on the virtual clock all is said that a row says, and nothing else; in real time what is marked may be or not.
func TestHolds(t *testing.T) {
	r := Row{Said: "reached proven=1400/beside 0 7 ptb@2:1500>1400 +rate_limited@7~ +silent_hop@3 ~slow_replies"}
	const all = "reached proven=1400 0 7 ptb@2:1500>1400 +rate_limited@7 +silent_hop@3"
	for _, c := range []struct {
		said       string
		holds, may bool
	}{
		{all, true, true},
		{"reached proven=1400 0 7 ptb@2:1500>1400 +silent_hop@3", false, true},
		{all + " +slow_replies@4", false, true},
		{all + " +slow_replies@4=r9 +slow_replies@5", false, true},
		{all + " +rate_limited@6", false, false},
		{all + " +lossy", false, false},
		{"reached proven=1400 0 7 ptb@2:1500>1400=r9 +rate_limited@7 +silent_hop@3", false, false},
		{"reached proven=1400/both 0 7 ptb@2:1500>1400 +rate_limited@7 +silent_hop@3", false, false},
		{"reached proven=1400 0 7 ptb@2:1500>1400 +rate_limited@7=r6 +silent_hop@3", false, false},
		{"reached proven=1400 0 7 +rate_limited@7 +silent_hop@3", false, false},
	} {
		if got := r.Holds(c.said); got != c.holds {
			t.Errorf("%s: holds: %t", c.said, got)
		}
		if got := r.HoldsInRealTime(c.said); got != c.may {
			t.Errorf("%s: holds in real time: %t", c.said, got)
		}
	}
	if b := r.Beside(); b.Holds(all) || !b.Holds(strings.Replace(all, "1400", "1400/both", 1)) {
		t.Errorf("beside echoes: %s", b.Said)
	}
	if got := r.saying(all); got != r {
		t.Errorf("%s, of what it says itself", got.Said)
	}
	if got, want := r.saying("silent unknown 4 ? +silent_hop@3").Said, "silent unknown 4 ? +silent_hop@3 ~slow_replies"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestLoad(t *testing.T) {
	for _, name := range []string{"plain-9", "echo-only"} {
		if n, err := Load(name); err != nil || n.Name() != name {
			t.Errorf("%s: %v (%v)", name, n, err)
		}
	}
	if _, err := Load("nowhere"); !errors.Is(err, simnet.ErrUnknown) {
		t.Errorf("nowhere: %v", err)
	}
	if _, err := ReadTables("testdata/networks"); err == nil {
		t.Error("tables where there are none")
	}
}
