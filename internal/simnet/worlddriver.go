package simnet

import (
	"net"

	"github.com/pathmtu/pmtu/pmtu"
)

// WorldDriver runs a world on a virtual clock, for a pmtu.Fleet.
type WorldDriver struct {
	*Driver // of the network that is spoken to
	w       *World
	events  []pmtu.Event
}

var (
	_ pmtu.FleetDriver = (*WorldDriver)(nil)
	_ pmtu.Clock       = (*WorldDriver)(nil)
)

// NewWorldDriver returns a driver of the world, which it uses from then on.
// The error is that of writing to Capture.
func NewWorldDriver(w *World, o DriverOptions) (*WorldDriver, error) {
	d, err := NewDriver(w.Target(0), o)
	if err != nil {
		return nil, err
	}
	return &WorldDriver{Driver: d, w: w}, nil
}

// SendBatch sends each probe as Driver.Send does. Where there is no such
// target, it leaves and is never heard of.
func (d *WorldDriver) SendBatch(probes []pmtu.Probe) ([]pmtu.Event, error) {
	d.events = d.events[:0]
	for _, p := range probes {
		if d.closed.Load() {
			return nil, net.ErrClosed
		}
		d.n = d.w.Target(0)
		if n := d.w.byAddr[p.Target.Addr().Unmap()]; n != nil {
			d.n = n
		}
		d.w.lend(d.n)
		if err := d.Send(p); err != nil {
			return nil, err
		}
		d.w.takeBack(d.n)
		d.events = append(d.events, d.own...)
		d.own = d.own[:0]
	}
	return d.events, nil
}
