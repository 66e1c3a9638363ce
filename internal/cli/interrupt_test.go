package cli

import (
	"context"
	"encoding/json"
	"net/netip"
	"os"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pathmtu/pmtu/internal/resolve"
	"github.com/pathmtu/pmtu/pmtu"
	"github.com/pathmtu/pmtu/pmtu/pmtutest"
)

// stalled is a network that falls silent after some events, for ever.
type stalled struct {
	*pmtutest.Driver
	left    int
	stalled chan struct{} // closed when it has
	once    sync.Once
}

func (s *stalled) Recv(ctx context.Context) (pmtu.Event, error) {
	if s.left == 0 {
		s.once.Do(func() { close(s.stalled) })
		<-ctx.Done()
		return nil, ctx.Err()
	}
	s.left--
	return s.Driver.Recv(ctx)
}

// stall makes the runs of a bench stall after n events. The channel that it returns
// is closed then.
func (b *bench) stall(n int) <-chan struct{} {
	done := make(chan struct{})
	b.trace = func(ctx context.Context, o pmtu.Options, observe func(pmtu.Update), rec *pmtu.Recorder) (*pmtu.Result, error) {
		d := &stalled{Driver: pmtutest.New(testPath(o.Target.Addr())), left: n, stalled: done}
		return pmtu.RunRecorded(ctx, d, o, observe, rec)
	}
	return done
}

// TestSignal: what was known is printed, whole, and then comes the exit code
// of the signal.
func TestSignal(t *testing.T) {
	for _, tt := range []struct {
		signal os.Signal
		code   int
		args   []string
		check  func(*testing.T, string)
	}{
		{syscall.SIGINT, 130, []string{"pmtu", "git.example"}, wantText("r1.example (10.0.0.1)")},
		{syscall.SIGTERM, 143, []string{"pmtu", "git.example"}, wantText("r1.example (10.0.0.1)")},
		{syscall.SIGINT, 130, []string{"pmtu", "--require", "1400", "git.example"}, wantText("10.0.0.1")},
		{syscall.SIGINT, 130, []string{"pmtu", "--json", "git.example"}, wantJSON},
		{syscall.SIGTERM, 143, []string{"pmtu", "-F", "jsonl", "git.example"}, wantJSONLines},
		{syscall.SIGINT, 130, []string{"tracepath", "git.example"}, wantText("     Resume: pmtu 1500 \n")},
	} {
		t.Run(strings.Join(tt.args, " "), func(t *testing.T) {
			b := newBench(t)
			signals := make(chan os.Signal, 1)
			b.signals = signals
			stalled := b.stall(10)
			go func() {
				<-stalled
				signals <- tt.signal
			}()
			if code := b.run(tt.args...); code != tt.code || b.err.Len() > 0 {
				t.Errorf("exit code %d, want %d; standard error %q", code, tt.code, b.err.String())
			}
			tt.check(t, b.out.String())
		})
	}
}

func wantText(part string) func(*testing.T, string) {
	return func(t *testing.T, out string) {
		if !strings.Contains(out, part) || !strings.HasSuffix(out, "\n") {
			t.Errorf("printed %q, which does not have %q", out, part)
		}
	}
}

func wantJSON(t *testing.T, out string) {
	var doc struct {
		Outcome string `json:"outcome"`
		Hops    []struct{}
	}
	if err := json.Unmarshal([]byte(out), &doc); err != nil || doc.Outcome != "interrupted" || len(doc.Hops) == 0 {
		t.Errorf("%v, %+v in\n%s", err, doc, out)
	}
}

func wantJSONLines(t *testing.T, out string) {
	lines := strings.Split(strings.TrimSuffix(out, "\n"), "\n")
	var last struct{ Event, Outcome string }
	for _, l := range lines {
		if err := json.Unmarshal([]byte(l), &last); err != nil {
			t.Errorf("%v: %s", err, l)
		}
	}
	if last.Event != "result" || len(lines) < 2 {
		t.Errorf("%d lines, the last is %q", len(lines), last.Event)
	}
}

// TestSecondSignal: the second signal does not wait for anything, unless it is
// but the first once more.
func TestSecondSignal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		signals := make(chan os.Signal, 2)
		exited := make(chan int, 1)
		ctx, stop := untilSignal(t.Context(), signals, func(code int) { exited <- code })
		defer stop()
		for range 2 { // as timeout sends it
			signals <- syscall.SIGINT
		}
		<-ctx.Done()
		if got := interruptOf(ctx); got != syscall.SIGINT {
			t.Errorf("interrupted by %v", got)
		}
		time.Sleep(echo)
		select {
		case code := <-exited:
			t.Errorf("exit(%d) at the first signal", code)
		default:
		}
		signals <- syscall.SIGTERM
		if code := <-exited; code != 143 {
			t.Errorf("exit(%d), want 143", code)
		}
	})
}

// TestSignalDuringLookup: a resolver that never answers does not hold up
// Ctrl-C, and there is nothing to say.
func TestSignalDuringLookup(t *testing.T) {
	for _, args := range [][]string{{"pmtu", "git.example"}, {"tracepath", "git.example"}} {
		b := newBench(t)
		signals := make(chan os.Signal, 1)
		b.signals = signals
		b.resolver = func() *resolve.Resolver {
			return resolve.New(resolve.Options{LookupIP: func(ctx context.Context, _, _ string) ([]netip.Addr, error) {
				signals <- syscall.SIGINT
				<-ctx.Done()
				return nil, ctx.Err()
			}})
		}
		if code := b.run(args...); code != 130 || b.out.Len()+b.err.Len() > 0 {
			t.Errorf("%v: exit code %d, printed %q and %q", args, code, b.out.String(), b.err.String())
		}
	}
}

// TestDeadResolver: a resolver that never answers ends in exit 6 and one line.
func TestDeadResolver(t *testing.T) {
	dead := func() *resolve.Resolver {
		return resolve.New(resolve.Options{Timeout: 1, LookupIP: func(ctx context.Context, _, _ string) ([]netip.Addr, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		}})
	}
	b := newBench(t)
	b.resolver = dead
	if code := b.run("pmtu", "git.example"); code != exitHost || b.err.String() != "pmtu: lookup git.example: no answer from the resolver\n" {
		t.Errorf("exit code %d, %q", code, b.err.String())
	}
	b = newBench(t)
	b.resolver = dead
	if code := b.run("tracepath", "git.example"); code != tracepathStart || b.err.String() != "tracepath: git.example: Temporary failure in name resolution\n" {
		t.Errorf("exit code %d, %q", code, b.err.String())
	}
}

// TestDeadlineOfLookup: -W bounds the lookup as well, and what that took is no longer the run's.
func TestDeadlineOfLookup(t *testing.T) {
	for _, tt := range []struct {
		args string
		took time.Duration // by the resolver; 0: for ever
		want string        // on standard error
		left time.Duration // for the run
	}{
		{"pmtu -W 1 git.example", 0, "pmtu: lookup git.example: no answer from the resolver within 1s\n", 0},
		{"pmtu check -W 1 --require 1400 git.example", 0, "", 0},
		{"pmtu git.example", 0, "pmtu: lookup git.example: no answer from the resolver within 5s\n", 0},
		{"pmtu -W 2 git.example", 300 * time.Millisecond, "", 1700 * time.Millisecond},
		{"pmtu git.example", 300 * time.Millisecond, "", 0},
		{"pmtu -W 2 198.51.100.9", 0, "", 2 * time.Second},
	} {
		synctest.Test(t, func(t *testing.T) {
			b := newBench(t)
			b.resolver = func() *resolve.Resolver {
				return resolve.New(resolve.Options{LookupIP: func(ctx context.Context, network, host string) ([]netip.Addr, error) {
					if tt.took == 0 {
						<-ctx.Done()
						return nil, ctx.Err()
					}
					time.Sleep(tt.took)
					return lookupZone(ctx, network, host)
				}, LookupAddr: func(context.Context, string) ([]string, error) { return nil, nil }})
			}
			begin := time.Now()
			b.run(strings.Fields(tt.args)...)
			if b.err.String() != tt.want {
				t.Errorf("%s: says %q", tt.args, b.err.String())
			}
			if took := time.Since(begin); strings.Contains(tt.args, "-W 1") && took != time.Second {
				t.Errorf("%s: took %v", tt.args, took)
			}
			if len(b.traced) > 0 && b.traced[0].Deadline != tt.left {
				t.Errorf("%s: leaves %v", tt.args, b.traced[0].Deadline)
			}
		})
	}
}
