package simnet

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"syscall"
)

// insideEnv tells a test that it runs in a user namespace made for it.
const insideEnv = "SIMNET_INSIDE"

// RunInTUN runs f with a namespace in which a network runs in real time, so
// that f can start programs there. Without the rights for that it runs the same
// test again in a user namespace of its own, and f there only: what depends on
// f must be done in f. Where that is not possible either, the test is skipped with the
// reason, or fails where the environment has LAB=require.
func RunInTUN(t TB, n *Network, f func(*Namespace)) {
	t.Helper()
	RunInTUNWith(t, n, TUNOptions{}, f)
}

// RunInTUNWith is RunInTUN with options.
func RunInTUNWith(t TB, n *Network, o TUNOptions, f func(*Namespace)) {
	t.Helper()
	runIn(t, func() (*Namespace, error) { return NewNamespace(n, o) }, f)
}

// RunWorldInTUN is RunInTUNWith for a world.
func RunWorldInTUN(t TB, w *World, o TUNOptions, f func(*Namespace)) {
	t.Helper()
	runIn(t, func() (*Namespace, error) { return NewWorldNamespace(w, o) }, f)
}

func runIn(t TB, make func() (*Namespace, error), f func(*Namespace)) {
	t.Helper()
	ns, err := make()
	switch {
	case err == nil:
	case errors.Is(err, fs.ErrPermission) && os.Getenv(insideEnv) == "":
		runInUserNamespace(t)
		return
	default:
		giveUp(t, err.Error())
		return
	}
	// f may leave by runtime.Goexit, as t.Fatal does.
	defer func() {
		if err := ns.Close(); err != nil {
			t.Errorf("%v", err)
		}
	}()
	f(ns)
}

// giveUp skips a test, or fails it where it must not be skipped.
func giveUp(t TB, reason string) {
	t.Helper()
	if os.Getenv("LAB") == "require" {
		t.Fatalf("LAB=require, but: %s", reason)
		return
	}
	t.Skipf("%s", reason)
}

// runInUserNamespace runs the calling test once more, as root of a user namespace.
func runInUserNamespace(t TB) {
	t.Helper()
	cmd := exec.Command("/proc/self/exe", "-test.v", "-test.count=1", "-test.timeout=5m", "-test.run="+onlyTest(t.Name()))
	cmd.Env = append(os.Environ(), insideEnv+"=1")
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
	}
	out, err := cmd.CombinedOutput()
	switch reason, skipped := skipReason(string(out), t.Name()); {
	case len(out) == 0 && err != nil:
		giveUp(t, fmt.Sprintf("make user namespace: %v", err))
	case err != nil:
		t.Fatalf("in a user namespace: %v\n%s", err, out)
	case skipped:
		giveUp(t, "in a user namespace: "+reason)
	case !strings.Contains(string(out), "--- PASS: "+t.Name()+" "):
		t.Fatalf("in a user namespace the test did not run:\n%s", out)
	}
}

// onlyTest returns the pattern that picks one test or subtest.
func onlyTest(name string) string {
	parts := strings.Split(name, "/")
	for i, p := range parts {
		parts[i] = "^" + regexp.QuoteMeta(p) + "$"
	}
	return strings.Join(parts, "/")
}

// skipReason finds in a test's output that it was skipped, and why.
func skipReason(out, name string) (string, bool) {
	before, after, found := strings.Cut(out, "--- SKIP: "+name+" ")
	if !found {
		return "", false
	}
	// The reason stands before the verdict, with those of its parents between,
	// where it is printed at once, and behind it otherwise.
	for _, line := range slices.Backward(strings.Split(before, "\n")) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "===") {
			break
		}
		if line != "" && !strings.HasPrefix(line, "---") {
			return line, true
		}
	}
	_, after, _ = strings.Cut(after, "\n")
	reason, _, _ := strings.Cut(after, "\n")
	return strings.TrimSpace(reason), true
}
