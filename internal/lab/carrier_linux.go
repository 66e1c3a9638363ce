package lab

import (
	"context"
	"encoding/hex"
	"fmt"
	"net/netip"
	"os"
	"strings"
	"time"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"
)

// listening waits until a device hears questions for its addresses. A
// neighbour that is asked for too early is asked for again after a second
// only, and the kernel is ready a moment after the device is up: it notices the
// carrier, and joins the multicast group of an IPv6 address, in work of its own.
func (n *Node) listening(ctx context.Context, e End) error {
	link, err := n.nl.LinkByName(e.Device)
	if err != nil {
		return err
	}
	for ; ctx.Err() == nil; time.Sleep(time.Millisecond) {
		if link, err = n.nl.LinkByIndex(link.Attrs().Index); err != nil {
			return err
		}
		if s := link.Attrs().OperState; s != netlink.OperUp && s != netlink.OperUnknown {
			continue
		}
		if link.Attrs().RawFlags&unix.IFF_NOARP != 0 {
			return nil // nobody asks on such a device
		}
		joined, err := n.joined(e)
		if joined || err != nil {
			return err
		}
	}
	return fmt.Errorf("no carrier or no address: %w", ctx.Err())
}

// joined reports whether the device is in the solicited-node group (RFC 4291,
// section 2.7.1) of each of its IPv6 addresses, by /proc/net/igmp6.
func (n *Node) joined(e End) (bool, error) {
	var groups []byte
	err := n.Do(func() error {
		var err error
		groups, err = os.ReadFile("/proc/thread-self/net/igmp6")
		return err
	})
	if err != nil {
		return false, err
	}
	in := map[string]bool{}
	for line := range strings.Lines(string(groups)) {
		// index, device, group, users, ...
		if f := strings.Fields(line); len(f) > 2 && f[1] == e.Device {
			in[f[2]] = true
		}
	}
	for _, p := range e.Addrs {
		if p.Addr().Is6() && !in[solicitedNode(p.Addr())] {
			return false, nil
		}
	}
	return true, nil
}

// solicitedNode returns the group of an address as /proc/net/igmp6 writes it.
func solicitedNode(a netip.Addr) string {
	group := netip.MustParseAddr("ff02::1:ff00:0").As16()
	addr := a.As16()
	copy(group[13:], addr[13:])
	return hex.EncodeToString(group[:])
}
