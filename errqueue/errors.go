package errqueue

import (
	"errors"
	"fmt"
	"syscall"
)

// ErrNotSent says that a datagram was dropped on this host before it was
// sent, for want of memory or because a queue was full (ENOBUFS, EAGAIN). It is no
// fault of the path, and sending again later may work. Test with errors.Is.
var ErrNotSent = errors.New("not sent")

// OpError is the error of everything that this package asks of the kernel
// but a refusal for size.
type OpError struct {
	// Op is what was done: "open", "set", "bind", "send", "receive", "find route".
	Op string
	// Object is what it was done to: a socket, an option, a destination.
	Object string
	// Err is the cause, most often a syscall.Errno. errors.Is and errors.As see it.
	Err error
	// Hint is what a person may try, as a sentence without a full stop; "": nothing is known to help.
	Hint string
}

// Error returns "op object: cause". The hint is not part of it.
func (e *OpError) Error() string { return e.Op + " " + e.Object + ": " + e.Err.Error() }

// Unwrap returns the cause.
func (e *OpError) Unwrap() error { return e.Err }

// SizeError says that this host refused to send a packet as larger than the
// MTU of the interface. It is EMSGSIZE for errors.Is.
type SizeError struct {
	// Size is the bytes of the whole IP packet that was refused.
	Size int
	// MTU is the limit, bytes of a whole IP packet; 0: the kernel did not say
	// and the interface is not known.
	MTU int
}

// Error returns "send packet of 1501 bytes: local MTU is 1500".
func (e *SizeError) Error() string {
	if e.MTU == 0 {
		return fmt.Sprintf("send packet of %d bytes: larger than the local MTU", e.Size)
	}
	return fmt.Sprintf("send packet of %d bytes: local MTU is %d", e.Size, e.MTU)
}

// Unwrap returns EMSGSIZE.
func (e *SizeError) Unwrap() error { return syscall.EMSGSIZE }
