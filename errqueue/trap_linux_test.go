package errqueue_test

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"testing"
	"time"

	"github.com/vishvananda/netlink"
	"golang.org/x/net/icmp"
	"golang.org/x/net/ipv4"
	"golang.org/x/sys/unix"

	"github.com/pathmtu/pmtu/errqueue"
)

// trapped opens a Conn that the runtime's poller refuses to wait for: a slow
// queue holds what was sent, so that the send buffer is full, and then an
// error comes. EPOLLERR is then the only event.
func trapped(t *testing.T) *errqueue.Conn {
	t.Helper()
	l := onDeadLink(t)
	err := netlink.QdiscReplace(&netlink.Tbf{
		QdiscAttrs: netlink.QdiscAttrs{LinkIndex: l.Attrs().Index, Handle: netlink.MakeHandle(1, 0), Parent: netlink.HANDLE_ROOT},
		Rate:       1000, // bytes a second
		Limit:      1 << 20,
		Buffer:     1600 * (1e9 / 1000) / 64, // 1600 bytes, as time in units of 64 ns
	})
	if err != nil {
		t.Skipf("token bucket filter: %v", err)
	}
	c := openWith(t, errqueue.Options{Network: "udp4", WriteBuffer: 4608})
	to := netip.AddrPortFrom(far4, 33434)
	for range 100 {
		if err = c.Send(make([]byte, 1400), to, 0); err != nil {
			break
		}
	}
	if !errors.Is(err, errqueue.ErrNotSent) || !errors.Is(err, unix.EAGAIN) {
		t.Fatalf("send with a full buffer: %v, want ErrNotSent and EAGAIN", err)
	}
	return c
}

// forge makes an ICMP error about a datagram of c arrive, as a router
// would send it. It takes no room in the send buffer of c.
func forge(t *testing.T, c *errqueue.Conn, payload []byte) {
	t.Helper()
	udp := []byte{
		byte(c.LocalAddr().Port() >> 8), byte(c.LocalAddr().Port()), 33434 >> 8, 33434 & 0xff,
		0, byte(8 + len(payload)), 0, 0,
	}
	forgeQuote(t, unix.IPPROTO_UDP, append(udp, payload...))
}

// forgeQuote makes a port unreachable arrive that quotes a packet of a
// protocol from near4 to far4.
func forgeQuote(t *testing.T, protocol byte, transport []byte) {
	t.Helper()
	quote := []byte{
		0x45, 0, 0, byte(20 + len(transport)), 0, 0, 0x40, 0, 1, protocol, 0, 0,
		10, 9, 1, 1, 10, 9, 1, 2,
	}
	m := icmp.Message{Type: ipv4.ICMPTypeDestinationUnreachable, Code: 3, Body: &icmp.DstUnreach{Data: append(quote, transport...)}}
	b, err := m.Marshal(nil)
	must(t, err)
	raw, err := net.ListenPacket("ip4:icmp", near4.String())
	must(t, err)
	defer raw.Close()
	_, err = raw.WriteTo(b, &net.IPAddr{IP: near4.AsSlice()})
	must(t, err)
}

// TestNotPollable has the runtime's poller refuse, and wants everything that
// ends a Recv to end it all the same.
func TestNotPollable(t *testing.T) {
	c := trapped(t)
	done := springTrap(t, c)
	forge(t, c, token(2))
	wantSoon(t, done, nil)

	ctx, cancel := context.WithCancel(t.Context())
	done = receiving(ctx, c)
	cancel()
	wantSoon(t, done, context.Canceled)

	done = receiving(onlyDeadline{t.Context(), time.Now().Add(30 * time.Millisecond)}, c)
	wantSoon(t, done, context.DeadlineExceeded)

	// A sender that takes the entry off the queue wakes the receiver.
	done = receivingAtOnce(t, c)
	forge(t, c, token(3))
	if err := c.Send(make([]byte, 3000), netip.AddrPortFrom(far4, 33434), 0); !errors.Is(err, unix.EMSGSIZE) {
		t.Errorf("3000 bytes: %v, want EMSGSIZE", err)
	}
	wantSoon(t, done, nil)

	done = receivingAtOnce(t, c)
	time.Sleep(20 * time.Millisecond)
	c.Close()
	wantSoon(t, done, net.ErrClosed)
}

// springTrap returns a Recv that does without the runtime's poller. An error
// that wakes a waiting Recv springs the trap for the next one, unless it was read before
// the poller saw it.
func springTrap(t *testing.T, c *errqueue.Conn) <-chan error {
	t.Helper()
	for range 100 {
		done := receiving(soon(t), c)
		if c.UsedPoll() {
			return done
		}
		forge(t, c, token(1))
		wantSoon(t, done, nil)
	}
	t.Fatal("the poller did not refuse: this test tests nothing")
	return nil
}
