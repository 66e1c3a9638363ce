package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"strings"

	"github.com/pathmtu/pmtu/internal/lab"
	"golang.org/x/sys/unix"
)

// runner runs pmtu in a node.
type runner struct {
	node   *lab.Node
	path   string   // of the program
	user   lab.User // with whose rights
	w      io.Writer
	memory *os.File // the program in memory, or nil
}

// prepare makes sure that the user without rights can run the program. The
// program may be in a directory that only its owner can enter, such as root's
// home: then it is run from memory.
func (r *runner) prepare(ctx context.Context) error {
	_, err := r.output(ctx, "--version")
	if errors.Is(err, fs.ErrPermission) {
		if err := r.load(); err != nil {
			return err
		}
		_, err = r.output(ctx, "--version")
	}
	if errors.Is(err, fs.ErrPermission) {
		fmt.Fprintf(r.w, "pmtu runs with all rights, because without any it cannot be started here: %v\n\n", err)
		r.user = lab.Root
		return nil
	}
	if err == nil {
		fmt.Fprintf(r.w, "pmtu runs on client, as user 65534 with no capability:\n\n")
	}
	return err
}

// load puts the program into a file that exists in memory only and may be run by everybody.
func (r *runner) load() error {
	program, err := os.ReadFile(r.path)
	if err != nil {
		return err
	}
	fd, err := unix.MemfdCreate("pmtu", unix.MFD_CLOEXEC)
	if err != nil {
		return os.NewSyscallError("memfd_create", err)
	}
	r.memory = os.NewFile(uintptr(fd), "pmtu")
	_, err = r.memory.Write(program)
	return err
}

// close frees the program in memory.
func (r *runner) close() {
	if r.memory != nil {
		_ = r.memory.Close()
	}
}

// command returns the command, on a host that has learned nothing yet.
func (r *runner) command(ctx context.Context, args ...string) (*exec.Cmd, error) {
	if err := r.node.ForgetPathMTU(); err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, r.path, args...)
	if r.memory != nil {
		cmd.ExtraFiles = []*os.File{r.memory} // the child's file 3
		cmd.Path = "/proc/self/fd/3"
	}
	return cmd, nil
}

// show runs pmtu as a person would and lets its output through.
func (r *runner) show(ctx context.Context, args ...string) error {
	fmt.Fprintf(r.w, "$ pmtu %s\n", strings.Join(args, " "))
	if err := r.run(ctx, r.w, r.w, args...); err != nil {
		return err
	}
	fmt.Fprintln(r.w)
	return nil
}

// output runs pmtu and returns what it writes.
func (r *runner) output(ctx context.Context, args ...string) ([]byte, error) {
	var stdout, stderr bytes.Buffer
	err := r.run(ctx, &stdout, &stderr, args...)
	if err != nil && stderr.Len() > 0 {
		err = fmt.Errorf("%w: %s", err, bytes.TrimSpace(stderr.Bytes()))
	}
	return stdout.Bytes(), err
}

// run runs pmtu to its end.
func (r *runner) run(ctx context.Context, stdout, stderr io.Writer, args ...string) error {
	cmd, err := r.command(ctx, args...)
	if err != nil {
		return err
	}
	cmd.Stdout, cmd.Stderr = stdout, stderr
	if err := r.node.Start(cmd, r.user); err != nil {
		return err
	}
	if err := cmd.Wait(); err != nil {
		return fmt.Errorf("pmtu %s: %w", strings.Join(args, " "), err)
	}
	return nil
}
