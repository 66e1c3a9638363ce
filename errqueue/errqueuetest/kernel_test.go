package errqueuetest_test

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pathmtu/pmtu/errqueue"
	"github.com/pathmtu/pmtu/errqueue/errqueuetest"
)

var to = netip.MustParseAddrPort("192.0.2.9:33434")

// refuse answers every datagram with port unreachable.
func refuse(d errqueue.Datagram) ([]errqueue.Message, error) {
	return []errqueue.Message{{
		FromQueue: true, Origin: errqueue.OriginICMP, Errno: 111, Type: 3, Code: 3,
		Offender: d.To.Addr(), Peer: d.To, Payload: d.Payload, HopLimit: 60,
	}}, nil
}

func TestConn(t *testing.T) {
	c := errqueuetest.Dial(refuse)
	if err := c.Send([]byte("token"), to, 5); err != nil {
		t.Fatal(err)
	}
	c.Deliver(errqueue.Message{Payload: []byte("forged")})
	var m errqueue.Message
	if err := c.Recv(t.Context(), &m); err != nil || m.Peer != to || string(m.Payload) != "token" {
		t.Errorf("%+v, %v; want the refusal", m, err)
	}
	if err := c.Recv(t.Context(), &m); err != nil || string(m.Payload) != "forged" {
		t.Errorf("%+v, %v; want what was delivered", m, err)
	}
}

func TestConnSendError(t *testing.T) {
	want := &errqueue.SizeError{Size: 1501, MTU: 1500}
	c := errqueuetest.Dial(func(errqueue.Datagram) ([]errqueue.Message, error) { return nil, want })
	if err := c.Send(nil, to, 1); err != want {
		t.Errorf("send: %v, want %v", err, want)
	}
}

type until struct {
	context.Context
	at time.Time
}

func (u until) Deadline() (time.Time, bool) { return u.at, true }

func TestConnWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := errqueuetest.Dial(refuse)
		start := time.Now()
		var m errqueue.Message
		err := c.Recv(until{t.Context(), start.Add(time.Second)}, &m)
		if err != context.DeadlineExceeded || time.Since(start) != time.Second {
			t.Errorf("%v after %v, want the deadline after 1s", err, time.Since(start))
		}
		cause := errors.New("the cause")
		ctx, cancel := context.WithCancelCause(t.Context())
		time.AfterFunc(time.Second, func() { cancel(cause) })
		if err := c.Recv(ctx, &m); err != cause {
			t.Errorf("%v, want the cause", err)
		}
		time.AfterFunc(time.Second, func() { c.Close() })
		if err := c.Recv(t.Context(), &m); err != net.ErrClosed {
			t.Errorf("%v, want net.ErrClosed", err)
		}
		if err := c.Send(nil, to, 1); err != net.ErrClosed {
			t.Errorf("send: %v, want net.ErrClosed", err)
		}
	})
}
