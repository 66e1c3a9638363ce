package errqueue_test

import (
	"context"
	"encoding/binary"
	"errors"
	"net"
	"net/netip"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/pathmtu/pmtu/errqueue"
)

var (
	lo4 = netip.MustParseAddr("127.0.0.1")
	lo6 = netip.MustParseAddr("::1")
)

// families runs a test for IPv4 and IPv6 on the loopback.
func families(t *testing.T, f func(t *testing.T, lo netip.Addr)) {
	t.Helper()
	t.Run("ipv4", func(t *testing.T) { f(t, lo4) })
	t.Run("ipv6", func(t *testing.T) { f(t, lo6) })
}

// open opens a Conn on an address of the loopback. It skips where this system
// does not have the family.
func open(t testing.TB, lo netip.Addr) *errqueue.Conn {
	t.Helper()
	return openWith(t, errqueue.Options{Source: netip.AddrPortFrom(lo, 0)})
}

func openWith(t testing.TB, o errqueue.Options) *errqueue.Conn {
	t.Helper()
	c, err := errqueue.Open(o)
	if errors.Is(err, unix.EAFNOSUPPORT) || errors.Is(err, unix.EADDRNOTAVAIL) {
		t.Skipf("no such family here: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

// closedPort returns a port of the loopback that nobody listens on: it was
// ours a moment ago.
func closedPort(t testing.TB, lo netip.Addr) netip.AddrPort {
	t.Helper()
	l, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(netip.AddrPortFrom(lo, 0)))
	if err != nil {
		t.Skipf("loopback: %v", err)
	}
	defer l.Close()
	return l.LocalAddr().(*net.UDPAddr).AddrPort()
}

// soon is a context for what comes at once on the loopback; its deadline is
// only there so that a failure ends.
func soon(t testing.TB) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	t.Cleanup(cancel)
	return ctx
}

func recv(t testing.TB, c *errqueue.Conn) *errqueue.Message {
	t.Helper()
	m := new(errqueue.Message)
	if err := c.Recv(soon(t), m); err != nil {
		t.Fatal(err)
	}
	return m
}

func token(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }

func TestPortUnreachable(t *testing.T) {
	families(t, func(t *testing.T, lo netip.Addr) {
		c, to := open(t, lo), closedPort(t, lo)
		before := time.Now()
		if err := c.Send(token(0xfeedface01020304), to, 7); err != nil {
			t.Fatal(err)
		}
		m := recv(t, c)
		if !m.FromQueue || m.Errno != uint32(unix.ECONNREFUSED) || m.Offender != lo || m.Peer != to {
			t.Errorf("got %+v, want ECONNREFUSED of %v", m, to)
		}
		want := [3]uint8{uint8(errqueue.OriginICMP), 3, 3}
		if lo.Is6() {
			want = [3]uint8{uint8(errqueue.OriginICMP6), 1, 4}
		}
		if got := [3]uint8{uint8(m.Origin), m.Type, m.Code}; got != want {
			t.Errorf("origin, type, code = %v, want %v", got, want)
		}
		if string(m.Payload) != string(token(0xfeedface01020304)) {
			t.Errorf("payload = %x, want the token", m.Payload)
		}
		// Between ours, less what the clocks may differ.
		if m.HopLimit != 64 || m.At.Before(before.Add(-time.Second)) || m.At.After(time.Now().Add(time.Second)) {
			t.Errorf("hop limit %d at %v, want 64 about %v", m.HopLimit, m.At, before)
		}
		if m.Interface == 0 || m.TrafficClass < 0 || m.Truncated {
			t.Errorf("interface %d, traffic class %d, truncated %v", m.Interface, m.TrafficClass, m.Truncated)
		}
	})
}
