package errqueuetest

import (
	"context"
	"net"
	"net/netip"
	"sync"
	"time"

	"github.com/pathmtu/pmtu/errqueue"
)

// Kernel is what a fake kernel does with a datagram: it returns the messages
// that shall arrive for it, in their order, and the error of the send. Both may be set. The
// datagram's memory is its own.
type Kernel func(errqueue.Datagram) ([]errqueue.Message, error)

// Conn is an errqueue.Socket over a Kernel. Like errqueue.Conn, it may be
// closed and sent to from any goroutine, and received from by one.
type Conn struct {
	kernel Kernel
	local  netip.AddrPort
	news   chan struct{} // holds one when there may be something to do

	mu       sync.Mutex
	messages []errqueue.Message
	closed   bool
}

var _ errqueue.Socket = (*Conn)(nil)

// Dial returns a socket over a kernel. Send calls the kernel at once, and
// calls of it do not overlap.
func Dial(k Kernel) *Conn {
	return &Conn{
		kernel: k,
		local:  netip.MustParseAddrPort("192.0.2.1:40000"),
		news:   make(chan struct{}, 1),
	}
}

// LocalAddr returns 192.0.2.1:40000.
func (c *Conn) LocalAddr() netip.AddrPort { return c.local }

// Send gives a datagram to the kernel.
func (c *Conn) Send(b []byte, to netip.AddrPort, hopLimit uint8) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return net.ErrClosed
	}
	payload := append([]byte(nil), b...)
	messages, err := c.kernel(errqueue.Datagram{Payload: payload, To: to, HopLimit: hopLimit})
	c.messages = append(c.messages, messages...)
	c.notify()
	return err
}

// Deliver makes messages arrive that no send caused.
func (c *Conn) Deliver(messages ...errqueue.Message) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.messages = append(c.messages, messages...)
	c.notify()
}

// Recv returns the messages in the order of their arrival. Deadlines are kept as
// errqueue.Conn keeps them.
func (c *Conn) Recv(ctx context.Context, m *errqueue.Message) error {
	var expired <-chan time.Time
	if deadline, ok := ctx.Deadline(); ok {
		timer := time.NewTimer(time.Until(deadline))
		defer timer.Stop()
		expired = timer.C
	}
	for {
		if ctx.Err() == context.Canceled {
			return context.Cause(ctx)
		}
		if done, err := c.next(m); done || err != nil {
			return err
		}
		select {
		case <-c.news:
		case <-expired:
			return context.DeadlineExceeded
		case <-ctx.Done():
			if ctx.Err() == context.DeadlineExceeded {
				return context.DeadlineExceeded
			}
		}
	}
}

// next takes the next message, with m's own memory for the payload.
func (c *Conn) next(m *errqueue.Message) (bool, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return false, net.ErrClosed
	}
	if len(c.messages) == 0 {
		return false, nil
	}
	payload := append(m.Payload[:0], c.messages[0].Payload...)
	*m = c.messages[0]
	m.Payload = payload
	c.messages = c.messages[1:]
	return true, nil
}

// Close closes the socket. Closing again does nothing.
func (c *Conn) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
	c.notify()
	return nil
}

// notify lets Recv look. The caller holds mu.
func (c *Conn) notify() {
	select {
	case c.news <- struct{}{}:
	default:
	}
}
