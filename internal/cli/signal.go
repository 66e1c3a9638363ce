package cli

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// interrupt is the cause of a context that a signal ended.
type interrupt struct{ signal os.Signal }

func (i *interrupt) Error() string { return i.signal.String() }

// interruptOf returns the signal that ended a context, nil if none did.
func interruptOf(ctx context.Context) os.Signal {
	var i *interrupt
	if errors.As(context.Cause(ctx), &i) {
		return i.signal
	}
	return nil
}

// isInterrupt says whether an error is but the end of a context by a signal.
func isInterrupt(err error) bool {
	var i *interrupt
	return errors.As(err, &i) || errors.Is(err, context.Canceled)
}

// listen asks for the signals that end a run. Those that were ignored when
// the program began stay ignored, as a shell without job control wants it
// for commands in the background. SIGPIPE goes to a channel that nobody
// reads, so that a write fails with EPIPE instead of ending the program
// before its files are complete.
func listen() (signals chan os.Signal, stop func()) {
	signals = make(chan os.Signal, 2)
	for _, s := range []os.Signal{syscall.SIGINT, syscall.SIGTERM} {
		if !signal.Ignored(s) {
			signal.Notify(signals, s)
		}
	}
	pipe := make(chan os.Signal, 1)
	signal.Notify(pipe, syscall.SIGPIPE)
	return signals, func() {
		signal.Stop(signals)
		signal.Stop(pipe)
	}
}

// echo is how soon after a signal another one is the same: timeout(1) sends
// its signal to the program and then to the group that it is in.
const echo = 200 * time.Millisecond

// untilSignal returns a context that the first signal ends. A second one, which
// is from somebody who does not want to wait, calls exit at once. stop ends the watch.
func untilSignal(ctx context.Context, signals <-chan os.Signal, exit func(int)) (_ context.Context, stop func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	done := make(chan struct{})
	go func() {
		var first time.Time
		for {
			select {
			case s := <-signals:
				switch {
				case first.IsZero():
					first = time.Now()
					cancel(&interrupt{s})
				case time.Since(first) >= echo:
					exit(signalCode(s))
				}
			case <-done:
				return
			}
		}
	}()
	return ctx, func() {
		close(done)
		cancel(nil)
	}
}
