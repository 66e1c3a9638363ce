package lab

import (
	"net/netip"
	"testing"
)

// tunnelled describes client - gw1 = tunnel = gw2 - server as a chain, in
// which link 2 is the tunnel, over an underlay of its own.
func tunnelled(kind TunnelKind, outer int, underlayMTU int) *Network {
	n := Chain(2)
	inner := n.Links[1]
	prefixes := []netip.Prefix{netip.MustParsePrefix("192.0.2.1/24"), netip.MustParsePrefix("2001:db8::1/64")}
	peers := []netip.Prefix{netip.MustParsePrefix("192.0.2.2/24"), netip.MustParsePrefix("2001:db8::2/64")}
	n.Links[1] = &Link{
		A: End{Host: inner.A.Host, Device: "under1", MTU: underlayMTU, Addrs: prefixes},
		B: End{Host: inner.B.Host, Device: "under0", MTU: underlayMTU, Addrs: peers},
	}
	n.Tunnels = []*Tunnel{{
		Kind: kind, A: inner.A, B: inner.B,
		OuterA: prefixes[outer].Addr(), OuterB: peers[outer].Addr(),
	}}
	return n
}

func TestTunnels(t *testing.T) {
	for _, tt := range []struct {
		name  string
		kind  TunnelKind
		outer int // 0: over IPv4, 1: over IPv6
		mtu   int
	}{
		{"WireGuard over IPv4", WireGuard, 0, 1420},
		{"WireGuard over IPv6", WireGuard, 1, 1420},
		{"VXLAN over IPv4", VXLAN, 0, 1450},
		{"VXLAN over IPv6", VXLAN, 1, 1430},
	} {
		t.Run(tt.name, func(t *testing.T) {
			origin := Start(t, tunnelled(tt.kind, tt.outer, 1500)).Node(Origin)
			bothFamilies(t, 2, func(t *testing.T, v4 bool, target netip.Addr) {
				wantAnswer(t, ask(t, origin, target, 1, 1500), v4, exceeded, end(v4, 1, 2))
				wantAnswer(t, ask(t, origin, target, 2, tt.mtu), v4, exceeded, end(v4, 2, 2))
				wantAnswer(t, ask(t, origin, target, 64, tt.mtu), v4, portClosed, target)
				s := ask(t, origin, target, 64, tt.mtu+1)
				wantAnswer(t, s, v4, tooBigCode, end(v4, 1, 2))
				if s.Info != uint32(tt.mtu) {
					t.Errorf("the tunnel's entrance claims %d, want %d", s.Info, tt.mtu)
				}
			})
		})
	}
}

// The router below the tunnel is no hop, and its links are no limit.
func TestThrough(t *testing.T) {
	origin := Start(t, Chain(3).Through(2, VXLAN)).Node(Origin)
	bothFamilies(t, 3, func(t *testing.T, v4 bool, target netip.Addr) {
		wantAnswer(t, ask(t, origin, target, 2, 1450), v4, exceeded, end(v4, 2, 2))
		wantAnswer(t, ask(t, origin, target, 64, 1450), v4, portClosed, target)
		wantAnswer(t, ask(t, origin, target, 64, 1451), v4, tooBigCode, end(v4, 1, 2))
	})
}

// A tunnel in a tunnel: the inner one is built over the outer one's addresses.
func TestTwoTunnels(t *testing.T) {
	n := tunnelled(VXLAN, 0, 1500)
	inner := *n.Tunnels[0]
	n.Tunnels[0].A.Device, n.Tunnels[0].B.Device = "mid1", "mid0"
	n.Tunnels[0].A.Addrs = []netip.Prefix{netip.MustParsePrefix("198.51.100.1/24")}
	n.Tunnels[0].B.Addrs = []netip.Prefix{netip.MustParsePrefix("198.51.100.2/24")}
	inner.OuterA, inner.OuterB = n.Tunnels[0].A.Addrs[0].Addr(), n.Tunnels[0].B.Addrs[0].Addr()
	inner.A.MTU, inner.B.MTU = 1400, 1400
	n.Tunnels = append(n.Tunnels, &inner)
	origin := Start(t, n).Node(Origin)
	bothFamilies(t, 2, func(t *testing.T, v4 bool, target netip.Addr) {
		wantAnswer(t, ask(t, origin, target, 64, 1400), v4, portClosed, target)
		wantAnswer(t, ask(t, origin, target, 64, 1401), v4, tooBigCode, end(v4, 1, 2))
	})
}
