package pmtu

import (
	"context"
	"crypto/rand"
)

// Trace traces over the kernel's sockets. It opens a driver with o.Socket,
// draws a seed if o.Seed is zero, and runs as Run does. On systems other than
// Linux the error is errors.ErrUnsupported.
func Trace(ctx context.Context, o Options, observe func(Update)) (*Result, error) {
	return trace(ctx, o, observe, nil)
}

func trace(ctx context.Context, o Options, observe func(Update), rec *Recorder) (*Result, error) {
	if o.Seed == ([32]byte{}) {
		_, _ = rand.Read(o.Seed[:]) // never fails
	}
	d, err := Dial(o.Target.Addr(), o.Socket)
	if err != nil {
		return nil, err
	}
	defer d.Close()
	if p, ok := d.(Pinger); ok && o.Protocol == ICMP {
		if err := p.CanPing(); err != nil {
			return nil, err
		}
	}
	return record(ctx, d, o, observe, rec)
}

// Record does what Trace does and writes the run to rec.
func Record(ctx context.Context, o Options, observe func(Update), rec *Recorder) (*Result, error) {
	return trace(ctx, o, observe, rec)
}
