package pmtutest

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"testing"
	"time"

	"github.com/pathmtu/pmtu/pmtu"
)

// World is a driver to be tested, with a destination that answers UDP.
type World struct {
	Driver pmtu.Driver
	// Target is the destination; a probe of 100 bytes to it is answered.
	Target netip.AddrPort
	// MTU is a size that this host refuses to exceed, bytes. 0: it has no such limit.
	MTU pmtu.MTU
	// Ping says that probes of protocol ICMP can be sent and that the destination
	// answers them. Where it is false and the driver is a pmtu.Pinger that says so too, they have to be refused.
	Ping bool
}

// TestDriver checks that a driver keeps the contract of pmtu.Driver. open
// makes a fresh one for each check; the suite closes it.
func TestDriver(t *testing.T, open func(t *testing.T) World) {
	for _, c := range []struct {
		name, explanation string
		check             func(t *testing.T, w World)
	}{
		{"answer", "a probe is reported as sent, then answered with its token", checkAnswer},
		{"order", "every probe is reported as sent before it is answered", checkOrder},
		{"oversize", "a probe over the local limit is a SendFailed that names the limit", checkOversize},
		{"echo", "a probe of protocol ICMP is answered by an echo reply of its size", checkEcho},
		{"echo and UDP", "probes of both protocols are answered side by side", checkBoth},
		{"echo oversize", "an echo over the local limit is a SendFailed that names the limit", checkEchoOversize},
		{"echo refused", "where CanPing returns an error, a probe of protocol ICMP is a SendFailed with a reason", checkEchoRefused},
		{"deadline", "Recv returns context.DeadlineExceeded at ctx.Deadline() on the driver's clock", checkDeadline},
		{"past deadline", "a deadline that has passed is not waited for", checkPastDeadline},
		{"cancelled", "Recv returns the cause of a cancelled context", checkCancelled},
		{"closed", "Send and Recv return net.ErrClosed after Close, and Close may be called twice", checkClosed},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := open(t)
			defer w.Driver.Close()
			c.check(t, w)
			if t.Failed() {
				t.Log("the contract:", c.explanation)
			}
		})
	}
}

// until is a context with a deadline but no timer, as Run makes them.
type until struct {
	context.Context
	at time.Time
}

func (u until) Deadline() (time.Time, bool) { return u.at, true }

func (w World) now() time.Time {
	if c, ok := w.Driver.(pmtu.Clock); ok {
		return c.Now()
	}
	return time.Now()
}

func (w World) in(d time.Duration) context.Context {
	return until{context.Background(), w.now().Add(d)}
}

func (w World) probe(id uint32, size pmtu.MTU) pmtu.Probe {
	return pmtu.Probe{ID: id, Token: 0x1122334455667700 + uint64(id), Target: w.Target, HopLimit: 64, Size: size}
}

func (w World) send(t *testing.T, p pmtu.Probe) {
	t.Helper()
	if err := w.Driver.Send(p); err != nil {
		t.Fatalf("send: %v", err)
	}
}

func (w World) recv(t *testing.T) pmtu.Event {
	t.Helper()
	ev, err := w.Driver.Recv(w.in(5 * time.Second))
	if err != nil {
		t.Fatalf("receive: %v", err)
	}
	return ev
}

// token returns the token that an answer carries.
func token(ev pmtu.Event) (uint64, bool) {
	switch ev := ev.(type) {
	case pmtu.TimeExceeded:
		return ev.Quote.Token, ev.Quote.HasToken
	case pmtu.Unreachable:
		return ev.Quote.Token, ev.Quote.HasToken
	case pmtu.Reply:
		return ev.Token, ev.HasToken
	}
	return 0, false
}

func checkAnswer(t *testing.T, w World) {
	p := w.probe(1, 100)
	w.send(t, p)
	if s, ok := w.recv(t).(pmtu.Sent); !ok || s.Probe != 1 || s.At.IsZero() {
		t.Fatalf("first event: %+v, want Sent of probe 1 with its time", s)
	}
	ev := w.recv(t)
	if got, ok := token(ev); !ok || got != p.Token {
		t.Errorf("answer %+v: token %#x, want %#x", ev, got, p.Token)
	}
}

func checkOrder(t *testing.T, w World) {
	const n = 4
	for id := uint32(1); id <= n; id++ {
		w.send(t, w.probe(id, 100))
	}
	sent := make(map[uint64]bool)
	for answers := 0; answers < n; {
		ev := w.recv(t)
		if s, ok := ev.(pmtu.Sent); ok {
			sent[w.probe(s.Probe, 100).Token] = true
			continue
		}
		answers++
		if tok, _ := token(ev); !sent[tok] {
			t.Fatalf("answer with token %#x before its probe was reported as sent", tok)
		}
	}
}

func checkOversize(t *testing.T, w World) {
	if w.MTU == 0 {
		t.Skip("this host has no limit here")
	}
	w.send(t, w.probe(1, w.MTU+1))
	ev := w.recv(t)
	f, ok := ev.(pmtu.SendFailed)
	if !ok || f.Probe != 1 || f.MTU != w.MTU || f.At.IsZero() {
		t.Errorf("got %+v, want SendFailed of probe 1 with MTU %d and its time", ev, w.MTU)
	}
}

func checkDeadline(t *testing.T, w World) {
	start := w.now()
	_, err := w.Driver.Recv(w.in(30 * time.Millisecond))
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v, want %v", err, context.DeadlineExceeded)
	}
	if w.now().Before(start.Add(30 * time.Millisecond)) {
		t.Errorf("returned before the deadline")
	}
	checkAnswer(t, w) // and works on
}

func checkPastDeadline(t *testing.T, w World) {
	_, err := w.Driver.Recv(w.in(-time.Second))
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v, want %v", err, context.DeadlineExceeded)
	}
}

func checkCancelled(t *testing.T, w World) {
	cause := errors.New("enough")
	ctx, cancel := context.WithCancelCause(context.Background())
	cancel(cause)
	_, err := w.Driver.Recv(until{ctx, w.now().Add(time.Hour)})
	if !errors.Is(err, cause) && !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want %v", err, cause)
	}
}

func checkClosed(t *testing.T, w World) {
	if err := w.Driver.Close(); err != nil {
		t.Fatalf("close: %v", err)
	}
	_ = w.Driver.Close()
	if _, err := w.Driver.Recv(w.in(time.Second)); !errors.Is(err, net.ErrClosed) {
		t.Errorf("receive: error %v, want %v", err, net.ErrClosed)
	}
	if err := w.Driver.Send(w.probe(1, 100)); !errors.Is(err, net.ErrClosed) {
		t.Errorf("send: error %v, want %v", err, net.ErrClosed)
	}
}
