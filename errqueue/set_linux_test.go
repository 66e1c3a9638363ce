package errqueue_test

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/pathmtu/pmtu/errqueue"
)

func newSet(t testing.TB, conns ...*errqueue.Conn) *errqueue.Set {
	t.Helper()
	s, err := errqueue.NewSet(conns...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// setOf returns a set of an IPv4 and an IPv6 Conn, and a closed port for each.
func setOf(t testing.TB) (*errqueue.Set, [2]*errqueue.Conn, [2]netip.AddrPort) {
	t.Helper()
	conns := [2]*errqueue.Conn{open(t, lo4), open(t, lo6)}
	return newSet(t, conns[:]...), conns, [2]netip.AddrPort{closedPort(t, lo4), closedPort(t, lo6)}
}

// TestSetTakesTurns has many messages of both Conns there at once.
func TestSetTakesTurns(t *testing.T) {
	const n = 20
	s, conns, to := setOf(t)
	for i, c := range conns {
		for k := range uint64(n) {
			must(t, c.Send(token(k), to[i], 0))
		}
	}
	m := new(errqueue.Message)
	var last int
	for k := range 2 * n {
		i, err := s.Recv(soon(t), m)
		if err != nil || m.Peer != to[i] || string(m.Payload) != string(token(uint64(k/2))) {
			t.Fatalf("message %d: from %d, %+v, %v", k, i, m, err)
		}
		if k > 0 && i == last {
			t.Errorf("message %d is of Conn %d as the one before", k, i)
		}
		last = i
	}
	if i, err := s.Recv(onlyDeadline{t.Context(), past}, m); err != context.DeadlineExceeded {
		t.Errorf("then %d, %v", i, err)
	}
}

// TestSetIsWoken has messages arrive at a Recv that waits, at each Conn in
// turn and again and again, as the runtime's poller tells of edges only.
func TestSetIsWoken(t *testing.T) {
	s, conns, to := setOf(t)
	for k := range 60 {
		done := make(chan int, 1)
		go func() {
			i, err := s.Recv(soon(t), new(errqueue.Message))
			if err != nil {
				i = -1
			}
			done <- i
		}()
		if k%3 == 0 { // all ways: waiting already, and on its way to
			time.Sleep(time.Millisecond)
		}
		want := k / 2 % 2
		must(t, conns[want].Send(token(uint64(k)), to[want], 0))
		if got := <-done; got != want {
			t.Fatalf("message %d: of Conn %d, want %d", k, got, want)
		}
	}
}

// waitingSet starts a Recv, that most often waits when it returns.
func waitingSet(ctx context.Context, s *errqueue.Set) <-chan error {
	done := make(chan error, 1)
	go func() {
		_, err := s.Recv(ctx, new(errqueue.Message))
		done <- err
	}()
	time.Sleep(20 * time.Millisecond)
	return done
}

func TestSetEnds(t *testing.T) {
	s, conns, to := setOf(t)
	cause := errors.New("the cause")
	ctx, cancel := context.WithCancelCause(t.Context())
	done := waitingSet(ctx, s)
	if _, err := s.Recv(onlyDeadline{t.Context(), time.Now().Add(time.Minute)}, new(errqueue.Message)); err == nil {
		t.Error("two receive at once")
	}
	cancel(cause)
	wantSoon(t, done, cause)
	if _, err := s.Recv(ctx, new(errqueue.Message)); err != cause {
		t.Errorf("cancelled before: %v", err)
	}
	at := time.Now().Add(30 * time.Millisecond)
	if _, err := s.Recv(onlyDeadline{t.Context(), at}, new(errqueue.Message)); err != context.DeadlineExceeded || time.Now().Before(at) {
		t.Errorf("deadline: %v", err)
	}
	// What has arrived is returned even after the deadline.
	must(t, conns[1].Send(token(1), to[1], 0))
	if i, err := s.Recv(onlyDeadline{t.Context(), past}, new(errqueue.Message)); err != nil || i != 1 {
		t.Errorf("what was there: %d, %v", i, err)
	}
	done = waitingSet(t.Context(), s)
	must(t, s.Close())
	wantSoon(t, done, net.ErrClosed)
	if _, err := s.Recv(t.Context(), new(errqueue.Message)); err != net.ErrClosed || s.Close() != nil {
		t.Errorf("closed: %v", err)
	}
	if err := conns[0].Send(token(1), to[0], 0); err != net.ErrClosed {
		t.Errorf("send of a closed set's Conn: %v", err)
	}
}

// TestSetOfClosed closes one of the Conns below a Recv that waits.
func TestSetOfClosed(t *testing.T) {
	s, conns, _ := setOf(t)
	done := waitingSet(t.Context(), s)
	must(t, conns[1].Close())
	wantSoon(t, done, net.ErrClosed)
	wantSoon(t, waitingSet(t.Context(), s), net.ErrClosed)
}

// TestSetOwnsConns wants its Conns to belong to it.
func TestSetOwnsConns(t *testing.T) {
	_, conns, _ := setOf(t)
	var op *errqueue.OpError
	if err := conns[0].Recv(soon(t), new(errqueue.Message)); !errors.As(err, &op) {
		t.Errorf("receive beside the set: %v, want an OpError", err)
	}
	free := open(t, lo4)
	if s, err := errqueue.NewSet(free, conns[1]); !errors.As(err, &op) {
		t.Errorf("a Conn in two sets: %v, %v; want an OpError", s, err)
	}
	newSet(t, free) // it is as it was
	closed := open(t, lo4)
	closed.Close()
	if s, err := errqueue.NewSet(closed); !errors.As(err, &op) {
		t.Errorf("a closed Conn: %v, %v; want an OpError", s, err)
	}
}

// TestSetKeepsOthers has a sender take entries off a queue that a Recv waits for.
func TestSetKeepsOthers(t *testing.T) {
	onDeadLink(t)
	c, closed := openWith(t, errqueue.Options{Network: "udp4"}), closedPort(t, lo4)
	s := newSet(t, openWith(t, errqueue.Options{Network: "udp6"}), c)
	for i := range uint64(50) {
		done := make(chan error, 1)
		go func() {
			_, err := s.Recv(soon(t), new(errqueue.Message))
			done <- err
		}()
		must(t, c.Send(token(i), closed, 0))
		wantSizeError(t, c, netip.AddrPortFrom(far4, 9), 1501, 1500)
		wantSoon(t, done, nil)
	}
}

// TestSetNotPollable has errors as the only event of a socket, at which the
// runtime's poller refuses to wait for a Conn.
func TestSetNotPollable(t *testing.T) {
	c := trapped(t)
	s := newSet(t, c)
	for i := range uint64(5) {
		done := waitingSet(soon(t), s)
		forge(t, c, token(i))
		wantSoon(t, done, nil)
	}
}

// TestSetOfUDPAndPing is what it is for.
func TestSetOfUDPAndPing(t *testing.T) {
	withPing(t)
	for _, lo := range loopbackPair {
		udp, ping, closed := open(t, lo), openPing(t, lo), closedPort(t, lo)
		s := newSet(t, udp, ping)
		m := new(errqueue.Message)
		for k := range 10 {
			done := waitingSet(soon(t), s)
			if k%2 == 0 {
				must(t, ping.Send(echo(lo, uint16(k), 64), netip.AddrPortFrom(lo, 0), 0))
			} else {
				must(t, udp.Send(token(1), closed, 0))
			}
			wantSoon(t, done, nil)
		}
		must(t, udp.Send(token(1), closed, 0))
		must(t, ping.Send(echo(lo, 9, 64), netip.AddrPortFrom(lo, 0), 0))
		for range 2 {
			i, err := s.Recv(soon(t), m)
			if err != nil || m.FromQueue != (i == 0) {
				t.Errorf("message of %d: %+v, %v", i, m, err)
			}
		}
	}
}

// TestSetAllocs is a promise, as TestAllocs is.
func TestSetAllocs(t *testing.T) {
	s, conns, to := setOf(t)
	ctx, payload := t.Context(), make([]byte, 64)
	var m errqueue.Message
	n := testing.AllocsPerRun(200, func() {
		for i, c := range conns {
			if err := c.Send(payload, to[i], 64); err != nil {
				t.Fatal(err)
			}
		}
		for range conns {
			if _, err := s.Recv(ctx, &m); err != nil || m.Errno != uint32(unix.ECONNREFUSED) {
				t.Fatal(err, m)
			}
		}
	})
	if n != 0 {
		t.Errorf("%v allocations for two probes and their answers, want 0", n)
	}
}

// BenchmarkSetWait is a probe whose answer a Recv waits for, by a set and by a Conn alone.
func BenchmarkSetWait(b *testing.B) {
	wait := func(b *testing.B, recv func(context.Context, *errqueue.Message) error, c *errqueue.Conn, to netip.AddrPort) {
		ask, done := make(chan struct{}), make(chan error)
		go func() {
			var m errqueue.Message
			for range ask {
				done <- recv(b.Context(), &m)
			}
		}()
		b.ReportAllocs()
		for b.Loop() {
			ask <- struct{}{}
			if err := c.Send(make([]byte, 64), to, 64); err != nil {
				b.Fatal(err)
			}
			if err := <-done; err != nil {
				b.Fatal(err)
			}
		}
		close(ask)
	}
	b.Run("set", func(b *testing.B) {
		s, conns, to := setOf(b)
		wait(b, func(ctx context.Context, m *errqueue.Message) error { _, err := s.Recv(ctx, m); return err }, conns[1], to[1])
	})
	b.Run("conn", func(b *testing.B) {
		c := open(b, lo6)
		wait(b, c.Recv, c, closedPort(b, lo6))
	})
}
