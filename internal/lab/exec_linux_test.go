package lab

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// status reads one field of /proc/self/status as the command sees it.
func status(t *testing.T, n *Node, as User, field string) string {
	t.Helper()
	out, err := n.Output(t.Context(), as, "cat", "/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(out)) {
		if value, ok := strings.CutPrefix(line, field+":"); ok {
			return strings.TrimSpace(value)
		}
	}
	t.Fatalf("no field %s in %s", field, out)
	return ""
}

func TestOutputRunsInTheNode(t *testing.T) {
	l := Start(t, Chain(1))
	for _, as := range []User{Root, Nobody} {
		devices, err := l.Node("r1").Output(t.Context(), as, "cat", "/proc/self/net/dev")
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Contains(devices, []byte("e0:")) || !bytes.Contains(devices, []byte("e1:")) {
			t.Errorf("as %d: want the devices of r1, got:\n%s", as, devices)
		}
	}
}

func TestNobodyHasNoRights(t *testing.T) {
	n := Start(t, Chain(0)).Node(Origin)
	if got := status(t, n, Nobody, "CapEff"); strings.Trim(got, "0") != "" {
		t.Errorf("capabilities %s, want none", got)
	}
	if got := status(t, n, Nobody, "Groups"); strings.Contains(" "+got+" ", " 0 ") {
		t.Errorf("groups %q, want none of root's", got)
	}
	out, err := n.Output(t.Context(), Nobody, "id", "-u")
	if err != nil || strings.TrimSpace(string(out)) != "65534" {
		t.Errorf("id -u: %q, %v", out, err)
	}
	if got := status(t, n, Root, "CapEff"); strings.Trim(got, "0") == "" {
		t.Error("Root has no capabilities in the node")
	}
}

func TestOutputReportsTheCommandsFailure(t *testing.T) {
	n := Start(t, Chain(0)).Node(Origin)
	_, err := n.Output(t.Context(), Root, "sh", "-c", "echo why >&2; exit 7")
	exit := (*exec.ExitError)(nil)
	if !errors.As(err, &exit) || exit.ExitCode() != 7 || !strings.Contains(err.Error(), "why") {
		t.Errorf("got %v, want exit status 7 and what was said", err)
	}
}

func TestCloseKillsWhatRuns(t *testing.T) {
	l := Start(t, Chain(0))
	cmd := exec.Command("sleep", "600")
	if err := l.Node(Origin).Start(cmd, Nobody); err != nil {
		t.Fatal(err)
	}
	l.Close()
	err := cmd.Wait()
	exit := (*exec.ExitError)(nil)
	if !errors.As(err, &exit) || exit.Sys().(interface{ Signal() unix.Signal }).Signal() != unix.SIGKILL {
		t.Errorf("after Close the command ended with %v, want it killed", err)
	}
}

func TestDoReturnsEveryEnd(t *testing.T) {
	n := Start(t, Chain(0)).Node(Origin)
	if err := n.Do(func() error { return io.ErrUnexpectedEOF }); err != io.ErrUnexpectedEOF {
		t.Errorf("got %v, want the function's own error", err)
	}
	if err := n.Do(func() error { runtime.Goexit(); return nil }); !errors.Is(err, errGoexit) {
		t.Errorf("got %v, want %v", err, errGoexit)
	}
	home, err := os.Readlink(threadNS)
	if err != nil {
		t.Fatal(err)
	}
	for range 50 { // threads are reused: each must be back home
		if err := n.Do(func() error { return nil }); err != nil {
			t.Fatal(err)
		}
	}
	threads, err := filepath.Glob("/proc/self/task/*/ns/net")
	if err != nil {
		t.Fatal(err)
	}
	for _, thread := range threads {
		if at, err := os.Readlink(thread); err == nil && at != home {
			t.Errorf("%s is in %s, not in %s", thread, at, home)
		}
	}
}
