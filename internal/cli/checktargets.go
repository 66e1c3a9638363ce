package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"os"

	"github.com/pathmtu/pmtu/internal/check"
)

// maxNotes bounds what is told of targets that are named twice.
const maxNotes = 10

// checkTargets reads all targets: those of the command line first, then those
// of the files. Nothing is looked up.
func (e *env) checkTargets(ctx context.Context, f *checkFlags, p *plan) ([]check.Pending, error) {
	var specs []check.Spec
	for _, d := range f.Dest {
		dest, err := f.dest(d)
		if err != nil {
			return nil, err
		}
		specs = append(specs, check.Spec{Input: d, Dest: dest})
	}
	var problems []check.Problem
	for _, name := range f.Targets {
		more, err := e.readTargets(ctx, f, name)
		var bad *check.ListError
		switch {
		case errors.As(err, &bad):
			problems = append(problems, bad.Problems...)
		case err != nil:
			return nil, err
		}
		specs = append(specs, more...)
	}
	if len(problems) > 0 {
		return nil, &check.ListError{Problems: problems}
	}
	targets, notes, err := check.Complete(specs, p.defaults)
	for i, n := range notes {
		if i == maxNotes {
			e.complain(fmt.Errorf("and %d more that are named twice", len(notes)-i))
			break
		}
		e.complain(errors.New(n.String()))
	}
	return targets, err
}

// readTargets reads a file, or standard input.
func (e *env) readTargets(ctx context.Context, f *checkFlags, name string) ([]check.Spec, error) {
	in, shown, err := e.openInput(name)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	specs, err := await(ctx, func() ([]check.Spec, error) { return check.Parse(shown, in, f.listed) })
	var bad *check.ListError
	if err == nil || errors.As(err, &bad) || ctx.Err() != nil {
		return specs, err
	}
	return nil, &hostError{"read " + shown, cause(err)}
}

// openInput opens a file or, for -, standard input, and says how it is called
// in messages.
func (e *env) openInput(name string) (io.ReadCloser, string, error) {
	if name == "-" {
		return io.NopCloser(e.in), check.Stdin, nil
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, "", &hostError{"open " + printable(name), cause(err)}
	}
	return f, printable(name), nil
}

// await waits for what may block, as reading a terminal or a pipe does, but
// not longer than ctx lasts.
func await[T any](ctx context.Context, read func() (T, error)) (T, error) {
	type outcome struct {
		v   T
		err error
	}
	done := make(chan outcome, 1)
	go func() {
		v, err := read()
		done <- outcome{v, err}
	}()
	select {
	case o := <-done:
		return o.v, o.err
	case <-ctx.Done():
		var none T
		return none, context.Cause(ctx)
	}
}

// dest parses a destination as trace does.
func (f *checkFlags) dest(s string) (check.Dest, error) {
	t, err := parseTarget(s)
	if err != nil {
		return check.Dest{}, err
	}
	a := t.addr
	if a.IsValid() && (a.IsMulticast() || a.IsUnspecified() || a == netip.AddrFrom4([4]byte{255, 255, 255, 255})) {
		return check.Dest{}, badTarget(s, "not the address of one host")
	}
	if a.Is6() && a.IsLinkLocalUnicast() && a.Zone() == "" {
		if f.Interface == "" {
			return check.Dest{}, &usageError{
				fmt.Sprintf("destination %q: a link-local address needs its interface", s),
				fmt.Sprintf("pmtu %s%%eth0, with your interface for eth0", a),
			}
		}
		a = a.WithZone(f.Interface)
	}
	return check.Dest{Host: t.host, Addr: a, Port: t.port}, nil
}

// listed is dest for a file: what to try instead stands behind the problem.
func (f *checkFlags) listed(s string) (check.Dest, error) {
	d, err := f.dest(s)
	var usage *usageError
	if errors.As(err, &usage) && usage.try != "" {
		err = fmt.Errorf("%w (%s)", err, usage.try)
	}
	return d, err
}

// readBaseline reads an earlier report; nil for none.
func (e *env) readBaseline(ctx context.Context, name string) (*check.Baseline, error) {
	if name == "" {
		return nil, nil
	}
	in, shown, err := e.openInput(name)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	b, err := await(ctx, func() (*check.Baseline, error) { return check.ReadBaseline(in) })
	var path *os.PathError
	switch {
	case err == nil || ctx.Err() != nil:
		return b, err
	case errors.As(err, &path):
		return nil, &hostError{"read " + shown, path.Err}
	}
	return nil, &usageError{text: fmt.Sprintf("--baseline %s: %v", shown, err)}
}

// failCheck prints what keeps a check from being made. Of a list of targets
// every problem has its line.
func (e *env) failCheck(ctx context.Context, err error) int {
	var bad *check.ListError
	if !errors.As(err, &bad) {
		return e.fail(ctx, err)
	}
	for _, p := range bad.Problems {
		e.complain(errors.New(p.String()))
	}
	return exitUsage
}
