package pmtu

import (
	"math"
	"net/netip"
	"testing"
	"time"
)

func at(ms int) time.Time { return time.Unix(1000, 0).Add(time.Duration(ms) * time.Millisecond) }

// TestFleetPaceTokens checks how much may leave when.
func TestFleetPaceTokens(t *testing.T) {
	for _, tt := range []struct {
		rate  float64
		steps []int // ms
		want  []int // probes, where there are always some
	}{
		{1000, []int{0, 1, 5, 1000, 1001}, []int{5, 1, 4, 20, 1}},
		{10, []int{0, 50, 100, 1000, 1100}, []int{1, 0, 1, 1, 1}},
		{10000, []int{0, 5}, []int{32, 32}},
		{math.Inf(1), []int{0, 0, 0}, []int{32, 32, 32}},
	} {
		p := newFleetPace(tt.rate)
		x := &fleetTarget{queue: make([]Probe, 1000), slot: -1}
		p.queued = len(x.queue)
		p.join(x)
		for i, ms := range tt.steps {
			p.refill(at(ms))
			batch, senders := p.next(nil, nil)
			if len(batch) != tt.want[i] || len(senders) != len(batch) {
				t.Errorf("rate %v after %d ms: %d probes, want %d", tt.rate, ms, len(batch), tt.want[i])
			}
		}
	}
}

// TestFleetPaceWake checks that the loop is woken when a batch may leave, and not for each probe.
func TestFleetPaceWake(t *testing.T) {
	p := newFleetPace(1000)
	x := &fleetTarget{queue: make([]Probe, 100), slot: -1}
	p.queued = len(x.queue)
	p.join(x)
	p.refill(at(0))
	p.next(nil, nil)
	if got := p.wake(at(0)); !got.Equal(at(5)) {
		t.Errorf("wake after %v, want 5 ms", got.Sub(at(0)))
	}
	p.leave(x)
	p.queued = 1
	if got := p.wake(at(0)); !got.Equal(at(1)) {
		t.Errorf("wake for one after %v, want 1 ms", got.Sub(at(0)))
	}
}

// TestFleetPaceLeave checks that a target that ends takes its probes with it.
func TestFleetPaceLeave(t *testing.T) {
	p := newFleetPace(1000)
	var list [3]*fleetTarget
	for i := range list {
		list[i] = &fleetTarget{n: i, queue: make([]Probe, 2), slot: -1}
		p.queued += 2
		p.join(list[i])
		p.join(list[i]) // once is enough
	}
	p.leave(list[1])
	p.refill(at(0))
	_, senders := p.next(nil, nil)
	if p.queued != 0 || len(senders) != 4 || senders[1] != list[0] || senders[2] != list[2] {
		t.Errorf("%d left, %d sent", p.queued, len(senders))
	}
}

func TestAgenda(t *testing.T) {
	var a agenda
	var list [5]*fleetTarget
	for i, ms := range []int{30, 10, 50, 20, 40} {
		list[i] = &fleetTarget{n: i, slot: -1}
		a.set(list[i], at(ms))
	}
	a.set(list[1], at(60))      // later
	a.set(list[2], at(5))       // earlier
	a.set(list[4], time.Time{}) // not at all
	a.set(list[4], time.Time{})
	var order []int
	for x := a.first(); x != nil; x = a.first() {
		order = append(order, x.n)
		a.set(x, time.Time{})
	}
	if len(order) != 4 || order[0] != 2 || order[1] != 3 || order[2] != 0 || order[3] != 1 {
		t.Errorf("order %d, want 2 3 0 1", order)
	}
}

// TestFleetDeskForgets checks that nothing is kept of targets that have ended,
// once their answers would be late.
func TestFleetDeskForgets(t *testing.T) {
	d := newFleetDesk()
	open := func(i int) *fleetTarget {
		o := Options{Target: netip.AddrPortFrom(netip.AddrFrom4([4]byte{198, 51, 100, byte(i)}), 1)}
		e, err := NewEngine(o)
		if err != nil {
			t.Fatal(err)
		}
		x := &fleetTarget{n: i, o: o, e: e, slot: -1}
		d.open(x)
		for k := range 3 {
			f := &flight{Probe: Probe{Token: uint64(10*i + k + 1)}}
			if k > 0 {
				f.state = flightSent
			}
			e.flights = append(e.flights, f)
			d.expect(f.Token, x)
		}
		return x
	}
	reply := func(token uint64) Event {
		return Reply{From: netip.MustParseAddrPort("198.51.100.1:1"), HasToken: true, Token: token}
	}
	first := open(1)
	if d.whose(reply(12)) != first || d.whose(reply(99)) != first {
		t.Error("an answer did not find its target by token, or by address")
	}
	d.close(at(0), first)
	second := open(1)
	if x := d.whose(reply(99)); x != second {
		t.Errorf("an unknown token is of %v, want of who has the address", x)
	}
	d.close(at(0), second)
	third := open(2)
	if x := d.whose(reply(12)); x != nil {
		t.Errorf("a late answer is of %v", x)
	}
	d.close(at(1000), third)
	if d.active() != 0 || len(d.byToken) != 4 || len(d.late) != 6 {
		t.Errorf("%d targets, %d tokens, %d late ones, want 0, 4, 6", d.active(), len(d.byToken), len(d.late))
	}
	d.forget(at(3000))
	if len(d.byToken) != 0 || len(d.late) != 0 {
		t.Errorf("%d tokens, %d late ones are kept", len(d.byToken), len(d.late))
	}
}

// TestHopBudgets checks who may ask a hop that others asked before.
func TestHopBudgets(t *testing.T) {
	router := func(i int) netip.Addr { return netip.AddrFrom4([4]byte{192, 0, 2, byte(i)}) }
	for _, tt := range []struct {
		name    string
		routers func(i int) int // of the i-th target; -1: silent
		family  Family
		gap     int // ms between targets
		want    int // of 40
	}{
		{"silent", func(int) int { return -1 }, IPv4, 1, 4},
		{"one in common", func(int) int { return 1 }, IPv4, 1, 4},
		{"one in common, slowly", func(int) int { return 1 }, IPv4, 660, 16},
		{"one in common, IPv6", func(int) int { return 1 }, IPv6, 66, 16},
		{"three", func(i int) int { return i % 3 }, IPv4, 1, 7},
		{"one for each", func(i int) int { return i }, IPv4, 1, 40},
	} {
		b := make(hopBudgets)
		granted := 0
		for i := range 40 {
			if !b.grant(tt.family, 3, at(i*tt.gap)) {
				continue
			}
			if granted++; tt.routers(i) >= 0 {
				b.heard(tt.family, 3, router(tt.routers(i)))
			}
		}
		if granted != tt.want {
			t.Errorf("%s: %d of 40 may ask, want %d", tt.name, granted, tt.want)
		}
		if !b.grant(tt.family, 4, at(0)) {
			t.Errorf("%s: another hop may not be asked", tt.name)
		}
	}
	var alone hopBudgets
	alone.heard(IPv4, 1, router(1)) // must not panic
}
