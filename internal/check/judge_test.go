package check

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/pathmtu/pmtu/pmtu"
)

var target = netip.MustParseAddrPort("198.51.100.9:33434")

func proven(m pmtu.MTU) pmtu.PathMTU  { return pmtu.PathMTU{Status: pmtu.StatusProven, MTU: m} }
func atLeast(m pmtu.MTU) pmtu.PathMTU { return pmtu.PathMTU{Status: pmtu.StatusAtLeast, MTU: m} }

// hopsTo is two hops, of which the second is the destination and got packets of m bytes.
func hopsTo(m pmtu.MTU) []pmtu.Hop {
	return []pmtu.Hop{
		{Hop: 1, MTU: 1500, Answers: []pmtu.Answer{{Addr: netip.MustParseAddr("10.0.0.1")}}},
		{Hop: 2, MTU: m, Reached: true, Answers: []pmtu.Answer{{Addr: target.Addr()}}},
	}
}

func hole(after int, to pmtu.MTU) []pmtu.Limit {
	return []pmtu.Limit{{Kind: pmtu.LimitBlackHole, AfterHop: after, To: to, From: to + 1}}
}

func tooBig(to pmtu.MTU, auth pmtu.Auth) []pmtu.Limit {
	return []pmtu.Limit{{Kind: pmtu.LimitPacketTooBig, AfterHop: 1, Addr: netip.MustParseAddr("10.0.0.1"), From: 1500, To: to, Claimed: 1400, Auth: auth}}
}

var judgements = []struct {
	name    string
	r       *pmtu.Result
	require pmtu.MTU
	want    Verdict
	reason  string // part of it
}{
	{"nothing", nil, 1400, VerdictError, "no run"},
	{"more", &pmtu.Result{Outcome: pmtu.OutcomeReached, PathMTU: proven(1500)}, 1400, VerdictPass, "path MTU 1500, proven"},
	{"exactly", &pmtu.Result{Outcome: pmtu.OutcomeReached, PathMTU: proven(1400)}, 1400, VerdictPass, "path MTU 1400, proven"},
	{"one byte less", &pmtu.Result{Outcome: pmtu.OutcomeReached, PathMTU: proven(1399)}, 1400, VerdictFail, "path MTU 1399 is less than the required 1400"},
	{"at the destination, no more known", &pmtu.Result{Outcome: pmtu.OutcomeReached, PathMTU: atLeast(1400), Hops: hopsTo(1400)}, 1400, VerdictPass, "1400 bytes arrive"},
	{"end to end, no hops", &pmtu.Result{Outcome: pmtu.OutcomeReached, PathMTU: atLeast(1400)}, 1400, VerdictPass, "1400 bytes arrive"},
	{"end to end, less", &pmtu.Result{Outcome: pmtu.OutcomeReached, PathMTU: atLeast(1399)}, 1400, VerdictInconclusive, "1399 bytes arrive, whether 1400 do"},
	{"on the way only", &pmtu.Result{Outcome: pmtu.OutcomeSilent, PathMTU: atLeast(1500), Hops: hopsTo(0)[:1]}, 1400, VerdictInconclusive, "never answered, the last answer came from hop 1 (10.0.0.1); 1500 bytes get as far as there, nothing is known beyond"},
	{"reached, but the size on the way only", &pmtu.Result{Outcome: pmtu.OutcomeReached, PathMTU: atLeast(1500), Hops: hopsTo(60)}, 1400, VerdictInconclusive, "packets of 60 bytes arrive"},
	{"by one who may not ping", &pmtu.Result{Outcome: pmtu.OutcomeSilent, Hops: hopsTo(0)[:1], NoEcho: "open ping socket: refused"}, 1400, VerdictInconclusive, "; ICMP echo was not tried: open ping socket: refused"},
	{"nobody", &pmtu.Result{Outcome: pmtu.OutcomeSilent}, 1400, VerdictInconclusive, "198.51.100.9 never answered"},
	{"reached, size unknown", &pmtu.Result{Outcome: pmtu.OutcomeReached}, 1400, VerdictInconclusive, "1400 bytes arrive is not proven"},
	{"small ones only", &pmtu.Result{Outcome: pmtu.OutcomeReached, PathMTU: atLeast(60), Hops: hopsTo(60)}, 1400, VerdictInconclusive, "packets of 60 bytes arrive"},

	{"black hole that counts", &pmtu.Result{Outcome: pmtu.OutcomeReached, PathMTU: proven(1392), Limits: hole(1, 1392)}, 1400, VerdictFail, "vanish behind hop 1"},
	{"black hole that does not", &pmtu.Result{Outcome: pmtu.OutcomeReached, PathMTU: proven(1392), Limits: hole(1, 1392)}, 1392, VerdictPass, ""},
	{"black hole before a silent destination", &pmtu.Result{Outcome: pmtu.OutcomeSilent, PathMTU: atLeast(1392), Limits: hole(1, 1392)}, 1400, VerdictFail, "no more than 1392 bytes pass of the required 1400"},
	{"wider black hole before a silent destination", &pmtu.Result{Outcome: pmtu.OutcomeSilent, PathMTU: atLeast(1450), Limits: hole(1, 1450)}, 1400, VerdictInconclusive, "never answered"},
	{"black hole that swallows it, no more known", &pmtu.Result{Outcome: pmtu.OutcomeReached, PathMTU: atLeast(60), Limits: []pmtu.Limit{{Kind: pmtu.LimitBlackHole, AfterHop: 2, From: 1400}}}, 1400, VerdictFail, "packets of 1400 bytes vanish behind hop 2"},
	{"black hole that swallows larger ones", &pmtu.Result{Outcome: pmtu.OutcomeReached, PathMTU: atLeast(60), Limits: []pmtu.Limit{{Kind: pmtu.LimitBlackHole, AfterHop: 2, From: 1401}}}, 1400, VerdictInconclusive, ""},
	{"black hole that lets just it through", &pmtu.Result{Outcome: pmtu.OutcomeSilent, PathMTU: atLeast(1400), Limits: hole(1, 1400)}, 1400, VerdictInconclusive, "never answered"},
	{"black hole of no known size", &pmtu.Result{Outcome: pmtu.OutcomeReached, PathMTU: atLeast(60), Hops: hopsTo(60), Limits: []pmtu.Limit{{Kind: pmtu.LimitBlackHole, AfterHop: -1}}}, 1400, VerdictInconclusive, "vanish somewhere"},

	{"black hole on the first link", &pmtu.Result{Outcome: pmtu.OutcomeReached, PathMTU: proven(1392), Limits: hole(0, 1392)}, 1400, VerdictFail, "vanish between this host and hop 1"},
	{"black hole of a size, on the way only", &pmtu.Result{Outcome: pmtu.OutcomeReached, PathMTU: atLeast(60), Hops: hopsTo(60), Limits: hole(1, 1450)}, 1400, VerdictInconclusive, "whether 1400 do is not proven"},

	{"reported and checked", &pmtu.Result{Outcome: pmtu.OutcomeSilent, PathMTU: atLeast(1300), Limits: tooBig(1300, pmtu.AuthToken)}, 1400, VerdictFail, "10.0.0.1 at hop 1 refuses larger packets as too big"},
	{"claimed only", &pmtu.Result{Outcome: pmtu.OutcomeSilent, PathMTU: atLeast(1300), Limits: tooBig(0, pmtu.AuthToken)}, 1400, VerdictInconclusive, ""},
	{"by who may have guessed", &pmtu.Result{Outcome: pmtu.OutcomeSilent, PathMTU: atLeast(1300), Limits: tooBig(1300, pmtu.AuthTuple)}, 1400, VerdictInconclusive, ""},
	{"a lie about a path that carries it", &pmtu.Result{Outcome: pmtu.OutcomeReached, PathMTU: atLeast(1500), Hops: hopsTo(1500), Limits: tooBig(1300, pmtu.AuthToken)}, 1400, VerdictPass, ""},
	{"this host", &pmtu.Result{Outcome: pmtu.OutcomeSilent, LocalMTU: 1300, Source: pmtu.Source{Interface: "wg0"}, PathMTU: atLeast(1300)}, 1400, VerdictFail, "this host itself sends no more by wg0"},

	{"unreachable", &pmtu.Result{Outcome: pmtu.OutcomeUnreachable, PathMTU: atLeast(1500)}, 1400, VerdictUnreachable, "said so"},
	{"no route", &pmtu.Result{Outcome: pmtu.OutcomeUnreachable, Refusal: "network is unreachable"}, 1400, VerdictUnreachable, "could not send: network is unreachable"},
	{"refused by this host", &pmtu.Result{Outcome: pmtu.OutcomeSilent, Refusal: "operation not permitted"}, 1400, VerdictError, "could not send: operation not permitted"},
	{"refused half-way", &pmtu.Result{Outcome: pmtu.OutcomeSilent, Refusal: "x", Stats: pmtu.Stats{Sent: 3}}, 1400, VerdictInconclusive, ""},

	{"deadline", &pmtu.Result{Outcome: pmtu.OutcomeDeadline, PathMTU: atLeast(1300), Hops: hopsTo(1300)}, 1400, VerdictInconclusive, "the deadline passed before it was known whether 1400 bytes pass, 1300 do"},
	{"deadline, too late to matter", &pmtu.Result{Outcome: pmtu.OutcomeDeadline, PathMTU: proven(1400)}, 1400, VerdictPass, ""},
	{"budget", &pmtu.Result{Outcome: pmtu.OutcomeBudget}, 1400, VerdictInconclusive, "budget"},
	{"interrupted", &pmtu.Result{Outcome: pmtu.OutcomeInterrupted}, 1400, VerdictInconclusive, "interrupted"},
	{"interrupted, but failed", &pmtu.Result{Outcome: pmtu.OutcomeInterrupted, PathMTU: proven(1300)}, 1400, VerdictFail, "1300"},
	{"too far", &pmtu.Result{Outcome: pmtu.OutcomeTooManyHops, Hops: make([]pmtu.Hop, 30)}, 1400, VerdictInconclusive, "not within 30 hops"},
}

func TestJudge(t *testing.T) {
	for _, tt := range judgements {
		t.Run(tt.name, func(t *testing.T) {
			if tt.r != nil {
				tt.r.Target = target
			}
			v, reason, remedy := Judge(tt.r, tt.require)
			if v != tt.want || !strings.Contains(reason, tt.reason) || reason == "" {
				t.Errorf("%s: %q, want %s: %q", v, reason, tt.want, tt.reason)
			}
			for _, s := range []string{reason, remedy} {
				if strings.HasSuffix(s, ".") || strings.ContainsAny(s, "\n\x1b") {
					t.Errorf("%q is no plain sentence", s)
				}
			}
			if needs := v == VerdictFail; needs && remedy == "" {
				t.Error("it fails and nobody is told what to do")
			}
		})
	}
}

// TestJudgeUnreachable: the finding that says who refused is the reason, and no other.
func TestJudgeUnreachable(t *testing.T) {
	r := &pmtu.Result{Target: target, Outcome: pmtu.OutcomeUnreachable, Findings: []pmtu.Finding{
		{Code: pmtu.CodeSilentHop, Detail: "Another.", Remedy: "Another."},
		{Code: pmtu.CodeProhibited, Detail: "Hop 3 forbids it.", Remedy: "Ask."},
	}}
	if v, reason, remedy := Judge(r, 1400); v != VerdictUnreachable || reason != "hop 3 forbids it" || remedy != "ask" {
		t.Errorf("%s: %q, %q", v, reason, remedy)
	}
}

// TestJudgeLoop: packets that go round are the reason, whatever ended the run.
func TestJudgeLoop(t *testing.T) {
	loop := pmtu.Finding{Code: pmtu.CodeRoutingLoop, Detail: "Packets go round between 10.0.0.1 and 10.0.0.2 from hop 1 on.", Remedy: "Their routes point at each other."}
	for _, o := range []pmtu.Outcome{pmtu.OutcomeTooManyHops, pmtu.OutcomeSilent, pmtu.OutcomeDeadline} {
		r := &pmtu.Result{Target: target, Outcome: o, Hops: hopsTo(0), Findings: []pmtu.Finding{loop}}
		const want = "packets go round between 10.0.0.1 and 10.0.0.2 from hop 1 on"
		if v, reason, remedy := Judge(r, 1400); v != VerdictInconclusive || reason != want || remedy != "their routes point at each other" {
			t.Errorf("%s: %s, %q, %q", o, v, reason, remedy)
		}
	}
}

// TestJudgeThisHostToo: that this host sends less than is required, too, is told; that it sends as much is not.
func TestJudgeThisHostToo(t *testing.T) {
	for local, want := range map[pmtu.MTU]bool{1399: true, 1400: false} {
		r := &pmtu.Result{Target: target, Outcome: pmtu.OutcomeReached, PathMTU: proven(1392), LocalMTU: local, Limits: hole(1, 1392)}
		if _, reason, _ := Judge(r, 1400); strings.Contains(reason, "this host itself") != want {
			t.Errorf("%d: %q", local, reason)
		}
	}
}

// TestJudgeSilent: of hops that were not asked nothing is said, and who refused a size is named.
func TestJudgeSilent(t *testing.T) {
	r := &pmtu.Result{Target: target, Outcome: pmtu.OutcomeSilent, Probes: []pmtu.Fate{{Probe: 1, HopLimit: 64, Size: 60}, {Probe: 2, HopLimit: 64, Size: 1400}}}
	for _, tt := range []struct {
		claims []pmtu.Claim
		want   string
	}{
		{nil, "2 packets to 198.51.100.9 had no answer; the host may be down, and the hops on the way were not asked (pmtu 198.51.100.9 shows how far packets get, and who says that it is down)"},
		{
			[]pmtu.Claim{{Probe: 2, Size: 1400, Claimed: 1300, Addr: netip.MustParseAddr("10.0.0.1"), Auth: pmtu.AuthToken}},
			"2 packets to 198.51.100.9 had no answer but packet too big from 10.0.0.1; the host may be down, and the hops on the way were not asked (pmtu 198.51.100.9 shows how far packets get, and who says that it is down)",
		},
	} {
		r.Claims = tt.claims
		r.Findings = pmtu.Diagnose(r)
		if v, reason, remedy := Judge(r, 1400); v != VerdictInconclusive || reason != tt.want || remedy == "" {
			t.Errorf("%s: %q, %q, want %q", v, reason, remedy, tt.want)
		}
	}
}

// TestJudgeTightest: of several limits that which makes the path MTU is named.
func TestJudgeTightest(t *testing.T) {
	hop2 := pmtu.Limit{Kind: pmtu.LimitPacketTooBig, AfterHop: 2, Addr: netip.MustParseAddr("10.0.0.2"), From: 1500, To: 1400, Auth: pmtu.AuthToken}
	wide, belied := hop2, hop2
	wide.AfterHop, wide.Addr, wide.To = 1, netip.MustParseAddr("10.0.0.1"), 1450
	belied.AfterHop, belied.Addr, belied.To = 1, netip.MustParseAddr("10.0.0.1"), 1300
	unsized := pmtu.Limit{Kind: pmtu.LimitBlackHole, AfterHop: 2, From: 1420}
	const is1400 = "path MTU 1400 is less than the required 1600"
	for _, tt := range []struct {
		name   string
		mtu    pmtu.PathMTU
		local  pmtu.MTU
		limits []pmtu.Limit
		want   string
	}{
		{"a router behind this host", proven(1400), 1500, []pmtu.Limit{hop2}, is1400 + ": 10.0.0.2 at hop 2 refuses larger packets as too big; this host itself sends no more than 1500"},
		{"the second of two routers", proven(1400), 9000, []pmtu.Limit{wide, hop2}, is1400 + ": 10.0.0.2 at hop 2 refuses larger packets as too big"},
		{"not one that the destination belies", proven(1400), 9000, []pmtu.Limit{belied, hop2}, is1400 + ": 10.0.0.2 at hop 2 refuses larger packets as too big"},
		{"this host where it is", proven(1400), 1400, nil, is1400 + ": this host itself sends no more"},
		{"nobody who is known", proven(1400), 1500, []pmtu.Limit{wide}, is1400 + "; this host itself sends no more than 1500"},
		{"before a silent destination", atLeast(1400), 1500, []pmtu.Limit{wide, hop2}, "no more than 1400 bytes pass of the required 1600: 10.0.0.2 at hop 2 refuses larger packets as too big; this host itself sends no more than 1500"},
		{"a black hole of no known size below this host's limit", atLeast(60), 1500, []pmtu.Limit{unsized}, "packets of 1420 bytes vanish behind hop 2 and nobody says so, a black hole; this host itself sends no more than 1500"},
	} {
		r := &pmtu.Result{Target: target, Outcome: pmtu.OutcomeReached, PathMTU: tt.mtu, LocalMTU: tt.local, Limits: tt.limits}
		v, reason, remedy := Judge(r, 1600)
		if v != VerdictFail || reason != tt.want {
			t.Errorf("%s: %s: %q, want %q", tt.name, v, reason, tt.want)
		}
		if tt.local > 1400 && strings.Contains(remedy, "this host's interface") {
			t.Errorf("%s: %q", tt.name, remedy)
		}
	}
}

// TestJudgeFindings: what the engine said of a black hole is told to its end, as who drops
// need not be a router, with what passes until that is mended; what it said of who refuses in one sentence.
func TestJudgeFindings(t *testing.T) {
	r := &pmtu.Result{
		Target: target, Outcome: pmtu.OutcomeReached, PathMTU: proven(1392), Limits: hole(1, 1392), Hops: hopsTo(1392),
		Findings: []pmtu.Finding{{Code: pmtu.CodeBlackHole, Remedy: "Hop 1 (10.0.0.1), or a filter between it and this host, must let ICMP through. If not, then not."}},
	}
	_, reason, remedy := Judge(r, 1400)
	if want := "path MTU 1392 is less than the required 1400: larger packets vanish behind hop 1 (10.0.0.1) and nobody says so, a black hole"; reason != want {
		t.Errorf("reason %q, want %q", reason, want)
	}
	if want := "hop 1 (10.0.0.1), or a filter between it and this host, must let ICMP through. If not, then not. Until then send no more: MTU 1392, TCP MSS 1352"; remedy != want {
		t.Errorf("remedy %q, want %q", remedy, want)
	}
	r = &pmtu.Result{Target: target, Outcome: pmtu.OutcomeUnreachable, Findings: []pmtu.Finding{
		{Code: pmtu.CodeProhibited, Detail: "10.0.0.1 at hop 1 says of \x1b[2J it: no.", Remedy: "Ask who runs 10.0.0.1."},
	}}
	if _, reason, remedy = Judge(r, 1400); reason != "10.0.0.1 at hop 1 says of \ufffd[2J it: no" || remedy != "ask who runs 10.0.0.1" {
		t.Errorf("%q, %q", reason, remedy)
	}
}
