package render

import (
	"bytes"
	"strings"
	"testing"

	"github.com/pathmtu/pmtu/internal/golden"
	"github.com/pathmtu/pmtu/internal/render/schematest"
	"github.com/pathmtu/pmtu/internal/tunnel"
	"github.com/pathmtu/pmtu/pmtu"
)

// underTunnel is a run for a tunnel.
func underTunnel(t testing.TB, name, stack string, r *pmtu.Result, o Options, here ...tunnel.Interface) sample {
	t.Helper()
	s, err := tunnel.ParseTunnel(stack, tunnel.Family(family(r.Target.Addr())))
	if err != nil {
		t.Fatal(err)
	}
	o.Tunnel = &Tunnel{Stack: s, Interfaces: here}
	return sample{name, r, o}
}

// outerSituations are outer paths of tunnels: what a person and a program are told.
func outerSituations(t testing.TB) []sample {
	named := Options{Input: "vpn.example", TargetName: "vpn.example", Name: nameOf, Version: "0.1.0"}
	verbose := named
	verbose.Verbose = true
	narrow := func(to pmtu.MTU) *pmtu.Result {
		r := proven("198.51.100.9", path4, to)
		r.Hops[0].MTU = 1500
		r.Limits = []pmtu.Limit{tooBig(1, "10.77.0.1", 1500, to, uint32(to))}
		r.Advice = &pmtu.Advice{MTU: to, TCPMSS: to - 40}
		return finish(r)
	}
	six := finish(proven("2001:db8::9", []string{"2001:db8::1", "2001:db8::9"}, 1500))
	silent := silentDestination()
	silent.Target = withPort(silent.Target, 51820)
	wg0 := tunnel.Interface{Name: "wg0", Kind: "wireguard", MTU: 1420}
	within := underTunnel(t, "outer_within", "wireguard", narrow(1420), named, wg0)
	within.result.Source.Interface = "wg0"
	chosen := underTunnel(t, "outer_chosen", "wireguard", within.result, named, wg0)
	chosen.o.Tunnel.Chosen = true
	back := narrow(1472)
	back.Advice = &pmtu.Advice{MTU: 1400, TCPMSS: 1360}
	back.Findings = []pmtu.Finding{{Code: pmtu.CodeReturnPathLimit, Severity: pmtu.SeverityWarning, Detail: "The way back carries 1400."}}
	return []sample{
		underTunnel(t, "outer_way_back", "wireguard", back, named),
		underTunnel(t, "outer_fits", "wireguard", six, named, wg0),
		underTunnel(t, "outer_narrow", "wireguard", narrow(1472), named, wg0),
		underTunnel(t, "outer_narrow_verbose", "wireguard", narrow(1472), verbose, wg0),
		underTunnel(t, "outer_no_ipv6", "wireguard", narrow(1300), named),
		underTunnel(t, "outer_no_quic", "openvpn", narrow(1200), named),
		underTunnel(t, "outer_at_least", "wireguard", silent, named, wg0),
		underTunnel(t, "outer_unknown", "wireguard", unknown(), named, wg0),
		underTunnel(t, "outer_stack", "gre:key+esp-cbc-sha256:nat-t", narrow(1492), verbose),
		within, chosen,
		underTunnel(t, "outer_too_small", "wireguard", narrow(100), named),
	}
}

// TestOuter: text, in ASCII too, and JSON of outer paths.
func TestOuter(t *testing.T) {
	for _, s := range outerSituations(t) {
		t.Run(s.name, func(t *testing.T) {
			got := render(t, "text", s.result, s.o)
			golden.Check(t, s.name+".text", got)
			golden.Fits(t, got, DefaultWidth)
			document := render(t, "json", s.result, s.o)
			schematest.Validate(t, document)
			golden.Check(t, s.name+".json", document)
			schematest.ValidateLines(t, render(t, "jsonl", s.result, s.o))
			s.o.ASCII = true
			if got := render(t, "text", s.result, s.o); bytes.ContainsFunc(got, func(r rune) bool { return r > '~' }) {
				t.Errorf("not ASCII:\n%s", got)
			}
		})
	}
}

// TestOuterIsHonest: no number is called the MTU inside that is not proven.
func TestOuterIsHonest(t *testing.T) {
	for _, status := range []pmtu.Status{"", pmtu.StatusUnknown, pmtu.StatusAtLeast, pmtu.StatusProven} {
		r := finish(proven("198.51.100.9", path4, 1500))
		r.PathMTU.Status = status
		s := underTunnel(t, "", "wireguard", r, Options{})
		text := string(render(t, "text", s.result, s.o))
		for word, want := range map[string]bool{
			"MTU inside 1440, proven": status == pmtu.StatusProven,
			"\nSet: ":                 status == pmtu.StatusProven,
			"MTU inside at least 144": status == pmtu.StatusAtLeast,
			"1440":                    status == pmtu.StatusProven || status == pmtu.StatusAtLeast,
			"MTU inside is unknown":   status == pmtu.StatusUnknown || status == "",
		} {
			if strings.Contains(text, word) != want {
				t.Errorf("%q: %q: %v in\n%s", status, word, !want, text)
			}
		}
	}
}

// TestOuterHostileName: Linux lets the name of an interface have almost any
// byte in it. It is escaped, and no command has it.
func TestOuterHostileName(t *testing.T) {
	r := finish(proven("198.51.100.9", path4, 1472))
	for _, name := range []string{"wg\x1b[2J", "wg;reboot"} {
		s := underTunnel(t, "", "wireguard", r, Options{Verbose: true}, tunnel.Interface{Name: name, Kind: "wireguard", MTU: 1500})
		for i, format := range []string{"text", "json", "text", "json"} {
			if i > 1 { // as the way that is taken
				r.Source.Interface = name
			}
			got := render(t, format, s.result, s.o)
			if bytes.ContainsRune(got, 0x1b) || bytes.Contains(got, []byte("dev wg;")) || bytes.Contains(got, []byte("-o wg;")) {
				t.Errorf("%s", got)
			}
			if format == "json" {
				schematest.Validate(t, got)
			}
		}
	}
}

// TestOuterPortNote: that a tunnel's port answers nobody else is said where it
// was asked in vain, and only there.
func TestOuterPortNote(t *testing.T) {
	const note = "the port of a tunnel answers its peer only"
	for _, tt := range []struct {
		outcome  pmtu.Outcome
		protocol pmtu.Protocol
		port     uint16
		want     bool
	}{
		{pmtu.OutcomeSilent, pmtu.UDP, 51820, true},
		{pmtu.OutcomeSilent, pmtu.UDP, pmtu.DefaultPort, false},
		{pmtu.OutcomeSilent, pmtu.ICMP, 51820, false},
		{pmtu.OutcomeReached, pmtu.UDP, 51820, false},
	} {
		r := silentDestination()
		r.Outcome, r.Protocol, r.Target = tt.outcome, tt.protocol, withPort(r.Target, tt.port)
		s := underTunnel(t, "", "wireguard", r, Options{})
		if got := bytes.Contains(render(t, "text", s.result, s.o), []byte(note)); got != tt.want {
			t.Errorf("%s, %s, port %d: %v", tt.outcome, tt.protocol, tt.port, got)
		}
	}
}

// TestOuterRedacted: what a tunnel's answer is survives, addresses and names do not.
func TestOuterRedacted(t *testing.T) {
	r := finish(proven("203.0.113.77", []string{"10.77.0.1", "203.0.113.77"}, 1472))
	s := underTunnel(t, "", "wireguard", r, Options{Input: "vpn.example", TargetName: "vpn.example", Redact: true})
	for _, format := range []string{"text", "json", "jsonl"} {
		got := string(render(t, format, s.result, s.o))
		if strings.Contains(got, "203.0.113.77") || strings.Contains(got, "vpn.example") || !strings.Contains(got, "1412") {
			t.Errorf("%s:\n%s", format, got)
		}
	}
}
