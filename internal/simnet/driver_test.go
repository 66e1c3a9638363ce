package simnet

import (
	"bytes"
	"context"
	"errors"
	"net"
	"testing"
	"time"

	"github.com/pathmtu/pmtu/pmtu"
)

// until is a context whose deadline is a time on the virtual clock.
type until struct {
	context.Context
	at time.Time
}

func (u until) Deadline() (time.Time, bool) { return u.at, true }

func in(d time.Duration) context.Context { return until{context.Background(), Epoch.Add(d)} }

func newDriver(t testing.TB, n *Network) *Driver {
	t.Helper()
	d, err := NewDriver(n, DriverOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func mustSend(t testing.TB, d *Driver, p pmtu.Probe) {
	t.Helper()
	if err := d.Send(p); err != nil {
		t.Fatal(err)
	}
}

// recv receives an event that has the wanted type.
func recv[T pmtu.Event](t testing.TB, d *Driver, ctx context.Context) T {
	t.Helper()
	ev, err := d.Recv(ctx)
	got, ok := ev.(T)
	if err != nil || !ok {
		t.Fatalf("event %#v, error %v; want %T", ev, err, got)
	}
	return got
}

func TestDriverSentComesFirst(t *testing.T) {
	// The first hop answers at once.
	eachFamily(t, "hops 3", func(t *testing.T, n *Network, f pmtu.Family) {
		d := newDriver(t, n)
		mustSend(t, d, probe(n, f, 1, 100))
		if sent := recv[pmtu.Sent](t, d, in(0)); sent.Probe != 1 || !sent.At.Equal(Epoch) {
			t.Errorf("%+v", sent)
		}
		te := recv[pmtu.TimeExceeded](t, d, in(0))
		if te.Offender != hostAddr(f, 1, false) || te.HopLimit != 64 || !te.At.Equal(Epoch) {
			t.Errorf("%+v", te.Report)
		}
		want := pmtu.Quote{Target: probe(n, f, 1, 100).Target, Bytes: 100 - int(f.Header()) - 8, HasToken: true, Token: testToken}
		if te.Quote != want {
			t.Errorf("quote %+v, want %+v", te.Quote, want)
		}
	})
}

func TestDriverClock(t *testing.T) {
	n := parse(t, "hops 3")
	d := newDriver(t, n)
	mustSend(t, d, probe(n, pmtu.IPv4, 64, 100)) // answered after 8 ms
	recv[pmtu.Sent](t, d, in(0))
	for _, deadline := range []time.Duration{0, 7 * time.Millisecond} {
		if ev, err := d.Recv(in(deadline)); !errors.Is(err, context.DeadlineExceeded) {
			t.Fatalf("event %#v, error %v before %v", ev, err, deadline)
		}
		if got := d.Now().Sub(Epoch); got != deadline {
			t.Errorf("clock shows %v, want %v", got, deadline)
		}
	}
	if ev, err := d.Recv(in(3 * time.Millisecond)); !errors.Is(err, context.DeadlineExceeded) || d.Now().Sub(Epoch) != 7*time.Millisecond {
		t.Errorf("event %#v, error %v; the clock went to %v", ev, err, d.Now())
	}
	u := recv[pmtu.Unreachable](t, d, in(8*time.Millisecond)) // exactly at the deadline
	if got := u.At.Sub(Epoch); got != 8*time.Millisecond || !d.Now().Equal(u.At) {
		t.Errorf("answer at %v, clock at %v", got, d.Now())
	}
}

func TestDriverEnds(t *testing.T) {
	n := parse(t, "hops 3")
	d := newDriver(t, n)
	if ev, err := d.Recv(context.Background()); !errors.Is(err, ErrIdle) {
		t.Errorf("event %#v, error %v; want ErrIdle", ev, err)
	}
	cause := errors.New("enough")
	ctx, cancel := context.WithCancelCause(context.Background())
	cancel(cause)
	if _, err := d.Recv(ctx); !errors.Is(err, cause) {
		t.Errorf("error %v, want the cause", err)
	}
	mustSend(t, d, probe(n, pmtu.IPv4, 64, 100))
	if err := d.Close(); err != nil {
		t.Error(err)
	}
	if _, err := d.Recv(context.Background()); !errors.Is(err, net.ErrClosed) {
		t.Errorf("error %v after Close", err)
	}
	if err := d.Send(probe(n, pmtu.IPv4, 64, 100)); !errors.Is(err, net.ErrClosed) {
		t.Errorf("error %v of Send after Close", err)
	}
}

func TestDriverRefuses(t *testing.T) {
	for _, tt := range []struct {
		text     string
		family   pmtu.Family
		ttl      int
		size     int
		mtu      pmtu.MTU
		errno    uint32
		accepted bool
	}{
		{"local mtu=1300", pmtu.IPv4, 64, 1301, 1300, eMSGSIZE, false},
		{"local mtu=1300", pmtu.IPv4, 64, 1300, 0, 0, true},
		{"local mtu=65536", pmtu.IPv4, 64, 65536, 65535, eMSGSIZE, false},
		{"local mtu=65536", pmtu.IPv4, 64, 65535, 0, 0, true},
		{"local mtu=65536", pmtu.IPv6, 64, 65536, 0, 0, true},
		{"local mtu=65536", pmtu.IPv6, 64, 65537, 65536, eMSGSIZE, false},
		{"local mtu=70000", pmtu.IPv6, 64, 65576, 65575, eMSGSIZE, false},
		{"families ipv4", pmtu.IPv6, 64, 100, 0, eNETUNREACH, false},
		{"seed 1", pmtu.IPv4, 0, 100, 0, eINVAL, false},
	} {
		n := parse(t, "hops 2\n"+tt.text)
		d := newDriver(t, n)
		mustSend(t, d, probe(n, tt.family, tt.ttl, tt.size))
		if tt.accepted {
			recv[pmtu.Sent](t, d, in(0))
			continue
		}
		got := recv[pmtu.SendFailed](t, d, in(0))
		if got.MTU != tt.mtu || got.Errno != tt.errno || got.Probe != 1 || got.Err == "" {
			t.Errorf("%s, %d bytes: %+v, want MTU %d, errno %d", tt.text, tt.size, got, tt.mtu, tt.errno)
		}
		if ev, err := d.Recv(in(time.Second)); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s: the packet was sent: %#v, %v", tt.text, ev, err)
		}
	}
}

func TestDriverReply(t *testing.T) {
	eachFamily(t, "hops 3\ndest udp=echo back-mtu=1300 back-large=fragmented", func(t *testing.T, n *Network, f pmtu.Family) {
		d := newDriver(t, n)
		mustSend(t, d, probe(n, f, 64, 1500))
		recv[pmtu.Sent](t, d, in(0))
		r := recv[pmtu.Reply](t, d, in(time.Second))
		if r.From != probe(n, f, 1, 1).Target || r.Bytes != 1492-int(f.Header()) || r.Token != testToken || r.HopLimit != 62 {
			t.Errorf("%+v", r)
		}
	})
}

// What Linux does not hand to the socket makes no event.
func TestDriverHearsNothing(t *testing.T) {
	for _, text := range []string{
		"hop 1 unreachable4=11/1 unreachable6=129/0",
		"hop 1 unreachable4=3/16 unreachable6=200/0",
		"hop 1 damage=short",
		"hop 1 quote=7",
	} {
		eachFamily(t, "hops 3\n"+text, func(t *testing.T, n *Network, f pmtu.Family) {
			d := newDriver(t, n)
			mustSend(t, d, probe(n, f, 1, 100))
			recv[pmtu.Sent](t, d, in(0))
			if ev, err := d.Recv(in(time.Second)); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("%s: event %#v, error %v", text, ev, err)
			}
		})
	}
}

func TestDriverCapture(t *testing.T) {
	n := parse(t, "hops 3")
	var file bytes.Buffer
	d, err := NewDriver(n, DriverOptions{Capture: &file})
	if err != nil {
		t.Fatal(err)
	}
	mustSend(t, d, probe(n, pmtu.IPv4, 2, 100))
	recv[pmtu.Sent](t, d, in(0))
	recv[pmtu.TimeExceeded](t, d, in(time.Second))
	// File header, then two packets with a header of 16 bytes each.
	if want := 24 + 16 + 100 + 16 + 128; file.Len() != want {
		t.Errorf("capture of %d bytes, want %d", file.Len(), want)
	}
	d, err = NewDriver(n, DriverOptions{Capture: &full{room: 24 + 10}})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Send(probe(n, pmtu.IPv4, 2, 100)); !errors.Is(err, errFull) {
		t.Errorf("error %v of a capture that cannot be written", err)
	}
}

var errFull = errors.New("no space left")

// full is a file that has room for so many bytes only.
type full struct{ room int }

func (f *full) Write(b []byte) (int, error) {
	if f.room -= len(b); f.room < 0 {
		return 0, errFull
	}
	return len(b), nil
}
