package check

import (
	"sync"

	"github.com/pathmtu/pmtu/pmtu"
)

// finished is what came of the targets that shared a run.
type finished struct {
	targets []Target
	trace   *pmtu.Result
	err     error
}

// queue stands between the runner and the reporter, so that a slow reader of
// the report does not hold up the runs and make their answers late. It has no
// bound but the number of targets, and is empty as long as the reader keeps up.
type queue struct {
	mu     sync.Mutex
	grown  *sync.Cond
	items  []finished
	closed bool
}

func newQueue() *queue {
	q := &queue{}
	q.grown = sync.NewCond(&q.mu)
	return q
}

// put never blocks.
func (q *queue) put(f finished) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.items = append(q.items, f)
	q.grown.Signal()
}

// close says that nothing more comes.
func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.grown.Signal()
}

// take waits for the next item; false once there are no more.
func (q *queue) take() (finished, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.items) == 0 {
		if q.closed {
			return finished{}, false
		}
		q.grown.Wait()
	}
	f := q.items[0]
	q.items[0] = finished{} // it is not kept longer than it is needed
	q.items = q.items[1:]
	return f, true
}
