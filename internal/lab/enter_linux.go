package lab

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// insideEnv marks a program that [Enter] has started, so that it does not start itself for ever.
const insideEnv = "PMTU_LAB_INSIDE"

// Enter makes sure that this program may create network namespaces. Where it
// may, it returns entered false and the program goes on. Where it may not, it
// runs the program again, with the same arguments, in a user namespace in
// which the caller is root, waits for it, and returns its exit code and
// entered true: the caller then exits with that code. Where the system refuses
// that too, it returns an [*UnsupportedError] that says why.
func Enter() (code int, entered bool, err error) {
	ns, err := newNamespace()
	if err == nil {
		return 0, false, ns.Close()
	}
	if Inside() {
		return 0, false, namespaceError(err)
	}
	cmd := exec.Command("/proc/self/exe", os.Args[1:]...)
	cmd.Args[0] = os.Args[0]
	cmd.Env = append(os.Environ(), insideEnv+"=1")
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	cmd.SysProcAttr = userNamespace(0, os.Getuid(), os.Getgid())
	cmd.SysProcAttr.Cloneflags |= unix.CLONE_NEWNET
	return runAgain(cmd)
}

// Inside reports whether [Enter] has put this program into a user namespace.
func Inside() bool { return os.Getenv(insideEnv) != "" }

// runAgain starts the command, hands on what this process is asked to stop
// with, and waits.
func runAgain(cmd *exec.Cmd) (code int, entered bool, err error) {
	// The child is to go when this thread goes (Pdeathsig is bound to the thread).
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	cmd.SysProcAttr.Pdeathsig = unix.SIGKILL

	stops := make(chan os.Signal, 4)
	signal.Notify(stops, unix.SIGINT, unix.SIGTERM, unix.SIGHUP)
	defer signal.Stop(stops)
	if err := cmd.Start(); err != nil {
		return 0, false, namespaceError(err)
	}
	done := make(chan struct{})
	defer close(done)
	go func() {
		for {
			select {
			case s := <-stops:
				if s != unix.SIGINT { // the terminal sends that to both
					_ = cmd.Process.Signal(s) // it may have ended already
				}
			case <-done:
				return
			}
		}
	}()
	err = cmd.Wait()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		if s := exit.Sys().(syscall.WaitStatus); s.Signaled() {
			return 128 + int(s.Signal()), true, nil
		}
		return exit.ExitCode(), true, nil
	}
	return 0, true, err
}

// Main runs tests where they may build labs and returns the exit code, for a
// TestMain. Where the system allows no namespaces the tests run all the same,
// and those that need a lab skip with the reason.
func Main(run func() int) int {
	code, entered, err := Enter()
	switch {
	case entered && err != nil:
		fmt.Fprintln(os.Stderr, err)
		return 1
	case entered:
		return code
	}
	return run()
}

// namespaceReason says which setting of this system forbids namespaces, as far as it can be read.
func namespaceReason(err error) string {
	settings := []struct{ file, bad, why string }{
		{"/proc/sys/kernel/unprivileged_userns_clone", "0", "kernel.unprivileged_userns_clone is 0: user namespaces are for root only"},
		{"/proc/sys/user/max_user_namespaces", "0", "user.max_user_namespaces is 0"},
		{"/proc/sys/user/max_net_namespaces", "0", "user.max_net_namespaces is 0"},
		{"/proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1", "kernel.apparmor_restrict_unprivileged_userns is 1: user namespaces have no rights here"},
	}
	for _, s := range settings {
		if text, readErr := os.ReadFile(s.file); readErr == nil && strings.TrimSpace(string(text)) == s.bad {
			return s.why
		}
	}
	if errors.Is(err, unix.EINVAL) || errors.Is(err, unix.ENOSYS) {
		return "this kernel is built without them"
	}
	if errors.Is(err, unix.ENOSPC) {
		return "the limit of namespaces is reached (/proc/sys/user)"
	}
	return "it needs root (CAP_SYS_ADMIN) or a user namespace, and a seccomp filter or the container may forbid both"
}
