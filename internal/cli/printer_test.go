package cli

import (
	"errors"
	"testing"

	"github.com/pathmtu/pmtu/pmtu"
)

// slowStream prints nothing until it is let.
type slowStream struct {
	let     chan struct{}
	updates []pmtu.Update
	closed  *pmtu.Result
	err     error
}

func (s *slowStream) Update(u pmtu.Update) error {
	<-s.let
	s.updates = append(s.updates, u)
	return s.err
}

func (s *slowStream) Close(r *pmtu.Result) error {
	s.closed = r
	return nil
}

// TestPrinterDoesNotBlock: any number of updates is taken while nothing can
// be printed, and all are printed, in order.
func TestPrinterDoesNotBlock(t *testing.T) {
	const n = 10000
	s := &slowStream{let: make(chan struct{})}
	p := newPrinter(s)
	for i := range n {
		p.observe(pmtu.LocalUpdate{MTU: pmtu.MTU(i)})
	}
	close(s.let)
	r := &pmtu.Result{}
	if err := p.finish(r); err != nil || s.closed != r {
		t.Errorf("finish: %v, closed with %v", err, s.closed)
	}
	if len(s.updates) != n {
		t.Fatalf("%d updates of %d", len(s.updates), n)
	}
	for i, u := range s.updates {
		if u != (pmtu.LocalUpdate{MTU: pmtu.MTU(i)}) {
			t.Fatalf("update %d is %v", i, u)
		}
	}
}

// TestPrinterError: after an error nothing more is printed, and finish
// returns it.
func TestPrinterError(t *testing.T) {
	s := &slowStream{let: make(chan struct{}), err: errors.New("broken")}
	close(s.let)
	p := newPrinter(s)
	p.observe(pmtu.LocalUpdate{MTU: 1})
	p.observe(pmtu.LocalUpdate{MTU: 2})
	if err := p.finish(&pmtu.Result{}); !errors.Is(err, s.err) || s.closed != nil || len(s.updates) != 1 {
		t.Errorf("finish: %v, %d updates, closed with %v", err, len(s.updates), s.closed)
	}
}
