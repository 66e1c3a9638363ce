package e2e

import (
	"net/netip"
	"os/exec"
	"strings"
	"testing"

	"github.com/pathmtu/pmtu/internal/lab"
	"github.com/pathmtu/pmtu/internal/tunnel"
	"github.com/pathmtu/pmtu/pmtu"
)

// firewallLines are the lines of advice for nft and for iptables, by tool: for destinations of
// both families, and for tunnels with and without an interface of their own.
func firewallLines(t *testing.T) map[string][]string {
	t.Helper()
	lines := make(map[string][]string)
	for _, target := range []string{"10.77.99.9", "fd77:99::9"} {
		a := pmtu.Advice{MTU: 1392, TCPMSS: 1352}
		for _, s := range a.Settings(netip.MustParseAddr(target), pmtu.Source{}) {
			lines[s.Tool] = append(lines[s.Tool], s.Line)
		}
	}
	for _, x := range []struct{ stack, device string }{{"wireguard", ""}, {"wireguard", "6in4-wan"}, {"esp-gcm", ""}, {"l2tp", ""}} {
		s, err := tunnel.ParseTunnel(x.stack, tunnel.IPv4)
		if err != nil {
			t.Fatal(err)
		}
		p := tunnel.Path{MTU: 1472, Known: tunnel.Proven}
		if x.device != "" {
			p.Interfaces = []tunnel.Interface{{Name: x.device, Kind: "wireguard", MTU: 1420}}
		}
		for _, c := range tunnel.Within(s, p).Commands {
			lines[c.Tool] = append(lines[c.Tool], c.Line)
		}
	}
	return lines
}

// TestFirewallLines: the lines for nft and iptables, entered as they are printed, work on a
// router that has no table, one destination after the other.
func TestFirewallLines(t *testing.T) {
	lines := firewallLines(t)
	for _, tt := range []struct {
		tool, pack, list string
		want             []string // once each
	}{
		{"nft", "nftables", "nft list ruleset", []string{
			"ip saddr 10.77.99.9 tcp flags syn tcp option maxseg size set", "ip daddr 10.77.99.9 tcp flags syn tcp option maxseg size set",
			"ip6 saddr fd77:99::9 tcp flags syn tcp option maxseg size set", "ip6 daddr fd77:99::9 tcp flags syn tcp option maxseg size set",
			`oifname "wg0" tcp flags syn tcp option maxseg size set rt mtu`, `oifname "6in4-wan" tcp flags syn tcp option maxseg size set rt mtu`,
		}},
		{"iptables", "iptables", "iptables-save; ip6tables-save", []string{
			"-s 10.77.99.9/32 -p tcp -m tcp --tcp-flags SYN,RST SYN -j TCPMSS --set-mss 1352", "-d 10.77.99.9/32 -p tcp",
			"-s fd77:99::9/128 -p tcp", "-d fd77:99::9/128 -p tcp",
		}},
	} {
		t.Run(tt.tool, func(t *testing.T) {
			r1 := lab.Start(t, lab.Chain(1)).Node("r1")
			path := "PATH=$PATH:/usr/sbin:/sbin; "
			if err := exec.Command("sh", "-c", path+"command -v "+tt.tool).Run(); err != nil {
				lab.Lacking(t, &lab.UnsupportedError{What: "filters by " + tt.tool, Why: "the program " + tt.tool + " is not installed (package " + tt.pack + ")", Err: err})
			}
			enter := func(line string) string {
				said, err := r1.Output(t.Context(), lab.Root, "sh", "-c", path+line)
				if err != nil {
					t.Fatalf("%s: %v", line, err)
				}
				return string(said)
			}
			for _, line := range lines[tt.tool] {
				enter(line)
			}
			rules := enter(tt.list)
			for _, want := range tt.want {
				if strings.Count(rules, want) != 1 {
					t.Errorf("not one rule for %s:\n%s", want, rules)
				}
			}
		})
	}
}
