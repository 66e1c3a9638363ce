// Package pmtutest has a Driver without a kernel, for tests of programs that
// trace paths, and the tests that every Driver has to pass.
package pmtutest

import (
	"container/heap"
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"sync"
	"syscall"
	"time"

	"github.com/pathmtu/pmtu/pmtu"
)

// Path is a path whose hops all answer. The zero value is a destination next door.
type Path struct {
	// Target is the destination. The zero Addr means 192.0.2.9.
	Target netip.Addr
	// Routers are the addresses of the hops before it, in path order.
	Routers []netip.Addr
	// Delay is the time that a link takes, one way. 0 means 1 ms.
	Delay time.Duration
	// LocalMTU is this host's limit, bytes. 0 means 1500.
	LocalMTU pmtu.MTU
	// MTUs are the limits of the links behind the routers, by the index of
	// the router, bytes. Missing or 0 means no limit.
	MTUs []pmtu.MTU
	// Silent names routers that answer nothing.
	Silent map[netip.Addr]bool
	// NoPing refuses probes of protocol ICMP, as hosts do that allow no ping sockets.
	NoPing bool
}

// epoch is when a simulated run begins.
var epoch = time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)

// Driver sends probes over a Path, on a clock of its own that goes on only
// while Recv waits. It implements pmtu.Driver and pmtu.Clock.
type Driver struct {
	path   Path
	mu     sync.Mutex
	now    time.Time
	events queue
	seq    int
	closed bool
}

var (
	_ pmtu.Driver = (*Driver)(nil)
	_ pmtu.Clock  = (*Driver)(nil)
	_ pmtu.Pinger = (*Driver)(nil)
)

var errNoPing = fmt.Errorf("open ping socket: %w", syscall.EACCES)

// New returns a driver for the path.
func New(p Path) *Driver {
	if !p.Target.IsValid() {
		p.Target = netip.MustParseAddr("192.0.2.9")
	}
	if p.Delay == 0 {
		p.Delay = time.Millisecond
	}
	if p.LocalMTU == 0 {
		p.LocalMTU = 1500
	}
	return &Driver{path: p, now: epoch}
}

// Now returns the present on the driver's clock.
func (d *Driver) Now() time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.now
}

// CanPing returns an error where Path.NoPing is true.
func (d *Driver) CanPing() error {
	if d.path.NoPing {
		return errNoPing
	}
	return nil
}

// Send puts the probe on the path. It fails with net.ErrClosed after Close.
func (d *Driver) Send(p pmtu.Probe) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed {
		return net.ErrClosed
	}
	if p.Protocol == pmtu.ICMP && d.path.NoPing {
		d.push(d.now, pmtu.SendFailed{Probe: p.ID, At: d.now, Errno: 13, Err: errNoPing.Error()})
		return nil
	}
	if p.Size > d.path.LocalMTU {
		d.push(d.now, pmtu.SendFailed{Probe: p.ID, At: d.now, MTU: d.path.LocalMTU, Errno: 90, Err: "message too long"})
		return nil
	}
	d.push(d.now, pmtu.Sent{Probe: p.ID, At: d.now})
	d.travel(p)
	return nil
}

// travel takes the probe along the path to where it ends.
func (d *Driver) travel(p pmtu.Probe) {
	for i, r := range d.path.Routers {
		hop := i + 1
		switch {
		case int(p.HopLimit) == hop:
			d.answer(p, r, hop, func(rep pmtu.Report) pmtu.Event { return pmtu.TimeExceeded{Report: rep} })
			return
		case i < len(d.path.MTUs) && d.path.MTUs[i] > 0 && p.Size > d.path.MTUs[i]:
			mtu := uint32(d.path.MTUs[i])
			d.answer(p, r, hop, func(rep pmtu.Report) pmtu.Event { return pmtu.PacketTooBig{Report: rep, NextHopMTU: mtu} })
			return
		}
	}
	if p.Protocol == pmtu.ICMP {
		d.reply(p)
		return
	}
	d.answer(p, d.path.Target, len(d.path.Routers)+1, func(rep pmtu.Report) pmtu.Event { return pmtu.Unreachable{Report: rep} })
}

// answer schedules an ICMP answer with the whole probe in its quote.
func (d *Driver) answer(p pmtu.Probe, from netip.Addr, hop int, event func(pmtu.Report) pmtu.Event) {
	if d.path.Silent[from] {
		return
	}
	at := d.now.Add(2 * time.Duration(hop) * d.path.Delay)
	bytes := p.PayloadSize()
	quote := pmtu.Quote{Target: p.Target, Bytes: bytes, HasToken: bytes >= pmtu.TokenSize, Token: p.Token}
	if p.Protocol == pmtu.ICMP {
		quote.Target = netip.AddrPortFrom(p.Target.Addr(), 0)
		quote.HasSequence, quote.Sequence = true, p.EchoSequence()
	}
	ev := event(pmtu.Report{At: at, Offender: from, HopLimit: 65 - hop, Quote: quote})
	d.push(at, withCode(ev, from.Is4()))
}

// reply schedules the target's echo reply.
func (d *Driver) reply(p pmtu.Probe) {
	if d.path.Silent[d.path.Target] {
		return
	}
	hop := len(d.path.Routers) + 1
	at := d.now.Add(2 * time.Duration(hop) * d.path.Delay)
	bytes := p.PayloadSize()
	d.push(at, pmtu.Reply{
		At: at, From: netip.AddrPortFrom(d.path.Target, 0), HopLimit: 65 - hop, Bytes: bytes,
		HasToken: bytes >= pmtu.TokenSize, Token: p.Token, Echo: true, Sequence: p.EchoSequence(),
	})
}

// withCode sets the ICMP type and code that belong to the event.
func withCode(ev pmtu.Event, v4 bool) pmtu.Event {
	pick := func(r *pmtu.Report, t4, c4, t6, c6 uint8) {
		if r.Type, r.Code = t6, c6; v4 {
			r.Type, r.Code = t4, c4
		}
	}
	switch ev := ev.(type) {
	case pmtu.TimeExceeded:
		pick(&ev.Report, 11, 0, 3, 0)
		return ev
	case pmtu.PacketTooBig:
		pick(&ev.Report, 3, 4, 2, 0)
		return ev
	case pmtu.Unreachable:
		pick(&ev.Report, 3, 3, 1, 4)
		return ev
	}
	return ev
}

// Recv returns the next event and moves the clock to it, or to the deadline
// of ctx. With neither it returns an error at once rather than never.
func (d *Driver) Recv(ctx context.Context) (pmtu.Event, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed {
		return nil, net.ErrClosed
	}
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	until, bounded := ctx.Deadline()
	if d.events.Len() > 0 && (!bounded || !d.events[0].at.After(until)) {
		x := heap.Pop(&d.events).(item)
		if x.at.After(d.now) {
			d.now = x.at
		}
		return x.ev, nil
	}
	if !bounded {
		return nil, errors.New("pmtutest: receive: nothing will ever arrive")
	}
	if until.After(d.now) {
		d.now = until
	}
	return nil, context.DeadlineExceeded
}

// Close ends the driver.
func (d *Driver) Close() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.closed = true
	return nil
}

func (d *Driver) push(at time.Time, ev pmtu.Event) {
	d.seq++
	heap.Push(&d.events, item{at, d.seq, ev})
}

type item struct {
	at  time.Time
	seq int // events of one moment stay in order
	ev  pmtu.Event
}

type queue []item

func (q queue) Len() int { return len(q) }
func (q queue) Less(i, j int) bool {
	return q[i].at.Before(q[j].at) || q[i].at.Equal(q[j].at) && q[i].seq < q[j].seq
}
func (q queue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q *queue) Push(x any)   { *q = append(*q, x.(item)) }
func (q *queue) Pop() any {
	old := *q
	x := old[len(old)-1]
	*q = old[:len(old)-1]
	return x
}
