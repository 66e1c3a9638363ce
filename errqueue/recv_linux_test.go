package errqueue_test

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"testing"
	"time"

	"github.com/pathmtu/pmtu/errqueue"
)

// receiving starts a Recv and returns where its error will come. It is not certain
// to wait yet, which no test may need.
func receiving(ctx context.Context, c *errqueue.Conn) <-chan error {
	done := make(chan error, 1)
	go func() { done <- c.Recv(ctx, new(errqueue.Message)) }()
	time.Sleep(20 * time.Millisecond) // so that it most often does
	return done
}

func wantSoon(t *testing.T, done <-chan error, want error) {
	t.Helper()
	select {
	case err := <-done:
		if !errors.Is(err, want) {
			t.Errorf("receive: %v, want %v", err, want)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("receive did not return")
	}
}

func TestCloseWhileWaiting(t *testing.T) {
	families(t, func(t *testing.T, lo netip.Addr) {
		c := open(t, lo)
		done := receiving(t.Context(), c)
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
		wantSoon(t, done, net.ErrClosed)
	})
}

func TestCancelWhileWaiting(t *testing.T) {
	c := open(t, lo4)
	cause := errors.New("the cause")
	ctx, cancel := context.WithCancelCause(t.Context())
	done := receiving(ctx, c)
	cancel(cause)
	wantSoon(t, done, cause)
	// What woke that Recv does not end the next.
	if err := c.Send(token(1), closedPort(t, lo4), 0); err != nil {
		t.Fatal(err)
	}
	recv(t, c)
}

func TestCancelledBefore(t *testing.T) {
	c := open(t, lo4)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := c.Recv(ctx, new(errqueue.Message)); err != context.Canceled {
		t.Errorf("receive: %v, want context.Canceled", err)
	}
}

// past is a deadline not to wait for.
var past = time.Unix(1, 0)

// onlyDeadline is a context that has a deadline but no timer.
type onlyDeadline struct {
	context.Context
	at time.Time
}

func (c onlyDeadline) Deadline() (time.Time, bool) { return c.at, true }

func TestDeadline(t *testing.T) {
	c := open(t, lo4)
	for name, wait := range map[string]time.Duration{"to come": 30 * time.Millisecond, "past": -time.Second} {
		at := time.Now().Add(wait)
		err := c.Recv(onlyDeadline{t.Context(), at}, new(errqueue.Message))
		if err != context.DeadlineExceeded {
			t.Errorf("deadline %s: %v, want context.DeadlineExceeded", name, err)
		}
		if time.Now().Before(at) {
			t.Errorf("deadline %s: returned before it", name)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if err := c.Recv(ctx, new(errqueue.Message)); err != context.DeadlineExceeded {
		t.Errorf("with a timer: %v, want context.DeadlineExceeded", err)
	}
	recvAfterDeadline(t, c)
}

// recvAfterDeadline wants what has arrived, although the deadline has passed.
func recvAfterDeadline(t *testing.T, c *errqueue.Conn) {
	t.Helper()
	if err := c.Send(token(1), closedPort(t, lo4), 0); err != nil {
		t.Fatal(err)
	}
	m := new(errqueue.Message)
	if err := c.Recv(onlyDeadline{t.Context(), time.Now().Add(-time.Second)}, m); err != nil || !m.FromQueue {
		t.Errorf("what was there: %v, %+v", err, m)
	}
}

// TestWaitingIsWoken has an error arrive at a Recv that waits.
func TestWaitingIsWoken(t *testing.T) {
	families(t, func(t *testing.T, lo netip.Addr) {
		c, to := open(t, lo), closedPort(t, lo)
		for i := range uint64(20) {
			done := make(chan error, 1)
			go func() { done <- c.Recv(soon(t), new(errqueue.Message)) }()
			if i%2 == 0 { // both ways: waiting already, and on its way to
				time.Sleep(time.Millisecond)
			}
			if err := c.Send(token(i), to, 0); err != nil {
				t.Fatal(err)
			}
			wantSoon(t, done, nil)
		}
	})
}

// TestPendingIsNotWaitedFor is the moment between a look and a wait.
func TestPendingIsNotWaitedFor(t *testing.T) {
	c := open(t, lo4)
	if c.ArmWithPending(t.Context()) {
		t.Error("it waits")
	}
	if c.WouldPollAfterWake() {
		t.Error("it polls")
	}
	recv(t, c)
}

func TestOneReceiver(t *testing.T) {
	c := open(t, lo4)
	ctx, cancel := context.WithCancel(t.Context())
	first := receiving(ctx, c)
	err := c.Recv(onlyDeadline{t.Context(), time.Now().Add(10 * time.Second)}, new(errqueue.Message))
	cancel()
	other := <-first
	// The one that comes second is told so, whichever it is.
	var op *errqueue.OpError
	if errors.As(err, &op) == errors.As(other, &op) {
		t.Errorf("receives ended with %v and %v, want one refused", err, other)
	}
}

// TestReadBuffer sends as many as the default buffer of Linux could not hold.
func TestReadBuffer(t *testing.T) {
	const n = 800
	c, to := open(t, lo4), closedPort(t, lo4)
	for i := range uint64(n) {
		if err := c.Send(token(i), to, 0); err != nil {
			t.Fatal(err)
		}
	}
	got := 0
	for m := new(errqueue.Message); got < n; got++ {
		if err := c.Recv(onlyDeadline{t.Context(), time.Now()}, m); err != nil {
			break
		}
	}
	// 212992 bytes, the least that systems allow, are doubled and hold some 500.
	if got < 300 {
		t.Errorf("%d of %d errors were kept, want more than the 255 of the default buffer", got, n)
	}
}

func TestTruncated(t *testing.T) {
	c, l := open(t, lo4), listen(t, lo4)
	if _, err := l.WriteToUDPAddrPort(make([]byte, 100), c.LocalAddr()); err != nil {
		t.Fatal(err)
	}
	m := &errqueue.Message{Payload: make([]byte, 0, 10)}
	if err := c.Recv(soon(t), m); err != nil || !m.Truncated || len(m.Payload) != 10 {
		t.Errorf("%v, truncated %v, %d bytes; want 10 of 100", err, m.Truncated, len(m.Payload))
	}
}

// TestTruncatedByNone has the first message of a Message be one that a sender took off the queue:
// the next may be larger than that.
func TestTruncatedByNone(t *testing.T) {
	onDeadLink(t)
	c, l := openWith(t, errqueue.Options{Network: "udp4"}), listen(t, lo4)
	must(t, c.Send(token(1), closedPort(t, lo4), 0))
	wantSizeError(t, c, netip.AddrPortFrom(far4, 9), 1501, 1500)
	m := new(errqueue.Message)
	must(t, c.Recv(soon(t), m))
	if _, err := l.WriteToUDPAddrPort(make([]byte, 5000), netip.AddrPortFrom(lo4, c.LocalAddr().Port())); err != nil {
		t.Fatal(err)
	}
	if err := c.Recv(soon(t), m); err != nil || m.Truncated || len(m.Payload) != 5000 {
		t.Errorf("%v, truncated %v, %d bytes; want 5000", err, m.Truncated, len(m.Payload))
	}
}
