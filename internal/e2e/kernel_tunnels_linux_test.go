package e2e

import "github.com/pathmtu/pmtu/internal/lab"

// below puts a tunnel in place of link 2 of a chain, over IPv4 or IPv6: its
// devices have the MTU inner, and the second link below them carries outer bytes.
// The first one is wide, so that nothing is fragmented before the narrow one.
func below(kind lab.TunnelKind, over6 bool, inner, outer int) func(*lab.Network) {
	return func(n *lab.Network) {
		if over6 {
			n.ThroughIPv6(2, kind)
		} else {
			n.Through(2, kind)
		}
		t := n.Tunnels[0]
		t.A.MTU, t.B.MTU = inner, inner
		n.Narrow(2, 9000).Narrow(len(n.Links), outer)
	}
}

// belowSilent is below with an underlay that loses what is too large.
func belowSilent(kind lab.TunnelKind, over6 bool, inner, outer int) func(*lab.Network) {
	return func(n *lab.Network) {
		below(kind, over6, inner, outer)(n)
		n.Host(lab.ISP).Filter(lab.DropOwnTooBig()...)
	}
}

// wireGuardRows are WireGuard tunnels over an underlay of 1400 bytes. Where the
// entrance reports its own MTU and what is smaller vanishes below it, there are two limits in one
// place, and of the first one nobody can know what it lets through.
func wireGuardRows() []kernelRow {
	return []kernelRow{
		{
			name: "WireGuard over IPv4, set to what fits", routers: 3, change: below(lab.WireGuard, false, 1340, 1400),
			want: "reached proven=1340 0 4 ptb@1:1500>1340",
		},
		{
			name: "WireGuard over IPv6, set to what fits", routers: 3, change: below(lab.WireGuard, true, 1320, 1400),
			want: "reached proven=1320 0 4 ptb@1:1500>1320",
		},
		{
			name: "WireGuard over IPv4 that loses", routers: 3, change: belowSilent(lab.WireGuard, false, 1500, 1400),
			want: "reached proven=1328 3 4 hole@1:1500>1328 +black_hole@1",
		},
		{
			name: "WireGuard over IPv6 that loses", routers: 3, change: belowSilent(lab.WireGuard, true, 1500, 1400),
			want: "reached proven=1312 3 4 hole@1:1500>1312 +black_hole@1",
		},
		{
			name: "WireGuard of 1420 over IPv4 that loses", routers: 3, change: belowSilent(lab.WireGuard, false, 1420, 1400),
			want: "reached proven=1328 3 4 ptb@1:1500>?!1420 hole@1:1420>1328 +black_hole@1",
		},
		{
			name: "WireGuard of 1420 over IPv6 that loses", routers: 3, change: belowSilent(lab.WireGuard, true, 1420, 1400),
			want: "reached proven=1312 3 4 ptb@1:1500>?!1420 hole@1:1420>1312 +black_hole@1",
		},
		{ // over IPv4 what is larger outside than the first link is fragmented before the narrow one, and passes: 1441 to 1500
			name: "WireGuard of 1500 over IPv4 that loses some sizes only", routers: 3,
			change: func(n *lab.Network) { belowSilent(lab.WireGuard, false, 1500, 1400)(n); n.Narrow(2, 1500) },
			want:   "reached proven=1500 0 4",
		},
		{ // the outer packets are fragmented as soon as the underlay has said so
			name: "WireGuard of 1420 over IPv4 that reports", routers: 3, change: below(lab.WireGuard, false, 1420, 1400),
			want: "reached proven=1420 0 4 ptb@1:1500>1420",
		},
		{
			name: "WireGuard of 1420 over IPv6 that reports", routers: 3, change: below(lab.WireGuard, true, 1420, 1400),
			want: "reached proven=1420 0 4 ptb@1:1500>1420",
		},
	}
}

// vxlanRows are VXLAN tunnels.
func vxlanRows() []kernelRow {
	return []kernelRow{
		{ // the kernel drops what does not fit, and notes that for the destination
			name: "VXLAN of this host over IPv6, with too large an MTU", routers: 2,
			change: func(n *lab.Network) {
				n.ThroughIPv6(1, lab.VXLAN)
				n.Tunnels[0].A.MTU, n.Tunnels[0].B.MTU = 1500, 1500
			},
			want: "reached proven=1430 0 3 local@0:1500>1430 +local_mtu",
		},
		{ // no don't-fragment bit outside: the underlay fragments
			name: "VXLAN over a small IPv4 underlay", routers: 3, change: below(lab.VXLAN, false, 1450, 1400),
			want: "reached proven=1450 0 4 ptb@1:1500>1450",
		},
		{
			name: "VXLAN of 1500 over IPv4 that loses", routers: 3,
			change: func(n *lab.Network) {
				below(lab.VXLAN, false, 1500, 1500)(n)
				n.Host(lab.ISP).Filter(lab.DropLarge("near1", 1400)...)
			},
			want: "reached proven=1350 3 4 hole@1:1500>1350 +black_hole@1",
		},
		{
			name: "VXLAN of 1500 over IPv6 that loses", routers: 3, change: belowSilent(lab.VXLAN, true, 1500, 1400),
			want: "reached proven=1330 3 4 hole@1:1500>1330 +black_hole@1",
		},
		{
			name: "VXLAN of 1430 over IPv6 that loses", routers: 3, change: belowSilent(lab.VXLAN, true, 1430, 1400),
			want: "reached proven=1330 3 4 ptb@1:1500>?!1430 hole@1:1430>1330 +black_hole@1",
		},
		{ // the tunnel's entrance learns what fits, and hands it on for IPv6 only
			name: "VXLAN of 1430 over IPv6 that reports", routers: 3, change: below(lab.VXLAN, true, 1430, 1400), family: 4,
			want: "reached proven=1330 3 4 ptb@1:1500>?!1430 hole@1:1430>1330 +black_hole@1",
		},
		{
			name: "VXLAN of 1430 over IPv6 that reports", routers: 3, change: below(lab.VXLAN, true, 1430, 1400), family: 6,
			want: "reached proven=1330 0 4 ptb@1:1500>1330 +ptb_unstable@1",
		},
		{
			name: "VXLAN of 1500 over IPv6 that reports", routers: 3, change: below(lab.VXLAN, true, 1500, 1400), family: 4,
			want: "reached proven=1330 3 4 hole@1:1500>1330 +black_hole@1",
		},
		{
			name: "VXLAN of 1500 over IPv6 that reports", routers: 3, change: below(lab.VXLAN, true, 1500, 1400), family: 6,
			want: "reached proven=1330 0 4 ptb@1:1500>1330",
		},
	}
}

// srv6Rows are routers that put everything into SRv6. Linux takes no hop from
// the hop limit of a packet that it steers, and what is too large for the way
// is reported to the router that put it in: to us the tunnel is no hop, and a black hole.
func srv6Rows() []kernelRow {
	steer := func(mtu int) func(*lab.Network) {
		return func(n *lab.Network) { n.Steer(1, 3).Narrow(3, mtu) }
	}
	return []kernelRow{
		{
			name: "SRv6", routers: 4, hidden: 2, change: steer(1500), family: 4,
			want: "reached proven=1436 3 3 hole@0:1500>1436 +black_hole",
		},
		{
			name: "SRv6 over 1400 bytes", routers: 4, hidden: 2, change: steer(1400), family: 4,
			want: "reached proven=1336 3 3 hole@0:1500>1336 +black_hole",
		},
		{ // the hop limit of the packet inside is that of the packet outside, whose end is reported to the router
			name: "SRv6 over 1400 bytes", routers: 4, hidden: 2, change: steer(1400), family: 6,
			want: "reached proven=1336 3 3 hole@?:1500>1336 +black_hole +silent_hop@1",
		},
		{
			name: "SRv6 over 1400 bytes, with echoes", routers: 4, hidden: 2, family: 6,
			change: func(n *lab.Network) { steer(1400)(n); pings(n) },
			want:   "reached proven=1336/both 3 3 hole@?:1500>1336 +black_hole +silent_hop@1",
		},
	}
}
