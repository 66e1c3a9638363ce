package e2e

import (
	"bytes"
	"encoding/binary"
	"errors"
	"net"
	"net/netip"
	"slices"
	"testing"
	"time"

	"github.com/pathmtu/pmtu/errqueue"
	"github.com/pathmtu/pmtu/internal/lab"
)

// carriage is a socket on each of two nodes, with which is measured what the
// way from one to the other carries, whatever a trace says.
type carriage struct {
	from    *errqueue.Conn
	to      *net.UDPConn
	dst     netip.AddrPort
	headers int    // of IP and UDP
	round   uint32 // of packets, which each of them carries
}

// newCarriage opens the sockets; dst is an address of to.
func newCarriage(t *testing.T, from, to *lab.Node, dst netip.Addr) *carriage {
	t.Helper()
	network, headers := "udp6", 48
	if dst.Is4() {
		network, headers = "udp4", 28
	}
	c := &carriage{headers: headers}
	err := to.Do(func() (err error) {
		c.to, err = net.ListenUDP("udp", net.UDPAddrFromAddrPort(netip.AddrPortFrom(dst, 0)))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.to.Close() })
	c.dst = c.to.LocalAddr().(*net.UDPAddr).AddrPort()
	err = from.Do(func() (err error) {
		c.from, err = errqueue.Open(errqueue.Options{Network: network})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.from.Close() })
	return c
}

// turn is how long the packet behind all others is waited for. It comes at
// once but on a machine that has too much to do.
const turn = 2 * time.Second

// arriving sends packets of these sizes, don't-fragment set, and returns the
// sizes of those that arrived. A small packet behind them says that all are
// through or lost, so nothing waits for what is lost.
func (c *carriage) arriving(t *testing.T, sizes ...int) []int {
	t.Helper()
	c.round++
	last := binary.BigEndian.AppendUint32(nil, c.round)
	for _, size := range sizes {
		p := make([]byte, size-c.headers)
		copy(p, last)
		err := c.from.Send(p, c.dst, 64)
		if tooLarge := (*errqueue.SizeError)(nil); err != nil && !errors.As(err, &tooLarge) {
			t.Fatal(err)
		}
	}
	if err := c.from.Send(last, c.dst, 64); err != nil {
		t.Fatal(err)
	}
	if err := c.to.SetReadDeadline(time.Now().Add(turn)); err != nil {
		t.Fatal(err)
	}
	var arrived []int
	buf := make([]byte, 1<<16)
	for {
		n, _, err := c.to.ReadFromUDPAddrPort(buf)
		switch {
		case err != nil:
			return arrived
		case !bytes.HasPrefix(buf[:n], last): // of an earlier round
		case n == len(last):
			return arrived
		default:
			arrived = append(arrived, n+c.headers)
		}
	}
}

// carriesExactly asserts that packets of n bytes arrive and larger ones never do.
func carriesExactly(t *testing.T, from, to *lab.Node, dst netip.Addr, n int) {
	t.Helper()
	c := newCarriage(t, from, to, dst)
	for deadline := time.Now().Add(2 * turn); ; {
		got := c.arriving(t, n+1, n)
		if slices.Contains(got, n+1) {
			t.Errorf("the network carries %d bytes to %v, want %d at most", n+1, dst, n)
			return
		}
		if slices.Contains(got, n) {
			return
		}
		if time.Now().After(deadline) {
			t.Errorf("the network does not carry %d bytes to %v", n, dst)
			return
		}
	}
}
