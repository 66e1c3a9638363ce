package cli

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"time"

	"github.com/pathmtu/pmtu/internal/render"
	"github.com/pathmtu/pmtu/internal/resolve"
	"github.com/pathmtu/pmtu/pmtu"
)

// stdoutName is standard output in messages.
const stdoutName = "standard output"

// traceCommand is pmtu trace.
func (e *env) traceCommand(ctx context.Context, f *traceFlags) int {
	r, err := f.request()
	if err == nil {
		err = f.checkOuter(r)
	}
	if err != nil {
		return e.fail(ctx, err)
	}
	j := &job{format: f.format(), output: f.Output, record: f.Record, ask: r.ask, options: r.options, render: e.renderOptions(f)}
	if err := e.locate(ctx, f, r, j); err != nil {
		return e.fail(ctx, e.refused(j, err))
	}
	if j.render.Tunnel, err = e.outerTunnel(f, resolve.FamilyOf(j.options.Target.Addr())); err != nil {
		return e.fail(ctx, err)
	}
	// What the engine does not take is known before anything is printed.
	if _, err := pmtu.NewEngine(j.options); err != nil {
		return e.fail(ctx, err)
	}
	return e.perform(ctx, j)
}

// locate finds the address of the destination and completes the job with it.
func (e *env) locate(ctx context.Context, f *traceFlags, r *request, j *job) error {
	addr := r.target.addr
	if !addr.IsValid() {
		begin, deadline := time.Now(), &j.options.Deadline
		addrs, err := asker(e.lookup).within(*deadline)(ctx, r.target.host, r.family)
		if err != nil {
			return lookupError(err)
		}
		if *deadline > 0 { // of which a lookup has taken its part
			*deadline = max(*deadline-time.Since(begin).Truncate(time.Millisecond), time.Millisecond)
		}
		addr = addrs[0]
		j.render.TargetName = r.target.host
		if f.Verbose && !f.Redact && len(addrs) > 1 {
			fmt.Fprintf(e.err, "%s: %s: %s, not traced: %s\n", e.prog, printable(r.target.host), addr, list(addrs[1:]))
		}
	}
	if r.family == 0 {
		if err := f.conflicts(target{addr: addr, input: r.target.input}, resolve.FamilyOf(addr)); err != nil {
			return err
		}
	}
	j.options.Target = netip.AddrPortFrom(addr, r.target.port)
	if r.target.port == 0 {
		j.options.Target = netip.AddrPortFrom(addr, defaultPort(j.options.Mode))
	}
	j.render.Input = r.target.host
	return nil
}

func defaultPort(m pmtu.Mode) uint16 {
	if m == pmtu.ModeTracepath {
		return pmtu.TracepathPort
	}
	return pmtu.DefaultPort
}

func list(addrs []netip.Addr) string {
	words := make([]string, len(addrs))
	for i, a := range addrs {
		words[i] = a.String()
	}
	return strings.Join(words, ", ")
}

// renderOptions translates what the flags say of the output.
func (e *env) renderOptions(f *traceFlags) render.Options {
	o := e.display(f.Output, f.Color)
	o.Numeric, o.Both, o.NoMTU, o.Verbose, o.Redact = f.Numeric, f.Both, !f.MTU, f.Verbose, f.Redact
	o.MaxHops, o.StartSize = f.MaxHops, pmtu.MTU(f.Length)
	o.Required = question{require: pmtu.MTU(f.Require)}.say
	return o
}

// display returns options for a terminal, a pipe or a file.
func (e *env) display(file, color string) render.Options {
	o := render.Options{Version: versionNumber(), Prog: e.prog, Stderr: e.err}
	width, terminal := isTerminal(e.out)
	if file != "" {
		width, terminal = 0, false
	}
	o.Width = width
	switch color {
	case "always":
		o.Color = true
	case "auto":
		o.Color = terminal && e.getenv("NO_COLOR") == "" && e.getenv("TERM") != "dumb"
	}
	o.ASCII = !e.unicode()
	return o
}

// unicode says whether the locale has more than ASCII, by the variables that
// setlocale(3) reads, in its order. Where none is set, as in containers, it is
// assumed to: its bytes harm nothing.
func (e *env) unicode() bool {
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if v := e.getenv(name); v != "" {
			v = strings.ToLower(v)
			return strings.Contains(v, "utf-8") || strings.Contains(v, "utf8")
		}
	}
	return true
}

// job is one trace with all that it takes.
type job struct {
	options pmtu.Options
	render  render.Options
	format  string
	ask     question
	output  string // file; "": standard output
	record  string // file; "": none
	// anySource does without knowing this host's side: iputils tracepath does not ask.
	anySource bool
}

// perform runs a job and returns the exit code.
func (e *env) perform(ctx context.Context, j *job) int {
	result, err := e.run(ctx, j)
	if code, failed := e.outputCode(err); failed {
		return code
	}
	if result == nil {
		return e.failHiding(ctx, err, j.hide)
	}
	if result.Refusal != "" {
		e.complain(j.hide(fmt.Errorf("send %s: %s", j.options.Target.Addr(), result.Refusal)))
	}
	if err != nil && ctx.Err() == nil {
		e.complain(j.hide(err))
		return max(errorCode(err), j.ask.code(result))
	}
	return j.ask.code(result)
}

// hide takes out of a message what redacted output does not tell.
func (j *job) hide(err error) error {
	if !j.render.Redact {
		return err
	}
	return errors.New(render.RedactText(err.Error(), headOf(j.options), j.render))
}

// run traces and prints. It returns a result as soon as there was one, with
// the error that ended the run, the output or the record.
func (e *env) run(ctx context.Context, j *job) (*pmtu.Result, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var err error
	if !j.anySource {
		err = e.ready(j)
	} else {
		j.options.Source, _ = e.source(j.options)
	}
	if err != nil {
		return nil, e.refused(j, err)
	}
	w, closeOutput, err := e.openOutput(j.output, cancel)
	if err != nil {
		return nil, err
	}
	rec, err := openRecording(j)
	if err != nil {
		return nil, errors.Join(err, closeOutput())
	}
	resolver := e.resolver()
	defer resolver.Close()
	known := j.lookUp(resolver)
	result, err := e.stream(ctx, j, w, known, rec)
	outErr, recErr := closeOutput(), rec.finish(known)
	switch {
	case outErr != nil:
		err = outErr
	case err == nil:
		err = recErr
	}
	return result, err
}

// stream traces, and prints what is learned as it is learned. An error of the
// output comes before that of the run.
func (e *env) stream(ctx context.Context, j *job, w *output, known *names, rec *recording) (*pmtu.Result, error) {
	is4 := resolve.FamilyOf(j.options.Target.Addr()) == pmtu.IPv4
	j.render.Dropping = dropping(e.watch(is4))
	shown := e.showWaiting(j, w)
	stream, err := render.Open(j.format, w, headOf(j.options), j.render)
	if err != nil {
		return nil, err
	}
	p := newPrinter(stream)
	grown := e.watch(is4)
	defer shown.end()
	h := held{printer: p}
	result, err := e.trace(ctx, j.options, func(u pmtu.Update) {
		if known != nil {
			known.expect(u)
		}
		h.observe(u)
	}, rec.recorder())
	if result != nil {
		n := e.hostTooBig(ctx, lossesOf(result), grown)
		account(result, n)
		device := e.dropper(result, j.options, &result.Source)
		rec.note(hostNote{n, device})
		limitHere(result, device)
		h.end(result)
	}
	if perr := p.finish(result); perr != nil {
		err = perr
	}
	return result, err
}

func headOf(o pmtu.Options) render.Head {
	return render.Head{Target: o.Target, Protocol: o.Protocol, Mode: o.Mode, Source: o.Source}
}

// lookUp connects a job with a resolver. It returns nil for a job that wants
// numbers only.
func (j *job) lookUp(r *resolve.Resolver) *names {
	if j.render.Numeric && !j.render.Both || j.render.Redact {
		return nil
	}
	n := newNames(r)
	j.render.Name, j.render.NameFailed = n.Name, n.Failed
	return n
}

// outputCode tells the exit code of a failure to write; false for other
// errors.
func (e *env) outputCode(err error) (int, bool) {
	if !isOutputError(err) {
		return 0, false
	}
	return e.outputFailed(err), true
}

// outputFailed says why output was lost, unless its reader left.
func (e *env) outputFailed(err error) int {
	if readerLeft(err) {
		return exitPipe
	}
	e.complain(err)
	return exitHost
}
