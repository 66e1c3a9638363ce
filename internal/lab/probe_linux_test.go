package lab

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"testing"
	"time"

	"github.com/pathmtu/pmtu/errqueue"
)

// said is what came back for one probe; the zero value is silence.
type said struct {
	From       netip.Addr
	Type, Code uint8
	Info       uint32 // next-hop MTU of a packet too big
	HopLimit   int    // with which the answer arrived
}

func (s said) String() string {
	return fmt.Sprintf("%d/%d from %v info %d hop limit %d", s.Type, s.Code, s.From, s.Info, s.HopLimit)
}

// The answers by name, type and code for IPv4 (true) and IPv6.
var (
	exceeded   = map[bool][2]uint8{true: {11, 0}, false: {3, 0}}
	tooBigCode = map[bool][2]uint8{true: {3, 4}, false: {2, 0}}
	portClosed = map[bool][2]uint8{true: {3, 3}, false: {1, 4}}
)

// How long a probe waits: for an answer that must come, and for one that must
// not. On veth devices an answer is there when the send returns.
const (
	patience = 5 * time.Second
	glance   = 100 * time.Millisecond
)

// ask sends one UDP probe of size bytes with a hop limit to a closed port and
// returns the kernel's answer.
func ask(t *testing.T, n *Node, dst netip.Addr, hops, size int) said {
	t.Helper()
	return askFor(t, n, dst, hops, size, patience)
}

// wantSilence asserts that a probe as in ask gets no answer.
func wantSilence(t *testing.T, n *Node, dst netip.Addr, hops, size int) {
	t.Helper()
	if s := askFor(t, n, dst, hops, size, glance); s != (said{}) {
		t.Errorf("got %v, want silence", s)
	}
}

// wantAnswer asserts type and code of an answer by family, and its sender.
func wantAnswer(t *testing.T, s said, v4 bool, want map[bool][2]uint8, from netip.Addr) {
	t.Helper()
	if got := [2]uint8{s.Type, s.Code}; got != want[v4] || s.From != from {
		t.Errorf("got %v, want %v from %v", s, want[v4], from)
	}
}

// askFor is ask with a time to wait.
func askFor(t *testing.T, n *Node, dst netip.Addr, hops, size int, wait time.Duration) said {
	t.Helper()
	network, headers := "udp6", 48
	if dst.Is4() {
		network, headers = "udp4", 28
	}
	var c *errqueue.Conn
	err := n.Do(func() error {
		var err error
		c, err = errqueue.Open(errqueue.Options{Network: network})
		return err
	})
	if err != nil {
		t.Fatalf("open a socket in %s: %v", n.Name(), err)
	}
	defer c.Close()
	if err := c.Send(make([]byte, size-headers), netip.AddrPortFrom(dst, 33434), uint8(hops)); err != nil {
		t.Fatalf("probe from %s to %v, hop limit %d, %d bytes: %v", n.Name(), dst, hops, size, err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), wait)
	defer cancel()
	var m errqueue.Message
	switch err := c.Recv(ctx, &m); {
	case errors.Is(err, context.DeadlineExceeded):
		return said{}
	case err != nil:
		t.Fatal(err)
	}
	return said{From: m.Offender, Type: m.Type, Code: m.Code, Info: m.Info, HopLimit: m.HopLimit}
}
