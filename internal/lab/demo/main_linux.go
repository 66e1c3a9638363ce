package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"github.com/pathmtu/pmtu/internal/lab"
)

// timeLimit bounds the whole demonstration, which takes a few seconds.
const timeLimit = time.Minute

func main() {
	program := flag.String("pmtu", "./bin/pmtu", "the `program` to show")
	flag.Parse()
	os.Exit(demo(*program))
}

// demo finds a place for the network, runs the demonstration and returns the exit code.
func demo(program string) int {
	path, err := filepath.Abs(program)
	if err == nil {
		_, err = os.Stat(path)
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "demo: %v\ntry: make build\n", err)
		return 1
	}
	code, entered, err := lab.Enter()
	if err != nil {
		fmt.Fprintf(os.Stderr, "demo: %v\n", err)
		return 1
	}
	if entered {
		return code
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	ctx, cancel := context.WithTimeout(ctx, timeLimit)
	defer cancel()
	err = show(ctx, os.Stdout, path)
	if ctx.Err() != nil {
		err = fmt.Errorf("stopped: %w", context.Cause(ctx))
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "demo: %v\n", err)
		return 1
	}
	return 0
}

// show builds the network, tells about it, and runs pmtu in it.
func show(ctx context.Context, w io.Writer, path string) error {
	started := time.Now()
	p, l, err := build(ctx, w)
	if err != nil {
		return err
	}
	defer l.Close()
	p.describe(w, time.Since(started))

	r := &runner{node: l.Node(client), path: path, user: lab.Nobody, w: w}
	defer r.close()
	if err := r.prepare(ctx); err != nil {
		return err
	}
	v4, v6 := p.server()
	for _, args := range [][]string{{v4.String()}, {v6.String()}, {"tracepath", "-n", v4.String()}} {
		if err := r.show(ctx, args...); err != nil {
			return err
		}
	}
	fmt.Fprintf(w, "The same as data, with --json, against what was built:\n\n")
	var errs []error
	for _, target := range []string{v4.String(), v6.String()} {
		out, err := r.output(ctx, "--json", target)
		if err == nil {
			err = p.check(w, target, out)
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}
