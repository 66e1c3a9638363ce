package cli

import (
	"encoding/json"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pathmtu/pmtu/internal/host"
	"github.com/pathmtu/pmtu/internal/render/schematest"
	"github.com/pathmtu/pmtu/pmtu"
)

// tunneled is a command on a host with tunnels.
func tunneled(t *testing.T) *bench {
	b := newBench(t)
	b.links = func() ([]host.Interface, error) {
		return []host.Interface{
			{Name: "eth0", Kind: "device", MTU: 1500, Up: true},
			{Name: "wg0", Kind: "wireguard", MTU: 1400, Up: true},
			{Name: "wg1", Kind: "wireguard", MTU: 1500},
			{Name: "vxlan7", Kind: "vxlan", MTU: 1350, Up: true},
		}, nil
	}
	return b
}

// TestOuter: the path carries 1420 bytes, which leave less inside.
func TestOuter(t *testing.T) {
	for _, tt := range []struct {
		args    string
		traced  string   // the address
		has     []string // what the text has
		without []string
	}{
		{
			"--outer wireguard git.example", "198.51.100.9",
			[]string{
				"the outer path of WireGuard over IPv4\n", "\nPath MTU 1420, proven in both directions.", "\nWireGuard over IPv4: MTU inside 1360, proven, of 1420 outside: 60 less.\n",
				"\nSet: tunnel interface MTU 1360; TCP MSS 1320 (IPv4), 1300 (IPv6)\n", "MTU = 1360\n", "  ip link set dev wg0 mtu 1360\n", "Warning: wg0 (WireGuard) has MTU 1400, but only 1360 bytes fit",
			},
			[]string{"wg1", "vxlan7", "Set: tunnel or interface"},
		},
		{"trace --outer wg -6 git.example/51820", "2001:db8:9::9", []string{"MTU inside 1340, proven"}, nil},
		{"--outer vxlan+wireguard 198.51.100.9", "198.51.100.9", []string{"MTU inside 1310, proven", "vxlan7 (VXLAN) has MTU 1350, but only 1310", "wg0 (WireGuard) has MTU 1400, but only 1360"}, nil},
		// A tunnel over one family chooses between the addresses of a name.
		{"--outer dslite git.example", "2001:db8:9::9", []string{"MTU inside 1380, proven"}, nil},
		{"--outer gre/ipv6 git.example", "2001:db8:9::9", []string{"GRE over IPv6: MTU inside 1376, proven"}, nil},
		{"--outer 6in4 git.example", "198.51.100.9", []string{"MTU inside 1400, proven", "MSS 1340 (IPv6)"}, []string{"(IPv4), "}},
		{"--outer wireguard -i eth0 git.example", "198.51.100.9", []string{"MTU inside 1360, proven"}, nil},
	} {
		t.Run(tt.args, func(t *testing.T) {
			b := tunneled(t)
			if code := b.run(append([]string{"pmtu"}, strings.Fields(tt.args)...)...); code != exitOK || b.err.Len() > 0 {
				t.Fatalf("exit code %d; %s", code, b.err.String())
			}
			if got := b.traced[0].Target.Addr().String(); got != tt.traced {
				t.Errorf("traced %s, want %s", got, tt.traced)
			}
			for _, s := range tt.has {
				if !strings.Contains(b.out.String(), s) {
					t.Errorf("no %q in\n%s", s, b.out.String())
				}
			}
			for _, s := range tt.without {
				if strings.Contains(b.out.String(), s) {
					t.Errorf("%q in\n%s", s, b.out.String())
				}
			}
		})
	}
}

// TestOuterUsage: what cannot be meant is said before anything is sent.
func TestOuterUsage(t *testing.T) {
	for args, want := range map[string]string{
		"--outer wiregaurd git.example":              `pmtu: --outer: unknown encapsulation "wiregaurd"; near it: wireguard`,
		"--outer mullvad git.example":                "pmtu: --outer: mullvad: a setting of 1380 bytes, not an encapsulation",
		"--outer openvpn-tcp git.example":            "pmtu: --outer: openvpn-tcp: it carries packets in a TCP connection",
		"--outer wireguard+pppoe git.example":        "pmtu: --outer: trace under pppoe: it adds no IP header",
		"--outer 6in4 2001:db8::1":                   "pmtu: --outer: 6in4 over IPv6: it runs over IPv4 only",
		"--outer wireguard/ipv6 198.51.100.9":        "pmtu: --outer: wireguard over IPv6: the outer family is to be IPv4",
		"--outer dslite -4 git.example":              "pmtu: --outer: dslite over IPv4: it runs over IPv6 only",
		"--outer dslite --flow-label 1 four.example": "", // no such address: not a matter of usage
		"--outer 6in4 --flow-label 1 git.example":    "pmtu: --flow-label: IPv4 has none",
		"--outer wireguard --no-mtu git.example":     "pmtu: --outer: conflicts with --no-mtu",
		"--outer wireguard -F tracepath git.example": "pmtu: --outer: conflicts with --format tracepath, which has no place for the answer",
		"--outer wireguard -F traceroute 192.0.2.1":  "pmtu: --outer: conflicts with --format traceroute, which has no place for the answer",
	} {
		b := tunneled(t)
		code := b.run(append([]string{"pmtu"}, strings.Fields(args)...)...)
		if want == "" {
			if code == exitUsage || len(b.traced) > 0 {
				t.Errorf("%s: exit code %d, %s", args, code, b.err.String())
			}
			continue
		}
		if code != exitUsage || len(b.traced) > 0 || !strings.HasPrefix(b.err.String(), want) {
			t.Errorf("%s: exit code %d, %d traces, %q, want %q", args, code, len(b.traced), b.err.String(), want)
		}
	}
}

// TestOuterJSON: the answer has a member of its own.
func TestOuterJSON(t *testing.T) {
	b := tunneled(t)
	b.run("pmtu", "--json", "--outer", "wireguard", "git.example")
	schematest.Validate(t, b.out.Bytes())
	var d struct {
		Tunnel struct {
			Stack, Status string
			Inner         int `json:"inner_mtu_bytes"`
			MSS4          int `json:"tcp_mss_ipv4_bytes"`
			MSS6          int `json:"tcp_mss_ipv6_bytes"`
			Interfaces    []struct {
				Name string
				Fits *bool
			}
		}
	}
	if err := json.Unmarshal(b.out.Bytes(), &d); err != nil {
		t.Fatal(err)
	}
	got := d.Tunnel
	if got.Stack != "wireguard/ipv4" || got.Status != "proven" || got.Inner != 1360 || got.MSS4 != 1320 || got.MSS6 != 1300 {
		t.Errorf("%+v", got)
	}
	if len(got.Interfaces) != 1 || got.Interfaces[0].Name != "wg0" || got.Interfaces[0].Fits == nil || *got.Interfaces[0].Fits {
		t.Errorf("interfaces: %+v", got.Interfaces)
	}
}

// TestOuterReplay: a record shows the same, on a host with other interfaces too.
func TestOuterReplay(t *testing.T) {
	for _, args := range []string{"--outer wireguard", "--outer vxlan+wg -6", "--outer wireguard -i wg0", "--outer wireguard --json"} {
		file := filepath.Join(t.TempDir(), "record")
		b := tunneled(t)
		code := b.run(append([]string{"pmtu", "--record", file, "git.example"}, strings.Fields(args)...)...)
		r := newBench(t)
		replay := []string{"pmtu", "replay", file}
		if strings.Contains(args, "--json") {
			replay = append(replay, "--json")
		}
		if got := r.run(replay...); got != code || r.out.String() != b.out.String() || !strings.Contains(r.out.String(), "wg0") {
			t.Errorf("%s: exit code %d, want %d; replayed\n%swant\n%s%s", args, got, code, r.out.String(), b.out.String(), r.err.String())
		}
	}
}

// TestOuterWithin: where the trace leaves by an interface that may be the
// tunnel's, nothing is computed, unless it was asked for; replayed, the same.
func TestOuterWithin(t *testing.T) {
	for args, want := range map[string]string{
		"--outer wireguard git.example":        "WireGuard over IPv4: the MTU inside is unknown: this may not be its outer path.",
		"--outer wireguard -i wg0 git.example": "MTU inside 1360, proven",
	} {
		b := tunneled(t)
		b.source = func(o pmtu.Options) (pmtu.Source, error) {
			s := localSource(o.Target.Addr())
			s.Interface = "wg0"
			return s, nil
		}
		file := filepath.Join(t.TempDir(), "record")
		b.run(append([]string{"pmtu", "--record", file}, strings.Fields(args)...)...)
		r := newBench(t)
		r.run("pmtu", "replay", file)
		if !strings.Contains(b.out.String(), want) || r.out.String() != b.out.String() {
			t.Errorf("%s: no %q in\n%sreplayed\n%s", args, want, b.out.String(), r.out.String())
		}
	}
}

// TestOuterHiddenInterfaces: that a sandbox hides them is no reason not to trace.
func TestOuterHiddenInterfaces(t *testing.T) {
	b := newBench(t)
	b.links = func() ([]host.Interface, error) { return nil, errors.New("no netlink here") }
	if code := b.run("pmtu", "--outer", "wireguard", "git.example"); code != exitOK || !strings.Contains(b.out.String(), "MTU inside 1360, proven") {
		t.Errorf("exit code %d:\n%s%s", code, b.out.String(), b.err.String())
	}
}
