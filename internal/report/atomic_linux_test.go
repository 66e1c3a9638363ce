package report

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"golang.org/x/sys/unix"
)

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
