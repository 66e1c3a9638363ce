package lab

import (
	"fmt"
	"net/netip"
)

// ISP is the name of the router that [Network.Through] adds.
const ISP = "isp"

// underlay are the addresses below a tunnel: its near end, the ISP there, the
// ISP on the other side, its far end.
type underlay [4]netip.Prefix

var (
	underlay4 = underlay{
		netip.MustParsePrefix("192.0.2.1/24"), netip.MustParsePrefix("192.0.2.2/24"),
		netip.MustParsePrefix("198.51.100.2/24"), netip.MustParsePrefix("198.51.100.1/24"),
	}
	underlay6 = underlay{
		netip.MustParsePrefix("2001:db8:1::1/64"), netip.MustParsePrefix("2001:db8:1::2/64"),
		netip.MustParsePrefix("2001:db8:2::2/64"), netip.MustParsePrefix("2001:db8:2::1/64"),
	}
)

// Through replaces link i of a [Chain] or [Row] with a tunnel of the same
// addresses. Its outer packets go over a new router, [ISP], that no probe
// inside the tunnel gets to see, on two links of 1500 bytes, 192.0.2.0/24 and
// 198.51.100.0/24. The second of them is the last of Links then; its device at the ISP is near1.
func (n *Network) Through(i int, kind TunnelKind) *Network {
	return n.through(i, kind, underlay4)
}

// ThroughIPv6 is Through with an IPv6 underlay, 2001:db8:1::/64 and 2001:db8:2::/64.
func (n *Network) ThroughIPv6(i int, kind TunnelKind) *Network {
	return n.through(i, kind, underlay6)
}

func (n *Network) through(i int, kind TunnelKind, u underlay) *Network {
	link := n.Links[i-1]
	n.Tunnels = append(n.Tunnels, &Tunnel{Kind: kind, A: link.A, B: link.B, OuterA: u[0].Addr(), OuterB: u[3].Addr()})
	n.Hosts = append(n.Hosts, &Host{Name: ISP, Forward: true})
	n.Links[i-1] = &Link{
		A: End{Host: link.A.Host, Device: "outer0", Addrs: []netip.Prefix{u[0]}},
		B: End{Host: ISP, Device: "near0", Addrs: []netip.Prefix{u[1]}},
	}
	n.Links = append(n.Links, &Link{
		A: End{Host: ISP, Device: "near1", Addrs: []netip.Prefix{u[2]}},
		B: End{Host: link.B.Host, Device: "outer0", Addrs: []netip.Prefix{u[3]}},
	})
	n.Host(link.A.Host).Route(Route{Dst: u[3].Masked(), Via: u[1].Addr()})
	n.Host(link.B.Host).Route(Route{Dst: u[0].Masked(), Via: u[2].Addr()})
	return n
}

// Steer lets routers ri and rj of a [Chain] (i < j) exchange what comes from
// and goes to the hosts beyond them in SRv6, so that the routers between them
// are no hops. The packets inside get 64 bytes less than the links between
// ri and rj: 40 of IPv6, 8 and 16 of a segment routing header with one segment.
func (n *Network) Steer(i, j int) *Network {
	_, back := LinkAddrs(i+1, 1)
	_, there := LinkAddrs(j, 2)
	steer := func(router int, device string, links [2]int, segment netip.Addr) {
		h := n.Host(fmt.Sprintf("r%d", router))
		h.Sysctl("net.ipv6.conf.all.seg6_enabled", "1").Sysctl("net.ipv6.conf.default.seg6_enabled", "1")
		for link := links[0]; link <= links[1]; link++ {
			for _, p := range linkPrefixes(link, 0) {
				h.Route(Route{Dst: p.Masked(), Device: device, Segments: []netip.Addr{segment}})
			}
		}
	}
	steer(i, "e1", [2]int{j + 1, n.chainLinks()}, there)
	steer(j, "e0", [2]int{1, i}, back)
	return n
}

// Beside returns the name of the router that [Network.Fork] puts beside another one.
func Beside(router int) string { return fmt.Sprintf("s%d", router) }

// Fork puts another router, [Beside] of it, in parallel to router ri of a [Chain] of
// which ri is neither the first nor the last router. The router before them
// spreads the flows to the target over both by addresses and ports (equal-cost multipath); back from the
// target the way is the old one. The new router's links are the last two of Links: 10.11.1.0/24 and fd11:1::/64
// towards the origin, 10.11.2.0/24 and fd11:2::/64 towards the target, in which it has 2 and 1.
func (n *Network) Fork(i int) *Network {
	before, after := n.Host(fmt.Sprintf("r%d", i-1)), n.Host(fmt.Sprintf("r%d", i+1))
	name := Beside(i)
	beside := &Host{Name: name, Forward: true}
	n.Hosts = append(n.Hosts, beside)
	n.Links = append(
		n.Links,
		&Link{A: End{Host: before.Name, Device: "fork1", Addrs: forkPrefixes(1, 1)}, B: End{Host: name, Device: "e0", Addrs: forkPrefixes(1, 2)}},
		&Link{A: End{Host: name, Device: "e1", Addrs: forkPrefixes(2, 1)}, B: End{Host: after.Name, Device: "fork0", Addrs: forkPrefixes(2, 2)}},
	)
	for family, target := range linkPrefixes(n.chainLinks(), 2) {
		to := netip.PrefixFrom(target.Addr(), target.Addr().BitLen())
		before.Route(Route{
			Dst: to, Via: linkPrefixes(i, 2)[family].Addr(),
			Ways: []netip.Addr{forkPrefixes(1, 2)[family].Addr()},
		})
		beside.Route(
			Route{Dst: to, Via: forkPrefixes(2, 2)[family].Addr()},
			Route{Dst: linkPrefixes(1, 0)[family].Masked(), Via: forkPrefixes(1, 1)[family].Addr()},
		)
	}
	before.Sysctl("net.ipv4.fib_multipath_hash_policy", "1").Sysctl("net.ipv6.fib_multipath_hash_policy", "1")
	return n
}

// forkPrefixes are the addresses of an end of link j of a fork.
func forkPrefixes(j, end int) []netip.Prefix {
	return []netip.Prefix{
		netip.PrefixFrom(netip.AddrFrom4([4]byte{10, 11, byte(j), byte(end)}), 24),
		netip.MustParsePrefix(fmt.Sprintf("fd11:%d::%d/64", j, end)),
	}
}
