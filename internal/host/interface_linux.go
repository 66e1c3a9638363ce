package host

import (
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"

	"github.com/vishvananda/netlink"
)

// Interfaces returns the interfaces of this host, in the kernel's order. It
// does not block. The error is *Error.
func Interfaces() ([]Interface, error) {
	links, err := listLinks()
	if err != nil {
		return nil, err
	}
	list := make([]Interface, len(links))
	for i, link := range links {
		list[i] = interfaceOf(link)
	}
	return list, nil
}

func listLinks() ([]netlink.Link, error) {
	links, err := netlink.LinkList()
	// Interfaces that come and go meanwhile make the list inexact, not worthless.
	if err != nil && !errors.Is(err, netlink.ErrDumpInterrupted) {
		return nil, &Error{Op: "read", Object: "interfaces", Err: err}
	}
	return links, nil
}

func findInterface(index int) (Interface, error) {
	link, err := netlink.LinkByIndex(index)
	if err != nil {
		return Interface{}, fmt.Errorf("interface %d: %w", index, err)
	}
	return interfaceOf(link), nil
}

func interfaceOf(link netlink.Link) Interface {
	a := link.Attrs()
	i := Interface{
		Index:   a.Index,
		Name:    a.Name,
		Kind:    kindOf(link),
		MTU:     a.MTU,
		IPv6MTU: ipv6MTU(a.Name),
		Up:      a.Flags&net.FlagUp != 0,
		Master:  a.MasterIndex,
	}
	// With a namespace id the number is one of that namespace, not of ours.
	if a.NetNsID < 0 && a.ParentIndex != a.Index {
		i.Lower = a.ParentIndex
	}
	return i
}

// kindOf names what an interface is.
func kindOf(link netlink.Link) string {
	if link.Attrs().Flags&net.FlagLoopback != 0 {
		return "loopback"
	}
	if t, ok := link.(*netlink.Tuntap); ok {
		if t.Mode == netlink.TUNTAP_MODE_TAP {
			return "tap"
		}
		return "tun"
	}
	return link.Type()
}

// ipv6MTU reads the MTU for IPv6, which the kernel keeps apart and changes by
// router advertisements; 0: the interface has no IPv6, or it cannot be read.
func ipv6MTU(name string) int {
	text, err := os.ReadFile("/proc/sys/net/ipv6/conf/" + name + "/mtu")
	if err != nil {
		return 0
	}
	mtu, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil || mtu < 0 {
		return 0
	}
	return mtu
}
