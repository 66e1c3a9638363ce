package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net/netip"
	"strings"

	"github.com/pathmtu/pmtu/internal/render"
	"github.com/pathmtu/pmtu/internal/resolve"
	"github.com/pathmtu/pmtu/pmtu"
)

// Exit codes of iputils tracepath 20221126. It has no others: a run that
// began ends with 0.
const (
	tracepathOK    = 0
	tracepathStart = 1   // a bad value, a name that does not resolve, no socket
	tracepathBoth  = 2   // -4 and -6
	tracepathUsage = 255 // an unknown option, no destination or several
)

// maxStart bounds -l, so that an absurd size costs no memory. No packet is
// that large.
const maxStart = 1 << 20

// tracepathFlags are the options of tracepath, parsed.
type tracepathFlags struct {
	family  pmtu.Family
	both    bool
	numeric bool
	length  int
	hops    int
	port    int
	mtu     bool
	dest    string
}

// errShown ends parsing after -V or --help.
var errShown = errors.New("shown")

// errFamilies is -4 with -6.
var errFamilies = errors.New("Only one -4 or -6 option may be specified") //nolint:staticcheck // iputils' words

// tracepath is the command line of iputils tracepath. family is that of the
// program's name.
func (e *env) tracepath(ctx context.Context, family pmtu.Family, args []string) int {
	f := &tracepathFlags{family: family, hops: pmtu.DefaultMaxHops}
	out := &output{w: e.out, name: stdoutName}
	operands, err := getopt(args, e.getenv("POSIXLY_CORRECT") != "", func(c byte, arg string) error {
		return f.set(out, c, arg)
	}, func(name string) error {
		return f.setLong(out, name)
	})
	var bad *errGetopt
	switch {
	case errors.Is(err, errShown):
		return e.tracepathWritten(out.Err())
	case errors.As(err, &bad):
		if bad.text != "" {
			e.complain(bad)
		}
		return e.tracepathUsage()
	case errors.Is(err, errFamilies):
		e.complain(err)
		return tracepathBoth
	case err != nil:
		e.complain(err)
		return tracepathStart
	case len(operands) != 1:
		return e.tracepathUsage()
	}
	f.dest = operands[0]
	return e.tracepathRun(ctx, f)
}

// set takes one option.
func (f *tracepathFlags) set(out io.Writer, c byte, arg string) (err error) {
	switch c {
	case '4', '6':
		family := pmtu.Family(c - '0')
		if f.family != 0 && f.family != family {
			return errFamilies
		}
		f.family = family
	case 'b':
		f.both = true
	case 'n':
		f.numeric = true
	case 'l':
		f.length, err = strtol(arg, math.MaxInt32)
	case 'm':
		f.hops, err = strtol(arg, 255)
	case 'p':
		f.port, err = strtol(arg, math.MaxUint16)
	case 'V':
		fmt.Fprintf(out, "tracepath from pmtu %s\n", versionNumber())
		return errShown
	}
	return err
}

// setLong takes an option that iputils does not have.
func (f *tracepathFlags) setLong(out io.Writer, name string) error {
	if name == "help" {
		fmt.Fprint(out, tracepathHelp())
		return errShown
	}
	f.mtu = true
	return nil
}

// tracepathHelp is the usage text: that of iputils, and what pmtu adds.
func tracepathHelp() string {
	var b strings.Builder
	b.WriteString("\nUsage\n  tracepath [options] <destination>\n\nOptions:\n")
	row := func(left, right string) { fmt.Fprintf(&b, "  %-13s  %s\n", left, right) }
	for _, o := range tracepathOptions {
		left := "-" + string(o.letter)
		if o.arg != "" {
			left += " <" + o.arg + ">"
		}
		row(left, o.help)
	}
	for _, o := range tracepathLong {
		row("--"+o.name, o.help)
	}
	row("<destination>", "dns name or ip address")
	b.WriteString("\nFor more details see tracepath(8).\n")
	return b.String()
}

func (e *env) tracepathUsage() int {
	fmt.Fprint(e.err, tracepathHelp())
	return tracepathUsage
}

// tracepathRun traces with parsed options.
func (e *env) tracepathRun(ctx context.Context, f *tracepathFlags) int {
	host, port, err := f.destination()
	if err != nil {
		e.complain(err)
		return tracepathStart
	}
	addr, err := e.tracepathAddr(ctx, host, f.family)
	if err != nil {
		if interruptOf(ctx) == nil {
			e.complain(err)
		}
		return tracepathStart
	}
	if least := resolve.FamilyOf(addr).Header() + 8; f.length != 0 && f.length <= int(least) {
		e.complain(fmt.Errorf("pktlen must be within: %d < value <= %d", least, math.MaxInt32))
		return tracepathStart
	}
	o := e.display("", "never")
	o.Numeric, o.Both, o.Input = f.numeric, f.both, host
	if host != addr.String() {
		o.TargetName = host
	}
	j := &job{format: "tracepath", render: o, anySource: true, options: pmtu.Options{
		Target:    netip.AddrPortFrom(addr, port),
		Mode:      pmtu.ModeTracepath,
		MaxHops:   f.hops,
		StartSize: pmtu.MTU(min(f.length, maxStart)),
	}}
	if f.hops == 0 {
		return e.tracepathNothing(j)
	}
	code := e.tracepathPerform(ctx, j)
	if code != tracepathOK || !f.mtu || ctx.Err() != nil {
		return code
	}
	return e.tracepathDiagnosis(ctx, j)
}

// destination takes the port off, as tracepath does: only where -p gave none.
func (f *tracepathFlags) destination() (string, uint16, error) {
	host, port, ok := strings.Cut(f.dest, "/")
	if f.port != 0 || !ok {
		return f.dest, uint16(f.port), nil
	}
	n, err := strtol(port, math.MaxUint16)
	return host, uint16(n), err
}

// tracepathPerform runs a job with tracepath's exit codes and messages.
func (e *env) tracepathPerform(ctx context.Context, j *job) int {
	result, err := e.run(ctx, j)
	if isOutputError(err) {
		return e.tracepathWritten(err)
	}
	if result == nil {
		if interruptOf(ctx) == nil {
			e.complain(err)
		}
		return tracepathStart
	}
	return tracepathOK
}

// tracepathWritten is what tracepath's exit handler does: it tells of output
// that was lost.
func (e *env) tracepathWritten(err error) int {
	switch {
	case err == nil:
		return tracepathOK
	case readerLeft(err):
		return exitPipe
	}
	e.complain(errors.New("write error"))
	return tracepathStart
}

// tracepathNothing is -m 0: no hop is looked at.
func (e *env) tracepathNothing(j *job) int {
	size := uint32(j.options.StartSize)
	if size == 0 {
		size = tracepathStartSize(resolve.FamilyOf(j.options.Target.Addr()))
	}
	r := &pmtu.Result{
		Target: j.options.Target,
		Mode:   pmtu.ModeTracepath,
		Updates: []pmtu.Update{
			pmtu.TraceLine{Kind: pmtu.LineTooManyHops, MTU: size},
			pmtu.TraceLine{Kind: pmtu.LineResume, MTU: size, Hops: -1, Back: -1},
		},
	}
	renderer, err := render.Get(j.format)
	if err == nil {
		err = renderer(&output{w: e.out, name: stdoutName}, r, j.render)
	}
	return e.tracepathWritten(err)
}

// tracepathStartSize is the size that tracepath begins with (tracepath.c, main).
func tracepathStartSize(f pmtu.Family) uint32 {
	if f == pmtu.IPv6 {
		return 128000
	}
	return 65535
}

// tracepathDiagnosis is --mtu: the path MTU as pmtu finds it, after the usual
// text. That it fails makes no failure of the run before it.
func (e *env) tracepathDiagnosis(ctx context.Context, j *job) int {
	d := *j
	d.format, d.anySource = "text", false
	d.options.Mode = pmtu.ModeSweep
	d.options.StartSize = min(j.options.StartSize, resolve.FamilyOf(j.options.Target.Addr()).Max())
	out := &output{w: e.out, name: stdoutName}
	fmt.Fprintln(out)
	if err := out.Err(); err != nil {
		return e.tracepathWritten(err)
	}
	result, err := e.run(ctx, &d)
	switch {
	case isOutputError(err):
		return e.tracepathWritten(err)
	case result == nil && interruptOf(ctx) == nil:
		e.complain(err)
	}
	return tracepathOK
}
