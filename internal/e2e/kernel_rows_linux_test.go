package e2e

import "github.com/pathmtu/pmtu/internal/lab"

// plainRows are networks in which everybody says what he should.
func plainRows() []kernelRow {
	return []kernelRow{
		{
			name: "plain", routers: 3, change: func(*lab.Network) {},
			want: "reached proven=1500 0 4",
		},
		{
			name: "a limit that is reported", routers: 3,
			change: func(n *lab.Network) { n.Narrow(3, 1400) },
			want:   "reached proven=1400 0 4 ptb@2:1500>1400",
		},
		{
			name: "three limits that are reported", routers: 4,
			change: func(n *lab.Network) { n.Narrow(2, 1492).Narrow(3, 1400).Narrow(5, 1300) },
			want:   "reached proven=1300 0 5 ptb@1:1500>1492 ptb@2:1492>1400 ptb@4:1400>1300",
		},
		{
			name: "jumbo", routers: 3,
			change: func(n *lab.Network) { n.Widen(9000).Narrow(3, 1500) },
			want:   "reached proven=1500 0 4 ptb@2:9000>1500",
		},
		{
			name: "a small first link", routers: 2,
			change: func(n *lab.Network) { n.Narrow(1, 1300) },
			want:   "reached proven=1300 0 3 +local_mtu",
		},
		{
			name: "a silent destination behind a limit", routers: 3,
			change:  func(n *lab.Network) { n.Narrow(3, 1400).Host(lab.Target).Filter(lab.Mute()...) },
			want:    "silent at_least=1400 4 ? ptb@2:1500>1400 +silent_destination@3",
			carries: 1400,
		},
		{
			name: "a destination that answers echoes only, behind a limit", routers: 3,
			change: func(n *lab.Network) { n.Narrow(3, 1400).Host(lab.Target).Filter(lab.Mute()...); pings(n) },
			want:   "reached proven=1400/both 0 4 ptb@2:1500>1400",
		},
	}
}

// droppedRows are networks in which packets too big get lost, and who is to blame for it.
func droppedRows() []kernelRow {
	return []kernelRow{
		{
			name: "dropped at its origin", routers: 4,
			change: func(n *lab.Network) { n.Narrow(3, 1400).Host("r2").Filter(lab.DropOwnTooBig()...) },
			want:   "reached proven=1400 3 5 hole@2:1500>1400 +black_hole@2",
		},
		{
			name: "dropped at its origin before the last link", routers: 3,
			change: func(n *lab.Network) { n.Narrow(4, 1350).Host("r3").Filter(lab.DropOwnTooBig()...) },
			want:   "reached proven=1350 3 4 hole@3:1500>1350 +black_hole@3",
		},
		{
			name: "dropped in transit", routers: 4,
			change: func(n *lab.Network) { n.Narrow(4, 1400).Host("r1").Filter(lab.DropTransitTooBig()...) },
			want:   "reached proven=1400 3 5 hole@3:1500>1400 +black_hole@3",
		},
		{
			name: "dropped in transit by a router that reports its own limit", routers: 4,
			change: func(n *lab.Network) {
				n.Narrow(2, 1450).Narrow(4, 1400).Host("r1").Filter(lab.DropTransitTooBig()...)
			},
			want: "reached proven=1400 3 5 ptb@1:1500>1450 hole@3:1450>1400 +black_hole@3",
		},
		{
			name: "dropped on this host", routers: 3,
			change: func(n *lab.Network) { n.Narrow(3, 1400).Host(lab.Origin).Filter(lab.DropArrivingTooBig()...) },
			want:   "reached proven=1400 3 4 hole@2:1500>1400 +black_hole@2 +ptb_lost_on_this_host@2",
		},
		{
			name: "a link that takes less than its ends believe", routers: 3,
			change: func(n *lab.Network) { n.Host("r2").Filter(lab.DropLarge("e1", 1392)...) },
			want:   "reached proven=1392 3 4 hole@2:1500>1392 +black_hole@2",
		},
		{ // echoes of all sizes pass: sizes that only these are known to pass are asked again
			name: "large UDP dropped by the destination", routers: 2,
			change: func(n *lab.Network) {
				n.Host(lab.Target).Filter(lab.Filter{Hook: lab.Input, Rule: "meta l4proto udp meta length gt 1300 drop"})
				pings(n)
			},
			want: "reached proven=1300/both 3 3 hole@2:1500>1300 +black_hole@2",
		},
		{
			name: "dropped at its origin, by routers that limit their answers", routers: 4,
			change: func(n *lab.Network) {
				for _, h := range n.Hosts {
					h.RateLimits = true
				}
				n.Narrow(4, 1392).Host("r3").Filter(lab.DropOwnTooBig()...)
			},
			want: "reached proven=1392 3 5 hole@3:1500>1392 +black_hole@3",
			may:  []string{"rate_limited"}, // by whom the search runs into a limit, the kernels' clocks decide
		},
	}
}

// returnRows are networks whose way back is another one, with a smaller MTU.
func returnRows() []kernelRow {
	back := func(mtu int) func(n *lab.Network) {
		return func(n *lab.Network) {
			n.ReturnBy(5)
			n.Narrow(len(n.Links)-2, mtu)
		}
	}
	return []kernelRow{
		{
			name: "a small return path", routers: 2, change: back(1280),
			want: "reached proven=1500 0 3 +asymmetric@3",
		},
		{
			name: "a small return path, and a limit", routers: 2,
			change: func(n *lab.Network) { back(1280)(n); n.Narrow(2, 1400) },
			want:   "reached proven=1400 0 3 ptb@1:1500>1400 +asymmetric@3",
		},
		{
			name: "a small return path, with echoes", routers: 2,
			change: func(n *lab.Network) { back(1300)(n); pings(n) },
			flags:  []string{"-P", "icmp"},
			want:   "reached proven=1500 0 3 +asymmetric@3 +return_path_limit",
		},
		{
			name: "a small return path, with echoes beside", routers: 2,
			change: func(n *lab.Network) { back(1300)(n); pings(n) },
			want:   "reached proven=1500 0 3 +asymmetric@3 +return_path_limit",
		},
		{
			name: "a small return path that loses, with echoes beside", routers: 2, family: 6,
			change: func(n *lab.Network) {
				back(1300)(n)
				pings(n)
				n.Host("b3").Filter(lab.DropOwnTooBig()...)
			},
			want: "reached proven=1500 0 3 +asymmetric@3 +return_path_limit",
		},
		{ // over IPv4 the way back fragments all echo replies of Linux
			name: "a small return path that loses, with echoes", routers: 2, family: 6,
			change: func(n *lab.Network) {
				back(1300)(n)
				pings(n)
				n.Host("b3").Filter(lab.DropOwnTooBig()...)
			},
			flags:   []string{"-P", "icmp"},
			want:    "reached at_least=1300/both 4 3 +asymmetric@3 +return_path_limit",
			carries: 1500,
		},
	}
}

// pings lets everybody open ping sockets on the origin.
func pings(n *lab.Network) {
	n.Host(lab.Origin).Sysctl("net.ipv4.ping_group_range", "0 65534")
}
