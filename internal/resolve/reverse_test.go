package resolve

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func addr(i int) netip.Addr { return netip.AddrFrom4([4]byte{10, 0, byte(i >> 8), byte(i)}) }

// dead is a resolver that never answers.
func dead(ctx context.Context, _ string) ([]string, error) {
	<-ctx.Done()
	return nil, &net.DNSError{Err: ctx.Err().Error(), IsTimeout: true}
}

// slow answers after a while.
func slow(d time.Duration) func(context.Context, string) ([]string, error) {
	return func(ctx context.Context, a string) ([]string, error) {
		select {
		case <-time.After(d):
			return []string{"host-" + a + ".example."}, nil
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

func TestName(t *testing.T) {
	dns := func(e net.DNSError) error { return &e }
	answers := map[string]struct {
		names []string
		err   error
	}{
		"10.0.0.1":    {[]string{"r1.example.", "other.example."}, nil},
		"10.0.0.2":    {nil, dns(net.DNSError{Err: "no such host", IsNotFound: true})},
		"10.0.0.3":    {nil, dns(net.DNSError{Err: "server misbehaving", IsTemporary: true})},
		"10.0.0.4":    {[]string{"good.example."}, dns(net.DNSError{Err: "malformed names were dropped"})},
		"10.0.0.5":    {nil, dns(net.DNSError{Err: "i/o timeout", IsTimeout: true})},
		"10.0.0.6":    {[]string{"."}, nil},
		"10.0.0.7":    {nil, errors.New("odd")},
		"fe80::1":     {[]string{"link.example."}, nil},
		"2001:db8::1": {[]string{"r6.example."}, nil},
	}
	tests := []struct {
		addr, want string
		failed     bool
	}{
		{"10.0.0.1", "r1.example", false},
		{"::ffff:10.0.0.1", "r1.example", false},
		{"10.0.0.2", "", false},
		{"10.0.0.3", "", true},
		{"10.0.0.4", "good.example", false},
		{"10.0.0.5", "", true},
		{"10.0.0.6", "", false},
		{"10.0.0.7", "", true},
		{"fe80::1%eth0", "link.example", false},
		{"2001:db8::1", "r6.example", false},
	}
	r := New(Options{LookupAddr: func(_ context.Context, a string) ([]string, error) {
		x, ok := answers[a]
		if !ok {
			t.Errorf("asked for %q", a)
		}
		return x.names, x.err
	}})
	defer r.Close()
	for _, tt := range tests {
		a := netip.MustParseAddr(tt.addr)
		if got := r.Name(t.Context(), a); got != tt.want {
			t.Errorf("Name(%s) = %q, want %q", a, got, tt.want)
		}
		if got := r.Failed(a); got != tt.failed {
			t.Errorf("Failed(%s) = %v, want %v", a, got, tt.failed)
		}
	}
	if r.Name(t.Context(), netip.Addr{}) != "" || r.Failed(netip.Addr{}) || r.Failed(addr(99)) {
		t.Error("the zero address, or one that nobody asked for, has an answer")
	}
}

// TestAskedOnce: one question an address, however often it is wanted.
func TestAskedOnce(t *testing.T) {
	var asked atomic.Int32
	r := New(Options{LookupAddr: func(context.Context, string) ([]string, error) {
		asked.Add(1)
		return []string{"a.example."}, nil
	}})
	defer r.Close()
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for i := range 20 {
				r.Start(addr(i))
				if got := r.Name(t.Context(), addr(i)); got != "a.example" {
					t.Errorf("Name: %q", got)
				}
				r.Failed(addr(i))
			}
		})
	}
	wg.Wait()
	if n := asked.Load(); n != 20 {
		t.Errorf("%d questions for 20 addresses", n)
	}
}

// TestDeadResolver: it costs a run one second in all, however many names are
// wanted and by how many.
func TestDeadResolver(t *testing.T) {
	for _, callers := range []int{1, 5} {
		synctest.Test(t, func(t *testing.T) {
			r := New(Options{LookupAddr: dead})
			defer r.Close()
			begin := time.Now()
			var wg sync.WaitGroup
			for c := range callers {
				wg.Go(func() {
					for i := range 30 {
						if name := r.Name(t.Context(), addr(c*30+i)); name != "" {
							t.Errorf("name %q", name)
						}
						time.Sleep(10 * time.Millisecond) // the run goes on meanwhile
					}
				})
			}
			wg.Wait()
			spent := time.Since(begin) - 300*time.Millisecond
			if spent > time.Second || spent < 900*time.Millisecond {
				t.Errorf("%d callers waited %v", callers, spent)
			}
		})
	}
}

// TestWaitsForWhatComes: names that come in time are waited for once, those
// that were started meanwhile cost nothing more.
func TestWaitsForWhatComes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := New(Options{LookupAddr: slow(300 * time.Millisecond)})
		defer r.Close()
		begin := time.Now()
		for i := range 5 {
			r.Start(addr(i))
		}
		if d := time.Since(begin); d != 0 {
			t.Errorf("Start took %v", d)
		}
		for i := range 5 {
			if got, want := r.Name(t.Context(), addr(i)), fmt.Sprintf("host-10.0.0.%d.example", i); got != want {
				t.Errorf("Name: %q, want %q", got, want)
			}
		}
		if d := time.Since(begin); d != 300*time.Millisecond {
			t.Errorf("five names took %v", d)
		}
		// 700 ms are left: two more names one after the other, and no third.
		for i := 5; i < 8; i++ {
			if got := r.Name(t.Context(), addr(i)); (got != "") != (i < 7) {
				t.Errorf("name %d: %q", i, got)
			}
		}
		if d := time.Since(begin); d != time.Second {
			t.Errorf("all took %v", d)
		}
		time.Sleep(time.Second)
		if got := r.Name(t.Context(), addr(7)); got == "" {
			t.Error("a name that came late is not given")
		}
	})
}

func TestNoWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := New(Options{LookupAddr: slow(time.Millisecond), Wait: -1})
		defer r.Close()
		begin := time.Now()
		if r.Name(t.Context(), addr(1)) != "" || time.Since(begin) != 0 {
			t.Error("it waited")
		}
		time.Sleep(time.Millisecond)
		synctest.Wait()
		if r.Name(t.Context(), addr(1)) == "" {
			t.Error("no name")
		}
	})
}

func TestNameCancelled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := New(Options{LookupAddr: dead})
		defer r.Close()
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		begin := time.Now()
		r.Name(ctx, addr(1))
		r.Name(ctx, addr(2))
		if d := time.Since(begin); d != 100*time.Millisecond {
			t.Errorf("waited %v", d)
		}
	})
}

// TestBounded: so many questions at a time, each no longer than its timeout,
// and all get their turn.
func TestBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var now, most, done atomic.Int32
		r := New(Options{Workers: 3, Timeout: 2 * time.Second, LookupAddr: func(ctx context.Context, a string) ([]string, error) {
			n := now.Add(1)
			for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
			}
			defer now.Add(-1)
			defer done.Add(1)
			return dead(ctx, a)
		}})
		defer r.Close()
		for i := range 10 {
			r.Start(addr(i))
		}
		time.Sleep(7 * time.Second)
		if done.Load() != 9 || r.Failed(addr(9)) {
			t.Errorf("%d done after 7 s", done.Load())
		}
		time.Sleep(2 * time.Second)
		if done.Load() != 10 || most.Load() != 3 || !r.Failed(addr(9)) {
			t.Errorf("%d done, %d at a time", done.Load(), most.Load())
		}
	})
}

// TestClose: nothing runs on after it, nothing is asked, and what is known
// stays known. The bubble fails the test on a goroutine that is left.
func TestClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := New(Options{Workers: 2, LookupAddr: func(ctx context.Context, a string) ([]string, error) {
			if a == "10.0.0.0" {
				return []string{"known.example."}, nil
			}
			return dead(ctx, a)
		}})
		for i := range 10 {
			r.Start(addr(i))
		}
		synctest.Wait()
		waiting := make(chan string)
		go func() { waiting <- r.Name(t.Context(), addr(5)) }()
		synctest.Wait()
		begin := time.Now()
		r.Close()
		if got := <-waiting; got != "" || time.Since(begin) != 0 {
			t.Errorf("%q after %v", got, time.Since(begin))
		}
		r.Start(addr(11))
		if r.Name(t.Context(), addr(12)) != "" || time.Since(begin) != 0 {
			t.Error("asked after Close")
		}
		if got := r.Name(t.Context(), addr(0)); got != "known.example" {
			t.Errorf("forgot: %q", got)
		}
		r.Close()
	})
}

// TestMemoryIsBounded: a flood of addresses is not remembered for ever.
func TestMemoryIsBounded(t *testing.T) {
	r := New(Options{LookupAddr: func(context.Context, string) ([]string, error) { return nil, nil }})
	for i := range maxCached + 100 {
		r.Start(addr(i))
	}
	r.Close()
	if len(r.answers) != maxCached {
		t.Errorf("%d answers", len(r.answers))
	}
}

func TestBudget(t *testing.T) {
	at := func(ms int) time.Time { return time.Unix(0, 0).Add(time.Duration(ms) * time.Millisecond) }
	b := budget{left: time.Second}
	steps := []struct {
		at   int
		want int // what enter returns; 0: leave
	}{
		{0, 1000}, {200, 800}, {300, 0}, {400, 0}, // two waiters, 400 ms of both
		{5000, 600}, {5100, 0}, // 100 ms of one
		{9000, 500}, {9600, 0}, // late by 100 ms
	}
	for _, s := range steps {
		if s.want == 0 {
			b.leave(at(s.at))
		} else if got := b.enter(at(s.at)); got != time.Duration(s.want)*time.Millisecond {
			t.Errorf("at %d ms: %v left, want %d ms", s.at, got, s.want)
		}
	}
	if got := b.enter(at(20000)); got != 0 {
		t.Errorf("%v left at the end", got)
	}
}

func BenchmarkNameKnown(b *testing.B) {
	r := New(Options{LookupAddr: func(context.Context, string) ([]string, error) { return []string{"a.example."}, nil }})
	defer r.Close()
	a := addr(1)
	r.Name(b.Context(), a)
	b.ReportAllocs()
	for b.Loop() {
		r.Name(b.Context(), a)
	}
}
