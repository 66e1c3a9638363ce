package simnet

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/pathmtu/pmtu/errqueue"
	"github.com/pathmtu/pmtu/internal/wire"
	"github.com/pathmtu/pmtu/pmtu"
)

// Epoch is when every run on a virtual clock begins.
var Epoch = time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)

// ErrIdle is what Recv returns where nothing can happen any more: nothing is on its
// way, and the caller has no deadline.
var ErrIdle = errors.New("receive from simulated network: nothing is on its way and there is no deadline")

// DriverOptions are the options of a Driver. The zero value is fine.
type DriverOptions struct {
	// SourcePort is the port that probes come from, and the identifier of
	// echoes. 0 means 50000.
	SourcePort uint16
	// NoPing refuses ping sockets, as a Linux does whose ping_group_range
	// does not include the program's group.
	NoPing bool
	// Firewall is the largest packet that this host's own filter lets out, bytes; 0: any. Larger ones are refused
	// with EPERM, as by a filter in Linux's output path.
	Firewall pmtu.MTU
	// Capture gets a capture file of all packets in both directions; nil: nobody.
	Capture io.Writer
}

// Driver runs a network on a virtual clock, in the place of Linux and the
// world. It never sleeps and has no goroutine: time passes in Recv only.
type Driver struct {
	n       *Network
	port    uint16
	noPing  bool
	most    pmtu.MTU // what this host's filter lets out; 0: all
	capture *wire.PcapWriter
	now     time.Time
	own     []pmtu.Event // what this host says, to be received first
	coming  queue
	parts   reassembler
	message errqueue.Message
	buf     []byte
	closed  atomic.Bool
}

var (
	_ pmtu.Driver = (*Driver)(nil)
	_ pmtu.Clock  = (*Driver)(nil)
	_ pmtu.Pinger = (*Driver)(nil)
)

// NewDriver returns a driver of the network, which it uses from then on. The
// error is that of writing to Capture.
func NewDriver(n *Network, o DriverOptions) (*Driver, error) {
	d := &Driver{n: n, port: o.SourcePort, noPing: o.NoPing, most: o.Firewall, now: Epoch}
	if d.port == 0 {
		d.port = 50000
	}
	if o.Capture != nil {
		var err error
		if d.capture, err = wire.NewPcapWriter(o.Capture); err != nil {
			return nil, err
		}
	}
	return d, nil
}

// errNoPing is in the words of package errqueue.
var errNoPing = fmt.Errorf("open ping socket: %w: net.ipv4.ping_group_range does not include this group", syscall.Errno(eACCES))

// CanPing returns an error with DriverOptions.NoPing only.
func (d *Driver) CanPing() error {
	if d.noPing {
		return errNoPing
	}
	return nil
}

// Now returns the time on the virtual clock.
func (d *Driver) Now() time.Time { return d.now }

// Close ends the driver. It returns nil.
func (d *Driver) Close() error {
	d.closed.Store(true)
	return nil
}

// Send sends a probe, or refuses it as Linux would. It takes no time on the
// virtual clock. It returns net.ErrClosed after Close, and errors of writing
// to Capture.
func (d *Driver) Send(p pmtu.Probe) error {
	if d.closed.Load() {
		return net.ErrClosed
	}
	if failed, ok := d.refuse(p); ok {
		d.own = append(d.own, failed)
		return nil
	}
	d.buf = d.appendProbe(d.buf[:0], p)
	if err := d.record(d.now, d.buf); err != nil {
		return err
	}
	d.own = append(d.own, pmtu.Sent{Probe: p.ID, At: d.now})
	for _, c := range d.n.Packet(d.now, d.buf) {
		d.coming.push(c)
	}
	return nil
}

// refuse says whether and how Linux refuses to send a probe.
func (d *Driver) refuse(p pmtu.Probe) (pmtu.SendFailed, bool) {
	f := pmtu.SendFailed{Probe: p.ID, At: d.now}
	limit := min(d.n.LocalMTU(), p.Family().Max())
	switch {
	case d.noPing && p.Protocol == pmtu.ICMP:
		f.Errno, f.Err = eACCES, errNoPing.Error()
	case !d.n.Has(p.Family()):
		f.Errno, f.Err = eNETUNREACH, "network is unreachable"
	case p.HopLimit == 0:
		f.Errno, f.Err = eINVAL, "invalid argument"
	case p.Size > limit:
		f.MTU, f.Errno, f.Err = limit, eMSGSIZE, "message too long"
	case d.most > 0 && p.Size > d.most:
		f.Errno, f.Err = ePERM, "operation not permitted"
	default:
		return f, false
	}
	return f, true
}

// appendProbe appends the packet that a probe is.
func (d *Driver) appendProbe(b []byte, p pmtu.Probe) []byte {
	src, dst := d.n.Source(p.Family()), p.Target.Addr().Unmap()
	payload := p.AppendPayload(nil)
	ip := wire.IP{Src: src, Dst: dst, HopLimit: p.HopLimit, Protocol: wire.ProtoUDP, DF: p.Family() == pmtu.IPv4}
	if p.Protocol != pmtu.ICMP {
		return wire.AppendIP(b, ip, wire.AppendUDP(nil, src, dst, wire.UDP{Src: d.port, Dst: p.Target.Port()}, payload))
	}
	ip.Protocol = icmpProtocol(p.Family())
	echo := wire.ICMP{Type: echoOf(int(p.Family())), Rest: wire.EchoRest(d.port, p.EchoSequence()), Body: payload}
	return wire.AppendIP(b, ip, wire.AppendICMP(nil, src, dst, echo))
}

func (d *Driver) record(at time.Time, packet []byte) error {
	if d.capture == nil {
		return nil
	}
	return d.capture.WritePacket(at, packet)
}

// Recv returns the next event, and lets time pass until it happens or until
// ctx's deadline, which is a time on the virtual clock. An event that happens
// exactly at the deadline is returned. It returns context.DeadlineExceeded
// where the deadline comes first, ErrIdle where there is none and nothing is
// on its way, the cause where ctx is cancelled, net.ErrClosed after Close, and errors of
// writing to Capture.
func (d *Driver) Recv(ctx context.Context) (pmtu.Event, error) {
	for {
		switch {
		case d.closed.Load():
			return nil, net.ErrClosed
		case ctx.Err() != nil:
			return nil, context.Cause(ctx)
		case len(d.own) > 0:
			ev := d.own[0]
			d.own = d.own[1:]
			return ev, nil
		}
		if err := d.advance(ctx); err != nil {
			return nil, err
		}
		ev, err := d.arrival()
		if ev != nil || err != nil {
			return ev, err
		}
	}
}

// advance lets time pass until the next packet arrives.
func (d *Driver) advance(ctx context.Context) error {
	at, coming := d.coming.next()
	deadline, limited := ctx.Deadline()
	switch {
	case !coming && !limited:
		return ErrIdle
	case limited && (!coming || at.After(deadline)):
		d.moveTo(deadline)
		return context.DeadlineExceeded
	}
	d.moveTo(at)
	return nil
}

// moveTo sets the clock, but never back.
func (d *Driver) moveTo(at time.Time) {
	if at.After(d.now) {
		d.now = at
	}
}

// arrival takes the packet that arrives next. The event is nil where the
// probes' socket hears nothing of it.
func (d *Driver) arrival() (pmtu.Event, error) {
	c := d.coming.pop()
	if err := d.record(c.At, c.Packet); err != nil {
		return nil, fmt.Errorf("receive from simulated network: %w", err)
	}
	event := pmtu.EventFrom
	switch d.parts.receive(&d.message, c.At, c.Packet, d.port) {
	case noSocket:
		return nil, nil
	case pingSocket:
		event = pmtu.EventFromPing
	}
	if ev, ok := event(&d.message); ok {
		return ev, nil
	}
	return nil, nil
}
