package errqueue_test

import (
	"errors"
	"net"
	"net/netip"
	"testing"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"

	"github.com/pathmtu/pmtu/errqueue"
)

// udpPayload returns a payload that makes an IP packet of size bytes.
func udpPayload(to netip.Addr, size int) []byte {
	if to.Is6() {
		return make([]byte, size-48)
	}
	return make([]byte, size-28)
}

// wantSizeError sends a packet of size bytes and wants it refused for mtu.
func wantSizeError(t *testing.T, c *errqueue.Conn, to netip.AddrPort, size, mtu int) {
	t.Helper()
	err := c.Send(udpPayload(to.Addr(), size), to, 0)
	var e *errqueue.SizeError
	if !errors.As(err, &e) || !errors.Is(err, unix.EMSGSIZE) {
		t.Fatalf("%d bytes to %v: %v, want a SizeError", size, to, err)
	}
	if e.Size != size || e.MTU != mtu {
		t.Errorf("%d bytes to %v: %v, want MTU %d", size, to, e, mtu)
	}
}

// wantNothing wants neither error nor data to be there.
func wantNothing(t *testing.T, c *errqueue.Conn) {
	t.Helper()
	m := new(errqueue.Message)
	if err := c.Recv(onlyDeadline{t.Context(), past}, m); err == nil {
		t.Errorf("received %+v, want nothing", m)
	}
}

func TestSizeOnLoopback(t *testing.T) {
	// An IPv4 packet cannot be larger than the loopback's MTU, and the kernel
	// queues no entry for one that cannot be: its MTU is the interface's.
	c, to := open(t, lo4), closedPort(t, lo4)
	wantSizeError(t, c, to, 65536, 65536)
	if err := c.Send(udpPayload(lo4, 65535), to, 0); err != nil {
		t.Errorf("65535 bytes: %v", err)
	}
	c, to = open(t, lo6), closedPort(t, lo6)
	wantSizeError(t, c, to, 65575, 65536)
	wantNothing(t, c)
}

func TestSizeOnEthernet(t *testing.T) {
	onDeadLink(t)
	for _, far := range []netip.Addr{far4, far6} {
		c := openWith(t, errqueue.Options{Network: networkOf(far)})
		to := netip.AddrPortFrom(far, 33434)
		if err := c.Send(udpPayload(far, 1500), to, 0); err != nil {
			t.Errorf("1500 bytes to %v: %v", far, err)
		}
		wantSizeError(t, c, to, 1501, 1500)
		if far.Is4() {
			wantSizeError(t, c, to, 65535, 1500)
			wantSizeError(t, c, to, 65536, 1500) // by the interface
		} else {
			wantSizeError(t, c, to, 65575, 1500)
		}
		wantNothing(t, c)
	}
}

// TestSizeIgnoresRoute wants a send to go by the device, whatever the route
// says of the path: that is what IP_PMTUDISC_PROBE is for.
func TestSizeIgnoresRoute(t *testing.T) {
	l := onDeadLink(t)
	must(t, netlink.RouteAdd(&netlink.Route{
		LinkIndex: l.Attrs().Index, Dst: prefix("10.9.7.0/24"), Gw: far4.AsSlice(), MTU: 1300,
	}))
	to := netip.MustParseAddrPort("10.9.7.7:33434")
	c := openWith(t, errqueue.Options{Network: "udp4"})
	if err := c.Send(udpPayload(to.Addr(), 1500), to, 0); err != nil {
		t.Errorf("1500 bytes over a route with MTU 1300: %v", err)
	}
	wantSizeError(t, c, to, 1501, 1500)
	r, err := errqueue.FindRoute(to, errqueue.Options{})
	want := errqueue.Route{Source: near4, Interface: "near0", Index: l.Attrs().Index, InterfaceMTU: 1500, MTU: 1300}
	if err != nil || r != want {
		t.Errorf("route %+v, %v; want %+v", r, err, want)
	}
}

// TestSizeKeepsOthers refuses a send while errors of others are on the queue:
// none of them may be lost, and their order stays.
func TestSizeKeepsOthers(t *testing.T) {
	const n = 20
	onDeadLink(t)
	c, closed := openWith(t, errqueue.Options{Network: "udp4"}), closedPort(t, lo4)
	for i := range uint64(n) {
		must(t, c.Send(token(i), closed, 0))
		wantSizeError(t, c, netip.AddrPortFrom(far4, 9), 1501, 1500)
	}
	wantTokens(t, c, n)
	wantNothing(t, c)
}

// TestSizeWakesReceiver has the sender take an entry off the queue that a
// receiver waits for.
func TestSizeWakesReceiver(t *testing.T) {
	onDeadLink(t)
	c, closed := openWith(t, errqueue.Options{Network: "udp4"}), closedPort(t, lo4)
	for i := range uint64(50) {
		done := receivingAtOnce(t, c)
		must(t, c.Send(token(i), closed, 0))
		wantSizeError(t, c, netip.AddrPortFrom(far4, 9), 1501, 1500)
		wantSoon(t, done, nil)
	}
}

// receivingAtOnce starts a Recv that may or may not wait yet.
func receivingAtOnce(t *testing.T, c *errqueue.Conn) <-chan error {
	done := make(chan error, 1)
	ctx := soon(t)
	go func() { done <- c.Recv(ctx, new(errqueue.Message)) }()
	return done
}

func prefix(s string) *net.IPNet {
	_, p, err := net.ParseCIDR(s)
	if err != nil {
		panic(err) // a constant of the test
	}
	return p
}

func networkOf(a netip.Addr) string {
	if a.Is6() {
		return "udp6"
	}
	return "udp4"
}
