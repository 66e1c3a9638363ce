package lab

import (
	"errors"
	"fmt"
	"os"
	"runtime"

	"golang.org/x/sys/unix"
)

// threadNS names the network namespace of the calling thread.
const threadNS = "/proc/thread-self/ns/net"

// errGoexit is what a function returns that ends its goroutine (t.FailNow does).
var errGoexit = errors.New("the function ended its goroutine; it must return an error instead")

// newNamespace creates a network namespace that lives as long as the returned
// file is open or something is in it.
func newNamespace() (*os.File, error) {
	var ns *os.File
	err := onThread(func() error {
		if err := unix.Unshare(unix.CLONE_NEWNET); err != nil {
			return os.NewSyscallError("unshare", err)
		}
		var err error
		ns, err = os.Open(threadNS)
		return err
	})
	return ns, err
}

// inNamespace runs fn on a thread of its own in the namespace.
func inNamespace(ns *os.File, fn func() error) error {
	return onThread(func() error {
		if err := unix.Setns(int(ns.Fd()), unix.CLONE_NEWNET); err != nil {
			return os.NewSyscallError("setns", err)
		}
		return fn()
	})
}

// onThread runs fn on a locked thread and waits. Afterwards the thread is moved
// back to the namespace that it came from. Where that cannot be done the
// goroutine ends with the thread locked, and the runtime ends the thread with
// it, so that no other goroutine is ever run in the wrong network.
func onThread(fn func() error) error {
	result := make(chan error, 1)
	go func() {
		err := errGoexit
		defer func() { result <- err }()
		runtime.LockOSThread()
		home, openErr := os.Open(threadNS)
		if openErr != nil {
			runtime.UnlockOSThread()
			err = openErr
			return
		}
		defer func() {
			if unix.Setns(int(home.Fd()), unix.CLONE_NEWNET) == nil {
				runtime.UnlockOSThread()
			}
			_ = home.Close() // it was only read
		}()
		err = fn()
	}()
	return <-result
}

// namespaceError explains why a namespace could not be created.
func namespaceError(err error) error {
	if errors.Is(err, unix.EPERM) || errors.Is(err, unix.ENOSPC) || errors.Is(err, unix.EINVAL) || errors.Is(err, unix.ENOSYS) {
		return &UnsupportedError{What: "network namespaces", Why: namespaceReason(err), Err: err}
	}
	return fmt.Errorf("lab: new network namespace: %w", err)
}
