package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/term"

	"github.com/pathmtu/pmtu/internal/check"
	"github.com/pathmtu/pmtu/internal/host"
	"github.com/pathmtu/pmtu/internal/resolve"
	"github.com/pathmtu/pmtu/pmtu"
)

// env is the world around the command: what tests put others in for.
type env struct {
	prog    string // the name in front of messages
	in      io.Reader
	out     io.Writer
	err     io.Writer
	getenv  func(string) string
	signals <-chan os.Signal
	exit    func(int) // ends the program at once
	plugin  bool      // the exit code is for a monitoring system, and a signal has none of its own

	trace    func(context.Context, pmtu.Options, func(pmtu.Update), *pmtu.Recorder) (*pmtu.Result, error)
	source   func(pmtu.Options) (pmtu.Source, error)
	sockets  func(pmtu.Options) error // whether those of a run can be had
	resolver func() *resolve.Resolver
	fleet    func(pmtu.Fleet) check.Runner
	canPing  func(netip.Addr, pmtu.SocketOptions) error
	doctor   func(context.Context) host.Report
	links    func() ([]host.Interface, error)
	watch    func(is4 bool) func() (hostDelta, bool)
	pause    func(context.Context, time.Duration)
	room     func(device string, size int) (exact, drops bool) // of a tunnel of this host: see host.TunnelRoom
}

// Main runs the command with the arguments args, the program's name first,
// and returns its exit code. It ends early when ctx does, and on SIGINT and
// SIGTERM, with what is known by then.
func Main(ctx context.Context, args []string, in io.Reader, out, err io.Writer) int {
	signals, stop := listen()
	defer stop()
	e := system(in, out, err)
	e.signals = signals
	return e.main(ctx, args)
}

func (e *env) main(ctx context.Context, args []string) int {
	ctx, stop := untilSignal(ctx, e.signals, e.exit)
	defer stop()
	code := e.dispatch(ctx, args)
	if s := interruptOf(ctx); s != nil && !e.plugin {
		return signalCode(s)
	}
	return code
}

// dispatch chooses between pmtu's own command line and tracepath's, by the
// name of the program or by its first word.
func (e *env) dispatch(ctx context.Context, args []string) int {
	e.prog = "pmtu"
	if len(args) == 0 {
		return e.pmtu(ctx, nil)
	}
	switch filepath.Base(args[0]) {
	case "tracepath", "tracepath4", "tracepath6":
		e.prog = args[0]
		return e.tracepath(ctx, familyOfName(args[0]), args[1:])
	}
	if len(args) > 1 && args[1] == "tracepath" {
		e.prog = "tracepath"
		return e.tracepath(ctx, 0, args[2:])
	}
	return e.pmtu(ctx, args[1:])
}

// familyOfName returns the family that a program's last letter names.
func familyOfName(prog string) pmtu.Family {
	switch prog[len(prog)-1] {
	case '4':
		return pmtu.IPv4
	case '6':
		return pmtu.IPv6
	}
	return 0
}

// complain prints one line on standard error.
func (e *env) complain(err error) {
	fmt.Fprintf(e.err, "%s: %s\n", e.prog, oneLine(err.Error()))
}

// fail prints an error, why it may be, and what to try where that is known,
// and returns the exit code. A run that a signal ended needs no words.
func (e *env) fail(ctx context.Context, err error) int {
	return e.failHiding(ctx, err, func(err error) error { return err })
}

// failHiding is fail with what hide takes out of the message.
func (e *env) failHiding(ctx context.Context, err error, hide func(error) error) int {
	if interruptOf(ctx) != nil && isInterrupt(err) {
		return exitInconclusive
	}
	line := err.Error()
	if why := explain(err); why != "" {
		line += " (" + why + ")"
	}
	e.complain(hide(errors.New(line)))
	if try := hint(err); try != "" {
		fmt.Fprintf(e.err, "try: %s\n", oneLine(hide(errors.New(try)).Error()))
	}
	return errorCode(err)
}

// isTerminal says whether a writer is a terminal, and how wide it is.
func isTerminal(w io.Writer) (width int, ok bool) {
	f, isFile := w.(*os.File)
	if !isFile || !term.IsTerminal(int(f.Fd())) {
		return 0, false
	}
	width, _, err := term.GetSize(int(f.Fd()))
	if err != nil {
		return 0, true
	}
	return width, true
}

// oneLine makes a message one printable line: it may hold words of a user,
// of a file or of a name server.
func oneLine(s string) string { return printable(strings.ReplaceAll(s, "\n", "; ")) }
