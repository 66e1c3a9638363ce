package simnet

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"sync"
	"syscall"
	"time"

	"github.com/pathmtu/pmtu/internal/wire"
)

// TUNOptions are the options of a TUN. The zero value is fine.
type TUNOptions struct {
	// Capture gets a capture file of all packets in both directions, one
	// Write a packet; nil: nobody.
	Capture io.Writer
	// NoPing leaves ping sockets closed for everybody in the namespace, as new namespaces have it.
	NoPing bool
	// Ethernet makes the device one of Ethernet frames, a TAP device, for
	// programs that know no other; IPv4 only, as nobody answers the neighbour
	// discovery of IPv6 there.
	Ethernet bool
	// gateway makes the routes go by one router, as those of a world do: the kernel keeps a
	// neighbour for each address that is on the link, and all namespaces of a
	// machine share what room there is (net.ipv4.neigh.default.gc_thresh3).
	gateway bool
}

// carrier is what takes packets: a Network or a World.
type carrier interface {
	Packet(now time.Time, pkt []byte) []Delivery
}

// TUN runs a network in real time behind a device.
type TUN struct {
	n       carrier
	device  io.ReadWriteCloser
	done    sync.WaitGroup
	wake    chan struct{} // has room for one: the queue has changed
	closing chan struct{}
	once    sync.Once

	mu      sync.Mutex // guards what follows
	coming  queue
	capture *wire.PcapWriter
	err     error
}

// Attach starts to run a network behind a device, each Read and Write of
// which is one IP packet, and the Close of which ends a Read. The network and
// the device are the TUN's from then on, until Close.
func Attach(n *Network, device io.ReadWriteCloser, o TUNOptions) (*TUN, error) {
	return start(n, device, o)
}

func start(n carrier, device io.ReadWriteCloser, o TUNOptions) (*TUN, error) {
	t := &TUN{n: n, device: device, wake: make(chan struct{}, 1), closing: make(chan struct{})}
	if o.Capture != nil {
		var err error
		if t.capture, err = wire.NewPcapWriter(o.Capture); err != nil {
			return nil, err
		}
	}
	t.done.Go(t.read)
	t.done.Go(t.write)
	return t, nil
}

// Close closes the device, waits for all to end, and returns the first error
// there was. It may be called again.
func (t *TUN) Close() error {
	t.once.Do(func() {
		close(t.closing)
		if err := t.device.Close(); err != nil {
			t.fail(err)
		}
	})
	t.done.Wait()
	return t.err
}

// fail keeps the first error, other than those of closing.
func (t *TUN) fail(err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.err == nil && !errors.Is(err, fs.ErrClosed) && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrClosedPipe) {
		t.err = fmt.Errorf("run simulated network: %w", err)
	}
}

// maxPacket is the largest IP packet without a jumbo payload.
const maxPacket = 65535 + wire.IPv6HeaderLen

// read takes packets from the device.
func (t *TUN) read() {
	buf := make([]byte, maxPacket)
	for {
		size, err := t.device.Read(buf)
		now := time.Now()
		if err != nil {
			t.fail(err)
			return
		}
		deliveries := t.n.Packet(now, buf[:size])
		t.record(now, buf[:size])
		t.mu.Lock()
		for _, d := range deliveries {
			t.coming.push(d)
		}
		t.mu.Unlock()
		select {
		case t.wake <- struct{}{}:
		default: // it has not yet looked at the last change
		}
	}
}

// write gives packets to the device when they arrive.
func (t *TUN) write() {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-t.closing:
			return
		case <-t.wake:
		case <-timer.C:
		}
		d, wait, ok := t.due(time.Now())
		for ; ok && wait <= 0; d, wait, ok = t.due(time.Now()) {
			t.record(time.Now(), d.Packet)
			// A device that is down loses what comes, as a cable does.
			if _, err := t.device.Write(d.Packet); err != nil && !errors.Is(err, syscall.EIO) {
				t.fail(err)
				return
			}
		}
		if ok {
			timer.Reset(wait)
		}
	}
}

// due removes and returns the next delivery if it is due. Otherwise it returns how
// long that takes, and false where there is none.
func (t *TUN) due(now time.Time) (d Delivery, wait time.Duration, ok bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	at, ok := t.coming.next()
	if !ok {
		return d, 0, false
	}
	if wait = at.Sub(now); wait <= 0 {
		d = t.coming.pop()
	}
	return d, wait, true
}

func (t *TUN) record(at time.Time, packet []byte) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.capture == nil {
		return
	}
	if err := t.capture.WritePacket(at, packet); err != nil && t.err == nil {
		t.err = err
	}
}
