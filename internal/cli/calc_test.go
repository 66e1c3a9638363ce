package cli

import (
	"context"
	"strings"
	"testing"

	"github.com/pathmtu/pmtu/internal/host"
	"github.com/pathmtu/pmtu/internal/render/schematest"
)

// TestCalc: what each form prints, and that its JSON satisfies the schema.
func TestCalc(t *testing.T) {
	for _, tt := range []struct{ args, want string }{
		{"wireguard --outer 1492 --outer-family 6", "MTU inside 1412, of 1492 outside: 80 less.\nSet: tunnel interface MTU 1412; TCP MSS 1372 (IPv4), 1352 (IPv6)\n"},
		{"wireguard+pppoe", "MTU inside 1432, of 1500 outside: 68 less.\n"},
		{"wireguard over pppoe --outer-family 6", "MTU inside 1412, of 1500 outside: 88 less.\n"},
		{"wireguard:mtu=1420 --inner 1400", "MTU outside 1468 at least, for 1400 inside: 68 more.\nUp to 1408 pass inside then.\n"},
		{"--looks-like 1412", "possible  WireGuard over IPv6 in PPPoE\n"},
		{"--looks-like 1480 --after-hop 0", "6in4"},
		{"--looks-like 1480 --family 4", "IPIP"},
		{"--looks-like 1420 --from 1500 --after-hop 3 --hops 9 --other-family-mtu 1440", "WireGuard over IPv6"},
		{"--list", "  1440  1420  wireguard             WireGuard\n"},
	} {
		t.Run(tt.args, func(t *testing.T) {
			b := newBench(t)
			args := append([]string{"pmtu", "calc"}, strings.Fields(tt.args)...)
			if code := b.run(args...); code != exitOK || b.err.Len() > 0 || !strings.Contains(b.out.String(), tt.want) {
				t.Errorf("exit code %d, %s, no %q in\n%s", code, b.err.String(), tt.want, b.out.String())
			}
			b = newBench(t)
			if code := b.run(append(args, "--json")...); code != exitOK || b.err.Len() > 0 {
				t.Errorf("--json: exit code %d, %s", code, b.err.String())
			}
			schematest.ValidateDef(t, "calc_document", b.out.Bytes())
			if len(b.traced) > 0 {
				t.Error("traced something")
			}
		})
	}
}

// TestCalcHints: each hint changes the order, or what is left.
func TestCalcHints(t *testing.T) {
	first := func(args string) string {
		b := newBench(t)
		if code := b.run(append([]string{"pmtu", "calc"}, strings.Fields(args)...)...); code != exitOK {
			t.Fatalf("%s: exit code %d, %s", args, code, b.err.String())
		}
		return b.out.String()
	}
	const number = "--looks-like 1480"
	plain := first(number)
	for _, hint := range []string{"--from 1600", "--after-hop 0", "--after-hop 1 --hops 9", "--family 6", "--other-family-mtu 1500"} {
		if first(number+" "+hint) == plain {
			t.Errorf("%s changes nothing", hint)
		}
	}
}

func TestCalcErrors(t *testing.T) {
	for _, tt := range []struct{ args, want string }{
		{"", "pmtu: stack: none given\ntry: pmtu calc wireguard; pmtu calc --looks-like 1412; pmtu calc --list\n"},
		{"wiregard", "pmtu: parse stack: unknown encapsulation \"wiregard\"; near it: wireguard\ntry: pmtu calc --list\n"},
		{"zzzz", "pmtu: parse stack: unknown encapsulation \"zzzz\"\ntry: pmtu calc --list\n"},
		{"a\x1b[31m", "pmtu: parse stack: unknown encapsulation \"a\\x1b[31m\"\ntry: pmtu calc --list\n"},
		{"wireguard --list", "pmtu: calc: a stack, --looks-like and --list exclude each other\ntry: pmtu calc --help\n"},
		{"wireguard --outer 1500 --inner 1400", "pmtu: --outer: conflicts with --inner\ntry: pmtu calc --help\n"},
		{"wireguard --outer 67", "pmtu: --outer: 67 is not between 68 and 65535\ntry: pmtu calc --help\n"},
		{"wireguard --outer-family 5", "pmtu: --outer-family: \"5\" is none of 4, 6\ntry: pmtu calc --help\n"},
		{"pppoe --outer-family 6 --outer 70", "pmtu: calc pppoe: outer MTU 70 is too small, it needs at least 76\n"},
		{"6in4 --outer-family 6", "pmtu: parse stack: 6in4 over IPv6: it runs over IPv4 only\n"},
		{"wireguard --from 1500", "pmtu: --from: needs --looks-like\n"},
		{"--looks-like 1400 --outer 1500", "pmtu: --outer: needs a stack\n"},
		{"--looks-like 1400 --from 1400", "pmtu: --from 1400: not more than the MTU behind the limit, 1400\n"},
		{"--looks-like 1400 --hops 9", "pmtu: --hops: needs --after-hop\n"},
		{"--looks-like 1400 --after-hop 3", "pmtu: --after-hop: needs --hops\n"},
		{"--looks-like 1400 --after-hop 9 --hops 9", "pmtu: --after-hop 9: not before the last hop, 9\n"},
		{"--looks-like x", "pmtu: --looks-like: \"x\" is not a whole number\ntry: pmtu calc --help\n"},
	} {
		t.Run(tt.args, func(t *testing.T) {
			b := newBench(t)
			code := b.run(append([]string{"pmtu", "calc"}, strings.Fields(tt.args)...)...)
			if code != exitUsage || b.out.Len() > 0 || b.err.String() != tt.want {
				t.Errorf("exit code %d, standard output %q, standard error\n%s want\n%s", code, b.out.String(), b.err.String(), tt.want)
			}
		})
	}
}

// TestDoctor: what is wrong with the host is in the output, not in the exit code.
func TestDoctor(t *testing.T) {
	bad := host.Report{Items: []host.Item{
		{Group: host.GroupSystem, Name: "kernel", Value: "Linux", Status: host.OK, Detail: "It is new enough."},
		{Group: host.GroupTunnels, Name: "wg0", Status: host.Problem, Detail: "It does not fit.", Remedy: "ip link set dev wg0 mtu 1400"},
	}}
	blind := host.Report{Items: []host.Item{{Group: host.GroupSystem, Name: "system", Status: host.Unknown, Detail: "It is none."}}}
	for _, tt := range []struct {
		args   string
		report host.Report
		code   int
		want   string
	}{
		{"", bad, exitOK, "1 problem.  Nothing was changed.\n\nsystem\n  ok       kernel: Linux\n\ntunnels\n  problem  wg0\n           It does not fit.\n           Fix: ip link set dev wg0 mtu 1400\n"},
		{"-v", bad, exitOK, "  ok       kernel: Linux\n           It is new enough.\n"},
		{"--color always", bad, exitOK, "\x1b[31mproblem"},
		{"", blind, exitHost, "  unknown  system\n           It is none.\n"},
		{"--json", bad, exitOK, `"problems": 1`},
		{"--json", blind, exitHost, `"status": "unknown"`},
	} {
		t.Run(tt.args, func(t *testing.T) {
			b := newBench(t)
			b.doctor = func(context.Context) host.Report { return tt.report }
			code := b.run(append([]string{"pmtu", "doctor"}, strings.Fields(tt.args)...)...)
			if code != tt.code || b.err.Len() > 0 || !strings.Contains(b.out.String(), tt.want) {
				t.Errorf("exit code %d, %s, no %q in\n%s", code, b.err.String(), tt.want, b.out.String())
			}
			if tt.args == "--json" {
				schematest.ValidateDef(t, "doctor_document", b.out.Bytes())
			}
		})
	}
}
