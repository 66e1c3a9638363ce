package report

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"golang.org/x/sys/unix"
)

// TestAtomicPipe: what is no file cannot be replaced, and is written directly. It is a pipe of the
// test's own: what a program that is wrong does to a device, it does to everybody's.
func TestAtomicPipe(t *testing.T) {
	for _, end := range []func(*AtomicFile) error{(*AtomicFile).Commit, (*AtomicFile).Discard} {
		name := filepath.Join(t.TempDir(), "pipe")
		if err := unix.Mkfifo(name, 0o600); err != nil {
			t.Fatal(err)
		}
		reader, err := os.OpenFile(name, os.O_RDWR, 0)
		if err != nil {
			t.Fatal(err)
		}
		defer reader.Close()
		a, err := CreateAtomic(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := a.Write([]byte("x")); err != nil {
			t.Error(err)
		}
		if err := end(a); err != nil {
			t.Error(err)
		}
		if info, err := os.Stat(name); err != nil || info.Mode().Type() != os.ModeNamedPipe {
			t.Fatalf("no pipe any more: %v, %v", info, err)
		}
		b := make([]byte, 2)
		if n, err := reader.Read(b); err != nil || string(b[:n]) != "x" {
			t.Errorf("%q, %v", b[:n], err)
		}
	}
}

// TestAtomicMounted: a file that is mounted, as into a container, can be written and not replaced.
func TestAtomicMounted(t *testing.T) {
	dir := t.TempDir()
	name, other := filepath.Join(dir, "a.prom"), filepath.Join(dir, "other")
	for _, f := range []string{name, other} {
		if err := os.WriteFile(f, []byte("before, and longer\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	done := make(chan error)
	go func() {
		runtime.LockOSThread() // for good: the thread ends with its namespace
		done <- func() error {
			if err := unix.Unshare(unix.CLONE_FS | unix.CLONE_NEWNS); err != nil {
				return os.NewSyscallError("unshare", err)
			}
			if err := unix.Mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""); err != nil {
				return os.NewSyscallError("mount", err)
			}
			if err := unix.Mount(other, name, "", unix.MS_BIND, ""); err != nil {
				return os.NewSyscallError("mount", err)
			}
			a, err := CreateAtomic(name)
			if err != nil {
				return err
			}
			_, err = a.Write([]byte("after\n"))
			return errors.Join(err, a.Commit())
		}()
	}()
	switch err := <-done; {
	case errors.Is(err, os.ErrPermission):
		t.Skipf("mounts a file in a namespace of its own: %v", err)
	case err != nil:
		t.Fatal(err)
	}
	if got := read(t, other); got != "after\n" {
		t.Errorf("the file has %q", got)
	}
	only(t, dir, "a.prom", "other")
}
