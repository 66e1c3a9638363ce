package pmtu_test

import (
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pathmtu/pmtu/pmtu"
)

// route is a run that reached the destination at its third hop, where all is well.
func route(probes ...pmtu.Fate) *pmtu.Result {
	r := &pmtu.Result{
		Target: netip.MustParseAddrPort("192.0.2.9:33434"), Outcome: pmtu.OutcomeReached, Duration: 10 * time.Second, HopCount: 3, LocalMTU: 1500,
		PathMTU: pmtu.PathMTU{Status: pmtu.StatusProven, MTU: 1500, Direction: pmtu.DirectionForward}, Probes: probes,
	}
	for i, a := range []string{"10.0.0.1", "10.0.0.2", "192.0.2.9"} {
		h := pmtu.Hop{Hop: i + 1, MTU: 1500, Answers: []pmtu.Answer{{Addr: netip.MustParseAddr(a), Auth: pmtu.AuthToken}}}
		h.Reached = i == 2
		r.Hops = append(r.Hops, h)
	}
	for i := range r.Probes {
		r.Probes[i].Probe = uint32(i + 1)
	}
	return r
}

// answered and lost are small probes to a hop, some time after the start.
func answered(hop int, at time.Duration) pmtu.Fate {
	return pmtu.Fate{HopLimit: hop, Size: 60, At: at, Answer: pmtu.AnswerTimeExceeded, RTT: time.Millisecond}
}

func lost(hop int, at time.Duration) pmtu.Fate { return pmtu.Fate{HopLimit: hop, Size: 60, At: at} }

func codesOf(r *pmtu.Result) (codes []pmtu.Code) {
	for _, f := range pmtu.Diagnose(r) {
		codes = append(codes, f.Code)
	}
	return codes
}

const ms = time.Millisecond

// TestLossEvidence: how much has to be lost, and when.
func TestLossEvidence(t *testing.T) {
	late := answered(2, 9*time.Second)
	for _, c := range []struct {
		name   string
		probes []pmtu.Fate
		want   []pmtu.Code
	}{
		{"two losses after an answer may be chance", []pmtu.Fate{answered(2, 0), lost(2, 100*ms), lost(2, 200*ms), late}, nil},
		{"three are a limit", []pmtu.Fate{answered(2, 0), lost(2, 100*ms), lost(2, 200*ms), lost(2, 300*ms), late}, []pmtu.Code{pmtu.CodeRateLimited}},
		{"but not of a hop that is silent from then on", []pmtu.Fate{answered(2, 0), lost(2, 100*ms), lost(2, 200*ms), lost(2, 300*ms)}, nil},
		{"one first packet lost may be chance", []pmtu.Fate{lost(1, 0), answered(1, 100*ms), answered(2, 0), answered(3, 0)}, nil},
		{"of two hops it is loss", []pmtu.Fate{lost(1, 0), answered(1, 100*ms), lost(2, 0), answered(2, 100*ms)}, []pmtu.Code{pmtu.CodeLossy}},
		{"and so are three of one hop", []pmtu.Fate{lost(1, 0), lost(1, 100*ms), lost(1, 200*ms), answered(1, 300*ms)}, []pmtu.Code{pmtu.CodeLossy}},
		{"what may still be answered is not lost", []pmtu.Fate{lost(1, 9990*ms), answered(1, 0), lost(2, 9990*ms), answered(2, 0)}, nil},
		{"an answer that may be to any of them", []pmtu.Fate{{HopLimit: 1, Size: 60, Unclear: true}, answered(1, 5*time.Second), {HopLimit: 2, Size: 60, Unclear: true}, answered(2, 5*time.Second)}, nil},
		{"too large to arrive", []pmtu.Fate{{HopLimit: 1, Size: 1501}, answered(1, 100*ms), {HopLimit: 2, Size: 1501}, answered(2, 100*ms)}, nil},
	} {
		if got := codesOf(route(c.probes...)); !slices.Equal(got, c.want) {
			t.Errorf("%s: found %v, want %v", c.name, got, c.want)
		}
	}
}

// TestClaimEvidence: who is believed to have claimed something.
func TestClaimEvidence(t *testing.T) {
	passed := pmtu.Fate{HopLimit: 64, Size: 1500, Answer: pmtu.AnswerUnreachable}
	stranger, known := netip.MustParseAddr("203.0.113.5"), netip.MustParseAddr("10.0.0.2")
	claim := func(a netip.Addr, auth pmtu.Auth, elsewhere bool) []pmtu.Claim {
		return []pmtu.Claim{{Probe: 1, Size: 1500, Claimed: 1300, Addr: a, Auth: auth, Elsewhere: elsewhere}}
	}
	reported := []pmtu.Limit{{AfterHop: -1, Addr: stranger, Kind: pmtu.LimitPacketTooBig, From: 1600, Claimed: 1300, Auth: pmtu.AuthTuple}}
	for _, c := range []struct {
		name   string
		claims []pmtu.Claim
		limits []pmtu.Limit
		want   []pmtu.Code
	}{
		{"a hop of the path", claim(known, pmtu.AuthToken, false), nil, []pmtu.Code{pmtu.CodePTBTooLow}},
		{"a hop of the path, by a short quote", claim(known, pmtu.AuthTuple, false), nil, []pmtu.Code{pmtu.CodePTBTooLow}},
		{"somebody with our token", claim(stranger, pmtu.AuthToken, false), nil, []pmtu.Code{pmtu.CodePTBTooLow}},
		{"somebody without", claim(stranger, pmtu.AuthTuple, false), nil, []pmtu.Code{pmtu.CodeForgedAnswers}},
		{"somebody about another destination", claim(stranger, pmtu.AuthToken, true), nil, []pmtu.Code{pmtu.CodeForgedAnswers}},
		{"somebody without, whose limit was not refuted", claim(stranger, pmtu.AuthTuple, false), reported, []pmtu.Code{pmtu.CodePTBUnauthenticated}},
	} {
		r := route(passed)
		r.Claims, r.Limits = c.claims, c.limits
		if got := codesOf(r); !slices.Equal(got, c.want) {
			t.Errorf("%s: found %v, want %v", c.name, got, c.want)
		}
	}
}

// TestBlackHoleEvidence: what proves a black hole is what vanished in it.
func TestBlackHoleEvidence(t *testing.T) {
	r := route(
		pmtu.Fate{HopLimit: 1, Size: 1500, Answer: pmtu.AnswerTimeExceeded}, // before it
		pmtu.Fate{HopLimit: 2, Size: 1500},
		pmtu.Fate{HopLimit: 3, Size: 1401},
		pmtu.Fate{HopLimit: 3, Size: 1400}, // lost by chance
		pmtu.Fate{HopLimit: 3, Size: 1400, Answer: pmtu.AnswerUnreachable},
		pmtu.Fate{HopLimit: 3, Size: 1600},                // larger than what had come so far
		pmtu.Fate{HopLimit: 3, Size: 1450, Unclear: true}, // may have been answered
	)
	r.PathMTU.MTU, r.Hops[1].MTU, r.Hops[2].MTU = 1400, 1400, 1400
	r.Limits = []pmtu.Limit{{AfterHop: 1, Kind: pmtu.LimitBlackHole, From: 1500, To: 1400, Auth: pmtu.AuthToken}}
	found := pmtu.Diagnose(r)
	want := pmtu.Finding{
		Code: pmtu.CodeBlackHole, Severity: pmtu.SeverityError, Hop: 1, Evidence: []uint32{2, 3},
		Detail: "Packets over 1400 bytes vanish between hop 1 (10.0.0.1) and hop 2 (10.0.0.2): a black hole.",
		Remedy: `Hop 1 (10.0.0.1), or a filter between it and this host (this host's own included), must let ICMP "fragmentation needed" (type 3, code 4; RFC 1191) through. If the two ends of the link behind hop 1 differ in their MTU, a switch or the receiver drops what is larger, and no router can say so: give them the same.`,
	}
	if len(found) != 1 {
		t.Fatalf("found %+v", found)
	}
	if diff := cmp.Diff(want, found[0], sameResult); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestBlackHoleOfUDP: where echoes get through that are larger than what passes otherwise, a filter may be the black hole.
func TestBlackHoleOfUDP(t *testing.T) {
	for _, c := range []struct {
		echo pmtu.MTU
		want bool
	}{{1400, false}, {1450, true}} {
		r := route(
			pmtu.Fate{HopLimit: 3, Size: 1500},
			pmtu.Fate{HopLimit: 64, Size: c.echo, Echo: true, Protocol: pmtu.ICMP, Answer: pmtu.AnswerReply},
			pmtu.Fate{HopLimit: 64, Size: 1480, Echo: true, Protocol: pmtu.ICMP},
		)
		r.PathMTU.MTU = 1400
		r.Limits = []pmtu.Limit{{AfterHop: 1, Kind: pmtu.LimitBlackHole, From: 1500, To: 1400, Auth: pmtu.AuthToken}}
		for _, f := range pmtu.Diagnose(r) {
			if f.Code != pmtu.CodeBlackHole {
				continue
			}
			says := strings.Contains(f.Detail, "echoes of 1450 bytes get to the destination") && strings.Contains(f.Remedy, "filter of large UDP")
			if says != c.want {
				t.Errorf("an echo of %d bytes: %s %s; want a word of it: %v", c.echo, f.Detail, f.Remedy, c.want)
			}
		}
	}
}

// TestNothingToSay: of runs that go on, and that prove nothing.
func TestNothingToSay(t *testing.T) {
	r := route(lost(1, 0), answered(1, ms), lost(2, 0), answered(2, ms))
	if len(pmtu.Diagnose(r)) == 0 {
		t.Fatal("nothing is found: the test is about nothing")
	}
	for name, change := range map[string]func(*pmtu.Result){
		"a run that goes on":         func(r *pmtu.Result) { r.Outcome = "" },
		"a run in tracepath's order": func(r *pmtu.Result) { r.Mode = pmtu.ModeTracepath },
		"a run that was interrupted": func(r *pmtu.Result) { r.Outcome = pmtu.OutcomeInterrupted },
	} {
		other := *r
		change(&other)
		if got := codesOf(&other); got != nil {
			t.Errorf("%s: found %v", name, got)
		}
	}
}

// TestSilentWords: what is said of a destination that is silent, and of the hops before it.
func TestSilentWords(t *testing.T) {
	small, low := pmtu.Fate{HopLimit: 64, Size: 60}, pmtu.Fate{HopLimit: 1, Size: 60}
	tooBig := []pmtu.Claim{{Probe: 1, Size: 1500, Claimed: 1300, Addr: netip.MustParseAddr("10.0.0.1"), Auth: pmtu.AuthToken}}
	for _, c := range []struct {
		name   string
		probes []pmtu.Fate
		claims []pmtu.Claim
		want   string
	}{
		{"the hops were not asked", []pmtu.Fate{small, small}, nil, "2 packets to 192.0.2.9 had no answer; the host may be down, and the hops on the way were not asked (pmtu 192.0.2.9 shows how far packets get, and who says that it is down)."},
		{"one packet", []pmtu.Fate{small}, nil, "1 packet to 192.0.2.9 had no answer; the host may be down, and the hops on the way were not asked (pmtu 192.0.2.9 shows how far packets get, and who says that it is down)."},
		{"but one spoke", []pmtu.Fate{small, small}, tooBig, "2 packets to 192.0.2.9 had no answer but packet too big from 10.0.0.1; the host may be down, and the hops on the way were not asked (pmtu 192.0.2.9 shows how far packets get, and who says that it is down)."},
		{"the hops were asked", []pmtu.Fate{small, low}, nil, "Neither 192.0.2.9 nor any hop on the way answered one of 2 packets."},
		{"and one spoke unasked", []pmtu.Fate{small, low}, tooBig, "2 packets to 192.0.2.9, and to the hops on the way, had no answer but packet too big from 10.0.0.1."},
	} {
		r := route(c.probes...)
		r.Outcome, r.Hops, r.PathMTU, r.Claims = pmtu.OutcomeSilent, nil, pmtu.PathMTU{}, c.claims
		var got string
		for _, f := range pmtu.Diagnose(r) {
			if f.Code == pmtu.CodeSilentDestination {
				got = f.Detail
			}
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// TestSilentRemedy: nobody is told to try what was just tried, nor anything before it is seen whether the destination is up.
func TestSilentRemedy(t *testing.T) {
	for _, c := range []struct {
		target   string
		protocol pmtu.Protocol
		want     string
	}{
		{"192.0.2.9:33434", pmtu.UDP, "as in pmtu 192.0.2.9/53:"},
		{"192.0.2.9:51820", pmtu.UDP, " A service at port 51820 may get the packets and say nothing: leave the port off"},
		{"192.0.2.9:53", pmtu.UDP, "as in pmtu 192.0.2.9/443:"},
		{"192.0.2.9:443", pmtu.UDP, "as in pmtu 192.0.2.9/53:"},
		{"192.0.2.9:0", pmtu.ICMP, "as in pmtu --protocol udp 192.0.2.9/53:"},
	} {
		r := route(answered(1, 0), answered(2, 0))
		r.Target, r.Protocol = netip.MustParseAddrPort(c.target), c.protocol
		r.Outcome, r.Hops, r.PathMTU = pmtu.OutcomeSilent, r.Hops[:2], pmtu.PathMTU{Status: pmtu.StatusAtLeast, MTU: 1500}
		found := pmtu.Diagnose(r)
		if len(found) != 1 || !strings.HasPrefix(found[0].Remedy, "See whether 192.0.2.9 is up. ") || !strings.Contains(found[0].Remedy, c.want) ||
			strings.Contains(found[0].Remedy, "leave the port off") != (r.Target.Port() != 0 && r.Target.Port() != pmtu.DefaultPort) {
			t.Errorf("%s %v: %+v, want %q", c.target, c.protocol, found, c.want)
		}
	}
}
