package pmtu_test

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"github.com/pathmtu/pmtu/pmtu"
)

// TestRefuser: a refusal is at its hop where the one before answered, and else at that hop or before.
func TestRefuser(t *testing.T) {
	who := pmtu.Answer{Addr: netip.MustParseAddr("192.0.2.1"), Error: &pmtu.ICMPError{Family: pmtu.IPv4, Type: 3}}
	near := who
	near.ReturnHops = 1
	heard := []pmtu.Answer{{Addr: netip.MustParseAddr("192.0.2.9")}}
	for _, tt := range []struct {
		name string
		hops []pmtu.Hop
		want string
	}{
		{"nobody", []pmtu.Hop{{Hop: 1, Answers: heard}}, ""},
		{"first hop", []pmtu.Hop{{Hop: 1, Answers: []pmtu.Answer{who}}}, "hop 1"},
		{"behind one that answers", []pmtu.Hop{{Hop: 1, Answers: heard}, {Hop: 2, Answers: []pmtu.Answer{near}}}, "hop 2"},
		{"one hop behind its own", []pmtu.Hop{{Hop: 1, Answers: []pmtu.Answer{{Addr: who.Addr}}}, {Hop: 2, Answers: []pmtu.Answer{who}}}, "hop 1"},
		{"two hops behind its own, as it limits its answers", []pmtu.Hop{{Hop: 1, Answers: []pmtu.Answer{{Addr: who.Addr}}}, {Hop: 2}, {Hop: 3, Answers: []pmtu.Answer{who}}}, "hop 1"},
		{"behind a silent one", []pmtu.Hop{{Hop: 1}, {Hop: 2, Answers: []pmtu.Answer{who}}}, "hop 2 or before"},
		{"behind one that was not asked", []pmtu.Hop{{Hop: 3, Answers: []pmtu.Answer{who}}}, "hop 3 or before"},
		{"with the way back", []pmtu.Hop{{Hop: 1}, {Hop: 2, Answers: []pmtu.Answer{near}}}, "hop 2 or before (1 hop away by the hop limit of its answer)"},
	} {
		w, ok := (&pmtu.Result{Hops: tt.hops}).Refuser()
		if ok != (tt.want != "") || ok && w.Place() != tt.want {
			t.Errorf("%s: %q, %v, want %q", tt.name, w.Place(), ok, tt.want)
		}
	}
}

// TestRefuserOfCheck: a check that asked no hop names the router, and what to do.
func TestRefuserOfCheck(t *testing.T) {
	for code, refuse := range map[pmtu.Code]string{
		pmtu.CodeUnreachable: "unreachable4=3/0 unreachable6=1/0",
		pmtu.CodeProhibited:  "unreachable4=3/13 unreachable6=1/1",
	} {
		for _, f := range families {
			r := overNetwork(t, inline(t, "hops 6\nhop 1 limit=6/1s/990ms "+refuse+"\n"), f, pmtu.Options{EndToEnd: true, Require: 1500})
			if r.Outcome != pmtu.OutcomeUnreachable {
				t.Fatalf("%v: %s", f, r.Outcome)
			}
			for _, x := range r.Probes {
				if a := r.Hops[0].Answers[0].Error; x.Answer == pmtu.AnswerUnreachable && (x.Type != a.Type || x.Code != a.Code) {
					t.Errorf("%v: probe %d was answered by type %d, code %d, want %+v", f, x.Probe, x.Type, x.Code, a)
				}
			}
			if len(r.Findings) == 0 || r.Findings[0].Code != code || !strings.Contains(r.Findings[0].Detail, r.Findings[0].Addr.String()) || r.Findings[0].Remedy == "" {
				t.Errorf("%v: %+v, want %s, the router and a remedy", f, r.Findings, code)
			}
		}
	}
}

// TestRefusalWithoutHop: where no hop was asked, the finding says all the same who refuses what, and why.
func TestRefusalWithoutHop(t *testing.T) {
	for code, typ := range map[pmtu.Code][2]uint8{pmtu.CodeUnreachable: {3, 0}, pmtu.CodeProhibited: {3, 13}} {
		who := netip.MustParseAddr("10.0.0.3")
		found := pmtu.Diagnose(&pmtu.Result{
			Target: netip.MustParseAddrPort("192.0.2.9:33434"), Outcome: pmtu.OutcomeUnreachable, Protocol: pmtu.UDP,
			Probes: []pmtu.Fate{{Probe: 1, HopLimit: 64, Size: 60, Answer: pmtu.AnswerUnreachable, Type: typ[0], Code: typ[1], Addr: who}},
		})
		if len(found) != 1 {
			t.Fatalf("%s: %+v", code, found)
		}
		f := found[0]
		if f.Code != code || f.Hop != 0 || f.Addr != who || !strings.Contains(f.Detail, fmt.Sprintf("(ICMP type %d, code %d)", typ[0], typ[1])) || len(f.Evidence) != 1 || !strings.Contains(f.Remedy, "pmtu 192.0.2.9") {
			t.Errorf("%s: %+v", code, f)
		}
	}
}

// TestRefusalByKnownHop: who refuses what was to get to the destination, and let hop limits run out otherwise, is told at his hop.
func TestRefusalByKnownHop(t *testing.T) {
	who := netip.MustParseAddr("10.0.0.3")
	found := pmtu.Diagnose(&pmtu.Result{
		Target: netip.MustParseAddrPort("192.0.2.9:33434"), Outcome: pmtu.OutcomeUnreachable, Protocol: pmtu.UDP,
		Hops: []pmtu.Hop{{Hop: 3, Sent: 1, Received: 1, Answers: []pmtu.Answer{{Addr: who, Auth: pmtu.AuthToken}}}},
		Probes: []pmtu.Fate{
			{Probe: 1, HopLimit: 64, Size: 60, Answer: pmtu.AnswerUnreachable, Type: 3, Addr: who},
			{Probe: 2, HopLimit: 3, Size: 60, Answer: pmtu.AnswerTimeExceeded, Type: 11, Addr: who},
		},
	})
	if len(found) != 1 || found[0].Hop != 3 || !strings.HasPrefix(found[0].Detail, "10.0.0.3 at hop 3 says") || strings.Contains(found[0].Detail, "not asked") {
		t.Errorf("%+v", found)
	}
}
