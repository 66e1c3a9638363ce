package host

import "errors"

// Error says what this package could not learn, and why.
type Error struct {
	// Op is what was done: "find route", "read".
	Op string
	// Object is what it was done to: a destination, a file.
	Object string
	// Err is the cause, most often a syscall.Errno. errors.Is and errors.As see it.
	Err error
}

// Error returns "op object: cause".
func (e *Error) Error() string { return e.Op + " " + e.Object + ": " + e.Err.Error() }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// errShort says that the kernel's message ends too early or contradicts itself.
var errShort = errors.New("message is cut short")
