package simnet

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

func TestQueue(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var q queue
	if _, ok := q.next(); ok {
		t.Error("an empty queue has a next")
	}
	type entry struct {
		after time.Duration
		n     byte
	}
	var want []entry
	for n := range byte(200) {
		e := entry{time.Duration(r.IntN(20)), n}
		want = append(want, e)
		q.push(Delivery{At: Epoch.Add(e.after), Packet: []byte{n}})
	}
	slices.SortStableFunc(want, func(a, b entry) int { return int(a.after - b.after) })
	for i, e := range want {
		at, ok := q.next()
		d := q.pop()
		if !ok || !at.Equal(d.At) || d.At.Sub(Epoch) != e.after || d.Packet[0] != e.n {
			t.Fatalf("delivery %d: %d at %v, want %d at %v", i, d.Packet[0], d.At.Sub(Epoch), e.n, e.after)
		}
	}
}
