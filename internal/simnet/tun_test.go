package simnet

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/pathmtu/pmtu/pmtu"
)

// fakeDevice is the far end of a device: what is sent to in is read from it, and
// what is written to it comes out of out.
type fakeDevice struct {
	in, out chan []byte
	closed  chan struct{}
	once    sync.Once
	fail    error // of Write, which then sends to tried
	tried   chan struct{}
}

func newFakeDevice() *fakeDevice {
	return &fakeDevice{in: make(chan []byte), out: make(chan []byte, 10), closed: make(chan struct{})}
}

func (d *fakeDevice) Read(b []byte) (int, error) {
	select {
	case pkt := <-d.in:
		return copy(b, pkt), nil
	case <-d.closed:
		return 0, fs.ErrClosed
	}
}

func (d *fakeDevice) Write(b []byte) (int, error) {
	if d.fail != nil {
		d.tried <- struct{}{}
		return 0, d.fail
	}
	d.out <- bytes.Clone(b)
	return len(b), nil
}

func (d *fakeDevice) Close() error {
	d.once.Do(func() { close(d.closed) })
	return nil
}

func attach(t *testing.T, n *Network, device io.ReadWriteCloser, o TUNOptions) *TUN {
	t.Helper()
	tun, err := Attach(n, device, o)
	if err != nil {
		t.Fatal(err)
	}
	return tun
}

// Answers come in the order of their arrival, and not before their time.
func TestTUN(t *testing.T) {
	n := parse(t, "hops 3\nhop 2 delay=20ms\nhop 1 slow=5ms")
	device := newFakeDevice()
	var file bytes.Buffer
	tun := attach(t, n, device, TUNOptions{Capture: &file})
	start := time.Now()
	for hop := 1; hop <= 3; hop++ {
		device.in <- udp(n, pmtu.IPv4, hop, 100)
	}
	for _, tt := range []struct {
		hop   int
		after time.Duration
	}{{1, 5 * time.Millisecond}, {2, 40 * time.Millisecond}, {3, 44 * time.Millisecond}} {
		a := decode(t, Delivery{Packet: <-device.out})
		if want := n.d.hops[tt.hop-1].addrs.v4[0]; a.from != want {
			t.Errorf("answer from %s, want %s", a.from, want)
		}
		if early := tt.after - time.Since(start); early > 0 {
			t.Errorf("hop %d answered %v too early", tt.hop, early)
		}
	}
	if err := tun.Close(); err != nil {
		t.Error(err)
	}
	if err := tun.Close(); err != nil {
		t.Errorf("second Close: %v", err)
	}
	if want := 24 + 6*16 + 3*100 + 3*128; file.Len() != want {
		t.Errorf("capture of %d bytes, want %d", file.Len(), want)
	}
}

func TestTUNCloseWithAnswersOnTheirWay(t *testing.T) {
	n := parse(t, "hops 3\nhop 1 slow=1h")
	device := newFakeDevice()
	tun := attach(t, n, device, TUNOptions{})
	device.in <- udp(n, pmtu.IPv4, 1, 100)
	if err := tun.Close(); err != nil {
		t.Error(err)
	}
}

// A device that is down loses packets, and goes on when it is up again.
func TestTUNDown(t *testing.T) {
	n := parse(t, "hops 3")
	device := newFakeDevice()
	device.fail, device.tried = &fs.PathError{Op: "write", Path: "tun", Err: syscall.EIO}, make(chan struct{})
	tun := attach(t, n, device, TUNOptions{})
	for range 2 {
		device.in <- udp(n, pmtu.IPv4, 1, 100)
		<-device.tried
	}
	if err := tun.Close(); err != nil {
		t.Error(err)
	}
}

func TestTUNErrors(t *testing.T) {
	n := parse(t, "hops 3")
	device := newFakeDevice()
	device.fail, device.tried = errFull, make(chan struct{})
	tun := attach(t, n, device, TUNOptions{})
	device.in <- udp(n, pmtu.IPv4, 1, 100)
	<-device.tried
	if err := tun.Close(); !errors.Is(err, errFull) {
		t.Errorf("error %v, want that of Write", err)
	}
	if _, err := Attach(n, newFakeDevice(), TUNOptions{Capture: &full{}}); !errors.Is(err, errFull) {
		t.Errorf("error %v, want that of Capture", err)
	}
}
