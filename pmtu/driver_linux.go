package pmtu

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/pathmtu/pmtu/errqueue"
)

// Dial opens a Driver on this host's kernel, for targets of the family of
// target; it sends nothing. It needs Linux and no privilege. Errors are those of
// errqueue.Open: *errqueue.OpError, with a hint where something can be done.
//
// The Driver is a Pinger. Its ping socket is opened by the first CanPing, or
// for the first probe of protocol ICMP, in the network namespace of the thread that
// does that; where the host refuses it, UDP goes on as before.
func Dial(target netip.Addr, o SocketOptions) (Driver, error) {
	family := familyOf(target)
	c, err := errqueue.Open(socketOptions("udp", family, o))
	if err != nil {
		return nil, err
	}
	return newKernel(c, func() (errqueue.Socket, receiver, error) {
		p, err := errqueue.Open(socketOptions("ping", family, o))
		if err != nil {
			return nil, nil, err
		}
		both, err := errqueue.NewSet(c, p)
		if err != nil {
			return nil, nil, errors.Join(err, p.Close())
		}
		return p, both, nil
	}), nil
}

// socketOptions returns the options of a socket of a kind: "udp" or "ping".
func socketOptions(kind string, f Family, o SocketOptions) errqueue.Options {
	network := kind + "4"
	if f == IPv6 {
		network = kind + "6"
	}
	return errqueue.Options{
		Network:      network,
		Source:       netip.AddrPortFrom(o.Source, 0),
		Interface:    o.Interface,
		Mark:         o.Mark,
		TrafficClass: o.TrafficClass,
		FlowLabel:    o.FlowLabel,
	}
}

// kernel is the Driver over a UDP socket and, once it is needed, a ping socket. Probes are sent one by one, not
// in batches: a batch saves a microsecond of each, and costs that each probe needs
// memory of its own until the batch is full.
type kernel struct {
	socket  errqueue.Socket
	ping    ping
	closed  atomic.Bool
	payload []byte  // of the probe that is being sent
	queue   []Event // what came of probes, to be returned before anything else
	message errqueue.Message
	opened  time.Time
}

var (
	_ Driver = (*kernel)(nil)
	_ Pinger = (*kernel)(nil)
)

// newKernel returns the driver over a socket. openPing opens the other one.
func newKernel(s errqueue.Socket, openPing func() (errqueue.Socket, receiver, error)) *kernel {
	return &kernel{socket: s, ping: ping{open: openPing}, opened: time.Now()}
}

// Send sends a probe. Every outcome but net.ErrClosed is an event.
func (k *kernel) Send(p Probe) error {
	if k.closed.Load() {
		return net.ErrClosed
	}
	at := time.Now()
	err := k.transmit(p)
	switch {
	case err == nil:
		k.queue = append(k.queue, Sent{Probe: p.ID, At: at})
	case errors.Is(err, net.ErrClosed):
		return net.ErrClosed
	default:
		k.queue = append(k.queue, sendFailed(p.ID, at, err))
	}
	return nil
}

// transmit sends a probe by the socket of its protocol.
func (k *kernel) transmit(p Probe) error {
	if p.Protocol == ICMP {
		return k.sendEcho(p)
	}
	k.payload = p.AppendPayload(k.payload[:0])
	return k.socket.Send(k.payload, p.Target, p.HopLimit)
}

func sendFailed(id uint32, at time.Time, err error) SendFailed {
	e := SendFailed{Probe: id, At: at, Err: err.Error()}
	var errno syscall.Errno
	if errors.As(err, &errno) {
		e.Errno = uint32(errno)
	}
	var op *errqueue.OpError
	if errors.As(err, &op) && !errors.As(err, new(refusedPing)) {
		e.Err = withHint(op.Err, op).Error() // the probe says where to
	}
	var size *errqueue.SizeError
	if errors.As(err, &size) {
		e.MTU = MTU(size.MTU)
	}
	return e
}

// Recv returns what came of probes, then what the sockets have.
func (k *kernel) Recv(ctx context.Context) (Event, error) {
	if k.closed.Load() {
		return nil, net.ErrClosed
	}
	if len(k.queue) > 0 {
		e := k.queue[0]
		if k.queue = k.queue[1:]; len(k.queue) == 0 {
			k.queue = nil
		}
		return e, nil
	}
	for {
		m := &k.message
		event := EventFrom
		if k.ping.both == nil {
			if err := k.socket.Recv(ctx, m); err != nil {
				return nil, err
			}
		} else {
			from, err := k.ping.both.Recv(ctx, m)
			if err != nil {
				return nil, err
			}
			if from == fromPing {
				event = EventFromPing
			}
		}
		m.At = k.arrival(m.At, time.Now())
		if e, ok := event(m); ok {
			return e, nil
		}
	}
}

// arrival returns when a message arrived that the kernel says came at and
// that was read now, as a time that can be compared with those of sends. The kernel's
// clock may be set while a probe is on its way, and the reading of time.Now
// that is not may not be mixed with it: so only the time from arrival to reading
// is taken from the kernel. Where that cannot be (no time, the future, before
// the socket was there), it is now.
func (k *kernel) arrival(at, now time.Time) time.Time {
	age := now.Sub(at) // by the wall clock, as at has no other
	if at.IsZero() || age < 0 || age > now.Sub(k.opened) {
		return now
	}
	return now.Add(-age)
}

// Close ends the driver and unblocks Recv.
func (k *kernel) Close() error {
	k.closed.Store(true)
	return errors.Join(k.ping.close(), k.socket.Close())
}

// LocalSource returns what this host would send from to reach a target, and
// the limits that it knows of already. It sends nothing and does not
// block. Where there is no route, the error is ENETUNREACH or EHOSTUNREACH for errors.Is.
// RouteMTU is 0: a socket cannot tell a limit of the route's from one that
// was learned and cached, so that both are CachedMTU.
func LocalSource(target netip.Addr, o SocketOptions) (Source, error) {
	r, err := errqueue.FindRoute(netip.AddrPortFrom(target, DefaultPort), errqueue.Options{
		Source:       netip.AddrPortFrom(o.Source, 0),
		Interface:    o.Interface,
		Mark:         o.Mark,
		TrafficClass: o.TrafficClass,
	})
	if err != nil {
		return Source{}, err
	}
	s := Source{Addr: r.Source, Interface: r.Interface, InterfaceMTU: MTU(r.InterfaceMTU)}
	// The loopback's MTU is larger than a packet of IPv4 can be, which is no news.
	if mtu := MTU(r.MTU); mtu > 0 && mtu < min(s.InterfaceMTU, familyOf(target).Max()) {
		s.CachedMTU = mtu
	}
	return s, nil
}
