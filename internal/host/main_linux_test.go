package host

import (
	"context"
	"encoding/json"
	"fmt"
	"net/netip"
	"os"
	"os/exec"
	"syscall"
	"testing"

	"github.com/pathmtu/pmtu/internal/lab"
	"golang.org/x/sys/unix"
)

// What this test program does instead of testing, by its first argument. Started
// in a lab's node it has the rights that a test wants to see.
const (
	askRoute  = "host-route"  // prints FindRoute of the second argument
	askDoctor = "host-doctor" // prints Doctor's report
	askMasked = "host-masked" // the same, where /proc is hidden
)

func TestMain(m *testing.M) {
	if len(os.Args) < 2 {
		os.Exit(lab.Main(m.Run))
	}
	var answer any
	switch os.Args[1] {
	case askRoute:
		r, err := FindRoute(netip.MustParseAddr(os.Args[2]), Options{})
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		answer = r
	case askMasked:
		if err := hideProc(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		fallthrough
	case askDoctor:
		answer = Doctor(context.Background())
	default:
		os.Exit(lab.Main(m.Run))
	}
	if err := json.NewEncoder(os.Stdout).Encode(answer); err != nil {
		os.Exit(1)
	}
}

// hideProc puts something empty over /proc, in a mount namespace of its own.
func hideProc() error {
	if err := unix.Mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""); err != nil {
		return fmt.Errorf("private mounts: %w", err)
	}
	if err := unix.Mount("none", "/proc", "tmpfs", 0, ""); err != nil {
		return fmt.Errorf("hide /proc: %w", err)
	}
	return nil
}

// askAs runs this program in a node with the rights of a user and reads what it prints.
func askAs[T any](t *testing.T, n *lab.Node, as lab.User, args ...string) T {
	t.Helper()
	out, err := n.Output(t.Context(), as, "/proc/self/exe", args...)
	if err != nil {
		t.Fatal(err)
	}
	return decode[T](t, out)
}

func decode[T any](t *testing.T, out []byte) T {
	t.Helper()
	var answer T
	if err := json.Unmarshal(out, &answer); err != nil {
		t.Fatalf("%v in %s", err, out)
	}
	return answer
}

// inMountNamespace returns a command that runs this program in a mount namespace of its own.
func inMountNamespace(t *testing.T, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(t.Context(), "/proc/self/exe", args...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: unix.CLONE_NEWNS}
	return cmd
}
