package pmtu

import (
	"context"
	"crypto/rand"
)

// Trace traces over the kernel's sockets. It opens a driver with o.Socket,
// draws a seed if o.Seed is zero, fills in o.Source if that is, and runs as Run
// does. Without a route nothing is sent but in ModeTracepath, and the error is ENETUNREACH or
// EHOSTUNREACH for errors.Is. On systems other than Linux it is errors.ErrUnsupported.
func Trace(ctx context.Context, o Options, observe func(Update)) (*Result, error) {
	return trace(ctx, o, observe, nil)
}

func trace(ctx context.Context, o Options, observe func(Update), rec *Recorder) (*Result, error) {
	if o.Seed == ([32]byte{}) {
		_, _ = rand.Read(o.Seed[:]) // never fails
	}
	if err := o.Validate(); err != nil {
		return nil, err
	}
	if o.Source == (Source{}) && o.Mode != ModeTracepath {
		var err error
		if o.Source, err = LocalSource(o.Target.Addr(), o.Socket); err != nil {
			return nil, err
		}
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
