package errqueue_test

import (
	"errors"
	"net/netip"
	"os"
	"testing"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"

	"github.com/pathmtu/pmtu/errqueue"
)

// TestOpenRefused checks what people read when the kernel refuses.
func TestOpenRefused(t *testing.T) {
	taken := listen(t, lo4).LocalAddr().String()
	for _, tt := range []struct {
		name string
		o    errqueue.Options
		want error
		text string
	}{
		{
			"address",
			errqueue.Options{Source: netip.MustParseAddrPort("192.0.2.1:0")},
			unix.EADDRNOTAVAIL,
			"bind 192.0.2.1:0: cannot assign requested address",
		},
		{
			"port",
			errqueue.Options{Source: netip.MustParseAddrPort(taken)},
			unix.EADDRINUSE,
			"bind " + taken + ": address already in use",
		},
		{
			"interface",
			errqueue.Options{Network: "udp4", Interface: "nosuch0"},
			unix.ENODEV,
			"bind interface nosuch0: no such device",
		},
	} {
		_, err := errqueue.Open(tt.o)
		var op *errqueue.OpError
		if !errors.Is(err, tt.want) || !errors.As(err, &op) || op.Hint == "" || err.Error() != tt.text {
			t.Errorf("%s: %#v, want %q with a hint", tt.name, err, tt.text)
		}
	}
}

func TestOpenMark(t *testing.T) {
	_, err := errqueue.Open(errqueue.Options{Network: "udp4", Mark: 7})
	var op *errqueue.OpError
	switch {
	case os.Geteuid() == 0 && err != nil && !errors.Is(err, unix.EPERM):
		t.Errorf("mark: %v", err)
	case os.Geteuid() != 0 && (!errors.As(err, &op) || op.Object != "SO_MARK" || op.Hint == ""):
		t.Errorf("mark: %v, want an OpError with a hint", err)
	}
}

func TestOpenInterface(t *testing.T) {
	c := openWith(t, errqueue.Options{Source: netip.AddrPortFrom(lo4, 0), Interface: "lo"})
	if err := c.Send(token(1), closedPort(t, lo4), 0); err != nil {
		t.Fatal(err)
	}
	recv(t, c)
}

// TestRefusedByRoutes has routes of this host that refuse: the errno is the answer.
func TestRefusedByRoutes(t *testing.T) {
	onDeadLink(t)
	for i, tt := range []struct {
		kind int
		want error
	}{
		{unix.RTN_UNREACHABLE, unix.EHOSTUNREACH},
		{unix.RTN_PROHIBIT, unix.EACCES},
		{unix.RTN_BLACKHOLE, unix.EINVAL},
		{unix.RTN_THROW, unix.ENETUNREACH},
	} {
		for _, to := range []netip.Addr{netip.AddrFrom4([4]byte{10, 9, 8, byte(i)}), netip.AddrFrom16([16]byte{0xfd, 9, 15: byte(i)})} {
			dst := prefix(netip.PrefixFrom(to, to.BitLen()).String())
			must(t, netlink.RouteAdd(&netlink.Route{Dst: dst, Type: tt.kind}))
			c := openWith(t, errqueue.Options{Network: networkOf(to)})
			port := netip.AddrPortFrom(to, 33434)
			if err := c.Send(token(1), port, 0); !errors.Is(err, tt.want) || errors.Is(err, errqueue.ErrNotSent) {
				t.Errorf("send to %v: %v, want %v", to, err, tt.want)
			}
			if _, err := errqueue.FindRoute(port, errqueue.Options{}); !errors.Is(err, tt.want) {
				t.Errorf("route to %v: %v, want %v", to, err, tt.want)
			}
		}
	}
	_, err := errqueue.FindRoute(netip.MustParseAddrPort("192.0.2.1:9"), errqueue.Options{})
	if !errors.Is(err, unix.ENETUNREACH) || err.Error() != "find route to 192.0.2.1: network is unreachable" {
		t.Errorf("no route at all: %v", err)
	}
}

// TestNoAddress: a route leads there, and there is no address to send from.
func TestNoAddress(t *testing.T) {
	onDeadLink(t)
	must(t, netlink.AddrDel(link(t, "lo"), &netlink.Addr{IPNet: prefix("::1/128")}))
	near := link(t, "near0")
	list, err := netlink.AddrList(near, netlink.FAMILY_V6)
	must(t, err)
	for _, a := range list {
		must(t, netlink.AddrDel(near, &a))
	}
	to := netip.MustParseAddrPort("[2001:db8::9]:33434")
	must(t, netlink.RouteAdd(&netlink.Route{Dst: prefix("2001:db8::/64"), LinkIndex: near.Attrs().Index}))
	c := openWith(t, errqueue.Options{Network: "udp6"})
	_, found := errqueue.FindRoute(to, errqueue.Options{})
	for _, err := range []error{c.Send(token(1), to, 0), found} {
		var op *errqueue.OpError
		if !errors.Is(err, unix.EADDRNOTAVAIL) || !errors.As(err, &op) || op.Hint != "this host has no address of that family" {
			t.Errorf("%#v", err)
		}
	}
}

// TestRefusedByRule: where a route leads there, it is not said that there is none.
func TestRefusedByRule(t *testing.T) {
	onDeadLink(t)
	rule := netlink.NewRule()
	rule.Mark, rule.Type = 7, unix.FR_ACT_UNREACHABLE
	must(t, netlink.RuleAdd(rule))
	for mark, want := range map[uint32]string{0: "", 7: "a firewall or a routing rule of this host refuses it"} {
		c := openWith(t, errqueue.Options{Network: "udp4", Mark: mark})
		err := c.Send(token(1), netip.AddrPortFrom(far4, 33434), 0)
		var op *errqueue.OpError
		if want == "" && err != nil || want != "" && (!errors.Is(err, unix.ENETUNREACH) || !errors.As(err, &op) || op.Hint != want) {
			t.Errorf("mark %d: %#v, want the hint %q", mark, err, want)
		}
	}
	_, err := errqueue.FindRoute(netip.AddrPortFrom(far4, 33434), errqueue.Options{Mark: 7})
	var op *errqueue.OpError
	if !errors.As(err, &op) || op.Hint != "this host has no route to it" {
		t.Errorf("%#v", err)
	}
}

// TestRouteToSelf wants the loopback for the host's own addresses.
func TestRouteToSelf(t *testing.T) {
	onDeadLink(t)
	for _, self := range []netip.Addr{near4, near6} {
		r, err := errqueue.FindRoute(netip.AddrPortFrom(self, 9), errqueue.Options{})
		if err != nil || r.Source != self || r.Interface != "lo" || r.InterfaceMTU != 65536 {
			t.Errorf("route to %v: %+v, %v; want the loopback", self, r, err)
		}
	}
}

// TestLinkLocal sends to a link-local address by the name and the index of
// its zone.
func TestLinkLocal(t *testing.T) {
	l := onDeadLink(t)
	near, far := netip.MustParseAddr("fe80::9:1"), netip.MustParseAddr("fe80::9:2")
	addNeighbour(t, near, far)
	c := openWith(t, errqueue.Options{Network: "udp6"})
	for _, zone := range []string{"near0", indexOf(l)} {
		to := netip.AddrPortFrom(far.WithZone(zone), 33434)
		if err := c.Send(udpPayload(far, 1500), to, 0); err != nil {
			t.Errorf("send to %v: %v", to, err)
		}
		wantSizeError(t, c, to, 1501, 1500)
		r, err := errqueue.FindRoute(to, errqueue.Options{})
		if err != nil || r.Source.WithZone("").Is6() && !r.Source.IsLinkLocalUnicast() || r.Interface != "near0" || r.MTU != 1500 {
			t.Errorf("route to %v: %+v, %v", to, r, err)
		}
	}
	wantZones(t, near)
}

// wantZones sends to an own link-local address and wants its zone by name in the answer.
func wantZones(t *testing.T, own netip.Addr) {
	t.Helper()
	c := openWith(t, errqueue.Options{Network: "udp6"})
	to := netip.AddrPortFrom(own.WithZone("near0"), 33434)
	must(t, c.Send(token(1), to, 0))
	if m := recv(t, c); m.Errno != uint32(unix.ECONNREFUSED) || m.Offender != to.Addr() || m.Peer != to {
		t.Errorf("errno %d, offender %v, peer %v; want %v", m.Errno, m.Offender, m.Peer, to)
	}
	r, err := errqueue.FindRoute(to, errqueue.Options{})
	if err != nil || r.Interface != "lo" {
		t.Errorf("route to own %v: %+v, %v; want the loopback", to, r, err)
	}
}
