package lab

import (
	"fmt"
	"net/netip"
)

// The names of the two ends of a [Chain].
const (
	Origin = "origin"
	Target = "target"
)

// Chain describes origin - r1 - ... - rn - target, for n from 0 to 200, as [Row] does.
func Chain(n int) *Network {
	names := []string{Origin}
	for i := 1; i <= n; i++ {
		names = append(names, fmt.Sprintf("r%d", i))
	}
	return Row(append(names, Target)...)
}

// Row describes hosts in a row, all but the first and the last of them
// routers. Link i (from 1) has 10.9.i.0/24 and fd09:i::/64, in which the end
// nearer to the first host is 1 and the other 2; that device is called e0 on the
// first host's side of a host, e1 on the last one's side. Everybody has a route to every link.
func Row(names ...string) *Network {
	net := &Network{}
	last := len(names) - 1
	for i, name := range names {
		h := &Host{Name: name, Forward: i > 0 && i < last}
		for link := 1; link <= last; link++ {
			switch {
			case link < i: // towards the first host
				h.Routes = append(h.Routes, linkRoutes(link, i, 1)...)
			case link > i+1: // towards the last host
				h.Routes = append(h.Routes, linkRoutes(link, i+1, 2)...)
			}
		}
		net.Hosts = append(net.Hosts, h)
		if i > 0 {
			net.Links = append(net.Links, &Link{
				A: End{Host: names[i-1], Device: "e1", Addrs: linkPrefixes(i, 1)},
				B: End{Host: name, Device: "e0", Addrs: linkPrefixes(i, 2)},
			})
		}
	}
	return net
}

// linkRoutes returns the routes to a link's subnets by way of an end of another link.
func linkRoutes(link, via, end int) []Route {
	v4, v6 := LinkAddrs(via, end)
	subnets := linkPrefixes(link, 0)
	return []Route{
		{Dst: subnets[0].Masked(), Via: v4},
		{Dst: subnets[1].Masked(), Via: v6},
	}
}

// LinkAddrs returns the addresses that an end (1 or 2) of link i of a [Chain] or [Row] has.
func LinkAddrs(i, end int) (v4, v6 netip.Addr) {
	v4 = netip.AddrFrom4([4]byte{10, 9, byte(i), byte(end)})
	// The link's number is written in decimal, as in 10.9.i, so that both families read alike.
	v6 = netip.MustParseAddr(fmt.Sprintf("fd09:%d::%d", i, end))
	return v4, v6
}

// linkPrefixes returns LinkAddrs with the prefix lengths of the link.
func linkPrefixes(i, end int) []netip.Prefix {
	v4, v6 := LinkAddrs(i, end)
	return []netip.Prefix{netip.PrefixFrom(v4, 24), netip.PrefixFrom(v6, 64)}
}

// TargetAddrs returns the two addresses of the target of Chain(n).
func TargetAddrs(n int) (v4, v6 netip.Addr) { return LinkAddrs(n+1, 2) }

// Narrow sets the MTU of link i (from 1, in the order of Links) at both ends, in bytes.
func (n *Network) Narrow(i, mtu int) *Network {
	l := n.Links[i-1]
	l.A.MTU, l.B.MTU = mtu, mtu
	return n
}

// Widen sets the MTU of every link at both ends, in bytes: 9000 makes it a
// jumbo network, 65535 is the most that a veth device takes.
func (n *Network) Widen(mtu int) *Network {
	for i := range n.Links {
		n.Narrow(i+1, mtu)
	}
	return n
}

// Refuse makes a router answer packets to the target of a [Chain] with the
// error of a route kind, instead of forwarding them.
func (n *Network) Refuse(router string, kind RouteKind) *Network {
	v4, v6 := LinkAddrs(n.chainLinks(), 2)
	n.Host(router).Route(
		Route{Dst: netip.PrefixFrom(v4, 32), Kind: kind},
		Route{Dst: netip.PrefixFrom(v6, 128), Kind: kind},
	)
	return n
}

// chainLinks counts the links of the chain itself, without those of a detour.
func (n *Network) chainLinks() int {
	for i, l := range n.Links {
		if l.B.Host == Target {
			return i + 1
		}
	}
	return len(n.Links)
}

// ReturnBy gives a [Chain] another way back: the target's packets to the
// origin go over k routers b1..bk of their own (k from 1 to 50), so that the
// return path has another length than the forward path. Link j of the way back has
// 10.10.j.0/24 and fd10:j::/64, end 1 nearer to the target.
func (n *Network) ReturnBy(k int) *Network {
	prefixes := func(j, end int) []netip.Prefix {
		return []netip.Prefix{
			netip.PrefixFrom(netip.AddrFrom4([4]byte{10, 10, byte(j), byte(end)}), 24),
			netip.MustParsePrefix(fmt.Sprintf("fd10:%d::%d/64", j, end)),
		}
	}
	origin, target := linkPrefixes(1, 1), linkPrefixes(n.chainLinks(), 2)
	from := Target
	for j := 1; j <= k+1; j++ {
		to := Origin
		if j <= k {
			to = fmt.Sprintf("b%d", j)
			n.Hosts = append(n.Hosts, &Host{Name: to, Forward: true})
		}
		n.Links = append(n.Links, &Link{
			A: End{Host: from, Device: "back1", Addrs: prefixes(j, 1)},
			B: End{Host: to, Device: "back0", Addrs: prefixes(j, 2)},
		})
		for f, p := range prefixes(j, 2) {
			dst := netip.PrefixFrom(origin[f].Addr(), origin[f].Addr().BitLen())
			n.Host(from).Route(Route{Dst: dst, Via: p.Addr()})
			if to != Origin { // and what they say to the target gets there
				n.Host(to).Route(Route{Dst: target[f].Masked(), Via: prefixes(j, 1)[f].Addr()})
			}
		}
		from = to
	}
	return n
}
