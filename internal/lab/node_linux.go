package lab

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"
)

// Node is a host of a running lab. Its methods may be called by several goroutines.
type Node struct {
	name string
	ns   *os.File
	nl   *netlink.Handle // a route socket inside the namespace

	devices int // veth ends made so far, see partIndex

	mu      sync.Mutex
	started []*os.Process
}

// newNode creates a namespace with a loopback device that is up.
func newNode(name string) (*Node, error) {
	ns, err := newNamespace()
	if err != nil {
		return nil, namespaceError(err)
	}
	n := &Node{name: name, ns: ns}
	err = n.Do(func() error {
		n.nl, err = netlink.NewHandle(unix.NETLINK_ROUTE)
		return err
	})
	if err == nil {
		err = n.up("lo")
	}
	if err != nil {
		n.close()
		return nil, fmt.Errorf("lab: host %s: %w", name, err)
	}
	return n, nil
}

// Name returns the host's name.
func (n *Node) Name() string { return n.name }

// Do runs fn on a thread in the node's network namespace, waits for it and
// returns its error. Sockets that fn opens stay in the namespace; goroutines
// that it starts do not run there. fn runs in a goroutine of its own, so it
// must return an error and not call FailNow of a test.
func (n *Node) Do(fn func() error) error { return inNamespace(n.ns, fn) }

// SetSysctl writes a sysctl of the node's network by its dotted name.
func (n *Node) SetSysctl(name, value string) error {
	path := "/proc/sys/" + strings.ReplaceAll(name, ".", "/")
	return n.Do(func() error { return os.WriteFile(path, []byte(value), 0) })
}

// ForgetPathMTU makes the node forget every path MTU that it has learned, for
// both families, as a fresh host would. For a moment it has no routes.
func (n *Node) ForgetPathMTU() error {
	for _, family := range []int{netlink.FAMILY_V4, netlink.FAMILY_V6} {
		routes, err := n.nl.RouteList(nil, family)
		if err != nil {
			return fmt.Errorf("lab: routes of %s: %w", n.name, err)
		}
		if err := n.renew(routes); err != nil {
			return fmt.Errorf("lab: renew the routes of %s: %w", n.name, err)
		}
	}
	return nil
}

// renew removes routes and adds them again. What a host learns hangs on the
// next hop, which routes share (fib_nh_exception): it goes when the last of them goes.
func (n *Node) renew(routes []netlink.Route) error {
	for _, r := range routes {
		if err := n.nl.RouteDel(&r); err != nil {
			return fmt.Errorf("remove %v: %w", r.Dst, err)
		}
	}
	// Those of the links come first: the others need them to find their next hop.
	slices.SortStableFunc(routes, func(a, b netlink.Route) int { return len(a.Gw) - len(b.Gw) })
	for _, r := range routes {
		r.Flags = 0 // the kernel's remarks (link down and the like), not ours to set
		// Appended, because every device has a route for fe80::/64.
		if err := n.nl.RouteAppend(&r); err != nil {
			return fmt.Errorf("add %v: %w", r.Dst, err)
		}
	}
	return nil
}

// up brings a device up.
func (n *Node) up(device string) error {
	link, err := n.nl.LinkByName(device)
	if err != nil {
		return fmt.Errorf("device %s: %w", device, err)
	}
	return n.nl.LinkSetUp(link)
}

// close gives the namespace back. What is still running in it is killed.
func (n *Node) close() {
	n.stop()
	if n.nl != nil {
		n.nl.Close()
	}
	_ = n.ns.Close() // a namespace's file has nothing to lose
}
