package e2e

import (
	"bytes"
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/pathmtu/pmtu/internal/render/schematest"
	"github.com/pathmtu/pmtu/internal/simnet"
	"github.com/pathmtu/pmtu/pmtu"
)

// seen is a capture of which only is of interest how often it was written to.
type seen struct{ writes atomic.Int32 }

func (s *seen) Write(b []byte) (int, error) {
	s.writes.Add(1)
	return len(b), nil
}

// interruption is a signal with the exit code and the kind of output that it must leave.
type interruption struct {
	name   string
	signal syscall.Signal
	code   int
	format string
	check  func(testing.TB, []byte) // nil: not to be validated
}

// TestInterrupted interrupts runs that wait for a destination that is silent:
// what is known is printed, and the exit code names the signal.
func TestInterrupted(t *testing.T) {
	for _, test := range []interruption{
		{"SIGINT", syscall.SIGINT, 130, "json", schematest.Validate},
		{"SIGTERM", syscall.SIGTERM, 143, "json", schematest.Validate},
		{"SIGINT/jsonl", syscall.SIGINT, 130, "jsonl", schematest.ValidateLines},
		{"SIGTERM/text", syscall.SIGTERM, 143, "text", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			record := filepath.Join(openDir(t), "record")
			answered := func() bool {
				text, err := os.ReadFile(record)
				return err == nil && bytes.Contains(text, []byte("10.77.0.6"))
			}
			out := interrupt(t, io.Discard, test.signal, answered, "--format", test.format, "--record", record)
			if out.code != test.code {
				t.Errorf("exit code %d, want %d", out.code, test.code)
			}
			if test.check != nil {
				test.check(t, []byte(out.stdout))
			}
			if !bytes.Contains([]byte(out.stdout), []byte("10.77.0.6")) {
				t.Errorf("what was known is not printed:\n%s", out.stdout)
			}
			if test.format == "json" {
				if d := parse(t, out.stdout); d.Outcome != "interrupted" {
					t.Errorf("outcome %q", d.Outcome)
				}
			}
		})
	}
}

// TestCheckInterrupted interrupts checks of a destination that is silent: what is done is
// complete, and the exit code names the signal.
func TestCheckInterrupted(t *testing.T) {
	for _, test := range []interruption{
		{"SIGINT", syscall.SIGINT, 130, "json", schematest.ValidateCheck},
		{"SIGTERM/jsonl", syscall.SIGTERM, 143, "jsonl", schematest.ValidateCheckLines},
	} {
		t.Run(test.name, func(t *testing.T) {
			packets := &seen{}
			asked := func() bool { return packets.writes.Load() > 1 } // after the file's header
			out := interrupt(t, packets, test.signal, asked, "check", "--require", "1400", "--format", test.format)
			if out.code != test.code {
				t.Errorf("exit code %d, want %d: %s", out.code, test.code, out.stderr)
			}
			test.check(t, []byte(out.stdout))
		})
	}
}

// openDir is a directory that everybody can write to.
func openDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp(built, "open-") // not t.TempDir, which is nobody's to enter
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	return dir
}

// interrupt runs pmtu where the destination is silent, and sends a signal as soon as the run is
// ready for it. A run that had ended by itself is seen by its exit code.
func interrupt(t *testing.T, capture io.Writer, signal syscall.Signal, ready func() bool, args ...string) output {
	t.Helper()
	n := load(t, "dest-silent")
	ns, err := newWorld(n, simnet.TUNOptions{Capture: capture})
	needs(t, err)
	defer ns.Close()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	var stdout, stderr bytes.Buffer
	args = append(args, "-n", "--timeout", "60", "--deadline", "100", n.Target(pmtu.IPv4).String())
	cmd := exec.CommandContext(ctx, pmtuPath(), args...)
	cmd.Env, cmd.Dir, cmd.Stdout, cmd.Stderr = environment, "/", &stdout, &stderr
	ns.Unprivileged(cmd)
	if err := ns.Start(cmd); err != nil {
		t.Fatal(err)
	}
	for !ready() && ctx.Err() == nil {
		time.Sleep(5 * time.Millisecond)
	}
	if err := cmd.Process.Signal(signal); err != nil {
		t.Error(err)
	}
	code, err := exitCode(cmd.Wait())
	if err != nil {
		t.Fatalf("%v: %s", err, &stderr)
	}
	return output{stdout.String(), stderr.String(), code}
}
