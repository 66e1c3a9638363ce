package pmtu

import (
	"errors"
	"net"
	"net/netip"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pathmtu/pmtu/errqueue"
	"github.com/pathmtu/pmtu/errqueue/errqueuetest"
)

// kernelOver returns a driver over a kernel that is one function.
func kernelOver(k errqueuetest.Kernel) (*kernel, *errqueuetest.Conn) {
	c := errqueuetest.Dial(k)
	return newKernel(c, nil), c
}

// TestKernelSendFailed checks what each error of a send becomes.
func TestKernelSendFailed(t *testing.T) {
	for _, tt := range []struct {
		name string
		err  error
		want SendFailed
	}{
		{
			"size", &errqueue.SizeError{Size: 1501, MTU: 1500},
			SendFailed{MTU: 1500, Errno: 90, Err: "send packet of 1501 bytes: local MTU is 1500"},
		},
		{
			"no route", &errqueue.OpError{Op: "send", Object: "to x", Err: syscall.ENETUNREACH},
			SendFailed{Errno: 101, Err: "network is unreachable"},
		},
		{
			"why", &errqueue.OpError{Op: "send", Object: "to x", Err: syscall.EPERM, Hint: "a firewall"},
			SendFailed{Errno: 1, Err: "operation not permitted (a firewall)"},
		},
		{
			"dropped", &errqueue.OpError{Op: "send", Object: "to x", Err: errors.Join(errqueue.ErrNotSent, syscall.ENOBUFS)},
			SendFailed{Errno: 105, Err: "not sent\nno buffer space available"},
		},
		{"other", errors.New("out of paper"), SendFailed{Err: "out of paper"}},
	} {
		k, _ := kernelOver(func(errqueue.Datagram) ([]errqueue.Message, error) { return nil, tt.err })
		before := time.Now()
		if err := k.Send(Probe{ID: 7, Target: netip.MustParseAddrPort("192.0.2.9:1"), Size: 100}); err != nil {
			t.Errorf("%s: send: %v", tt.name, err)
		}
		e, err := k.Recv(t.Context())
		got, ok := e.(SendFailed)
		if err != nil || !ok || got.At.Before(before) {
			t.Fatalf("%s: %+v, %v; want SendFailed", tt.name, e, err)
		}
		got.At = time.Time{}
		tt.want.Probe = 7
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", tt.name, diff)
		}
	}
}

// TestKernelSends checks the datagram that a probe becomes.
func TestKernelSends(t *testing.T) {
	for _, target := range []string{"192.0.2.9:33434", "[2001:db8::9]:33434"} {
		var got errqueue.Datagram
		k, _ := kernelOver(func(d errqueue.Datagram) ([]errqueue.Message, error) { got = d; return nil, nil })
		p := Probe{ID: 7, Token: 42, Target: netip.MustParseAddrPort(target), HopLimit: 9, Size: 1300}
		if err := k.Send(p); err != nil {
			t.Fatal(err)
		}
		size := MTU(len(got.Payload)) + p.Family().Header() + 8
		if token, _ := tokenOf(got.Payload); size != 1300 || token != 42 || got.To != p.Target || got.HopLimit != 9 {
			t.Errorf("%v: a packet of %d bytes with token %d to %v, hop limit %d", target, size, token, got.To, got.HopLimit)
		}
	}
}

// TestKernelOrder wants what came of probes before all that arrived, and skips
// messages that are no event.
func TestKernelOrder(t *testing.T) {
	k, c := kernelOver(func(d errqueue.Datagram) ([]errqueue.Message, error) {
		return []errqueue.Message{{Peer: d.To, Payload: d.Payload}}, nil
	})
	c.Deliver(errqueue.Message{FromQueue: true, Origin: errqueue.OriginTimestamping})
	for id := uint32(1); id <= 3; id++ {
		if err := k.Send(Probe{ID: id, Token: uint64(id), Target: netip.MustParseAddrPort("192.0.2.9:1"), Size: 100}); err != nil {
			t.Fatal(err)
		}
	}
	for id := uint32(1); id <= 3; id++ {
		if e, err := k.Recv(t.Context()); err != nil || e.(Sent).Probe != id {
			t.Errorf("%+v, %v; want Sent of %d", e, err, id)
		}
	}
	for id := uint64(1); id <= 3; id++ {
		if e, err := k.Recv(t.Context()); err != nil || e.(Reply).Token != id || e.(Reply).At.IsZero() {
			t.Errorf("%+v, %v; want the reply to %d with a time", e, err, id)
		}
	}
}

// TestKernelClosedBelow wants net.ErrClosed itself where the socket is closed.
func TestKernelClosedBelow(t *testing.T) {
	k, c := kernelOver(func(errqueue.Datagram) ([]errqueue.Message, error) { return nil, nil })
	c.Close()
	if err := k.Send(Probe{Target: netip.MustParseAddrPort("192.0.2.9:1"), Size: 100}); err != net.ErrClosed {
		t.Errorf("send: %v", err)
	}
	if _, err := k.Recv(t.Context()); err != net.ErrClosed {
		t.Errorf("receive: %v", err)
	}
}

// TestKernelArrival gives the kernel's time of arrival as one of this process.
func TestKernelArrival(t *testing.T) {
	k, _ := kernelOver(nil)
	now := k.opened.Add(time.Minute)
	for _, tt := range []struct {
		name string
		at   time.Time
		want time.Duration // before now
	}{
		{"a moment ago", now.Round(0).Add(-3 * time.Millisecond), 3 * time.Millisecond},
		{"this moment", now.Round(0), 0},
		{"no time", time.Time{}, 0},
		{"the clock was set back", now.Round(0).Add(time.Hour), 0},
		{"the clock was set on", now.Round(0).Add(-time.Hour), 0},
	} {
		if got := now.Sub(k.arrival(tt.at, now)); got != tt.want {
			t.Errorf("%s: %v before now, want %v", tt.name, got, tt.want)
		}
	}
}
