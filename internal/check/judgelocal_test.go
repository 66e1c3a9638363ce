package check

import (
	"net/netip"
	"strings"
	"testing"
	"time"

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

// TestJudgeFollowed: what this host's route keeps to already is not advised as if it did not.
func TestJudgeFollowed(t *testing.T) {
	for mtu, want := range map[pmtu.MTU]bool{0: false, 1300: true, 1400: true, 1401: false} {
		r := &pmtu.Result{
			Target: target, Outcome: pmtu.OutcomeReached, PathMTU: proven(1400), Limits: tooBig(1400, pmtu.AuthToken),
			Source: pmtu.Source{RouteMTU: mtu, InterfaceMTU: 1500},
		}
		if _, _, remedy := Judge(r, 1500); strings.Contains(remedy, "this host does so already") != want {
			t.Errorf("route MTU %d: %q", mtu, remedy)
		}
	}
}

// TestAskMore: nobody is told to do what was done, nor that echoes can tell what they cannot.
func TestAskMore(t *testing.T) {
	for _, tt := range []struct {
		protocol pmtu.Protocol
		attempts int
		timeout  time.Duration
		want     string
	}{
		{pmtu.UDP, 0, 0, askMore},
		{pmtu.UDP, 3, 2 * time.Second, askMore},
		{pmtu.UDP, 5, 2 * time.Second, "see where it is lost: pmtu 10.0.0.1"},
		{pmtu.ICMP, 5, 2 * time.Second, "try --protocol udp with a port that answers: an echo comes back as large as it went, and may be lost on either way"},
	} {
		var rep keeper
		_, err := Run(t.Context(), resolved(t, Defaults{Require: 1500}, "10.0.0.1"), Options{
			Trace: pmtu.Options{Attempts: tt.attempts, Timeout: tt.timeout},
			Runner: &runner{world: func(o pmtu.Options) (*pmtu.Result, error) {
				return &pmtu.Result{Target: o.Target, Protocol: tt.protocol, Outcome: pmtu.OutcomeReached, PathMTU: atLeast(1300)}, nil
			}},
		}, &rep)
		if err != nil || rep[0].Verdict != VerdictInconclusive || rep[0].Remedy != tt.want {
			t.Errorf("%+v: %v, %s, %q", tt, err, rep[0].Verdict, rep[0].Remedy)
		}
	}
}

// TestRunRefusedHere: who refused is this host where the address is the one that the probes left from.
func TestRunRefusedHere(t *testing.T) {
	here := netip.MustParseAddr("192.0.2.1")
	source := func(pmtu.Options) (pmtu.Source, error) { return pmtu.Source{Addr: here}, nil }
	refused := &pmtu.ICMPError{Family: pmtu.IPv4, Type: 3, Code: 1}
	for name, world := range map[string]*pmtu.Result{
		"at a hop":   {Hops: []pmtu.Hop{{Hop: 1, Answers: []pmtu.Answer{{Addr: here, Error: refused}}}}},
		"end to end": {Probes: []pmtu.Fate{{Probe: 1, HopLimit: 64, Size: 60, Answer: pmtu.AnswerUnreachable, Type: 3, Code: 1, Addr: here}}},
	} {
		var rep keeper
		_, _ = Run(t.Context(), resolved(t, Defaults{Require: 1500}, "10.0.0.1"), Options{Source: source, Runner: &runner{world: func(o pmtu.Options) (*pmtu.Result, error) {
			world.Target, world.Outcome = o.Target, pmtu.OutcomeUnreachable
			world.Findings = pmtu.Diagnose(world)
			return world, nil
		}}}, &rep)
		r := rep[0]
		if r.Verdict != VerdictUnreachable || !strings.HasPrefix(r.Reason, "this host itself (192.0.2.1) says") || !strings.HasPrefix(r.Remedy, "nobody answers on the link") {
			t.Errorf("%s: %s, %q, %q", name, r.Verdict, r.Reason, r.Remedy)
		}
	}
}

// TestJudgeAnswersLost: where it may be answers that are lost, nobody is told to ask again.
func TestJudgeAnswersLost(t *testing.T) {
	r := &pmtu.Result{
		Target: netip.MustParseAddrPort("[2001:db8::9]:33434"), Outcome: pmtu.OutcomeReached, PathMTU: atLeast(1200),
		Probes: []pmtu.Fate{{Probe: 1, Size: 1201}, {Probe: 2, Size: 1201}, {Probe: 3, Size: 1201}},
	}
	for _, lost := range []bool{true, false} {
		verdict, reason, remedy := Judge(r, 1280)
		if verdict != VerdictInconclusive || strings.HasSuffix(reason, "1280 do is not proven: larger ones are lost, or the answers to them") != lost ||
			strings.HasPrefix(remedy, "every IPv6 link must carry 1280 bytes") != lost {
			t.Errorf("%v: %s, %q, %q", lost, verdict, reason, remedy)
		}
		r.Probes = nil
	}
}

// TestJudgeGoRound: more hops are no advice where packets may go round.
func TestJudgeGoRound(t *testing.T) {
	r := &pmtu.Result{Target: netip.MustParseAddrPort("192.0.2.9:33434"), Outcome: pmtu.OutcomeTooManyHops, Hops: make([]pmtu.Hop, 30)}
	if _, reason, remedy := Judge(r, 1500); reason != "192.0.2.9 is not within 30 hops" || remedy != "trace it with more of them: pmtu 192.0.2.9 -m 60" {
		t.Errorf("%q, %q", reason, remedy)
	}
	for _, i := range []int{3, 9} {
		r.Hops[i] = pmtu.Hop{Hop: i + 1, Answers: []pmtu.Answer{{Addr: netip.MustParseAddr("10.0.0.1")}}}
	}
	if _, reason, remedy := Judge(r, 1500); reason != "192.0.2.9 is not within 30 hops, and packets may go round" || remedy != "trace it: pmtu 192.0.2.9" {
		t.Errorf("%q, %q", reason, remedy)
	}
}

// TestJudgeSilentToEcho: what was asked by echo already is not told to be asked so.
func TestJudgeSilentToEcho(t *testing.T) {
	for _, tt := range []struct {
		p    pmtu.Protocol
		port string
		want string
	}{
		{pmtu.UDP, "33434", "see whether 192.0.2.9 is up; if it is, try a port that answers, --protocol icmp, or let it send ICMP port unreachable"},
		{pmtu.ICMP, "33434", "see whether 192.0.2.9 is up; if it is, try a port that answers, or let it send ICMP port unreachable"},
		{pmtu.ICMP, "51820", "see whether 192.0.2.9 is up; if it is, try a port that answers, or let it send ICMP port unreachable; or leave the port off: one that is closed refuses, which is an answer, too"},
	} {
		r := &pmtu.Result{Target: netip.MustParseAddrPort("192.0.2.9:" + tt.port), Outcome: pmtu.OutcomeSilent}
		r.Probes = []pmtu.Fate{{Probe: 1, Protocol: pmtu.UDP}, {Probe: 2, Protocol: tt.p}}
		if _, _, remedy := Judge(r, 1500); remedy != tt.want {
			t.Errorf("%v: %q, want %q", tt.p, remedy, tt.want)
		}
	}
}
