package simnet

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/netip"
	"os"
	"path/filepath"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"

	"github.com/pathmtu/pmtu/pmtu"
)

// deviceName is the name of the TUN device in its namespace.
const deviceName = "sim0"

// openTUN makes a TUN device in the network namespace of the calling thread
// and opens it. Reads and writes are whole IP packets, or Ethernet frames where frames is true.
func openTUN(name string, frames bool) (*os.File, error) {
	const path = "/dev/net/tun"
	fd, err := unix.Open(path, unix.O_RDWR|unix.O_CLOEXEC|unix.O_NONBLOCK, 0)
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: path, Err: err}
	}
	req, err := unix.NewIfreq(name)
	if err == nil {
		kind := uint16(unix.IFF_TUN)
		if frames {
			kind = unix.IFF_TAP
		}
		req.SetUint16(kind | unix.IFF_NO_PI)
		// Before this the device cannot be polled, and the runtime must not see it.
		err = unix.IoctlIfreq(fd, unix.TUNSETIFF, req)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("make device %s: %w", name, err), unix.Close(fd))
	}
	return os.NewFile(uintptr(fd), path), nil
}

// configure gives the device MTU, addresses and default routes, and brings it
// up, in the network namespace of the calling thread.
func configure(n *Network, name string, o TUNOptions) error {
	sysctls(name)
	if !o.NoPing {
		openPing()
	}
	lo, err := netlink.LinkByName("lo")
	if err != nil {
		return fmt.Errorf("find device lo: %w", err)
	}
	link, err := netlink.LinkByName(name)
	if err != nil {
		return fmt.Errorf("find device %s: %w", name, err)
	}
	err = errors.Join(netlink.LinkSetUp(lo), netlink.LinkSetMTU(link, int(n.LocalMTU())), netlink.LinkSetUp(link))
	if err != nil {
		return fmt.Errorf("bring up device %s: %w", name, err)
	}
	for _, f := range []pmtu.Family{pmtu.IPv4, pmtu.IPv6} {
		// Linux has no IPv6 on links that are too small for it.
		if !n.Has(f) || n.LocalMTU() < f.Min() {
			continue
		}
		if err := addFamily(link, n.Source(f), o.gateway); err != nil {
			return fmt.Errorf("set address %s of device %s: %w", n.Source(f), name, err)
		}
	}
	return nil
}

// addFamily sets the device's address of one family and the default route.
func addFamily(link netlink.Link, a netip.Addr, gateway bool) error {
	addr := &netlink.Addr{IPNet: ipNet(netip.PrefixFrom(a, a.BitLen())), Flags: unix.IFA_F_NODAD}
	if err := netlink.AddrAdd(link, addr); err != nil {
		return err
	}
	unspecified := netip.IPv4Unspecified()
	if a.Is6() {
		unspecified = netip.IPv6Unspecified()
	}
	route := &netlink.Route{LinkIndex: link.Attrs().Index, Dst: ipNet(netip.PrefixFrom(unspecified, 0)), Src: a.AsSlice()}
	if gateway {
		route.Gw, route.Flags = gatewayOf(a).AsSlice(), int(netlink.FLAG_ONLINK)
	}
	return netlink.RouteReplace(route)
}

// gatewayOf is a router that no world has: nothing is sent to it by its address.
func gatewayOf(a netip.Addr) netip.Addr {
	if a.Is6() {
		return netip.MustParseAddr("fe80::77")
	}
	return netip.MustParseAddr("169.254.77.77")
}

func ipNet(p netip.Prefix) *net.IPNet {
	return &net.IPNet{IP: p.Addr().AsSlice(), Mask: net.CIDRMask(p.Bits(), p.Addr().BitLen())}
}

// sysctls keeps the kernel from adding packets of its own. What a kernel does
// not have stays as it is: the network ignores what is no probe.
func sysctls(name string) {
	for file, value := range map[string]string{
		"net/ipv6/conf/" + name + "/accept_ra":     "0", // no router solicitations
		"net/ipv6/conf/" + name + "/addr_gen_mode": "1", // no link-local address
		"net/ipv6/conf/" + name + "/dad_transmits": "0",
	} {
		_ = os.WriteFile(filepath.Join("/proc/sys", file), []byte(value), 0)
	}
}

// openPing lets everybody open ping sockets. In a user namespace with one
// group only that can be named.
func openPing() {
	for _, groups := range []string{"0 2147483647", "0 0"} {
		if os.WriteFile("/proc/sys/net/ipv4/ping_group_range", []byte(groups), 0) == nil {
			return
		}
	}
}
