package cli

import (
	"context"
	"errors"
	"net/netip"
	"time"

	"github.com/pathmtu/pmtu/internal/check"
	"github.com/pathmtu/pmtu/internal/report"
	"github.com/pathmtu/pmtu/internal/resolve"
	"github.com/pathmtu/pmtu/pmtu"
)

// checkCommand is pmtu check. A plugin of Nagios that has no report does not know: what pmtu's
// own codes say would be read as a state of the path, 2 as CRITICAL.
func (e *env) checkCommand(ctx context.Context, f *checkFlags) int {
	e.plugin = f.Format == "nagios"
	code, reported := e.checkAll(ctx, f)
	if e.plugin && !reported {
		return report.NagiosUnknown
	}
	return code
}

// checkAll checks the targets of a command line; reported: the code is that of a whole report.
func (e *env) checkAll(ctx context.Context, f *checkFlags) (code int, reported bool) {
	p, err := f.plan()
	if err != nil {
		return e.fail(ctx, err), false
	}
	pending, err := e.checkTargets(ctx, f, p)
	if err != nil {
		return e.failCheck(ctx, err), false
	}
	baseline, err := e.readBaseline(ctx, f.Baseline)
	if err != nil {
		return e.fail(ctx, err), false
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

// performCheck resolves, checks, reports and returns the exit code, and whether there is a whole report.
func (e *env) performCheck(ctx context.Context, c *checkJob, pending []check.Pending) (code int, reported bool) {
	resolver := e.resolver()
	defer resolver.Close()
	targets, err := check.Resolver{
		Lookup: asker(resolver.Lookup).within(c.plan.trace.Deadline), BothFamilies: c.flags.Both, AllAddresses: c.flags.All,
	}.Resolve(ctx, pending)
	interrupted := err != nil
	if interrupted {
		targets = pending // of which none will be done
	}
	c.head.Targets = len(targets)
	w, err := e.openReport(c)
	if err != nil {
		return e.fail(ctx, err), false
	}
	if c.wantsNames() {
		w.options.Name = newNames(resolver).Name
	}
	if c.reporter, err = report.Open(c.plan.format, w.data, c.head, w.options); err != nil {
		return e.checkFailed(ctx, w, err), false
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
		Refuse:      e.refuse(c.plan.trace.Socket),
		Explain:     inWords,
		Unreachable: isUnreachable,
		Host:        e.watchHost(c.plan.trace),
		Baseline:    c.baseline,
		Done:        progress,
	}, c.reporter)
}

// refuse returns what tells before anything is sent why a target cannot be
// checked: it is on an interface that there is not, or this host lets its
// users send no echoes.
func (e *env) refuse(o pmtu.SocketOptions) func(check.Target) error {
	asked := make(map[pmtu.Family]bool)
	refused := make(map[pmtu.Family]error)
	return func(t check.Target) error {
		if zone := t.Addr.Zone(); zone != "" {
			if _, err := interfaceOf(zone); err != nil {
				return &hostError{"destination " + printable(t.Input), err}
			}
		}
		if t.Protocol != pmtu.ICMP {
			return nil
		}
		f := resolve.FamilyOf(t.Addr)
		if !asked[f] {
			asked[f], refused[f] = true, e.canPing(t.Addr, o)
		}
		return refused[f]
	}
}

// canPing says why echoes cannot be sent; nil where they can.
func canPing(target netip.Addr, o pmtu.SocketOptions) error {
	d, err := pmtu.Dial(target, o)
	if err != nil {
		return err
	}
	defer d.Close()
	if p, ok := d.(pmtu.Pinger); ok {
		return p.CanPing()
	}
	return nil
}

// inWords says what an error means, and what to do about it.
func inWords(err error) (reason, remedy string) {
	reason = err.Error()
	if why := explain(err); why != "" {
		reason += " (" + why + ")"
	}
	return reason, hint(err)
}

// endCheck completes the report and returns what performCheck does. An error of the output
// comes before that of the run.
func (e *env) endCheck(ctx context.Context, c *checkJob, w *reportFile, sum check.Summary, err error) (code int, reported bool) {
	if isOutputError(err) {
		return e.checkFailed(ctx, w, err), false
	}
	if cerr := c.reporter.Close(sum); cerr != nil {
		return e.checkFailed(ctx, w, cerr), false
	}
	if cerr := w.commit(); cerr != nil {
		return e.checkFailed(ctx, nil, cerr), false
	}
	code = sum.ExitCode()
	if own, ok := c.reporter.(check.ExitCoder); ok {
		code = own.ExitCode(sum)
	}
	if err != nil && ctx.Err() == nil {
		failed := e.fail(ctx, err)
		if e.plugin { // what is proven stays so
			return code, code != report.NagiosOK
		}
		return max(failed, code), true
	}
	return code, true
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
