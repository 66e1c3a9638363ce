package pmtu

import (
	"container/heap"
	"time"
)

// agenda are the targets that want to be called at a time, the earliest first.
type agenda struct{ list targetHeap }

// first is the one to be called next; nil: none.
func (a *agenda) first() *fleetTarget {
	if len(a.list) == 0 {
		return nil
	}
	return a.list[0]
}

// set says when a target wants to be called; zero: not at all.
func (a *agenda) set(t *fleetTarget, at time.Time) {
	switch {
	case at.IsZero() && t.slot >= 0:
		heap.Remove(&a.list, t.slot)
	case at.IsZero():
	case t.slot < 0:
		t.wake = at
		heap.Push(&a.list, t)
	case !at.Equal(t.wake):
		t.wake = at
		heap.Fix(&a.list, t.slot)
	}
}

// targetHeap is a heap.Interface that tells each target its slot.
type targetHeap []*fleetTarget

func (h targetHeap) Len() int           { return len(h) }
func (h targetHeap) Less(i, j int) bool { return h[i].wake.Before(h[j].wake) }

func (h targetHeap) Swap(i, j int) {
	h[i], h[j] = h[j], h[i]
	h[i].slot, h[j].slot = i, j
}

func (h *targetHeap) Push(x any) {
	t := x.(*fleetTarget)
	t.slot = len(*h)
	*h = append(*h, t)
}

func (h *targetHeap) Pop() any {
	old := *h
	t := old[len(old)-1]
	old[len(old)-1] = nil
	*h = old[:len(old)-1]
	t.slot = -1
	return t
}
