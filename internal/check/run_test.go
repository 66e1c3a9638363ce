package check

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/netip"
	"reflect"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pathmtu/pmtu/pmtu"
)

// runner gives every target the result that world has for its address.
type runner struct {
	world func(o pmtu.Options) (*pmtu.Result, error)
	asked []string
}

func (r *runner) Run(ctx context.Context, targets iter.Seq[pmtu.Options], done func(int, *pmtu.Result, error)) error {
	n := 0
	for o := range targets {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		r.asked = append(r.asked, fmt.Sprintf("%v %v %d", o.Target, o.Protocol, o.Require))
		result, err := r.world(o)
		if result != nil {
			result.Target = o.Target
		}
		done(n, result, err)
		n++
	}
	return nil
}

// notes keeps what is reported.
type notes struct {
	lines []string
	fail  int // the result at which it cannot write any more; 0: never
	sum   *Summary
}

var errFull = errors.New("disk full")

func (n *notes) Result(r *Result) error {
	if n.fail > 0 && len(n.lines)+1 >= n.fail {
		return errFull
	}
	n.lines = append(n.lines, fmt.Sprintf("%s %s: %s", r.Verdict, r.Target.Input, r.Reason))
	return nil
}

func (n *notes) Close(s Summary) error {
	n.sum = &s
	return nil
}

// carries is a world where the path MTU is 1400.
func carries(o pmtu.Options) (*pmtu.Result, error) {
	return &pmtu.Result{
		Outcome: pmtu.OutcomeReached, PathMTU: proven(1400), Stats: pmtu.Stats{Sent: 2, SentBytes: 1428},
	}, nil
}

func resolved(t *testing.T, d Defaults, inputs ...string) []Pending {
	t.Helper()
	p, err := Resolver{Lookup: lookup}.Resolve(t.Context(), pend(t, d, inputs...))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestRun: every target has one result, those of the same address share a
// run, and its packets are counted once.
func TestRun(t *testing.T) {
	targets := resolved(t, Defaults{Require: 1400}, "10.0.0.1", "four.example", "192.0.2.4", "192.0.2.4/7", "none.example")
	targets[2].Target.Require = 1401
	r, rep, steps := &runner{world: carries}, &notes{}, 0
	sum, err := Run(t.Context(), targets, Options{
		Trace: pmtu.Options{Require: 9000}, Runner: r, Done: func(s Summary) {
			if steps++; s.Done() != steps {
				t.Errorf("%d done, want %d", s.Done(), steps)
			}
		},
	}, rep)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"error none.example: lookup none.example: no such host",
		"pass 10.0.0.1: path MTU 1400, proven",
		"pass four.example: path MTU 1400, proven",
		"fail 192.0.2.4: path MTU 1400 is less than the required 1401",
		"pass 192.0.2.4/7: path MTU 1400, proven",
	}
	if diff := cmp.Diff(want, rep.lines); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	wantAsked := []string{"10.0.0.1:0 udp 1400", "192.0.2.4:0 udp 1401", "192.0.2.4:7 udp 1400"}
	if diff := cmp.Diff(wantAsked, r.asked); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	sum.Duration = 0
	wantSum := Summary{Total: 5, Pass: 3, Fail: 1, Errors: 1, Sent: 6, SentBytes: 3 * 1428}
	if !reflect.DeepEqual(sum, wantSum) || steps != 5 {
		t.Errorf("%+v, want %+v", sum, wantSum)
	}
}

// TestRunLargest: a run that targets share asks for the largest size, wherever the target stands
// that requires it.
func TestRunLargest(t *testing.T) {
	for _, require := range [][]pmtu.MTU{{1500, 1300, 1400}, {1300, 1500, 1400}, {1300, 1400, 1500}} {
		targets := slices.Repeat(resolved(t, Defaults{}, "10.0.0.1"), len(require))
		for i := range targets {
			targets[i].Target.Require = require[i]
		}
		r, rep := &runner{world: carries}, &notes{}
		if _, err := Run(t.Context(), targets, Options{Runner: r}, rep); err != nil {
			t.Fatal(err)
		}
		if len(r.asked) != 1 || r.asked[0] != "10.0.0.1:0 udp 1500" {
			t.Errorf("%v: asked %q", require, r.asked)
		}
		for i, line := range rep.lines {
			if passes := strings.HasPrefix(line, "pass "); passes != (require[i] <= 1400) {
				t.Errorf("%v: %s", require, line)
			}
		}
	}
}

// TestRunErrors: what this host could not do, and where it has no way to.
func TestRunErrors(t *testing.T) {
	world := func(o pmtu.Options) (*pmtu.Result, error) {
		switch o.Target.Addr() {
		case netip.MustParseAddr("10.0.0.1"):
			return nil, syscall.ENETUNREACH
		case netip.MustParseAddr("10.0.0.2"):
			return nil, errors.New("open udp4: not permitted.\nAsk root.")
		}
		return nil, nil
	}
	rep := &notes{}
	_, err := Run(t.Context(), resolved(t, Defaults{}, "10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4"), Options{
		Runner: &runner{world: world}, Unreachable: func(err error) bool { return errors.Is(err, syscall.ENETUNREACH) },
		Refuse: func(t Target) error {
			if t.Input == "10.0.0.4" {
				return syscall.EACCES
			}
			return nil
		},
		Explain: func(err error) (string, string) { return strings.ToUpper(err.Error()), "" },
	}, rep)
	want := []string{
		"error 10.0.0.4: PERMISSION DENIED",
		"unreachable 10.0.0.1: NETWORK IS UNREACHABLE",
		"error 10.0.0.2: OPEN UDP4: NOT PERMITTED",
		"error 10.0.0.3: there was no run",
	}
	if diff := cmp.Diff(want, rep.lines); diff != "" || err != nil {
		t.Errorf("%v, -want +got:\n%s", err, diff)
	}
}

// TestRunPing: where this host lets its users send no echoes, nobody is told to.
func TestRunPing(t *testing.T) {
	world := func(o pmtu.Options) (*pmtu.Result, error) {
		return &pmtu.Result{Target: o.Target, Outcome: pmtu.OutcomeSilent, PathMTU: pmtu.PathMTU{Status: pmtu.StatusUnknown}}, nil
	}
	for _, may := range []bool{true, false} {
		var k keeper
		_, err := Run(t.Context(), resolved(t, Defaults{Require: 1400}, "10.0.0.1"), Options{
			Runner: &runner{world: world},
			Refuse: func(t Target) error {
				if t.Protocol == pmtu.ICMP && !may {
					return syscall.EACCES
				}
				return nil
			},
		}, &k)
		if err != nil || len(k) != 1 || strings.Contains(k[0].Remedy, "icmp") != may || !strings.HasPrefix(k[0].Remedy, "see whether 10.0.0.1 is up; if it is, try a port that answers, ") {
			t.Errorf("may send echoes %t: %v, %+v", may, err, k)
		}
	}
}

// keeper keeps results.
type keeper []*Result

func (k *keeper) Result(r *Result) error {
	*k = append(*k, r)
	return nil
}

func (k *keeper) Close(Summary) error { return nil }

// TestRunSource: who does not pass is told by which interface, who passes costs no look.
func TestRunSource(t *testing.T) {
	looked := 0
	source := func(o pmtu.Options) (pmtu.Source, error) {
		looked++
		return pmtu.Source{Interface: "wg0"}, nil
	}
	world := func(pmtu.Options) (*pmtu.Result, error) {
		return &pmtu.Result{Outcome: pmtu.OutcomeReached, PathMTU: proven(1400), LocalMTU: 1400}, nil
	}
	rep := &notes{}
	_, _ = Run(t.Context(), resolved(t, Defaults{Require: 1400}, "10.0.0.1"), Options{Runner: &runner{world: world}, Source: source}, rep)
	if looked != 0 {
		t.Error("looked for a source")
	}
	_, _ = Run(t.Context(), resolved(t, Defaults{Require: 1401}, "10.0.0.1"), Options{Runner: &runner{world: world}, Source: source}, rep)
	if last := rep.lines[len(rep.lines)-1]; looked != 1 || !strings.HasSuffix(last, "this host itself sends no more by wg0") {
		t.Errorf("looked %d times, %s", looked, last)
	}
}

// TestRunReporterFails: a report that cannot be written ends the run.
func TestRunReporterFails(t *testing.T) {
	names := make([]string, 1000)
	for i := range names {
		names[i] = fmt.Sprintf("10.0.%d.%d", i/250, i%250+1)
	}
	stopped := make(chan struct{})
	r := &runner{}
	r.world = func(o pmtu.Options) (*pmtu.Result, error) {
		if len(r.asked) == 10 {
			<-stopped // until the reporter has ended the run
		}
		return carries(o)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	watch := watching{r, stopped}
	_, err := Run(ctx, resolved(t, Defaults{}, names...), Options{Runner: watch}, &notes{fail: 3})
	if !errors.Is(err, errFull) || len(r.asked) > 10 {
		t.Errorf("%v after %d runs", err, len(r.asked))
	}
}

// watching closes stopped when its context ends.
type watching struct {
	*runner
	stopped chan struct{}
}

func (w watching) Run(ctx context.Context, targets iter.Seq[pmtu.Options], done func(int, *pmtu.Result, error)) error {
	context.AfterFunc(ctx, func() { close(w.stopped) })
	return w.runner.Run(ctx, targets, done)
}

// TestRunInterrupted: what was done is reported, and the summary says how it ended.
func TestRunInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	r := &runner{}
	r.world = func(o pmtu.Options) (*pmtu.Result, error) {
		if len(r.asked) == 2 {
			cancel()
			return &pmtu.Result{Outcome: pmtu.OutcomeInterrupted}, nil
		}
		return carries(o)
	}
	rep := &notes{}
	sum, err := Run(ctx, resolved(t, Defaults{}, "10.0.0.1", "10.0.0.2", "10.0.0.3"), Options{Runner: r}, rep)
	want := []string{
		"pass 10.0.0.1: path MTU 1400, proven",
		"inconclusive 10.0.0.2: it was interrupted before it was known whether 1400 bytes pass",
	}
	if diff := cmp.Diff(want, rep.lines); diff != "" || err != nil {
		t.Errorf("%v, -want +got:\n%s", err, diff)
	}
	if !sum.Interrupted || sum.Total != 3 || sum.Done() != 2 {
		t.Errorf("%+v", sum)
	}
}

// TestQueue: an empty queue waits for more, until there is none.
func TestQueue(t *testing.T) {
	q := newQueue()
	for i := range 3 {
		go q.put(finished{err: fmt.Errorf("%d", i)})
		if f, ok := q.take(); !ok || f.err.Error() != fmt.Sprint(i) {
			t.Errorf("%d: %v, %t", i, f.err, ok)
		}
	}
	go q.close()
	if f, ok := q.take(); ok {
		t.Errorf("%v", f)
	}
}

// TestRunRunnerFails: the error of a runner is no interrupt.
func TestRunRunnerFails(t *testing.T) {
	broken := errors.New("no sockets")
	sum, err := Run(t.Context(), resolved(t, Defaults{}, "10.0.0.1"), Options{Runner: failing{broken}}, &notes{})
	if !errors.Is(err, broken) || sum.Interrupted || sum.Done() != 0 {
		t.Errorf("%v, %+v", err, sum)
	}
}

type failing struct{ err error }

func (f failing) Run(context.Context, iter.Seq[pmtu.Options], func(int, *pmtu.Result, error)) error {
	return f.err
}
