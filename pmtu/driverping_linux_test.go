package pmtu_test

import (
	"context"
	"errors"
	"net/netip"
	"syscall"
	"testing"
	"time"

	"github.com/pathmtu/pmtu/internal/simnet"
	"github.com/pathmtu/pmtu/pmtu"
	"github.com/pathmtu/pmtu/pmtu/pmtutest"
)

// dialIn opens a driver in a namespace, its ping socket too. What CanPing
// says is the result.
func dialIn(t *testing.T, ns *simnet.Namespace, target netip.Addr) (d pmtu.Driver, ping error) {
	t.Helper()
	err := ns.Do(func() (err error) {
		if d, err = pmtu.Dial(target, pmtu.SocketOptions{}); err == nil {
			ping = d.(pmtu.Pinger).CanPing()
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d, ping
}

// TestKernelDriverPing runs the kernel's driver over a network in real time,
// with and without ping sockets.
func TestKernelDriverPing(t *testing.T) {
	for name, noPing := range map[string]bool{"ping": false, "no ping": true} {
		t.Run(name, func(t *testing.T) {
			n, err := simnet.Parse("test.net", []byte("hops 3\nhop 1 limit=none\nhop 2 limit=none\ndest limit=none"))
			if err != nil {
				t.Fatal(err)
			}
			simnet.RunInTUNWith(t, n, simnet.TUNOptions{NoPing: noPing}, func(ns *simnet.Namespace) {
				for _, f := range []pmtu.Family{pmtu.IPv4, pmtu.IPv6} {
					t.Run(f.String(), func(t *testing.T) { checkKernelPing(t, ns, n, f, noPing) })
				}
			})
		})
	}
}

func checkKernelPing(t *testing.T, ns *simnet.Namespace, n *simnet.Network, f pmtu.Family, noPing bool) {
	pmtutest.TestDriver(t, func(t *testing.T) pmtutest.World {
		d, err := dialIn(t, ns, n.Target(f))
		if (err != nil) != noPing || noPing && !errors.Is(err, syscall.EACCES) {
			t.Fatalf("CanPing: %v", err)
		}
		to := netip.AddrPortFrom(n.Target(f), pmtu.DefaultPort)
		return pmtutest.World{Driver: d, Target: to, MTU: n.LocalMTU(), Ping: !noPing}
	})
}

// TestKernelEchoErrors has a router expire an echo and refuse another, and reads both quotes.
func TestKernelEchoErrors(t *testing.T) {
	n, err := simnet.Parse("test.net", []byte("hops 3\nhop 1 mtu=1400\nhop 2 quote=minimal"))
	if err != nil {
		t.Fatal(err)
	}
	simnet.RunInTUN(t, n, func(ns *simnet.Namespace) {
		for _, f := range []pmtu.Family{pmtu.IPv4, pmtu.IPv6} {
			d, err := dialIn(t, ns, n.Target(f))
			if err != nil {
				t.Fatal(err)
			}
			p := pmtu.Probe{ID: 1, Token: 42, Protocol: pmtu.ICMP, Target: netip.AddrPortFrom(n.Target(f), 0), HopLimit: 2, Size: 1300}
			te, ok := exchange(t, d, p).(pmtu.TimeExceeded)
			want := pmtu.Quote{Target: p.Target, HasSequence: true, Sequence: 1}
			if !ok || te.Quote != want {
				t.Errorf("%v: %+v, want the minimal quote %+v", f, te, want)
			}
			p.ID, p.HopLimit, p.Size = 2, 64, 1500
			ptb, ok := exchange(t, d, p).(pmtu.PacketTooBig)
			if q := ptb.Quote; !ok || ptb.NextHopMTU != 1400 || q.Token != 42 || q.Sequence != 2 || q.Target != p.Target {
				t.Errorf("%v: %+v, want packet too big", f, ptb)
			}
		}
	})
}

// exchange sends a probe until it is answered, and returns the answer: a busy machine loses packets.
func exchange(t *testing.T, d pmtu.Driver, p pmtu.Probe) pmtu.Event {
	t.Helper()
	for range 10 {
		if err := d.Send(p); err != nil {
			t.Fatal(err)
		}
		switch ev, err := answer(t, d); {
		case err == nil:
			return ev
		case !errors.Is(err, context.DeadlineExceeded):
			t.Fatal(err)
		}
	}
	t.Fatalf("no answer to any of ten %+v", p)
	return nil
}

// answer waits for the next event that is more than that a probe left.
func answer(t *testing.T, d interface {
	Recv(context.Context) (pmtu.Event, error)
},
) (pmtu.Event, error) {
	ctx := within(t, 3*time.Second)
	for {
		ev, err := d.Recv(ctx)
		if _, sent := ev.(pmtu.Sent); err != nil || !sent {
			return ev, err
		}
	}
}

func within(t *testing.T, d time.Duration) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), d)
	t.Cleanup(cancel)
	return ctx
}
