package errqueue_test

import (
	"net"
	"net/netip"
	"runtime"
	"strconv"
	"testing"
	"time"

	"github.com/vishvananda/netlink"
	"github.com/vishvananda/netns"
	"golang.org/x/sys/unix"
)

// The addresses of a link that leads nowhere.
var (
	near4, far4 = netip.MustParseAddr("10.9.1.1"), netip.MustParseAddr("10.9.1.2")
	near6, far6 = netip.MustParseAddr("fd09:1::1"), netip.MustParseAddr("fd09:1::2")
)

// onDeadLink puts the test into a network namespace of its own that has an
// Ethernet link with MTU 1500 to neighbours that never answer. It skips where the system
// does not allow that. The test has to stay on its goroutine.
func onDeadLink(t *testing.T) netlink.Link {
	t.Helper()
	runtime.LockOSThread()
	old, err := netns.Get()
	if err != nil {
		runtime.UnlockOSThread()
		t.Skipf("network namespace: %v", err)
	}
	ns, err := netns.New()
	if err != nil {
		old.Close()
		runtime.UnlockOSThread()
		t.Skipf("network namespace: %v", err)
	}
	t.Cleanup(func() {
		defer old.Close()
		defer ns.Close()
		// A thread that cannot go back must not run anything else: it stays
		// locked, and ends with the test.
		if err := netns.Set(old); err != nil {
			t.Errorf("leave network namespace: %v", err)
			return
		}
		runtime.UnlockOSThread()
	})
	veth := &netlink.Veth{LinkAttrs: netlink.LinkAttrs{Name: "near0", MTU: 1500}, PeerName: "far0"}
	if err := netlink.LinkAdd(veth); err != nil {
		t.Skipf("link: %v", err)
	}
	must(t, netlink.LinkSetUp(link(t, "lo")))
	must(t, netlink.LinkSetUp(link(t, "far0")))
	must(t, netlink.LinkSetUp(veth))
	addNeighbour(t, near4, far4)
	addNeighbour(t, near6, far6)
	return veth
}

// addNeighbour gives near0 an address, and a neighbour that need not be asked for.
func addNeighbour(t *testing.T, near, far netip.Addr) {
	t.Helper()
	bits := 24
	if near.Is6() {
		bits = 64
	}
	l := link(t, "near0")
	must(t, netlink.AddrAdd(l, &netlink.Addr{
		IPNet: &net.IPNet{IP: near.AsSlice(), Mask: net.CIDRMask(bits, near.BitLen())},
		Flags: 0x02, // IFA_F_NODAD: usable at once
	}))
	waitForAddr(t, near)
	must(t, netlink.NeighAdd(&netlink.Neigh{
		LinkIndex: l.Attrs().Index, IP: far.AsSlice(), State: netlink.NUD_PERMANENT,
		HardwareAddr: net.HardwareAddr{2, 0, 0, 0, 0, 9},
	}))
}

func link(t *testing.T, name string) netlink.Link {
	t.Helper()
	l, err := netlink.LinkByName(name)
	must(t, err)
	return l
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// waitForAddr waits until packets to an own address stay on the host: the kernel adds
// that route of an IPv6 address a little later (net/ipv6/addrconf.c, addrconf_dad_work).
func waitForAddr(t *testing.T, a netip.Addr) {
	t.Helper()
	own := &netlink.Route{Table: unix.RT_TABLE_LOCAL, Dst: prefix(netip.PrefixFrom(a, a.BitLen()).String())}
	family := netlink.FAMILY_V4
	if a.Is6() {
		family = netlink.FAMILY_V6
	}
	for start := time.Now(); ; time.Sleep(time.Millisecond) {
		routes, err := netlink.RouteListFiltered(family, own, netlink.RT_FILTER_TABLE|netlink.RT_FILTER_DST)
		must(t, err)
		if len(routes) > 0 {
			return
		}
		if time.Since(start) > 10*time.Second {
			t.Fatalf("address %v: not usable", a)
		}
	}
}

func indexOf(l netlink.Link) string { return strconv.Itoa(l.Attrs().Index) }
