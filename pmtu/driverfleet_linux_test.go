package pmtu_test

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/pathmtu/pmtu/internal/simnet"
	"github.com/pathmtu/pmtu/pmtu"
)

func dialFleet(t *testing.T, o pmtu.SocketOptions) pmtu.FleetDriver {
	t.Helper()
	d, err := pmtu.DialFleet(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

// TestFleetKernelPending checks that the errors of some targets, which the
// kernel reports at the next send of the shared socket, keep no probe of another from being sent.
func TestFleetKernelPending(t *testing.T) {
	d := dialFleet(t, pmtu.SocketOptions{})
	to := closedPort(t, loopbacks["ipv4"])
	var tokens uint64
	for round := range 5 {
		var batch []pmtu.Probe
		for i := range 7 {
			tokens++
			batch = append(batch, pmtu.Probe{ID: uint32(i + 1), Token: tokens, Target: to, HopLimit: 64, Size: 100})
		}
		events, err := d.SendBatch(batch) // each is answered at once, and that waits at the socket
		if err != nil || len(events) != len(batch) {
			t.Fatalf("round %d: %d outcomes, %v", round, len(events), err)
		}
		for i, ev := range events {
			if s, ok := ev.(pmtu.Sent); !ok || s.Probe != batch[i].ID {
				t.Errorf("round %d, probe %d: %+v, want it sent", round, i, ev)
			}
		}
	}
	seen := make(map[uint64]bool)
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	for len(seen) < int(tokens) {
		ev, err := d.Recv(ctx)
		u, ok := ev.(pmtu.Unreachable)
		if err != nil || !ok || u.Quote.Target != to || seen[u.Quote.Token] {
			t.Fatalf("after %d answers: %+v, %v", len(seen), ev, err)
		}
		seen[u.Quote.Token] = true
	}
}

// TestFleetKernelOutcomes checks that each probe of a batch has its own
// outcome, over sockets of both families and protocols.
func TestFleetKernelOutcomes(t *testing.T) {
	kinds, err := simnet.Kinds("hops 3\n")
	if err != nil {
		t.Fatal(err)
	}
	w := simnet.NewWorld(2, kinds...)
	simnet.RunWorldInTUN(t, w, simnet.TUNOptions{}, func(ns *simnet.Namespace) {
		var d pmtu.FleetDriver
		if err := ns.Do(func() (err error) { d, err = pmtu.DialFleet(pmtu.SocketOptions{}); return err }); err != nil {
			t.Fatal(err)
		}
		defer d.Close()
		v4, v6 := netip.AddrPortFrom(w.Target(0).Target(pmtu.IPv4), 33434), netip.AddrPortFrom(w.Target(1).Target(pmtu.IPv6), 33434)
		batch := []pmtu.Probe{
			{Target: v4, Size: 1500},
			{Target: v4, Size: 1501},
			{Target: v6, Size: 1501},
			{Target: v6, Size: 1500},
			{Target: v4, Size: 1500, Protocol: pmtu.ICMP},
			{Target: v6, Size: 9000, Protocol: pmtu.ICMP},
			{Target: netip.MustParseAddrPort("255.255.255.255:9"), Size: 100},
			{Target: v6, Size: 80, Protocol: pmtu.ICMP},
			{Target: v4, Size: 60},
		}
		for i := range batch {
			batch[i].ID, batch[i].Token, batch[i].HopLimit = uint32(i+1), uint64(i+1), 64
		}
		events, err := d.SendBatch(batch)
		if err != nil {
			t.Fatal(err)
		}
		for i, limit := range []pmtu.MTU{0, 1500, 1500, 0, 0, 1500, -1, 0, 0} {
			switch ev := events[i].(type) {
			case pmtu.Sent:
				if limit != 0 || ev.Probe != batch[i].ID {
					t.Errorf("probe %d: %+v", i, ev)
				}
			case pmtu.SendFailed:
				if limit == 0 || limit > 0 && ev.MTU != limit || limit < 0 && ev.Errno != uint32(syscall.EACCES) || ev.Probe != batch[i].ID {
					t.Errorf("probe %d: %+v", i, ev)
				}
			default:
				t.Errorf("probe %d: %+v", i, ev)
			}
		}
		answered := make(map[uint64]bool)
		for try := 0; len(answered) < 5; try++ { // a busy machine loses packets
			switch ev, err := answer(t, d); ev := ev.(type) {
			case pmtu.Unreachable:
				answered[ev.Quote.Token] = true
			case pmtu.Reply:
				answered[ev.Token] = true
			default:
				if !errors.Is(err, context.DeadlineExceeded) || try > 10+len(batch) {
					t.Fatalf("%+v, %v after answers to %v", ev, err, answered)
				}
				if _, err := d.SendBatch(batch); err != nil {
					t.Fatal(err)
				}
			}
		}
		for _, token := range []uint64{1, 4, 5, 8, 9} {
			if !answered[token] {
				t.Errorf("probe %d was not answered, but %v", token, answered)
			}
		}
	})
}

// TestFleetKernelFamily checks that a source address of one family leaves the
// probes of the other unsent, which say why.
func TestFleetKernelFamily(t *testing.T) {
	d := dialFleet(t, pmtu.SocketOptions{Source: netip.MustParseAddr("127.0.0.1")})
	events, err := d.SendBatch([]pmtu.Probe{
		{ID: 1, Target: netip.MustParseAddrPort("[::1]:9"), HopLimit: 64, Size: 100},
		{ID: 2, Target: closedPort(t, loopbacks["ipv4"]), HopLimit: 64, Size: 100},
	})
	if err != nil {
		t.Fatal(err)
	}
	if f, ok := events[0].(pmtu.SendFailed); !ok || !strings.Contains(f.Err, "other family") {
		t.Errorf("%+v", events[0])
	}
	if _, ok := events[1].(pmtu.Sent); !ok {
		t.Errorf("%+v", events[1])
	}
	for _, source := range []string{"192.0.2.77", "2001:db8::77"} {
		_, err := pmtu.DialFleet(pmtu.SocketOptions{Source: netip.MustParseAddr(source)})
		if errors.Is(err, syscall.EAFNOSUPPORT) {
			continue // a host without IPv6
		}
		if !errors.Is(err, syscall.EADDRNOTAVAIL) {
			t.Errorf("from %s, an address of nobody: %v", source, err)
		}
	}
}

func TestFleetKernelClosed(t *testing.T) {
	d := dialFleet(t, pmtu.SocketOptions{})
	go func() {
		time.Sleep(20 * time.Millisecond)
		d.Close()
	}()
	if _, err := d.Recv(t.Context()); !errors.Is(err, net.ErrClosed) {
		t.Errorf("receive: %v, want %v", err, net.ErrClosed)
	}
	if _, err := d.SendBatch(nil); !errors.Is(err, net.ErrClosed) {
		t.Errorf("send: %v, want %v", err, net.ErrClosed)
	}
}

// TestFleetKernelWithoutPing checks that echoes say why they cannot be sent,
// where UDP can.
func TestFleetKernelWithoutPing(t *testing.T) {
	kinds, err := simnet.Kinds("hops 2\n")
	if err != nil {
		t.Fatal(err)
	}
	w := simnet.NewWorld(1, kinds...)
	simnet.RunWorldInTUN(t, w, simnet.TUNOptions{NoPing: true}, func(ns *simnet.Namespace) {
		var d pmtu.FleetDriver
		if err := ns.Do(func() (err error) { d, err = pmtu.DialFleet(pmtu.SocketOptions{}); return err }); err != nil {
			t.Fatal(err)
		}
		defer d.Close()
		to := netip.AddrPortFrom(w.Target(0).Target(pmtu.IPv4), 33434)
		events, err := d.SendBatch([]pmtu.Probe{
			{ID: 1, Target: to, Size: 100, HopLimit: 64, Protocol: pmtu.ICMP}, {ID: 2, Target: to, Size: 100, HopLimit: 64},
		})
		if err != nil {
			t.Fatal(err)
		}
		if f, ok := events[0].(pmtu.SendFailed); !ok || f.Errno != uint32(syscall.EACCES) || !strings.Contains(f.Err, "ping_group_range") {
			t.Errorf("echo: %+v", events[0])
		}
		if _, ok := events[1].(pmtu.Sent); !ok {
			t.Errorf("UDP: %+v", events[1])
		}
	})
}
