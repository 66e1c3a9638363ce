package lab

import (
	"net/netip"
	"strings"
	"testing"
)

func TestCheck(t *testing.T) {
	good := Chain(2).ReturnBy(2)
	if err := good.check(); err != nil {
		t.Errorf("a chain is refused: %v", err)
	}
	v4, v6 := netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("2001:db8::1")
	for _, tt := range []struct {
		name string
		net  Network
		want string
	}{
		{"two hosts of one name", Network{Hosts: []*Host{{Name: "aa"}, {Name: "aa"}}}, `host "aa"`},
		{"host without a name", Network{Hosts: []*Host{{}}}, `host ""`},
		{"link to nowhere", Network{
			Hosts: []*Host{{Name: "aa"}},
			Links: []*Link{{A: End{Host: "aa", Device: "e0"}, B: End{Host: "bb", Device: "e0"}}},
		}, `no host "bb"`},
		{"device twice", Network{
			Hosts: []*Host{{Name: "aa"}},
			Links: []*Link{{A: End{Host: "aa", Device: "e0"}, B: End{Host: "aa", Device: "e0"}}},
		}, `device "e0"`},
		{"outer addresses of two families", Network{Hosts: []*Host{{Name: "aa"}}, Tunnels: []*Tunnel{{
			Kind: VXLAN,
			A:    End{Host: "aa", Device: "vx0"}, B: End{Host: "aa", Device: "vx1"}, OuterA: v4, OuterB: v6,
		}}}, "outer addresses"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if err := tt.net.check(); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want it to name %s", err, tt.want)
			}
		})
	}
}

func TestChainDescription(t *testing.T) {
	n := Chain(2)
	v4, v6 := TargetAddrs(2)
	if v4.String() != "10.9.3.2" || v6.String() != "fd09:3::2" {
		t.Errorf("target at %v and %v", v4, v6)
	}
	if n.Host(Origin).Forward || n.Host(Target).Forward || !n.Host("r2").Forward {
		t.Error("routers forward, the two ends do not")
	}
	n.Widen(9000).Narrow(2, 1400)
	for i, want := range []int{9000, 1400, 9000} {
		if l := n.Links[i]; l.A.MTU != want || l.B.MTU != want {
			t.Errorf("link %d: MTU %d and %d, want %d", i+1, l.A.MTU, l.B.MTU, want)
		}
	}
	if last := n.ReturnBy(1).Links[4].B.Host; last != Origin || n.chainLinks() != 3 {
		t.Errorf("the way back ends at %s, and the chain has %d links", last, n.chainLinks())
	}
	defer func() {
		if recover() == nil {
			t.Error("a host that is not there was found")
		}
	}()
	n.Host("r9")
}

func TestNFTScript(t *testing.T) {
	want := `add table inet lab
add chain inet lab input { type filter hook input priority 0 ; }
add chain inet lab output { type filter hook output priority 0 ; }
add chain inet lab forward { type filter hook forward priority 0 ; }
add rule inet lab forward oifname "e1" meta length gt 1400 drop
`
	if got := nftScript(DropLarge("e1", 1400)); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}
