package cli

import (
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pathmtu/pmtu/internal/report"
)

// screen is what was written since it was last looked at.
type screen struct {
	mu sync.Mutex
	b  []byte
}

func (s *screen) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.b = append(s.b, b...)
	return len(b), nil
}

func (s *screen) look() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	got := string(s.b)
	s.b = nil
	return got
}

// TestWaiting: a line that says that a trace goes on appears when somebody may wonder, gives way to others, and is gone at the end.
func TestWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s screen
		p := report.NewProgress(&s, report.Options{Width: 80})
		w := startWaiting(p)
		out := p.Over(&s)
		step := func(d time.Duration, want string) {
			t.Helper()
			time.Sleep(d)
			synctest.Wait()
			if got := s.look(); got != want {
				t.Errorf("%q, want %q", got, want)
			}
		}
		step(500*time.Millisecond, "")
		step(100*time.Millisecond, "\r\x1b[KWaiting for answers, 0.6 s; Ctrl-C ends it with what is known")
		step(200*time.Millisecond, "\r\x1b[KWaiting for answers, 0.8 s; Ctrl-C ends it with what is known")
		if _, err := out.Write([]byte("  2  10.77.0.2\n")); err != nil {
			t.Error(err)
		}
		step(0, "\r\x1b[K  2  10.77.0.2\n")
		time.Sleep(time.Second)
		w.end()
		if got := s.look(); !strings.HasSuffix(got, "\r\x1b[K") {
			t.Errorf("it ends with %q", got)
		}
		step(time.Second, "")
	})
}

// TestWaitingUnseen: what is no terminal gets none of it.
func TestWaitingUnseen(t *testing.T) {
	b := newBench(t)
	w := b.showWaiting(&job{}, &output{w: b.env.out})
	if w != nil {
		t.Fatal("drawn into a buffer")
	}
	w.end()
}
