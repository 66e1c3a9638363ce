package lab

import (
	"errors"
	"fmt"
	"net/netip"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"
)

// introduce tells both ends of a link the other's hardware addresses for good.
// All namespaces of a machine share one table of neighbours that were learned
// (1,024 of them, net.ipv4.neigh.default.gc_thresh3), and who fills it, a scan
// in another namespace for example, keeps everybody from learning more.
func (l *Lab) introduce(a, b End) error {
	return errors.Join(l.nodes[a.Host].knows(a.Device, l.nodes[b.Host], b), l.nodes[b.Host].knows(b.Device, l.nodes[a.Host], a))
}

// knows adds the addresses of another node's device to the neighbours on a device.
func (n *Node) knows(device string, other *Node, e End) error {
	here, err := n.nl.LinkByName(device)
	if err != nil {
		return fmt.Errorf("device %s: %w", device, err)
	}
	there, err := other.nl.LinkByName(e.Device)
	if err != nil {
		return fmt.Errorf("device %s: %w", e.Device, err)
	}
	if here.Attrs().RawFlags&unix.IFF_NOARP != 0 {
		return nil // it has no hardware addresses
	}
	for _, p := range e.Addrs {
		if err := n.nl.NeighSet(neighbour(here, there, p.Addr())); err != nil {
			return fmt.Errorf("neighbour %v on %s: %w", p.Addr(), device, err)
		}
	}
	return nil
}

// neighbour describes an address of the device there as seen from the device here.
func neighbour(here, there netlink.Link, addr netip.Addr) *netlink.Neigh {
	return &netlink.Neigh{
		LinkIndex: here.Attrs().Index, State: netlink.NUD_PERMANENT,
		IP: addr.AsSlice(), HardwareAddr: there.Attrs().HardwareAddr,
	}
}
