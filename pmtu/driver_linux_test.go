package pmtu_test

import (
	"errors"
	"net"
	"net/netip"
	"syscall"
	"testing"

	"github.com/pathmtu/pmtu/errqueue"
	"github.com/pathmtu/pmtu/pmtu"
	"github.com/pathmtu/pmtu/pmtu/pmtutest"
)

// loopbacks are the addresses that a kernel answers by itself.
var loopbacks = map[string]netip.Addr{
	"ipv4": netip.MustParseAddr("127.0.0.1"),
	"ipv6": netip.MustParseAddr("::1"),
}

// dial opens a driver on the loopback. It skips where this system does not
// have the family.
func dial(t *testing.T, target netip.Addr) pmtu.Driver {
	t.Helper()
	d, err := pmtu.Dial(target, pmtu.SocketOptions{Source: target})
	if errors.Is(err, syscall.EAFNOSUPPORT) || errors.Is(err, syscall.EADDRNOTAVAIL) {
		t.Skipf("no such family here: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

// closedPort is a port of the loopback where nobody listens: it was ours a
// moment ago.
func closedPort(t *testing.T, lo netip.Addr) netip.AddrPort {
	t.Helper()
	l, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(netip.AddrPortFrom(lo, 0)))
	if err != nil {
		t.Skipf("loopback: %v", err)
	}
	defer l.Close()
	return l.LocalAddr().(*net.UDPAddr).AddrPort()
}

func TestKernelDriver(t *testing.T) {
	for name, lo := range loopbacks {
		t.Run(name, func(t *testing.T) {
			pmtutest.TestDriver(t, func(t *testing.T) pmtutest.World {
				w := pmtutest.World{Driver: dial(t, lo), Target: closedPort(t, lo)}
				w.Ping = w.Driver.(pmtu.Pinger).CanPing() == nil
				// A probe can be larger than the loopback in IPv6 only.
				if i, err := net.InterfaceByName("lo"); err == nil && i.MTU < int(pmtu.MaxIPv6) && lo.Is6() {
					w.MTU = pmtu.MTU(i.MTU)
				}
				return w
			})
		})
	}
}

// TestKernelLargest sends the largest IPv4 packet over the loopback, as far
// as that carries it.
func TestKernelLargest(t *testing.T) {
	lo := loopbacks["ipv4"]
	d, to := dial(t, lo), closedPort(t, lo)
	if i, err := net.InterfaceByName("lo"); err != nil || i.MTU < int(pmtu.MaxIPv4) {
		t.Skipf("the loopback does not carry the largest packet: %v", err)
	}
	if err := d.Send(pmtu.Probe{ID: 1, Token: 42, Target: to, HopLimit: 64, Size: pmtu.MaxIPv4}); err != nil {
		t.Fatal(err)
	}
	if e, err := d.Recv(t.Context()); err != nil || e.(pmtu.Sent).Probe != 1 {
		t.Fatalf("%+v, %v; want Sent", e, err)
	}
	e, err := d.Recv(t.Context())
	u, ok := e.(pmtu.Unreachable)
	if err != nil || !ok || u.Offender != lo || u.Quote.Token != 42 || u.Quote.Target != to {
		t.Errorf("%+v, %v; want port unreachable", e, err)
	}
}

func TestLocalSource(t *testing.T) {
	lo, err := net.InterfaceByName("lo")
	if err != nil {
		t.Skip(err)
	}
	for name, addr := range loopbacks {
		s, err := pmtu.LocalSource(addr, pmtu.SocketOptions{})
		if errors.Is(err, syscall.EAFNOSUPPORT) || errors.Is(err, syscall.EADDRNOTAVAIL) {
			continue
		}
		want := pmtu.Source{Addr: addr, Interface: "lo", InterfaceMTU: pmtu.MTU(lo.MTU)}
		if err != nil || s != want {
			t.Errorf("%s: %+v, %v; want %+v", name, s, err, want)
		}
	}
}

func TestLocalSourceErrors(t *testing.T) {
	for _, tt := range []struct {
		name, target string
		o            pmtu.SocketOptions
		want         error
	}{
		{"broadcast", "255.255.255.255", pmtu.SocketOptions{}, syscall.EACCES},
		{"zone", "fe80::1%nosuch0", pmtu.SocketOptions{}, syscall.ENODEV},
		{"interface", "127.0.0.1", pmtu.SocketOptions{Interface: "nosuch0"}, syscall.ENODEV},
		{"family", "::1", pmtu.SocketOptions{Source: loopbacks["ipv4"]}, syscall.EAFNOSUPPORT},
		{"source", "127.0.0.1", pmtu.SocketOptions{Source: netip.MustParseAddr("192.0.2.1")}, syscall.EADDRNOTAVAIL},
	} {
		_, err := pmtu.LocalSource(netip.MustParseAddr(tt.target), tt.o)
		var op *errqueue.OpError
		if !errors.Is(err, tt.want) || !errors.As(err, &op) {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
	}
}
