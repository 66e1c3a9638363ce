package pmtu

import "context"

// FleetDriver is the world of a Fleet: it sends probes to any number of
// targets and tells what came of them. It is used by one goroutine; only Close
// may come from another. It may be a Clock; then the Fleet runs by its time.
type FleetDriver interface {
	// SendBatch sends probes in their order and never blocks. It returns what
	// came of each, a Sent or a SendFailed, in the same order; the slice is
	// valid until the next call. What one target refuses or this host refuses for it, says
	// nothing of the others, which are sent. An error means that the driver can send no more.
	SendBatch(probes []Probe) ([]Event, error)
	// Recv waits for the next answer to any probe. It returns
	// context.DeadlineExceeded when ctx.Deadline() has passed on the driver's
	// clock (ctx has no timer of its own), the cause when ctx is cancelled, net.ErrClosed after Close.
	Recv(ctx context.Context) (Event, error)
	// Close ends the driver and unblocks Recv.
	Close() error
}
