package report

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
)

// AtomicFile is a file that appears under its name when it is complete, in
// the place of the one that was there. Until then it lies beside it under a
// hidden name that does not end as the name does, so that collectors of
// "*.prom" do not take it.
type AtomicFile struct {
	f    *os.File
	name string // "": f is no file that could be replaced, and is written directly
}

// CreateAtomic begins a file. A link is followed, so that it stays one; what
// is there and is no file, as a pipe or /dev/stdout, is written directly.
// Errors are those of package os.
func CreateAtomic(name string) (*AtomicFile, error) {
	if real, err := filepath.EvalSymlinks(name); err == nil {
		name = real
	}
	info, err := os.Stat(name)
	there := err == nil
	if there && !info.Mode().IsRegular() {
		f, err := os.OpenFile(name, os.O_WRONLY, 0)
		if err != nil {
			return nil, err
		}
		return &AtomicFile{f: f}, nil
	}
	dir, base := filepath.Split(name)
	hidden := filepath.Join(dir, fmt.Sprintf(".%s.%08x.tmp", base, rand.Uint32()))
	f, err := os.OpenFile(hidden, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return nil, err
	}
	a := &AtomicFile{f, name}
	if there { // who may read it must not change with the umask
		if err := f.Chmod(info.Mode().Perm()); err != nil {
			return nil, errors.Join(err, a.Discard())
		}
	}
	return a, nil
}

// Write writes to the file.
func (a *AtomicFile) Write(b []byte) (int, error) { return a.f.Write(b) }

// Commit puts the file in its place. After an error it is gone.
func (a *AtomicFile) Commit() error {
	if a.name == "" {
		return a.f.Close()
	}
	err := errors.Join(a.f.Sync(), a.f.Close())
	if err == nil {
		err = os.Rename(a.f.Name(), a.name)
	}
	if err != nil {
		return errors.Join(err, os.Remove(a.f.Name()))
	}
	return nil
}

// Discard removes the file. What was there before stays.
func (a *AtomicFile) Discard() error {
	if a.name == "" {
		return a.f.Close()
	}
	return errors.Join(a.f.Close(), os.Remove(a.f.Name()))
}
