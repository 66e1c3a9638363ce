package resolve

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"strings"
	"sync"
	"time"
)

// Options says how names are asked for. The zero value asks the system's
// resolver.
type Options struct {
	// LookupAddr returns the names of an address. It must return at ctx's
	// deadline; one that does not when ctx is cancelled is not waited for.
	// Nil: net.DefaultResolver.LookupAddr.
	LookupAddr func(ctx context.Context, addr string) ([]string, error)
	// LookupIP returns the addresses of a name; network is "ip", "ip4" or "ip6".
	// One that does not return once ctx is done is not waited for. Nil: the
	// system's resolver, by the net package.
	LookupIP func(ctx context.Context, network, host string) ([]netip.Addr, error)
	// Wait is how long all calls of Name together may wait. 0 means 1 s,
	// less than 0 not at all.
	Wait time.Duration
	// Timeout bounds one question. 0 means 5 s.
	Timeout time.Duration
	// Workers is how many questions for names are asked at a time. 0 means 8.
	Workers int
}

const (
	defaultWait    = time.Second
	defaultTimeout = 5 * time.Second
	defaultWorkers = 8
	// maxCached bounds the memory of a run: 255 hops of 16 addresses.
	maxCached = 255 * 16
)

// Resolver looks names up in the background and remembers them. Its methods
// may be called by several goroutines. It must be closed.
type Resolver struct {
	o      Options
	ctx    context.Context // of all questions for names; ends with Close
	cancel context.CancelFunc
	wg     sync.WaitGroup // the workers

	mu      sync.Mutex
	answers map[netip.Addr]*answer
	queue   []*answer // not asked yet
	workers int       // that run now
	closed  bool
	budget  budget
}

// answer is what became of the question for one name.
type answer struct {
	addr netip.Addr
	done chan struct{} // closed when name and failed are final
	// name is "" where there is none.
	name string
	// failed: no answer came that says whether there is a name.
	failed bool
}

// New returns a Resolver. It asks nothing yet.
func New(o Options) *Resolver {
	if o.LookupAddr == nil {
		o.LookupAddr = net.DefaultResolver.LookupAddr
	}
	if o.LookupIP == nil {
		o.LookupIP = systemResolver(serverWait, new(net.Dialer).DialContext).LookupNetIP
	}
	if o.Wait == 0 {
		o.Wait = defaultWait
	}
	if o.Timeout <= 0 {
		o.Timeout = defaultTimeout
	}
	if o.Workers <= 0 {
		o.Workers = defaultWorkers
	}
	ctx, cancel := context.WithCancel(context.Background())
	return &Resolver{
		o:       o,
		ctx:     ctx,
		cancel:  cancel,
		answers: make(map[netip.Addr]*answer),
		budget:  budget{left: max(0, o.Wait)},
	}
}

// Start asks for the name of an address, unless that was done before. It
// does not block. After Close it does nothing.
func (r *Resolver) Start(addr netip.Addr) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.start(addr)
}

// start returns nil for an address that will not be asked for. r.mu is held.
func (r *Resolver) start(addr netip.Addr) *answer {
	addr = addr.Unmap()
	if a := r.answers[addr]; a != nil {
		return a
	}
	if r.closed || !addr.IsValid() || len(r.answers) >= maxCached {
		return nil
	}
	a := &answer{addr: addr, done: make(chan struct{})}
	r.answers[addr] = a
	r.queue = append(r.queue, a)
	if r.workers < r.o.Workers {
		r.workers++
		r.wg.Go(r.work)
	}
	return a
}

// work asks until there is nothing left to ask.
func (r *Resolver) work() {
	for {
		r.mu.Lock()
		if len(r.queue) == 0 {
			r.workers--
			r.mu.Unlock()
			return
		}
		a := r.queue[0]
		r.queue = r.queue[1:]
		r.mu.Unlock()
		r.ask(a)
	}
}

func (r *Resolver) ask(a *answer) {
	defer close(a.done)
	ctx, cancel := context.WithTimeout(r.ctx, r.o.Timeout)
	defer cancel()
	if ctx.Err() != nil {
		a.failed = true
		return
	}
	// A zone means something on this host only.
	names, err := within(r.ctx, func() ([]string, error) {
		return r.o.LookupAddr(ctx, a.addr.WithZone("").String())
	})
	for _, n := range names { // good names come even with an error
		if n = strings.TrimSuffix(n, "."); n != "" {
			a.name = n
			return
		}
	}
	var dns *net.DNSError
	a.failed = err != nil && !(errors.As(err, &dns) && dns.IsNotFound)
}

// Name returns the name of an address as it came from the resolver,
// unescaped, without a final dot; "" for none, or none yet. It starts the
// question where nobody did, and waits for the answer until ctx is done or
// all that calls of Name may wait together (Options.Wait) is spent: a
// resolver that is dead costs a run that much once.
func (r *Resolver) Name(ctx context.Context, addr netip.Addr) string {
	a := r.wait(ctx, addr)
	if a == nil {
		return ""
	}
	return a.name
}

// Failed reports whether the name of an address was asked for and no answer
// came that says whether there is one. It does not wait.
func (r *Resolver) Failed(addr netip.Addr) bool {
	r.mu.Lock()
	a := r.answers[addr.Unmap()]
	r.mu.Unlock()
	return a != nil && a.isDone() && a.failed
}

// within returns what f does, or ctx's error once ctx is done: the net
// package reads an answer to LookupAddr for five seconds, cancelled or not.
func within[T any](ctx context.Context, f func() (T, error)) (T, error) {
	type result struct {
		value T
		err   error
	}
	done := make(chan result, 1) // whoever comes too late leaves it there
	go func() {
		v, err := f()
		done <- result{v, err}
	}()
	select {
	case r := <-done:
		return r.value, r.err
	case <-ctx.Done():
		var none T
		return none, ctx.Err()
	}
}

func (a *answer) isDone() bool {
	select {
	case <-a.done:
		return true
	default:
		return false
	}
}

// wait returns nil where the answer is not known in time.
func (r *Resolver) wait(ctx context.Context, addr netip.Addr) *answer {
	r.mu.Lock()
	a := r.start(addr)
	if a == nil || a.isDone() {
		r.mu.Unlock()
		return a
	}
	left := r.budget.enter(time.Now())
	r.mu.Unlock()
	defer func() {
		r.mu.Lock()
		r.budget.leave(time.Now())
		r.mu.Unlock()
	}()

	timer := time.NewTimer(left)
	defer timer.Stop()
	select {
	case <-a.done:
		return a
	case <-timer.C:
	case <-ctx.Done():
	}
	return nil
}

// Close abandons all questions and returns when nobody waits for them any more.
// Name waits no more after it, and still returns what is known.
func (r *Resolver) Close() {
	r.mu.Lock()
	r.closed = true
	r.mu.Unlock()
	r.cancel()
	r.wg.Wait()
}
