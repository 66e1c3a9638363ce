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

// TestNFTLines: the lines for nft, entered as they are printed, work on a
// router that has no table, one destination after the other.
func TestNFTLines(t *testing.T) {
	r1 := lab.Start(t, lab.Chain(1)).Node("r1")
	path := "PATH=$PATH:/usr/sbin:/sbin; "
	if err := exec.Command("sh", "-c", path+"command -v nft").Run(); err != nil {
		lab.Lacking(t, &lab.UnsupportedError{What: "nftables", Why: "the program nft is not installed (package nftables)", Err: err})
	}
	var script []string
	for _, target := range []string{"10.77.99.9", "fd77:99::9"} {
		a := pmtu.Advice{MTU: 1392, TCPMSS: 1352}
		for _, s := range a.Settings(netip.MustParseAddr(target), pmtu.Source{}) {
			if s.Tool == "nft" {
				script = append(script, s.Line)
			}
		}
	}
	wireguard, err := tunnel.ParseTunnel("wireguard", tunnel.IPv4)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range tunnel.Within(wireguard, tunnel.Path{MTU: 1472, Known: tunnel.Proven}).Commands {
		if c.Tool == "nft" {
			script = append(script, c.Line)
		}
	}
	for _, line := range append(script, "nft list ruleset") {
		said, err := r1.Output(t.Context(), lab.Root, "sh", "-c", path+line)
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		for _, want := range []string{"ip saddr 10.77.99.9", "ip daddr 10.77.99.9", "ip6 saddr fd77:99::9", "ip6 daddr fd77:99::9", `oifname "wg0"`} {
			if line == "nft list ruleset" && strings.Count(string(said), want+" tcp flags syn tcp option maxseg size set") != 1 {
				t.Errorf("not one rule for %s:\n%s", want, said)
			}
		}
	}
}
