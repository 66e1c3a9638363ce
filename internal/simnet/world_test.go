package simnet

import (
	"net/netip"
	"testing"
	"time"

	"github.com/pathmtu/pmtu/internal/wire"
	"github.com/pathmtu/pmtu/pmtu"
)

// ask sends n probes with a hop limit to a target and returns who answered how often.
func ask(t *testing.T, w *World, target int, f pmtu.Family, hopLimit, n int) map[netip.Addr]int {
	t.Helper()
	from := make(map[netip.Addr]int)
	for range n {
		for _, d := range w.Packet(Epoch, udp(w.Target(target), f, hopLimit, 100)) {
			ip, _, err := wire.ParseIP(d.Packet)
			if err != nil {
				t.Fatal(err)
			}
			from[ip.Src]++
		}
	}
	return from
}

// TestWorldShares checks that shared routers have one limit of errors for all
// targets, and the others one for each.
func TestWorldShares(t *testing.T) {
	w := newWorld(t, 3, "hops 4\nhop 1-2 shared=yes\n")
	for _, f := range families {
		shared, own := make(map[netip.Addr]int), make(map[netip.Addr]int)
		for i := range w.Targets() {
			for a, n := range ask(t, w, i, f, 2, 4) {
				shared[a] += n
			}
			for a, n := range ask(t, w, i, f, 3, 8) {
				own[a] += n
			}
		}
		if len(shared) != 1 || shared[hostAddr(f, 2, false)] != 6 {
			t.Errorf("%v: the shared router answered %v, want 6 times in all", f, shared)
		}
		if len(own) != 3 {
			t.Errorf("%v: hop 3 answered by %v, want three routers", f, own)
		}
		for a, n := range own {
			if n != 6 {
				t.Errorf("%v: %v answered %d times, want 6", f, a, n)
			}
		}
	}
}

// TestWorldAddresses checks that every target has an address of its own, and
// that nobody answers for another.
func TestWorldAddresses(t *testing.T) {
	const count = 1000
	w := newWorld(t, count, KindPlain, KindTooBig)
	seen := make(map[netip.Addr]bool)
	for i := range count {
		for _, f := range families {
			a := w.Target(i).Target(f)
			if seen[a] || !a.IsValid() {
				t.Fatalf("target %d, %v: address %v is taken", i, f, a)
			}
			seen[a] = true
		}
	}
	for _, i := range []int{0, 1, 255, 256, 999} {
		want := w.Target(i).Target(pmtu.IPv6)
		if got := ask(t, w, i, pmtu.IPv6, 64, 1); len(got) != 1 || got[want] != 1 {
			t.Errorf("target %d: answered by %v, want %v", i, got, want)
		}
	}
	stranger := newWorld(t, count+1, KindPlain).Target(count)
	if out := w.Packet(Epoch, udp(stranger, pmtu.IPv4, 64, 100)); len(out) != 0 {
		t.Errorf("%d answers for a target that is not there", len(out))
	}
	if out := w.Packet(Epoch, []byte{0x45}); len(out) != 0 {
		t.Errorf("%d answers to no packet", len(out))
	}
}

// TestWorldKindsStay checks that a network is as it was after a world was made
// of it, and that targets of one kind have nothing in common that changes.
func TestWorldKindsStay(t *testing.T) {
	kind := parse(t, "hops 3\n")
	w := NewWorld(2, kind)
	if kind.Target(pmtu.IPv4) != hostAddr(pmtu.IPv4, destHost, true) {
		t.Errorf("the kind's destination is %v", kind.Target(pmtu.IPv4))
	}
	for range 10 {
		w.Packet(Epoch, udp(w.Target(0), pmtu.IPv4, 64, 100))
	}
	if got := ask(t, w, 1, pmtu.IPv4, 64, 1); len(got) != 1 {
		t.Errorf("target 1 answers %v after target 0 ran out of answers", got)
	}
}

// TestWorldDriver checks that a batch's outcomes come in its order.
func TestWorldDriver(t *testing.T) {
	w := newWorld(t, 2, "local mtu=1400\nhops 3\n")
	d, err := NewWorldDriver(w, DriverOptions{})
	if err != nil {
		t.Fatal(err)
	}
	batch := []pmtu.Probe{probe(w.Target(0), pmtu.IPv4, 64, 100), probe(w.Target(1), pmtu.IPv4, 64, 1500), probe(w.Target(1), pmtu.IPv4, 64, 100)}
	for i := range batch {
		batch[i].ID = uint32(i + 1)
	}
	batch = append(batch, pmtu.Probe{ID: 4, Size: 100, HopLimit: 64, Target: netip.MustParseAddrPort("10.1.2.3:4")})
	events, err := d.SendBatch(batch)
	if err != nil || len(events) != 4 {
		t.Fatalf("%d outcomes, %v", len(events), err)
	}
	for i, want := range []pmtu.Event{
		pmtu.Sent{Probe: 1, At: Epoch},
		pmtu.SendFailed{Probe: 2, At: Epoch, MTU: 1400, Errno: 90, Err: "message too long"},
		pmtu.Sent{Probe: 3, At: Epoch},
		pmtu.Sent{Probe: 4, At: Epoch},
	} {
		if events[i] != want {
			t.Errorf("outcome %d: %+v, want %+v", i, events[i], want)
		}
	}
	for _, want := range []netip.Addr{w.Target(0).Target(pmtu.IPv4), w.Target(1).Target(pmtu.IPv4)} {
		ev, err := d.Recv(t.Context())
		u, ok := ev.(pmtu.Unreachable)
		if err != nil || !ok || u.Offender != want || d.Now().Sub(Epoch) > 10*time.Millisecond {
			t.Errorf("%+v after %v, %v; want an answer of %v", ev, d.Now().Sub(Epoch), err, want)
		}
	}
}
