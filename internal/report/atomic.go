package report

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// AtomicFile is a file that appears under its name when it is complete, in
// the place of the one that was there. Until then it lies beside it under a
// hidden name that does not end as the name does, so that collectors of
// "*.prom" do not take it.
type AtomicFile struct {
	f     *os.File
	name  string // "": f is no file that could be replaced, and is written directly
	there bool   // a file has the name already
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
	f, err := hidden(filepath.Dir(name))
	if err != nil {
		return nil, err
	}
	a := &AtomicFile{f, name, there}
	if there { // who may read it must not change with the umask
		if err := f.Chmod(info.Mode().Perm()); err != nil {
			return nil, errors.Join(err, a.Discard())
		}
	}
	return a, nil
}

// hidden makes a new file in a directory. It has a short name, as that of the file whose place
// it is to take may be as long as a name can be.
func hidden(dir string) (*os.File, error) {
	for n := 0; ; n++ {
		path := filepath.Join(dir, fmt.Sprintf(".pmtu-%d-%d", os.Getpid(), n))
		f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
		if n == 100 || !errors.Is(err, os.ErrExist) {
			return f, err
		}
	}
}

// Write writes to the file.
func (a *AtomicFile) Write(b []byte) (int, error) { return a.f.Write(b) }

// Commit puts the file in its place. One that no other can take the place of, as it is mounted
// into a container, is written over. After an error the new file is gone.
func (a *AtomicFile) Commit() error {
	if a.name == "" {
		return a.f.Close()
	}
	err := errors.Join(a.f.Sync(), a.f.Close())
	if err != nil {
		return errors.Join(err, os.Remove(a.f.Name()))
	}
	if err = os.Rename(a.f.Name(), a.name); err == nil {
		return nil
	}
	if a.there && writeOver(a.name, a.f.Name()) == nil {
		err = nil
	}
	return errors.Join(err, os.Remove(a.f.Name()))
}

// writeOver makes what another file has all that the file has.
func writeOver(name, from string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(name, os.O_WRONLY|os.O_TRUNC, 0)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}

// Discard removes the file. What was there before stays.
func (a *AtomicFile) Discard() error {
	if a.name == "" {
		return a.f.Close()
	}
	return errors.Join(a.f.Close(), os.Remove(a.f.Name()))
}
