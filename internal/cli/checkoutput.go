package cli

import (
	"io"
	"os"
	"time"

	"github.com/pathmtu/pmtu/internal/check"
	"github.com/pathmtu/pmtu/internal/report"
)

// reportFile is where a report goes, with what stands beside it: a bar on the
// terminal, and the summary of a job at GitHub.
type reportFile struct {
	data     io.Writer
	options  report.Options
	progress func(check.Summary) // nil: nobody looks

	finish []func(commit bool) error
}

// progressAfter is how long a run lasts before it is worth a bar.
const progressAfter = 2 * time.Second

// jobSummary names the file for the summary of a job (GitHub Actions,
// "Workflow commands").
const jobSummary = "GITHUB_STEP_SUMMARY"

// openReport opens where the report goes, and what stands beside it.
func (e *env) openReport(c *checkJob) (*reportFile, error) {
	f := c.flags
	d := e.display(f.Output, f.Color)
	w := &reportFile{options: report.Options{
		Version: d.Version, Redact: f.Redact, Color: d.Color, ASCII: d.ASCII, Verbose: f.Verbose, Width: d.Width,
	}}
	out, err := e.openData(w, f.Output, c.plan.format)
	if err != nil {
		return nil, err
	}
	name := f.Output
	if name == "" {
		name = stdoutName
	}
	e.showProgress(w, f, &out)
	w.data = &output{w: out, name: name}
	if file := e.getenv(jobSummary); c.plan.format == "github" && file != "" {
		e.openSummary(w, file)
	}
	return w, nil
}

// openData opens the file of the report, or takes standard output.
func (e *env) openData(w *reportFile, name, format string) (io.Writer, error) {
	if name == "" {
		return e.out, nil
	}
	if wholeFile(format) {
		f, err := report.CreateAtomic(name)
		if err != nil {
			return nil, &hostError{"create " + printable(name), cause(err)}
		}
		w.finish = append(w.finish, func(commit bool) error {
			if !commit {
				return f.Discard()
			}
			return asOutputError(name, f.Commit())
		})
		return f, nil
	}
	f, err := create(name)
	if err != nil {
		return nil, err
	}
	w.finish = append(w.finish, func(bool) error { return asOutputError(name, f.Close()) })
	return f, nil
}

// wholeFile reports whether the file of a format is put in its place when it
// is complete. Formats of lines are worth reading while they grow.
func wholeFile(format string) bool {
	switch format {
	case "json", "junit", "nagios":
		return true
	}
	return report.Atomic(format)
}

func asOutputError(name string, err error) error {
	if err == nil {
		return nil
	}
	return &outputError{Name: name, Err: cause(err)}
}

// openSummary opens the file of the job's summary, behind what is there. A
// summary that cannot be written is no reason not to check.
func (e *env) openSummary(w *reportFile, name string) {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o666)
	if err != nil {
		e.complain(&hostError{jobSummary, err})
		return
	}
	w.options.JobSummary = f
	w.finish = append(w.finish, func(bool) error { return asOutputError(name, f.Close()) })
}

// showProgress draws a bar while a run lasts, where standard error is a
// terminal. Nothing of it is in a pipe or a file.
func (e *env) showProgress(w *reportFile, f *checkFlags, out *io.Writer) {
	width, ok := isTerminal(e.err)
	if !ok || e.getenv("TERM") == "dumb" {
		return
	}
	o := w.options
	o.Width = width
	p := report.NewProgress(e.err, o)
	if _, shared := isTerminal(e.out); shared && f.Output == "" {
		*out = p.Over(*out)
	}
	started := time.Now()
	w.progress = func(s check.Summary) {
		if now := time.Now(); now.Sub(started) > progressAfter {
			p.Step(now, s)
		}
	}
	w.finish = append([]func(bool) error{func(bool) error { p.Clear(); return nil }}, w.finish...)
}

// commit closes all files and returns the first error.
func (w *reportFile) commit() error { return w.close(true) }

// discard closes all files; one that only appears when it is complete does not.
func (w *reportFile) discard() { _ = w.close(false) }

func (w *reportFile) close(commit bool) (err error) {
	for _, f := range w.finish {
		if ferr := f(commit); err == nil {
			err = ferr
		}
	}
	w.finish = nil
	return err
}
