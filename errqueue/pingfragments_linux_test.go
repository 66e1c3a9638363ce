package errqueue_test

import (
	"net/netip"
	"testing"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"
)

// narrowLoopback gives the way to a loopback address an MTU, to which echo replies keep. Echoes
// do not: they are sent as large as the interface can.
func narrowLoopback(t *testing.T, lo netip.Addr, mtu int) {
	t.Helper()
	r := netlink.Route{
		LinkIndex: link(t, "lo").Attrs().Index, Table: unix.RT_TABLE_LOCAL, Type: unix.RTN_LOCAL,
		Scope: netlink.SCOPE_HOST, Dst: prefix(netip.PrefixFrom(lo, lo.BitLen()).String()), MTU: mtu,
	}
	if lo.Is6() {
		r.Scope = 0
	}
	old, err := netlink.RouteListFiltered(map[bool]int{false: netlink.FAMILY_V4, true: netlink.FAMILY_V6}[lo.Is6()],
		&r, netlink.RT_FILTER_TABLE|netlink.RT_FILTER_DST)
	must(t, err)
	must(t, netlink.RouteReplace(&r))
	for _, o := range old { // IPv6 keeps both, and prefers the one that the kernel made
		if lo.Is6() {
			must(t, netlink.RouteDel(&o))
		}
	}
}

// TestPingFragments has echo replies that come whole, and larger ones that come in fragments.
func TestPingFragments(t *testing.T) {
	withPing(t)
	for _, lo := range loopbackPair {
		waitForAddr(t, lo)
		narrowLoopback(t, lo, 1300)
		c := openPing(t, lo)
		header, largest := 20, 1300
		if lo.Is6() {
			header, largest = 40, 1296 // with a fragment header, and a multiple of 8 behind it
		}
		for _, tt := range []struct{ size, want int }{{1300, 0}, {1301, largest}, {5000, largest}, {100, 0}} {
			must(t, c.Send(echo(lo, 1, tt.size-header), netip.AddrPortFrom(lo, 0), 33))
			m := recv(t, c)
			if m.FromQueue || m.FragmentSize != tt.want || len(m.Payload) != tt.size-header {
				t.Errorf("%v: reply of %d bytes, largest fragment %d; want %d, %d", lo, len(m.Payload)+header, m.FragmentSize, tt.size, tt.want)
			}
		}
	}
}
