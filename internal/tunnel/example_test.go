package tunnel_test

import (
	"fmt"

	"github.com/pathmtu/pmtu/internal/tunnel"
)

func ExampleCalc() {
	r, err := tunnel.Calc(tunnel.Request{Stack: "wireguard/ipv6+pppoe", OuterMTU: 1500})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(r.Name, r.InnerMTU, "MSS", r.MSS4, r.MSS6)
	for _, s := range r.Steps {
		fmt.Println(s.Formula)
	}
	// Output:
	// WireGuard over IPv6 in PPPoE 1412 MSS 1372 1352
	// 1500 - 6 PPPoE - 2 PPP = 1492
	// 1492 - 40 IPv6 - 8 UDP - 16 WireGuard header - 16 authentication tag = 1412; padding to 16 bytes ends at the interface MTU
}

func ExampleLooksLike() {
	for _, e := range tunnel.LooksLike(1492, tunnel.Hints{Before: 1500, Position: tunnel.Access}) {
		fmt.Println(e.Likelihood, e.Name, e.Overhead)
	}
	// Output:
	// likely PPPoE 8
	// possible QinQ (two VLAN tags) 8
	// rare 802.3 with LLC and SNAP 8
	// rare MPLS with 2 labels 8
}
