package simnet

import (
	"slices"
	"time"
)

// queue holds deliveries in the order of their arrival. Those that arrive at
// the same time leave it in the order in which they were put in. The zero
// value is empty.
type queue struct{ list []Delivery }

func (q *queue) push(d Delivery) {
	i, _ := slices.BinarySearchFunc(q.list, d.At, func(e Delivery, at time.Time) int {
		if e.At.After(at) {
			return 1
		}
		return -1 // equal ones stay in front
	})
	q.list = slices.Insert(q.list, i, d)
}

// next returns when the first delivery arrives; false where there is none.
func (q *queue) next() (time.Time, bool) {
	if len(q.list) == 0 {
		return time.Time{}, false
	}
	return q.list[0].At, true
}

// pop removes the first delivery. The queue must not be empty.
func (q *queue) pop() Delivery {
	d := q.list[0]
	q.list[0] = Delivery{} // its memory is the receiver's now
	q.list = q.list[1:]
	return d
}
