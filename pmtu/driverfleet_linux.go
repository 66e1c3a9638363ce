package pmtu

import (
	"context"
	"errors"
	"net"
	"sync/atomic"
	"time"

	"github.com/pathmtu/pmtu/errqueue"
)

// DialFleet opens a FleetDriver on this host's kernel: one unconnected socket
// for each family and protocol, UDP and ICMP echo, which all targets share. It sends nothing. It needs Linux and no privilege.
//
// A socket that the host refuses is an error only where no UDP socket can be
// had; otherwise the probes that it was for are not sent, and say why. Errors are those of
// errqueue.Open. The sockets are in the network namespace of the calling thread.
func DialFleet(o SocketOptions) (FleetDriver, error) {
	k := &fleetKernel{clock: kernel{opened: time.Now()}}
	var conns []*errqueue.Conn
	for kind := range k.sockets {
		if o.Source.IsValid() && familyOf(o.Source) != fleetFamily(kind) {
			k.sockets[kind].err = &errqueue.OpError{Op: "send", Object: "from " + o.Source.String(), Err: errOtherFamily}
			continue
		}
		c, err := errqueue.Open(fleetOptions(kind, o))
		if err != nil {
			k.sockets[kind].err = refusal(err)
			continue
		}
		k.sockets[kind].conn = c
		k.from = append(k.from, kind)
		conns = append(conns, c)
	}
	if k.sockets[udp4].conn == nil && k.sockets[udp6].conn == nil {
		wanted := udp4
		if o.Source.IsValid() && familyOf(o.Source) == IPv6 {
			wanted = udp6 // the other could not but be refused
		}
		return nil, errors.Join(k.sockets[wanted].err, closeAll(conns))
	}
	var err error
	if k.set, err = errqueue.NewSet(conns...); err != nil {
		return nil, errors.Join(err, closeAll(conns))
	}
	return k, nil
}

var errOtherFamily = errors.New("the source address is of the other family")

// The sockets of a fleetKernel.
const (
	udp4 = iota
	udp6
	ping4
	ping6
	fleetSockets
)

func fleetFamily(kind int) Family {
	if kind == udp6 || kind == ping6 {
		return IPv6
	}
	return IPv4
}

func fleetOptions(kind int, o SocketOptions) errqueue.Options {
	network, f := "udp", fleetFamily(kind)
	if kind >= ping4 {
		network = "ping"
	}
	if f == IPv4 {
		o.FlowLabel = 0 // which it has none of
	}
	return socketOptions(network, f, o)
}

func closeAll(conns []*errqueue.Conn) error {
	var errs []error
	for _, c := range conns {
		errs = append(errs, c.Close())
	}
	return errors.Join(errs...)
}

// fleetKernel is the FleetDriver over the kernel's sockets.
type fleetKernel struct {
	sockets [fleetSockets]fleetSocket
	set     *errqueue.Set
	from    []int // the kind of socket by its index in the set
	closed  atomic.Bool
	clock   kernel // for its arrival
	message errqueue.Message

	outcomes []Event
	batch    []errqueue.Datagram
	payloads []byte
	places   []int // of the batch's probes among the outcomes
}

// fleetSocket is a socket, or why there is none.
type fleetSocket struct {
	conn *errqueue.Conn
	err  error
}

var _ FleetDriver = (*fleetKernel)(nil)

// kindOf is the socket by which a probe leaves.
func (p Probe) kindOf() int {
	kind := udp4
	if p.Protocol == ICMP {
		kind = ping4
	}
	if p.Family() == IPv6 {
		kind++
	}
	return kind
}

// SendBatch sends probes, those that leave by the same socket with one system
// call as far as they follow each other.
func (k *fleetKernel) SendBatch(probes []Probe) ([]Event, error) {
	if k.closed.Load() {
		return nil, net.ErrClosed
	}
	k.outcomes = append(k.outcomes[:0], make([]Event, len(probes))...)
	for kind := range k.sockets {
		k.gather(kind, probes)
		if err := k.transmit(kind, probes); err != nil {
			return nil, err
		}
	}
	return k.outcomes, nil
}

// gather makes the batch of one socket.
func (k *fleetKernel) gather(kind int, probes []Probe) {
	k.batch, k.places, k.payloads = k.batch[:0], k.places[:0], k.payloads[:0]
	for i, p := range probes {
		if p.kindOf() != kind {
			continue
		}
		from := len(k.payloads)
		if p.Protocol == ICMP {
			k.payloads = p.appendEcho(k.payloads)
		} else {
			k.payloads = p.AppendPayload(k.payloads)
		}
		// Where the payloads move to more memory, those before stay where they were, and are as good.
		k.batch = append(k.batch, errqueue.Datagram{Payload: k.payloads[from:], To: p.Target, HopLimit: p.HopLimit})
		k.places = append(k.places, i)
	}
}

// transmit sends the batch. What is wrong with one probe is its outcome, and
// those behind it are sent all the same.
func (k *fleetKernel) transmit(kind int, probes []Probe) error {
	s := &k.sockets[kind]
	at := time.Now()
	for first := 0; first < len(k.batch); {
		n, err := 0, error(nil)
		switch {
		case s.conn != nil:
			n, err = s.conn.SendBatch(k.batch[first:])
		case kind >= ping4:
			err = refusedPing{s.err}
		default:
			err = s.err
		}
		if errors.Is(err, net.ErrClosed) {
			return net.ErrClosed
		}
		for _, i := range k.places[first : first+n] {
			k.outcomes[i] = Sent{Probe: probes[i].ID, At: at}
		}
		if first += n; err != nil {
			i := k.places[first]
			k.outcomes[i] = sendFailed(probes[i].ID, at, err)
			first++
		}
		at = time.Now()
	}
	return nil
}

// Recv returns what a socket has next.
func (k *fleetKernel) Recv(ctx context.Context) (Event, error) {
	for {
		from, err := k.set.Recv(ctx, &k.message)
		if err != nil {
			return nil, err
		}
		event := EventFrom
		if k.from[from] >= ping4 {
			event = EventFromPing
		}
		k.message.At = k.clock.arrival(k.message.At, time.Now())
		if ev, ok := event(&k.message); ok {
			return ev, nil
		}
	}
}

// Close closes the sockets and unblocks Recv.
func (k *fleetKernel) Close() error {
	k.closed.Store(true)
	return k.set.Close()
}
