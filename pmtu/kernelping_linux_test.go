package pmtu

import (
	"context"
	"encoding/binary"
	"errors"
	"net"
	"net/netip"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pathmtu/pmtu/errqueue"
	"github.com/pathmtu/pmtu/errqueue/errqueuetest"
)

// bothSockets receives from two fake sockets what is there, in turns.
type bothSockets struct {
	conns [2]*errqueuetest.Conn
	turn  int
}

func (b *bothSockets) Recv(_ context.Context, m *errqueue.Message) (int, error) {
	for range b.conns {
		from := b.turn
		b.turn = 1 - b.turn
		if err := b.conns[from].Recv(deadline{context.Background(), time.Unix(1, 0)}, m); err != context.DeadlineExceeded {
			return from, err
		}
	}
	return 0, context.DeadlineExceeded
}

func (b *bothSockets) Close() error { return errors.Join(b.conns[0].Close(), b.conns[1].Close()) }

// kernelWithPing returns a driver over two fake sockets that answer at once,
// and how often the second was opened.
func kernelWithPing() (k *kernel, opened *int) {
	udp := errqueuetest.Dial(func(d errqueue.Datagram) ([]errqueue.Message, error) {
		return []errqueue.Message{{Peer: d.To, Payload: d.Payload}}, nil
	})
	opened = new(int)
	return newKernel(udp, func() (errqueue.Socket, receiver, error) {
		*opened++
		c := errqueuetest.Dial(func(d errqueue.Datagram) ([]errqueue.Message, error) {
			d.Payload[0] = 0 // echo reply
			return []errqueue.Message{{Peer: netip.AddrPortFrom(d.To.Addr(), 0), Payload: d.Payload}}, nil
		})
		return c, &bothSockets{conns: [2]*errqueuetest.Conn{udp, c}}, nil
	}), opened
}

var pingTarget = netip.MustParseAddrPort("192.0.2.9:33434")

// TestKernelPing has probes of both protocols on their way at once.
func TestKernelPing(t *testing.T) {
	k, opened := kernelWithPing()
	for id := uint32(1); id <= 6; id++ {
		p := Probe{ID: id, Token: uint64(id), Target: pingTarget, Size: 100, Protocol: Protocol(id % 2)}
		if err := k.Send(p); err != nil {
			t.Fatal(err)
		}
	}
	for id := uint32(1); id <= 6; id++ {
		if e, err := k.Recv(t.Context()); err != nil || e.(Sent).Probe != id {
			t.Errorf("%+v, %v; want Sent of %d", e, err, id)
		}
	}
	var last bool
	for i := range 6 {
		e, err := k.Recv(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		r := e.(Reply)
		if r.Echo != (r.Token%2 == 1) || r.Bytes != 72 || r.Echo && uint64(r.Sequence) != r.Token {
			t.Errorf("%+v", r)
		}
		if i > 0 && r.Echo == last {
			t.Error("the sockets do not take turns")
		}
		last = r.Echo
	}
	if *opened != 1 || k.CanPing() != nil {
		t.Errorf("the ping socket was opened %d times", *opened)
	}
	if err := k.Close(); err != nil {
		t.Error(err)
	}
}

// TestKernelOpensPingLate wants no ping socket where nobody asks for it, nor
// after Close.
func TestKernelOpensPingLate(t *testing.T) {
	k, opened := kernelWithPing()
	if err := k.Send(Probe{ID: 1, Target: pingTarget, Size: 100}); err != nil {
		t.Fatal(err)
	}
	k.Close()
	if err := k.CanPing(); err != net.ErrClosed || *opened != 0 {
		t.Errorf("%v, opened %d times", err, *opened)
	}
}

func TestKernelPingRefused(t *testing.T) {
	asked := 0
	refused := &errqueue.OpError{Op: "open", Object: "IPv4 ping socket", Err: syscall.EACCES, Hint: "no group"}
	k := newKernel(errqueuetest.Dial(func(errqueue.Datagram) ([]errqueue.Message, error) { return nil, nil }),
		func() (errqueue.Socket, receiver, error) { asked++; return nil, nil, refused })
	for id := uint32(1); id <= 2; id++ {
		if err := k.Send(Probe{ID: id, Target: pingTarget, Size: 100, Protocol: ICMP}); err != nil {
			t.Fatal(err)
		}
		e, err := k.Recv(t.Context())
		got, ok := e.(SendFailed)
		if err != nil || !ok || got.At.IsZero() {
			t.Fatalf("%+v, %v; want SendFailed", e, err)
		}
		got.At = time.Time{}
		want := SendFailed{Probe: id, Errno: 13, Err: "open IPv4 ping socket: permission denied (no group)"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
	}
	if err := k.CanPing(); !errors.Is(err, syscall.EACCES) || !strings.Contains(err.Error(), "no group") {
		t.Errorf("CanPing: %v", err)
	}
	if asked != 1 {
		t.Errorf("asked %d times", asked)
	}
	if err := k.Send(Probe{ID: 3, Target: pingTarget, Size: 100}); err != nil {
		t.Fatal(err)
	}
	if e, err := k.Recv(t.Context()); err != nil || e.(Sent).Probe != 3 {
		t.Errorf("UDP goes on: %+v, %v", e, err)
	}
}

// TestKernelSendsEcho checks the echo that a probe becomes.
func TestKernelSendsEcho(t *testing.T) {
	for _, tt := range []struct {
		target string
		typ    byte
	}{{"192.0.2.9:33434", 8}, {"[2001:db8::9]:33434", 128}} {
		var got errqueue.Datagram
		c := errqueuetest.Dial(func(d errqueue.Datagram) ([]errqueue.Message, error) { got = d; return nil, nil })
		k := newKernel(nil, func() (errqueue.Socket, receiver, error) { return c, &bothSockets{}, nil })
		p := Probe{ID: 0x10007, Token: 42, Target: netip.MustParseAddrPort(tt.target), HopLimit: 9, Size: 1300, Protocol: ICMP}
		if err := k.Send(p); err != nil {
			t.Fatal(err)
		}
		size := MTU(len(got.Payload)) + p.Family().Header()
		token, _ := tokenOf(got.Payload[8:])
		if size != 1300 || token != 42 || got.HopLimit != 9 || got.To != p.Target ||
			got.Payload[0] != tt.typ || got.Payload[1] != 0 || binary.BigEndian.Uint16(got.Payload[6:]) != 7 {
			t.Errorf("%v: a packet of %d bytes: % x", tt.target, size, got.Payload[:24])
		}
	}
}
