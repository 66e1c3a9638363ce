package host

import (
	"net"
	"net/netip"
	"slices"
	"syscall"

	"github.com/vishvananda/netlink"
	"github.com/vishvananda/netlink/nl"
	"golang.org/x/sys/unix"
)

// maxRemotes bounds the remote ends of one tunnel that are looked at; an
// overlay network may have thousands, which differ little in their MTU.
const maxRemotes = 32

// Flags of GRE, RFC 2784 and 2890 (linux/if_tunnel.h).
const (
	greChecksum = 0x8000
	greKey      = 0x2000
	greSequence = 0x1000
)

// Encapsulations in UDP (enum tunnel_encap_types of linux/if_tunnel.h).
const (
	encapFOU = 1
	encapGUE = 2
)

// tunnelOf returns what a link is as a tunnel; ok is false where it is none,
// or one of which the overhead is not known.
func tunnelOf(link netlink.Link) (t Tunnel, ok bool) {
	var remote net.IP
	perPacket := false
	switch l := link.(type) {
	case *netlink.Vxlan:
		remote, perPacket = l.Group, l.FlowBased
		t = Tunnel{Local: addrOf(l.SrcAddr), Lower: l.VtepDevIndex, Header: headerVXLAN}
	case *netlink.Geneve:
		remote, perPacket = l.Remote, l.FlowBased
		t = Tunnel{Lower: int(l.Link), Header: headerGeneve}
		if l.InnerProtoInherit { // no inner Ethernet header (IFLA_GENEVE_INNER_PROTO_INHERIT)
			t.Header -= ethernetHeader
		}
	case *netlink.Gretun:
		remote, perPacket = l.Remote, l.FlowBased
		t = Tunnel{Local: addrOf(l.Local), Lower: int(l.Link), Header: greHeader(l.OFlags) + encapHeader(l.EncapType), DF: l.PMtuDisc != 0}
	case *netlink.Gretap:
		remote, perPacket = l.Remote, l.FlowBased
		t = Tunnel{Local: addrOf(l.Local), Lower: int(l.Link), Header: greHeader(l.OFlags) + ethernetHeader + encapHeader(l.EncapType), DF: l.PMtuDisc != 0}
	case *netlink.Iptun:
		remote, perPacket = l.Remote, l.FlowBased
		t = Tunnel{Local: addrOf(l.Local), Lower: int(l.Link), Header: encapHeader(l.EncapType), DF: l.PMtuDisc != 0}
	case *netlink.Sittun:
		remote = l.Remote
		t = Tunnel{Local: addrOf(l.Local), Lower: int(l.Link), Header: encapHeader(l.EncapType), DF: l.PMtuDisc != 0}
	case *netlink.Ip6tnl:
		remote, perPacket = l.Remote, l.FlowBased
		t = Tunnel{Local: addrOf(l.Local), Lower: int(l.Link), Header: encapHeader(l.EncapType)}
		if l.Flags&uint32(netlink.IP6_TNL_F_IGN_ENCAP_LIMIT) == 0 {
			t.Header += headerEncapLimit
		}
	case *netlink.Wireguard:
		t = Tunnel{Header: headerWireGuard, Hidden: hiddenWireGuard}
	default:
		return Tunnel{}, false
	}
	t.Interface = interfaceOf(link)
	if perPacket {
		t.Hidden = hiddenPerPacket
	}
	if a := addrOf(remote); a.IsValid() {
		t.Remotes = []netip.Addr{a}
	}
	return t, true
}

// greHeader returns the length of a GRE header. That of ip6gre may be 8 bytes
// longer by the encapsulation limit, which the library does not tell: what is called too large is so without it.
func greHeader(flags uint16) int {
	n := headerGRE
	for _, flag := range []uint16{greChecksum, greKey, greSequence} {
		if flags&flag != 0 {
			n += headerGREOption
		}
	}
	return n
}

func encapHeader(kind uint16) int {
	switch kind {
	case encapFOU:
		return headerFOU
	case encapGUE:
		return headerGUE
	}
	return 0
}

// addrOf converts an address; the zero Addr where there is none.
func addrOf(ip net.IP) netip.Addr {
	a, ok := netip.AddrFromSlice(ip)
	if !ok || a.Unmap().IsUnspecified() {
		return netip.Addr{}
	}
	return a.Unmap()
}

// forwardingRemotes returns the remote ends in the forwarding database of a
// VXLAN interface, which overlay networks fill in place of a remote.
func forwardingRemotes(index int) []netip.Addr {
	entries, err := netlink.NeighList(index, unix.AF_BRIDGE)
	if err != nil {
		return nil
	}
	var remotes []netip.Addr
	for _, e := range entries {
		if a := addrOf(e.IP); a.IsValid() && !slices.Contains(remotes, a) && len(remotes) < maxRemotes {
			remotes = append(remotes, a)
		}
	}
	return remotes
}

// waysOf finds the ways of a tunnel's outer packets.
func waysOf(t Tunnel, byIndex map[int]Interface, defaults []underlay) []underlay {
	if t.Interface.Kind == "wireguard" {
		return defaults
	}
	var ways []underlay
	for _, remote := range t.Remotes {
		ways = append(ways, wayTo(remote, t, byIndex))
	}
	return ways
}

func wayTo(remote netip.Addr, t Tunnel, byIndex map[int]Interface) underlay {
	w := underlay{remote: remote, is4: remote.Is4()}
	lower := byIndex[t.Lower]
	r, err := FindRoute(remote, Options{Source: t.Local, Interface: lower.Name})
	switch {
	case err == nil:
		w.device, w.mtu = r.Interface.Name, r.Limit()
	case lower.Index != 0: // a multicast group may have no route and needs none
		w.device, w.mtu = lower.Name, lower.FamilyMTU(w.is4)
	default:
		w.err = err
	}
	return w
}

// tunnelsOf returns the interfaces, and the tunnels among those that are up.
func tunnelsOf(links []netlink.Link) (list []Interface, tunnels []Tunnel) {
	list = make([]Interface, len(links))
	for i, link := range links {
		list[i] = interfaceOf(link)
		if t, ok := tunnelOf(link); ok && list[i].Up {
			switch t.Interface.Kind {
			case "vxlan":
				t.Remotes = append(t.Remotes, forwardingRemotes(t.Interface.Index)...)
				t.DF = outerDF(t.Interface.Index, unix.IFLA_VXLAN_DF)
			case "geneve":
				t.DF = outerDF(t.Interface.Index, unix.IFLA_GENEVE_DF)
			}
			tunnels = append(tunnels, t)
		}
	}
	return list, tunnels
}

// TunnelRoom reports whether an interface is a tunnel of this host of which the packets outside have room for size bytes
// inside, and for no more, by what this host knows of the way outside; and whether it drops what they have no room for, as it
// may not send them in fragments: over IPv6, or with the flag DF. It sends nothing and does not block.
func TunnelRoom(device string, size int) (exact, drops bool) {
	links, _ := listLinks()
	list, tunnels := tunnelsOf(links)
	for _, t := range tunnels {
		if t.Interface.Name != device {
			continue
		}
		for i, w := range waysOf(t, indexed(list), nil) {
			exact = exact || w.device != device && w.mtu-t.Overhead(w.is4) == size
			drops = (drops || i == 0) && (!w.is4 || t.DF)
		}
	}
	return exact, drops
}

// outerDF reports whether an interface sets DF outside, always or where it is set inside, by that attribute of its kind, which the
// library does not read.
func outerDF(index int, attribute uint16) bool {
	r, m := nl.NewNetlinkRequest(unix.RTM_GETLINK, 0), nl.NewIfInfomsg(unix.AF_UNSPEC)
	m.Index = int32(index)
	r.AddData(m)
	links, err := r.Execute(unix.NETLINK_ROUTE, unix.RTM_NEWLINK)
	if err != nil || len(links) != 1 || len(links[0]) < unix.SizeofIfInfomsg {
		return false
	}
	b := links[0][unix.SizeofIfInfomsg:]
	for _, kind := range []uint16{unix.IFLA_LINKINFO, unix.IFLA_INFO_DATA, attribute} {
		attrs, err := nl.ParseRouteAttr(b)
		i := slices.IndexFunc(attrs, func(a syscall.NetlinkRouteAttr) bool { return a.Attr.Type == kind })
		if err != nil || i < 0 {
			return false
		}
		b = attrs[i].Value
	}
	return len(b) > 0 && b[0] != 0
}
