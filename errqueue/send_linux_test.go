package errqueue_test

import (
	"encoding/binary"
	"errors"
	"net"
	"net/netip"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/pathmtu/pmtu/errqueue"
)

// listen returns a socket of the loopback that nobody reads errors of.
func listen(t testing.TB, lo netip.Addr) *net.UDPConn {
	t.Helper()
	l, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(netip.AddrPortFrom(lo, 0)))
	if err != nil {
		t.Skipf("loopback: %v", err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

func TestDataReply(t *testing.T) {
	families(t, func(t *testing.T, lo netip.Addr) {
		c, l := open(t, lo), listen(t, lo)
		from := l.LocalAddr().(*net.UDPAddr).AddrPort()
		if _, err := l.WriteToUDPAddrPort([]byte("answer"), c.LocalAddr()); err != nil {
			t.Fatal(err)
		}
		m := recv(t, c)
		if m.FromQueue || string(m.Payload) != "answer" || m.Peer != from || m.HopLimit != 64 || m.At.IsZero() {
			t.Errorf("got %+v, want the answer of %v", m, from)
		}
	})
}

// TestErrorsBeforeData has both there at once: the queue comes first.
func TestErrorsBeforeData(t *testing.T) {
	families(t, func(t *testing.T, lo netip.Addr) {
		c, l, to := open(t, lo), listen(t, lo), closedPort(t, lo)
		if _, err := l.WriteToUDPAddrPort([]byte("answer"), c.LocalAddr()); err != nil {
			t.Fatal(err)
		}
		if err := c.Send(token(1), to, 0); err != nil {
			t.Fatal(err)
		}
		if m := recv(t, c); !m.FromQueue {
			t.Errorf("first is %+v, want the error", m)
		}
		if m := recv(t, c); m.FromQueue {
			t.Errorf("second is %+v, want the data", m)
		}
	})
}

func TestHopLimitOfEach(t *testing.T) {
	families(t, func(t *testing.T, lo netip.Addr) {
		c, peer := open(t, lo), open(t, lo)
		for _, hopLimit := range []uint8{1, 64, 7, 255, 0} {
			if err := c.Send(token(uint64(hopLimit)), peer.LocalAddr(), hopLimit); err != nil {
				t.Fatal(err)
			}
			want := int(hopLimit)
			if want == 0 {
				want = 64 // the system's default
			}
			if m := recv(t, peer); m.HopLimit != want {
				t.Errorf("sent with hop limit %d, arrived with %d", hopLimit, m.HopLimit)
			}
		}
	})
}

func TestTrafficClass(t *testing.T) {
	families(t, func(t *testing.T, lo netip.Addr) {
		c := openWith(t, errqueue.Options{Source: netip.AddrPortFrom(lo, 0), TrafficClass: 0xb8})
		peer := open(t, lo)
		if err := c.Send(token(1), peer.LocalAddr(), 0); err != nil {
			t.Fatal(err)
		}
		if m := recv(t, peer); m.TrafficClass != 0xb8 {
			t.Errorf("traffic class %#x arrived, want 0xb8", m.TrafficClass)
		}
	})
}

// TestFlowLabel reads the label in the quote, which the kernel gives with the traffic class.
func TestFlowLabel(t *testing.T) {
	c := openWith(t, errqueue.Options{Source: netip.AddrPortFrom(lo6, 0), FlowLabel: 0xabcde, TrafficClass: 0xb8})
	if err := c.Send(token(1), closedPort(t, lo6), 0); err != nil {
		t.Fatal(err)
	}
	if m := recv(t, c); m.FlowInfo != 0x0b8abcde {
		t.Errorf("flow info of the quote = %#x, want 0x0b8abcde", m.FlowInfo)
	}
}

// TestSendTwiceAfterError queues the error of each datagram before the next
// is sent: the kernel answers the send with it, and every one must still leave.
func TestSendTwiceAfterError(t *testing.T) {
	const n = 200
	families(t, func(t *testing.T, lo netip.Addr) {
		c, to := open(t, lo), closedPort(t, lo)
		for i := range uint64(n) {
			if err := c.Send(token(i), to, 0); err != nil {
				t.Fatalf("send %d: %v", i, err)
			}
		}
		wantTokens(t, c, n)
	})
}

func TestSendBatch(t *testing.T) {
	const n = 100 // more than one system call takes
	families(t, func(t *testing.T, lo netip.Addr) {
		c, to := open(t, lo), closedPort(t, lo)
		batch := make([]errqueue.Datagram, n)
		for i := range batch {
			batch[i] = errqueue.Datagram{Payload: token(uint64(i)), To: to, HopLimit: uint8(i + 1)}
		}
		if sent, err := c.SendBatch(batch); sent != n || err != nil {
			t.Fatalf("sent %d of %d: %v", sent, n, err)
		}
		wantTokens(t, c, n)
	})
}

// TestSendBatchStops has a bad datagram amid good ones.
func TestSendBatchStops(t *testing.T) {
	c, to := open(t, lo4), closedPort(t, lo4)
	good := errqueue.Datagram{Payload: token(0), To: to}
	for name, bad := range map[string]errqueue.Datagram{
		"family": {To: netip.AddrPortFrom(lo6, 9)},
		"size":   {To: to, Payload: make([]byte, 65536)},
	} {
		sent, err := c.SendBatch([]errqueue.Datagram{good, good, bad, good})
		if sent != 2 || err == nil {
			t.Errorf("%s: sent %d, error %v; want 2 and an error", name, sent, err)
		}
		for range 2 {
			recv(t, c)
		}
	}
}

// wantTokens receives the errors of n datagrams, each once and in order.
func wantTokens(t *testing.T, c *errqueue.Conn, n int) {
	t.Helper()
	for want := range uint64(n) {
		m := recv(t, c)
		if len(m.Payload) < 8 || binary.BigEndian.Uint64(m.Payload) != want {
			t.Fatalf("error %d has payload %x", want, m.Payload)
		}
	}
}

// TestOpErrors checks that the errno is seen through the typed errors.
func TestOpErrors(t *testing.T) {
	c := open(t, lo4)
	any6 := openWith(t, errqueue.Options{Network: "udp6"})
	for _, tt := range []struct {
		name string
		c    *errqueue.Conn
		to   string
		want error
		text string
	}{
		{"family", c, "[::1]:9", unix.EAFNOSUPPORT, "send to [::1]:9: address family not supported by protocol"},
		{"no address", c, "", unix.EAFNOSUPPORT, "send to invalid AddrPort: address family not supported by protocol"},
		// A socket on the loopback address has no route to elsewhere.
		{"no route", c, "192.0.2.1:9", unix.EINVAL, "send to 192.0.2.1:9: invalid argument"},
		{"zone", any6, "[fe80::1%nosuch0]:9", unix.ENODEV, "send to [fe80::1%nosuch0]:9: no such device"},
	} {
		var to netip.AddrPort
		if tt.to != "" {
			to = netip.MustParseAddrPort(tt.to)
		}
		err := tt.c.Send(token(1), to, 0)
		var op *errqueue.OpError
		if !errors.Is(err, tt.want) || !errors.As(err, &op) || err.Error() != tt.text {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.text)
		}
	}
}

func TestClosed(t *testing.T) {
	c := open(t, lo4)
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	if err := c.Close(); err != nil {
		t.Errorf("closing again: %v", err)
	}
	if err := c.Send(nil, netip.AddrPortFrom(lo4, 9), 0); !errors.Is(err, net.ErrClosed) {
		t.Errorf("send: %v, want net.ErrClosed", err)
	}
	if err := c.Recv(t.Context(), new(errqueue.Message)); !errors.Is(err, net.ErrClosed) {
		t.Errorf("receive: %v, want net.ErrClosed", err)
	}
}
