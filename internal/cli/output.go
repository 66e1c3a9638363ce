package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"syscall"
)

// output is where data goes: standard output or a file. It remembers its
// first error and writes nothing after it. It is safe for concurrent use.
type output struct {
	w      io.Writer
	name   string
	failed func() // called once, at the first error; may be nil
	keep   bool   // keep a copy; only Err tells of errors, as what is lost will be printed elsewhere

	mu   sync.Mutex
	kept []byte
	err  error
}

// Write writes all of b or fails; after an error it writes nothing.
func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.keep {
		o.kept = append(o.kept, b...)
	}
	if o.err == nil {
		if _, err := o.w.Write(b); err != nil {
			o.err = &outputError{Name: o.name, Err: cause(err)}
			if o.failed != nil {
				o.failed()
			}
		}
	}
	if o.err != nil && !o.keep {
		return 0, o.err
	}
	return len(b), nil
}

// Err returns the first error.
func (o *output) Err() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.err
}

// outputError says that output could not be written.
type outputError struct {
	Name string // of the file, or "standard output"
	Err  error
}

// Error returns "write NAME: cause".
func (e *outputError) Error() string {
	return fmt.Sprintf("write %s: %v", printable(e.Name), e.Err)
}

// Unwrap returns the cause.
func (e *outputError) Unwrap() error { return e.Err }

// isOutputError says whether output was lost.
func isOutputError(err error) bool {
	var o *outputError
	return errors.As(err, &o)
}

// cause takes an error out of those of package os, which would name the file again.
func cause(err error) error {
	var path *os.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &path):
		return path.Err
	case errors.As(err, &link):
		return link.Err
	}
	return err
}

// readerLeft says that nobody reads the output any more. Nobody needs to be
// told: it is how head ends a command.
func readerLeft(err error) bool { return errors.Is(err, syscall.EPIPE) }

// create opens a file to write to. An existing one is emptied; devices and
// pipes are written to as they are, so there is no other name first.
func create(name string) (*os.File, error) {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o666)
	if err != nil {
		return nil, createError(name, err)
	}
	return f, nil
}

func createError(name string, err error) error {
	return &hostError{fmt.Sprintf("create %s", printable(name)), cause(err)}
}

// hostError is something that this host could not do.
type hostError struct {
	what string
	err  error
}

// Error returns "what: cause".
func (e *hostError) Error() string { return fmt.Sprintf("%s: %v", e.what, e.err) }

// Unwrap returns the cause.
func (e *hostError) Unwrap() error { return e.err }
