package pmtu

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"

	"github.com/pathmtu/pmtu/errqueue"
)

// receiver receives from the UDP and the ping socket of a kernel, and says
// from which: errqueue.Set.
type receiver interface {
	Recv(ctx context.Context, m *errqueue.Message) (from int, err error)
	Close() error
}

var _ receiver = (*errqueue.Set)(nil)

// fromPing is what a receiver returns for the ping socket.
const fromPing = 1

// ping is the second socket of a kernel. Only the goroutine that sends and
// receives uses it, but for Close, for which mu is.
type ping struct {
	open   func() (errqueue.Socket, receiver, error)
	socket errqueue.Socket
	both   receiver // nil: the UDP socket is the only one
	asked  bool     // whether it was tried to open it
	err    error    // why that failed

	mu     sync.Mutex
	closed bool
}

// CanPing opens the ping socket, where that was not done before.
func (k *kernel) CanPing() error {
	p := &k.ping
	if p.asked {
		return p.err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return net.ErrClosed
	}
	p.asked = true
	if p.socket, p.both, p.err = p.open(); p.err != nil {
		p.socket, p.both, p.err = nil, nil, refusal(p.err)
	}
	return p.err
}

// refusal adds the hint to the error of an open.
func refusal(err error) error {
	var op *errqueue.OpError
	if errors.As(err, &op) {
		return withHint(err, op)
	}
	return err
}

// withHint is an error with the hint of op, as the command prints them.
func withHint(err error, op *errqueue.OpError) error {
	if op.Hint == "" {
		return err
	}
	return fmt.Errorf("%w (%s)", err, op.Hint)
}

// sendEcho sends a probe of protocol ICMP.
func (k *kernel) sendEcho(p Probe) error {
	if err := k.CanPing(); err != nil {
		return refusedPing{err}
	}
	k.payload = p.appendEcho(k.payload[:0])
	return k.ping.socket.Send(k.payload, p.Target, p.HopLimit)
}

// refusedPing is why a probe was not sent for want of a ping socket.
type refusedPing struct{ error }

func (e refusedPing) Unwrap() error { return e.error }

// close closes the ping socket, and everything that receives.
func (p *ping) close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	if p.both == nil {
		return nil
	}
	return p.both.Close()
}
