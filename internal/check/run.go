package check

import (
	"context"
	"errors"
	"iter"
	"net/netip"
	"strings"
	"time"

	"github.com/pathmtu/pmtu/pmtu"
)

// Runner traces many targets. pmtu.Fleet is one.
type Runner interface {
	// Run traces what targets gives and calls done with the result of each as
	// soon as it has one; n is its place, from 0. done is called by one
	// goroutine at a time. When ctx is cancelled it returns soon, with the cause.
	Run(ctx context.Context, targets iter.Seq[pmtu.Options], done func(n int, r *pmtu.Result, err error)) error
}

// Options says how targets are checked.
type Options struct {
	// Trace is what all runs have in common; each gets its own target,
	// protocol and required size.
	Trace pmtu.Options
	// Runner makes the runs.
	Runner Runner
	// Source tells this host's side of a path, for those that do not pass.
	// Nil: nobody knows.
	Source func(pmtu.Options) (pmtu.Source, error)
	// Refuse tells why this host cannot check a target, before anything is sent.
	// Nil: it can.
	Refuse func(Target) error
	// Explain puts an error in words: why, and what to do. Nil: its text, and
	// nothing.
	Explain func(error) (reason, remedy string)
	// Unreachable reports whether an error says that there is no way to the
	// destination. Nil: none does.
	Unreachable func(error) bool
	// Host tells what reached this host and none of its sockets. Nil: nobody knows.
	Host Host
	// Baseline is what paths are compared with; nil: nothing.
	Baseline *Baseline
	// Done is called with what was counted after each result was reported, by
	// one goroutine. Nil: nobody wants to know.
	Done func(Summary)
}

// Run checks targets and reports each as it is known, but those that wait for what Host knows in the end. Targets with the same
// address, port and protocol share one run. It blocks until all have a result or ctx is
// done; then it reports what was learned by then, and the summary says that it
// was interrupted. Its error is the reporter's, which ends the run, or the
// runner's. It does not close the reporter.
func Run(ctx context.Context, targets []Pending, o Options, rep Reporter) (Summary, error) {
	started := time.Now()
	outer := ctx
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	c := &run{o: o, rep: rep, failed: cancel, sum: Summary{Total: len(targets)}, queue: newQueue()}
	c.sum.New, c.sum.Gone = o.Baseline.missing(targets)
	groups := c.group(targets)
	reported := make(chan struct{})
	go func() {
		defer close(reported)
		c.report(outer)
	}()
	err := o.Runner.Run(ctx, c.options(groups), func(n int, r *pmtu.Result, err error) {
		c.queue.put(finished{groups[n], r, err})
	})
	c.queue.close()
	<-reported
	c.sum.Interrupted = outer.Err() != nil
	c.sum.Duration = time.Since(started)
	if c.err != nil {
		return c.sum, c.err
	}
	if outer.Err() != nil {
		err = nil // an interrupt is no failure
	}
	return c.sum, err
}

// run is one call of Run. What report does, nobody else touches.
type run struct {
	o      Options
	rep    Reporter
	failed func(error) // ends the run
	queue  *queue
	held   []finished // wait for the end
	sum    Summary
	err    error // of the reporter
}

// path is what makes targets share a run.
type path struct {
	addr     netip.Addr
	port     uint16
	protocol pmtu.Protocol
}

// group puts together the targets that share a run, and queues those that
// cannot have one.
func (c *run) group(targets []Pending) [][]Target {
	var groups [][]Target
	at := make(map[path]int, len(targets))
	for _, p := range targets {
		if p.Err == nil && c.o.Refuse != nil {
			p.Err = c.o.Refuse(p.Target)
		}
		if p.Err != nil {
			c.queue.put(finished{[]Target{p.Target}, nil, p.Err})
			continue
		}
		t := p.Target
		k := path{t.Addr.Unmap(), t.Port, t.Protocol}
		i, ok := at[k]
		if !ok {
			i = len(groups)
			at[k] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], t)
	}
	return groups
}

// options gives the runner one run a group. It asks for the largest size that any of
// the group requires.
func (c *run) options(groups [][]Target) iter.Seq[pmtu.Options] {
	return func(yield func(pmtu.Options) bool) {
		for _, g := range groups {
			o := c.o.Trace
			o.Target = netip.AddrPortFrom(g[0].Addr, g[0].Port)
			o.Protocol, o.Require = g[0].Protocol, 0
			for _, t := range g {
				o.Require = max(o.Require, t.Require)
			}
			if !yield(o) {
				return
			}
		}
	}
}

// report takes what is finished, until there is no more.
func (c *run) report(ctx context.Context) {
	for {
		f, ok := c.queue.take()
		if !ok {
			c.release(ctx)
			return
		}
		if !c.holds(f) {
			c.tell(f)
		}
	}
}

// tell judges and reports the targets that shared a run.
func (c *run) tell(f finished) {
	if c.o.Host != nil && f.trace != nil {
		c.o.Host.Here(f.trace)
	}
	for i, t := range f.targets {
		if c.err == nil {
			c.one(c.judge(t, f), i > 0)
		}
	}
}

// one reports and counts a result. The packets of a shared run are counted once.
func (c *run) one(r *Result, shared bool) {
	if c.err = c.rep.Result(r); c.err != nil {
		c.failed(c.err)
		return
	}
	sent, bytes := c.sum.Sent, c.sum.SentBytes
	c.sum.Add(r)
	if shared {
		c.sum.Sent, c.sum.SentBytes = sent, bytes
	}
	if c.o.Done != nil {
		c.o.Done(c.sum)
	}
}

// judge makes a result of what the runner said.
func (c *run) judge(t Target, f finished) *Result {
	r := &Result{Target: t, Trace: f.trace, Err: f.err, New: c.o.Baseline != nil && !c.o.Baseline.knows(t)}
	if f.err != nil {
		r.Verdict = VerdictError
		if c.o.Unreachable != nil && c.o.Unreachable(f.err) {
			r.Verdict = VerdictUnreachable
		}
		r.Reason = f.err.Error()
		if c.o.Explain != nil {
			r.Reason, r.Remedy = c.o.Explain(f.err)
		}
		r.Reason, r.Remedy = sentence(r.Reason), sentence(r.Remedy)
		return r
	}
	if f.trace == nil {
		r.Err = errors.New("there was no run")
	}
	r.Verdict, r.Reason, r.Remedy = Judge(f.trace, t.Require)
	if r.Verdict != VerdictPass && f.trace != nil && f.trace.Source == (pmtu.Source{}) {
		c.source(r)
	}
	if strings.Contains(r.Remedy, orICMP) && !c.canPing(t) {
		r.Remedy = strings.Replace(r.Remedy, orICMP, "", 1)
	}
	if o := c.o.Trace; r.Remedy == askMore && o.Attempts >= 5 && o.Timeout >= 2*time.Second {
		r.Remedy = "see where it is lost: " + sentence(f.trace.Command())
	}
	r.Changes = c.o.Baseline.Changes(r)
	r.failForLoss()
	return r
}

// canPing reports whether this host would ask a target by ICMP echo.
func (c *run) canPing(t Target) bool {
	t.Protocol = pmtu.ICMP
	return c.o.Refuse == nil || c.o.Refuse(t) == nil
}

// source fills in this host's side, which a run by a shared socket does not know, and judges again with it: an error
// that this host sent itself is then no router's.
func (c *run) source(r *Result) {
	if c.o.Source == nil {
		return
	}
	o := c.o.Trace
	o.Target = r.Trace.Target
	if s, err := c.o.Source(o); err == nil {
		r.Trace.Source = s
		r.Trace.Findings = pmtu.Diagnose(r.Trace)
		r.Verdict, r.Reason, r.Remedy = Judge(r.Trace, r.Target.Require)
	}
}
