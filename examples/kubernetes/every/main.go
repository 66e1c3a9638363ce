// Command every runs a command again and again, for images that have neither
// a shell nor cron:
//
//	every --interval=5m --jitter=30s --status=FILE -- COMMAND ARG...
//	every --ready --status=FILE
//
// What the command prints goes where every's own output goes. Its last exit
// code stands in the status file, and the second form exits with it: 0 where
// all is well, 1 before the first run has ended. SIGTERM and SIGINT end the
// command and then every.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const (
	exitNotYet = 1
	exitUsage  = 2
	// exitCannot is what a shell exits with where a command cannot be run.
	exitCannot = 126
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// settings are the flags and the command.
type settings struct {
	interval, jitter time.Duration
	status           string
	ready            bool
	command          []string
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	s, err := parse(args, stderr)
	if err != nil {
		fmt.Fprintf(stderr, "every: %v\n", err)
		return exitUsage
	}
	if s.ready {
		return ready(s.status, stderr)
	}
	for {
		code := once(ctx, s.command, stdout, stderr)
		if ctx.Err() != nil {
			return 0
		}
		if err := write(s.status, code); err != nil {
			fmt.Fprintf(stderr, "every: %v\n", err)
		}
		if !sleep(ctx, s.interval+jitter(s.jitter)) {
			return 0
		}
	}
}

func parse(args []string, stderr io.Writer) (settings, error) {
	var s settings
	f := flag.NewFlagSet("every", flag.ContinueOnError)
	f.SetOutput(stderr)
	f.DurationVar(&s.interval, "interval", 5*time.Minute, "time between the end of a run and the next one")
	f.DurationVar(&s.jitter, "jitter", 0, "up to this much more, by chance")
	f.StringVar(&s.status, "status", "", "file for the last exit code")
	f.BoolVar(&s.ready, "ready", false, "exit with the code in the status file")
	if err := f.Parse(args); err != nil {
		return s, err
	}
	s.command = f.Args()
	switch {
	case s.ready && s.status == "":
		return s, errors.New("--ready: needs --status")
	case !s.ready && len(s.command) == 0:
		return s, errors.New("command: none given")
	case s.interval <= 0 || s.jitter < 0:
		return s, errors.New("--interval, --jitter: not a time to wait")
	}
	return s, nil
}

// once runs the command and returns its exit code, as a shell has it.
func once(ctx context.Context, command []string, stdout, stderr io.Writer) int {
	c := exec.CommandContext(ctx, command[0], command[1:]...)
	c.Stdout, c.Stderr = stdout, stderr
	c.Cancel = func() error { return c.Process.Signal(syscall.SIGTERM) }
	c.WaitDelay = 3 * time.Second
	err := c.Run()
	exit, ok := errors.AsType[*exec.ExitError](err)
	switch {
	case err == nil:
		return 0
	case !ok:
		fmt.Fprintf(stderr, "every: %v\n", err)
		return exitCannot
	case exit.ExitCode() < 0: // by a signal
		return exitCannot
	}
	return exit.ExitCode()
}

// write puts the code into the file, which readers see whole.
func write(file string, code int) error {
	if file == "" {
		return nil
	}
	if err := os.WriteFile(file+".new", []byte(strconv.Itoa(code)+"\n"), 0o644); err != nil {
		return err
	}
	return os.Rename(file+".new", file)
}

// ready returns the code in the file.
func ready(file string, stderr io.Writer) int {
	b, err := os.ReadFile(file)
	if err != nil {
		fmt.Fprintf(stderr, "every: no run has ended yet\n")
		return exitNotYet
	}
	code, err := strconv.Atoi(strings.TrimSpace(string(b)))
	if err != nil {
		fmt.Fprintf(stderr, "every: %s: no exit code\n", file)
		return exitUsage
	}
	if code != 0 {
		fmt.Fprintf(stderr, "every: the last run exited with %d\n", code)
	}
	return code
}

func jitter(most time.Duration) time.Duration {
	if most <= 0 {
		return 0
	}
	return rand.N(most)
}

// sleep reports false where ctx ended it.
func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}
