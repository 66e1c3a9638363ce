package cli

import (
	"context"
	"errors"
	"time"

	"github.com/pathmtu/pmtu/internal/check"
	"github.com/pathmtu/pmtu/internal/report"
	"github.com/pathmtu/pmtu/pmtu"
)

// checkCommand is pmtu check.
func (e *env) checkCommand(ctx context.Context, f *checkFlags) int {
	p, err := f.plan()
	if err != nil {
		return e.fail(ctx, err)
	}
	pending, err := e.checkTargets(ctx, f, p)
	if err != nil {
		return e.failCheck(ctx, err)
	}
	baseline, err := e.readBaseline(ctx, f.Baseline)
	if err != nil {
		return e.fail(ctx, err)
	}
	c := &checkJob{flags: f, plan: p, baseline: baseline, head: check.Head{Started: time.Now(), Baseline: f.Baseline}}
	return e.performCheck(ctx, c, pending)
}

// checkJob is one run over all targets with what it takes.
type checkJob struct {
	flags    *checkFlags
	plan     *plan
	baseline *check.Baseline
	head     check.Head
	reporter check.Reporter
}

// performCheck resolves, checks, reports and returns the exit code.
func (e *env) performCheck(ctx context.Context, c *checkJob, pending []check.Pending) int {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	resolver := e.resolver()
	defer resolver.Close()
	targets, err := check.Resolver{
		Lookup: resolver.Lookup, BothFamilies: c.flags.Both, AllAddresses: c.flags.All,
	}.Resolve(ctx, pending)
	interrupted := err != nil
	if interrupted {
		targets = pending // of which none will be done
	}
	c.head.Targets = len(targets)
	w, err := e.openReport(c, cancel)
	if err != nil {
		return e.fail(ctx, err)
	}
	if c.wantsNames() {
		w.options.Name = newNames(resolver).Name
	}
	if c.reporter, err = report.Open(c.plan.format, w.data, c.head, w.options); err != nil {
		return e.checkFailed(ctx, w, err)
	}
	sum := check.Summary{Total: len(targets), Interrupted: true}
	if !interrupted {
		sum, err = e.runCheck(ctx, c, targets, w.progress)
	}
	return e.endCheck(ctx, c, w, sum, err)
}

// wantsNames reports whether the report has names of routers.
func (c *checkJob) wantsNames() bool {
	return !c.flags.Numeric && !c.flags.Redact && (c.plan.format == "json" || c.plan.format == "jsonl")
}

// runCheck makes the runs.
func (e *env) runCheck(ctx context.Context, c *checkJob, targets []check.Pending, progress func(check.Summary)) (check.Summary, error) {
	return check.Run(ctx, targets, check.Options{
		Trace:       c.plan.trace,
		Runner:      e.fleet(c.plan.fleet),
		Source:      e.source,
		Unreachable: isUnreachable,
		Baseline:    c.baseline,
		Done:        progress,
	}, c.reporter)
}

// endCheck completes the report and returns the exit code. An error of the output
// comes before that of the run.
func (e *env) endCheck(ctx context.Context, c *checkJob, w *reportFile, sum check.Summary, err error) int {
	if isOutputError(err) {
		return e.checkFailed(ctx, w, err)
	}
	if cerr := c.reporter.Close(sum); cerr != nil {
		return e.checkFailed(ctx, w, cerr)
	}
	if cerr := w.commit(); cerr != nil {
		return e.checkFailed(ctx, nil, cerr)
	}
	code := sum.ExitCode()
	if own, ok := c.reporter.(check.ExitCoder); ok {
		code = own.ExitCode(sum)
	}
	if err != nil && ctx.Err() == nil {
		return max(e.fail(ctx, err), code)
	}
	return code
}

// checkFailed ends a check whose report cannot be written.
func (e *env) checkFailed(ctx context.Context, w *reportFile, err error) int {
	if w != nil {
		w.discard()
	}
	if code, failed := e.outputCode(err); failed {
		return code
	}
	var format *report.UnknownFormatError
	if errors.As(err, &format) {
		err = &usageError{text: err.Error()}
	}
	return e.fail(ctx, err)
}

// runFleet is the real world's runner.
func runFleet(f pmtu.Fleet) check.Runner { return f }
