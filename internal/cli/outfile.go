package cli

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/pathmtu/pmtu/internal/report"
)

// outputFile is the file of --output. What was there before stays until the
// run has ended, and then all of it is replaced at once: nobody reads half of an answer,
// or an old one for the new.
type outputFile struct {
	name    string // as the user wrote it
	path    string // without symbolic links
	inPlace bool   // another file cannot take its place
}

// openOutputFile looks whether a file can be written, before anything is sent
// for it. A device or a pipe, which no other file can replace, is opened as a stream, to
// be written to while the run goes on; of a regular file stream is nil.
func openOutputFile(name string) (f *outputFile, stream *os.File, err error) {
	f = &outputFile{name: name, path: name}
	info, err := os.Stat(name)
	switch {
	case err == nil && (!info.Mode().IsRegular() || isSpecial(name)):
		stream, err = create(name)
		return f, stream, err
	case err == nil:
		err = f.existing(info)
	case errors.Is(err, os.ErrNotExist):
		_, linkErr := os.Lstat(name) // a link that leads nowhere yet
		f.inPlace = linkErr == nil
		err = f.canReplace()
	}
	if err != nil {
		return nil, nil, createError(name, err)
	}
	return f, nil, nil
}

// isSpecial says whether a name leads to what another program has open, whatever that is.
func isSpecial(name string) bool {
	return strings.HasPrefix(name, "/dev/") || strings.HasPrefix(name, "/proc/")
}

// existing looks at a file that is there: it must be writable, and keeps its
// permissions, its owner and its other names.
func (f *outputFile) existing(info os.FileInfo) error {
	old, err := os.OpenFile(f.name, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_ = old.Close() // nothing was written
	path, err := filepath.EvalSymlinks(f.name)
	if err != nil || isShared(info) {
		f.inPlace = true
		return nil
	}
	f.path = path
	if f.canReplace() != nil {
		f.inPlace = true
	}
	return nil
}

// canReplace tries whether a file can be made where the output belongs,
// before anything is sent for it.
func (f *outputFile) canReplace() error {
	a, err := report.CreateAtomic(f.path)
	if err != nil {
		return err
	}
	return a.Discard()
}

// put makes content all that the file has. Where it cannot be written, the
// file is left empty: an old answer would be taken for the new one.
func (f *outputFile) put(content []byte) error {
	err := f.replace(content)
	if err == nil {
		return nil
	}
	if _, statErr := os.Stat(f.path); statErr == nil {
		_ = os.Truncate(f.path, 0) // err tells already
	}
	return &outputError{Name: f.name, Err: cause(err)}
}

// replace lets a new file take the place of the old one. Where that cannot be,
// as of a file that is mounted into a container, or on a disk without room for
// both, it is written over.
func (f *outputFile) replace(content []byte) error {
	if !f.inPlace && f.swap(content) == nil {
		return nil
	}
	return writeFile(f.path, content)
}

func (f *outputFile) swap(content []byte) error {
	a, err := report.CreateAtomic(f.path)
	if err != nil {
		return err
	}
	if _, err = a.Write(content); err != nil {
		return errors.Join(err, a.Discard())
	}
	return a.Commit()
}

func writeFile(path string, content []byte) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o666)
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	return errors.Join(err, file.Close())
}

// openOutput opens where data goes; "" is standard output. failed is called
// when standard output cannot be written to any more: a run that nobody reads has no
// use. A file is worth going on for: what it does not take is
// printed on standard output when the output is closed.
func (e *env) openOutput(name string, failed func()) (*output, func() error, error) {
	if name == "" {
		return &output{w: e.out, name: stdoutName, failed: failed}, func() error { return nil }, nil
	}
	file, stream, err := openOutputFile(name)
	if err != nil {
		return nil, nil, err
	}
	if stream == nil {
		w := &output{w: io.Discard, name: name, keep: true}
		return w, func() error { return e.rescue(w, file.put(w.kept)) }, nil
	}
	w := &output{w: stream, name: name, keep: true}
	return w, func() error {
		err := w.Err()
		if cerr := stream.Close(); cerr != nil && err == nil {
			err = &outputError{Name: name, Err: cause(cerr)}
		}
		return e.rescue(w, err)
	}, nil
}

// rescue prints on standard output what a file did not take, and returns
// the file's error.
func (e *env) rescue(w *output, err error) error {
	if err == nil {
		return nil
	}
	out := &output{w: e.out, name: stdoutName}
	if _, outErr := out.Write(w.kept); outErr != nil {
		return outErr
	}
	return err
}

// clear leaves the file of --output, where there is one, without an answer:
// that of a run before is none to this one.
func (e *env) clear(name string) {
	if name == "" {
		return
	}
	_, closeOutput, err := e.openOutput(name, nil)
	if err == nil {
		err = closeOutput()
	}
	if err != nil {
		e.complain(err)
	}
}
