package check

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"sync"
	"time"

	"github.com/pathmtu/pmtu/internal/resolve"
	"github.com/pathmtu/pmtu/pmtu"
)

// The bounds of all lookups together.
const (
	// lookupsAtOnce is how many names are asked for at a time.
	lookupsAtOnce = 32
	// lookupStall is how long no lookup may have an answer before the
	// resolver counts as dead: longer than one waits for it.
	lookupStall = 8 * time.Second
	// lookupLimit bounds all lookups of a run, whatever is answered.
	lookupLimit = 2 * time.Minute
)

// Pending is a target whose name may have to be resolved.
type Pending struct {
	Target Target
	// Host is the name to look up, without a port.
	Host string
	// Err is why there is no address; nil where there is one, or nobody has asked yet.
	Err error
}

// Resolver finds the addresses of targets.
type Resolver struct {
	// Lookup returns the addresses of a name, in the order of preference,
	// in bounded time; several goroutines call it.
	Lookup func(ctx context.Context, host string, family pmtu.Family) ([]netip.Addr, error)
	// BothFamilies makes of a name without a family one target for IPv4 and one for IPv6.
	BothFamilies bool
	// AllAddresses makes a target of every address of a name, not only of the first.
	AllAddresses bool
}

// deadResolverError is why a name was not resolved when others were not answered.
type deadResolverError struct {
	host string
	why  error
}

// Error returns "lookup HOST: why".
func (e *deadResolverError) Error() string { return fmt.Sprintf("lookup %s: %v", e.host, e.why) }

// Unwrap returns the reason.
func (e *deadResolverError) Unwrap() error { return e.why }

// Why lookups end early.
var (
	errStalled = fmt.Errorf("given up: the resolver has not answered anything for %v", lookupStall)
	errTooLong = fmt.Errorf("given up: all lookups together took more than %v", lookupLimit)
)

// question is one lookup, for however many targets.
type question struct {
	host   string
	family pmtu.Family
}

type answer struct {
	addrs []netip.Addr
	err   error
}

// Resolve returns the targets with their addresses, in the order of pending;
// what did not resolve has an Err. It blocks until all names are answered,
// which takes bounded time, or ctx is done: then it returns the cause.
func (r Resolver) Resolve(ctx context.Context, pending []Pending) ([]Pending, error) {
	questions := r.questions(pending)
	answers, err := r.ask(ctx, questions)
	if err != nil {
		return nil, err
	}
	out := make([]Pending, 0, len(pending))
	for _, p := range pending {
		if p.Target.Addr.IsValid() {
			out = append(out, p)
			continue
		}
		for _, f := range r.families(p.Target.Family) {
			out = r.spread(out, p, f, answers[question{p.Host, f}])
		}
	}
	return out, nil
}

// spread appends what a lookup makes of a target.
func (r Resolver) spread(out []Pending, p Pending, f pmtu.Family, a answer) []Pending {
	p.Target.Family = f
	if a.err != nil {
		p.Err = a.err
		return append(out, p)
	}
	for i, addr := range a.addrs {
		if i > 0 && !r.AllAddresses {
			break
		}
		p.Target.Addr, p.Target.Family = addr, resolve.FamilyOf(addr)
		out = append(out, p)
	}
	return out
}

// families are those that a name is asked for.
func (r Resolver) families(f pmtu.Family) []pmtu.Family {
	if f == 0 && r.BothFamilies {
		return []pmtu.Family{pmtu.IPv4, pmtu.IPv6}
	}
	return []pmtu.Family{f}
}

// questions lists every lookup that is needed, once.
func (r Resolver) questions(pending []Pending) (list []question) {
	known := make(map[question]bool)
	for _, p := range pending {
		if p.Target.Addr.IsValid() {
			continue
		}
		for _, f := range r.families(p.Target.Family) {
			if q := (question{p.Host, f}); !known[q] {
				known[q] = true
				list = append(list, q)
			}
		}
	}
	return list
}

// ask looks up in parallel. Its error is the cause of ctx.
func (r Resolver) ask(ctx context.Context, questions []question) (map[question]answer, error) {
	bounded, give := context.WithCancelCause(ctx)
	defer give(nil)
	stall := time.AfterFunc(lookupStall, func() { give(errStalled) })
	defer stall.Stop()
	limit := time.AfterFunc(lookupLimit, func() { give(errTooLong) })
	defer limit.Stop()

	var mu sync.Mutex
	answers := make(map[question]answer, len(questions))
	next := make(chan question)
	var workers sync.WaitGroup
	for range min(lookupsAtOnce, len(questions)) {
		workers.Go(func() {
			for q := range next {
				a := r.lookup(bounded, q)
				if bounded.Err() == nil && !errors.Is(a.err, resolve.ErrTimeout) {
					stall.Reset(lookupStall)
				}
				mu.Lock()
				answers[q] = a
				mu.Unlock()
			}
		})
	}
	for _, q := range questions {
		next <- q
	}
	close(next)
	workers.Wait()
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	return answers, nil
}

// lookup asks one question, unless there is no hope.
func (r Resolver) lookup(ctx context.Context, q question) answer {
	if ctx.Err() == nil {
		addrs, err := r.Lookup(ctx, q.host, q.family)
		if err == nil && len(addrs) == 0 {
			err = &resolve.LookupError{Host: q.host, Family: q.family, Reason: resolve.ErrNotFound}
		}
		if err == nil || ctx.Err() == nil {
			return answer{addrs, err}
		}
	}
	return answer{err: &deadResolverError{q.host, context.Cause(ctx)}}
}
