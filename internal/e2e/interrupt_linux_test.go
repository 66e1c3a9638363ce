package e2e

import (
	"bytes"
	"context"
	"os/exec"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/pathmtu/pmtu/internal/render/schematest"
	"github.com/pathmtu/pmtu/internal/simnet"
	"github.com/pathmtu/pmtu/pmtu"
)

// seen is a capture of which only the beginning is of interest: it is closed
// when so many packets, and the file's header, have been written.
type seen struct {
	mu     sync.Mutex
	left   int
	enough chan struct{}
}

func (s *seen) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.left--; s.left == 0 {
		close(s.enough)
	}
	return len(b), nil
}

// TestInterrupted interrupts runs that wait for a destination that is silent:
// what is known is printed, and the exit code names the signal.
func TestInterrupted(t *testing.T) {
	for _, test := range []struct {
		name   string
		signal syscall.Signal
		code   int
		format string
		check  func(testing.TB, []byte)
	}{
		{"SIGINT", syscall.SIGINT, 130, "json", schematest.Validate},
		{"SIGTERM", syscall.SIGTERM, 143, "json", schematest.Validate},
		{"SIGINT/jsonl", syscall.SIGINT, 130, "jsonl", schematest.ValidateLines},
		{"SIGTERM/text", syscall.SIGTERM, 143, "text", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			out := interrupt(t, test.signal, 1+2*6, "--format", test.format)
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
	for _, test := range []struct {
		name   string
		signal syscall.Signal
		code   int
		format string
		check  func(testing.TB, []byte)
	}{
		{"SIGINT", syscall.SIGINT, 130, "json", schematest.ValidateCheck},
		{"SIGTERM/jsonl", syscall.SIGTERM, 143, "jsonl", schematest.ValidateCheckLines},
	} {
		t.Run(test.name, func(t *testing.T) {
			out := interrupt(t, test.signal, 1+2, "check", "--require", "1400", "--format", test.format)
			if out.code != test.code {
				t.Errorf("exit code %d, want %d: %s", out.code, test.code, out.stderr)
			}
			test.check(t, []byte(out.stdout))
		})
	}
}

// interrupt runs pmtu where the destination is silent and sends a signal when
// so many packets were seen: the file's header, and two for each router, where hops are asked.
func interrupt(t *testing.T, signal syscall.Signal, enough int, args ...string) output {
	t.Helper()
	n := load(t, "dest-silent")
	packets := &seen{left: enough, enough: make(chan struct{})}
	ns, err := newWorld(n, simnet.TUNOptions{Capture: packets})
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
	select {
	case <-packets.enough:
	case <-ctx.Done():
	}
	// The last answer is in its socket, or will be in a moment. A run that had
	// ended by itself would be seen by its exit code.
	time.Sleep(200 * time.Millisecond)
	if err := cmd.Process.Signal(signal); err != nil {
		t.Error(err)
	}
	code, err := exitCode(cmd.Wait())
	if err != nil {
		t.Fatalf("%v: %s", err, &stderr)
	}
	return output{stdout.String(), stderr.String(), code}
}
