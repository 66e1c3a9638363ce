package cli

import (
	"context"
	"errors"
	"io"
	"iter"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/pathmtu/pmtu/errqueue"
	"github.com/pathmtu/pmtu/internal/check"
	"github.com/pathmtu/pmtu/internal/resolve"
	"github.com/pathmtu/pmtu/pmtu"
)

// TestCheckOutputLost: a report that nobody reads ends the run at once.
func TestCheckOutputLost(t *testing.T) {
	for _, tt := range []struct {
		err  error
		code int
		says string
	}{
		{syscall.EPIPE, 141, ""},
		{syscall.ENOSPC, exitHost, "pmtu: write standard output: no space left on device\n"},
	} {
		for left, format := range map[int]string{0: "text", 1: "text", 2: "jsonl"} {
			b, r := newCheckBench(t)
			b.env.out = &breaks{left, tt.err}
			ended := make(chan struct{})
			b.fleet = func(pmtu.Fleet) check.Runner { return watchedRunner{r, ended} }
			r.after = func(n int) {
				if n > left {
					<-ended
				}
			}
			code := b.run("pmtu", "check", "--require", "1400", "-F", format, "10.9.0.1", "10.9.0.2", "10.9.0.3", "10.9.0.4")
			if code != tt.code || b.err.String() != tt.says || len(b.traced) > 3 {
				t.Errorf("%v after %d: exit code %d, want %d, %d runs, standard error %q", tt.err, left, code, tt.code, len(b.traced), b.err.String())
			}
		}
	}
}

// TestCheckFile: a document is put in the place of the earlier one when it is
// complete, and stays what it was if it cannot be.
func TestCheckFile(t *testing.T) {
	dir := t.TempDir()
	for format := range wholes {
		keeps := slices.Contains([]string{"json", "junit", "prometheus", "nagios"}, format)
		file := filepath.Join(dir, format)
		if err := os.WriteFile(file, []byte("old"), 0o666); err != nil {
			t.Fatal(err)
		}
		b, r := newCheckBench(t)
		r.after = func(int) {
			if got, _ := os.ReadFile(file); keeps != (string(got) == "old") {
				t.Errorf("%s: the file has %q while the run lasts", format, got)
			}
		}
		if code := b.run("pmtu", "check", "--require", "1400", "-F", format, "-o", file, "git.example"); code != exitOK || b.out.Len()+b.err.Len() > 0 {
			t.Errorf("%s: exit code %d, %s%s", format, code, b.out.String(), b.err.String())
		}
		if got, err := os.ReadFile(file); err != nil || len(got) < 10 || strings.HasPrefix(string(got), "old") {
			t.Errorf("%s: %v, %q", format, err, got)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".*")); len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
}

// TestCheckJobSummary: the summary of a job goes behind what is there, and is
// no reason to fail.
func TestCheckJobSummary(t *testing.T) {
	file := filepath.Join(t.TempDir(), "summary.md")
	if err := os.WriteFile(file, []byte("# earlier step\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	b, _ := newCheckBench(t)
	b.vars[jobSummary] = file
	if code := b.run("pmtu", "check", "--require", "1421", "-F", "github", "git.example"); code != exitNotMet {
		t.Errorf("exit code %d", code)
	}
	got, err := os.ReadFile(file)
	if err != nil || !strings.HasPrefix(string(got), "# earlier step\n") || !strings.Contains(string(got), "git.example") {
		t.Errorf("%v, %q", err, got)
	}
	if !strings.Contains(b.out.String(), "::error") {
		t.Errorf("printed %q", b.out.String())
	}
	b, _ = newCheckBench(t)
	b.vars[jobSummary] = filepath.Join(file, "none")
	if code := b.run("pmtu", "check", "--require", "1400", "-F", "github", "git.example"); code != exitOK || !strings.HasPrefix(b.err.String(), "pmtu: GITHUB_STEP_SUMMARY: ") {
		t.Errorf("exit code %d, %q", code, b.err.String())
	}
}

// TestCheckInterruptedEarly: whoever waits for standard input or for a name
// can be interrupted; a report that was begun is complete.
func TestCheckInterruptedEarly(t *testing.T) {
	b, _ := newCheckBench(t)
	signals := make(chan os.Signal, 1)
	b.signals = signals
	in, w := io.Pipe()
	defer w.Close()
	b.in = in
	go func() {
		_, _ = w.Write([]byte("git.example\n"))
		signals <- syscall.SIGINT
	}()
	if code := b.run("pmtu", "check", "--require", "1400", "--targets", "-"); code != 130 || b.out.Len()+b.err.Len() > 0 {
		t.Errorf("exit code %d, %q, %q", code, b.out.String(), b.err.String())
	}

	b, _ = newCheckBench(t)
	b.signals = signals
	b.resolver = func() *resolve.Resolver {
		return resolve.New(resolve.Options{LookupIP: func(ctx context.Context, _, _ string) ([]netip.Addr, error) {
			signals <- syscall.SIGTERM
			<-ctx.Done()
			return nil, ctx.Err()
		}})
	}
	code := b.run("pmtu", "check", "--require", "1400", "--json", "git.example", "10.9.0.1")
	if code != 143 || b.err.Len() > 0 || len(b.traced) > 0 {
		t.Errorf("exit code %d, %q, %d runs", code, b.err.String(), len(b.traced))
	}
	wholes["json"](t, b.out.String())
	if !strings.Contains(b.out.String(), `"targets":2,"done":0`) {
		t.Errorf("printed %s", b.out.String())
	}
}

// TestCheckNamedTwice: of many targets that are named twice, a few are told.
func TestCheckNamedTwice(t *testing.T) {
	b, _ := newCheckBench(t)
	b.in = strings.NewReader(strings.Repeat("git.example require=1400\n", 20))
	if code := b.run("pmtu", "check", "--targets", "-"); code != exitOK || len(b.traced) != 1 {
		t.Errorf("exit code %d, %d runs", code, len(b.traced))
	}
	lines := strings.Split(strings.TrimSuffix(b.err.String(), "\n"), "\n")
	if len(lines) != maxNotes+1 || lines[0] != "pmtu: stdin:2: git.example: named twice, checked once (first in stdin:1)" || lines[maxNotes] != "pmtu: and 9 more that are named twice" {
		t.Errorf("%q", lines)
	}
}

// refusing is a fleet that this host does not let sail.
type refusing struct{ err error }

func (r refusing) Run(context.Context, iter.Seq[pmtu.Options], func(int, *pmtu.Result, error)) error {
	return r.err
}

// TestCheckRefused: where no socket can be had, the report says that nothing
// was done, and a line why.
func TestCheckRefused(t *testing.T) {
	b, _ := newCheckBench(t)
	b.fleet = func(pmtu.Fleet) check.Runner {
		return refusing{&errqueue.OpError{Op: "set", Object: "SO_MARK", Err: syscall.EPERM}}
	}
	code := b.run("pmtu", "check", "--require", "1400", "--mark", "7", "git.example")
	if code != exitHost || b.err.String() != "pmtu: set SO_MARK: operation not permitted\ntry: sudo, or without --mark\n" {
		t.Errorf("exit code %d, %q", code, b.err.String())
	}
	if !strings.HasPrefix(b.out.String(), "1 target: none finished.") {
		t.Errorf("printed %q", b.out.String())
	}
}

// TestCheckNoPing: where echoes may not be sent, targets of that protocol are errors, and others are not.
func TestCheckNoPing(t *testing.T) {
	b, _ := newCheckBench(t)
	asked := 0
	b.canPing = func(netip.Addr, pmtu.SocketOptions) error { asked++; return errors.New("open ping socket: no") }
	b.in = strings.NewReader("10.9.0.1 protocol=icmp\n10.9.0.2 protocol=icmp\n10.9.0.3\n")
	code := b.run("pmtu", "check", "--require", "1400", "--targets", "-")
	if code != exitHost || asked != 1 || len(b.traced) != 1 || !strings.Contains(b.out.String(), "3 targets: 1 pass, 2 error.") {
		t.Errorf("exit code %d, asked %d times, %d runs, printed\n%s", code, asked, len(b.traced), b.out.String())
	}
}
