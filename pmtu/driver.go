package pmtu

import (
	"context"
	"time"
)

// Driver is the world: it sends probes and tells what came of them. A Driver
// is used by one goroutine; only Close may come from another.
type Driver interface {
	// Send sends a probe. It never blocks. What came of it arrives by Recv, as Sent or
	// SendFailed, before any answer to that probe. An error means that the
	// driver can send no more.
	Send(Probe) error
	// Recv waits for the next event. It returns context.DeadlineExceeded
	// when ctx.Deadline() has passed on the driver's clock (ctx has no timer
	// of its own), the cause when ctx is cancelled, net.ErrClosed after Close.
	Recv(ctx context.Context) (Event, error)
	// Close ends the driver and unblocks Recv.
	Close() error
}

// Pinger is what a Driver has that can send ICMP echoes on some hosts. A
// Driver without it cannot.
type Pinger interface {
	// CanPing returns nil where probes of protocol ICMP can be sent, else why
	// not. It never blocks, sends nothing, and is called by the goroutine that
	// sends and receives. Where it returns an error, Send of such a probe leads to a SendFailed.
	CanPing() error
}

// Clock is what a Driver has whose time is not the wall clock's: a simulated
// network.
type Clock interface {
	// Now returns the present.
	Now() time.Time
}
