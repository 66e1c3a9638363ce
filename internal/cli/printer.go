package cli

import (
	"sync"

	"github.com/pathmtu/pmtu/internal/render"
	"github.com/pathmtu/pmtu/pmtu"
)

// printer feeds a stream from a goroutine of its own, so that neither a slow
// reader nor a slow name server holds up the run. Its queue has no bound:
// what a run can learn has one.
type printer struct {
	stream render.Stream
	more   chan struct{} // holds one token when the queue may have grown
	done   chan struct{}

	mu     sync.Mutex
	queue  []pmtu.Update
	closed bool

	err error // of the stream; read after done
}

// newPrinter starts to print to a stream.
func newPrinter(s render.Stream) *printer {
	p := &printer{stream: s, more: make(chan struct{}, 1), done: make(chan struct{})}
	go p.print()
	return p
}

// observe takes an update. It never blocks.
func (p *printer) observe(u pmtu.Update) {
	p.mu.Lock()
	p.queue = append(p.queue, u)
	p.mu.Unlock()
	p.poke()
}

func (p *printer) poke() {
	select {
	case p.more <- struct{}{}:
	default:
	}
}

// finish prints what is left in the queue and what the result adds to it.
func (p *printer) finish(r *pmtu.Result) error {
	p.mu.Lock()
	p.closed = true
	p.mu.Unlock()
	p.poke()
	<-p.done
	if p.err != nil || r == nil {
		return p.err
	}
	return p.stream.Close(r)
}

// print is the goroutine. After an error it only empties the queue.
func (p *printer) print() {
	defer close(p.done)
	for range p.more {
		updates, closed := p.take()
		for _, u := range updates {
			if p.err == nil {
				p.err = p.stream.Update(u)
			}
		}
		if closed {
			return
		}
	}
}

// take returns the queue. What is queued after closed is not printed: the
// run is over.
func (p *printer) take() ([]pmtu.Update, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	updates := p.queue
	p.queue = nil
	return updates, p.closed
}
