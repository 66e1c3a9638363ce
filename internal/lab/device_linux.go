package lab

import (
	"errors"
	"fmt"
	"net"
	"net/netip"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"
)

// defaultMTU is the MTU of a link that names none.
const defaultMTU = 1500

// addLink creates a veth pair across two namespaces and configures both ends.
func (l *Lab) addLink(link *Link) error {
	a, b := l.nodes[link.A.Host], l.nodes[link.B.Host]
	if err := a.partIndex(b); err != nil {
		return lacking("veth devices", err)
	}
	attrs := netlink.NewLinkAttrs()
	attrs.Name, attrs.MTU = link.A.Device, mtuOr(link.A.MTU, defaultMTU)
	err := a.nl.LinkAdd(&netlink.Veth{
		LinkAttrs:     attrs,
		PeerName:      link.B.Device,
		PeerMTU:       uint32(mtuOr(link.B.MTU, defaultMTU)),
		PeerNamespace: netlink.NsFd(b.ns.Fd()),
	})
	if err != nil {
		return lacking("veth devices", err)
	}
	if err := errors.Join(a.configure(link.A), b.configure(link.B)); err != nil {
		return err
	}
	return l.introduce(link.A, link.B)
}

// partIndex makes sure that the next devices of two nodes get different
// interface indexes. The kernel takes a device whose peer has its own index for
// one without a peer, and then lets it wait up to a second for its carrier
// (net/core/link_watch.c, linkwatch_urgent_event); with different indexes a network
// is ready in some ten milliseconds.
func (n *Node) partIndex(peer *Node) error {
	if n != peer && n.devices == peer.devices {
		spare := &netlink.Veth{LinkAttrs: netlink.LinkAttrs{Name: "spare0"}, PeerName: "spare1"}
		if err := peer.nl.LinkAdd(spare); err != nil {
			return err
		}
		if err := peer.nl.LinkDel(spare); err != nil {
			return err
		}
		peer.devices += 2
	}
	n.devices++
	peer.devices++
	return nil
}

// addTunnel creates a tunnel; i numbers it within the lab.
func (l *Lab) addTunnel(i int, t *Tunnel) error {
	switch t.Kind {
	case VXLAN:
		a := l.nodes[t.A.Host].addVXLAN(i, t.A, t.OuterA, t.OuterB)
		b := l.nodes[t.B.Host].addVXLAN(i, t.B, t.OuterB, t.OuterA)
		if err := errors.Join(a, b); err != nil {
			return err
		}
		return l.introduce(t.A, t.B)
	case WireGuard:
		return l.addWireGuard(i, t)
	}
	return fmt.Errorf("unknown tunnel kind %d", t.Kind)
}

// vxlanPort is the IANA port of VXLAN (RFC 7348, section 8).
const vxlanPort = 4789

// addVXLAN creates one end of a VXLAN tunnel. The MTU is set here because the
// kernel gives such a device 1500 when it is not bound to another device, and
// then fragments the outer packets: the tunnel would seem to be no limit.
func (n *Node) addVXLAN(i int, e End, local, remote netip.Addr) error {
	attrs := netlink.NewLinkAttrs()
	attrs.Name = e.Device
	attrs.MTU = mtuOr(e.MTU, defaultMTU-50)
	if local.Is6() {
		attrs.MTU = mtuOr(e.MTU, defaultMTU-70)
	}
	err := n.nl.LinkAdd(&netlink.Vxlan{
		LinkAttrs: attrs, VxlanId: 42 + i, Port: vxlanPort, Learning: true,
		SrcAddr: local.AsSlice(), Group: remote.AsSlice(),
	})
	if err != nil {
		return lacking("VXLAN", err)
	}
	return n.configure(e)
}

// configure gives a device its addresses, without duplicate address detection,
// and brings it up.
func (n *Node) configure(e End) error {
	link, err := n.nl.LinkByName(e.Device)
	if err != nil {
		return fmt.Errorf("device %s: %w", e.Device, err)
	}
	for _, p := range e.Addrs {
		addr := &netlink.Addr{IPNet: ipNet(p)}
		if p.Addr().Is6() {
			addr.Flags = unix.IFA_F_NODAD
		}
		if err := n.nl.AddrAdd(link, addr); err != nil {
			return fmt.Errorf("address %v on %s: %w", p, e.Device, err)
		}
	}
	return n.nl.LinkSetUp(link)
}

// lacking turns what the kernel says to a kind of device that it does not know into an UnsupportedError.
func lacking(what string, err error) error {
	if errors.Is(err, unix.EOPNOTSUPP) || errors.Is(err, unix.ENODEV) || errors.Is(err, unix.EPERM) {
		return &UnsupportedError{What: what, Why: "the kernel does not offer them to us", Err: err}
	}
	return err
}

func mtuOr(mtu, otherwise int) int {
	if mtu == 0 {
		return otherwise
	}
	return mtu
}

// ipNet converts to what the netlink library takes.
func ipNet(p netip.Prefix) *net.IPNet {
	return &net.IPNet{IP: p.Addr().AsSlice(), Mask: net.CIDRMask(p.Bits(), p.Addr().BitLen())}
}
