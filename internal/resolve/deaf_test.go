package resolve

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"testing"
	"testing/synctest"
	"time"
)

// TestDeaf: a resolver that does not listen to its context, as the net package's for
// names, holds nobody up: not those who wait for names, nor Close, nor Lookup.
func TestDeaf(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		deaf := make(chan struct{})
		defer close(deaf)
		r := New(Options{
			LookupAddr: func(context.Context, string) ([]string, error) {
				<-deaf
				return nil, nil
			},
			LookupIP: func(context.Context, string, string) ([]netip.Addr, error) {
				<-deaf
				return nil, nil
			},
		})
		begin := time.Now()
		for i := range 20 {
			if n := r.Name(t.Context(), addr(i)); n != "" {
				t.Errorf("name %q", n)
			}
		}
		if waited := time.Since(begin); waited != defaultWait {
			t.Errorf("names took %v, want %v", waited, defaultWait)
		}
		if _, err := r.Lookup(t.Context(), "git.example", 0); !errors.Is(err, ErrTimeout) || err.Error() != "lookup git.example: no answer from the resolver within 5s" {
			t.Errorf("%v, want %v", err, ErrTimeout)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 1250*time.Millisecond)
		if _, err := r.Lookup(ctx, "git.example", 0); !errors.Is(err, ErrTimeout) || err.Error() != "lookup git.example: no answer from the resolver within 1.2s" {
			t.Errorf("%v, want %v", err, ErrTimeout)
		}
		cancel()
		ctx, cancel = context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		if _, err := r.Lookup(ctx, "git.example", 0); !errors.Is(err, context.Canceled) {
			t.Errorf("%v, want %v", err, context.Canceled)
		}
		r.Start(addr(99))
		closing := time.Now()
		if r.Close(); time.Since(closing) != 0 {
			t.Errorf("Close took %v", time.Since(closing))
		}
	})
}

// TestImpatient: a resolver that gives up before it has to is said to have been waited for as long as it was.
func TestImpatient(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := New(Options{LookupIP: func(context.Context, string, string) ([]netip.Addr, error) {
			time.Sleep(3001 * time.Millisecond)
			return nil, &net.DNSError{Err: "i/o timeout", IsTimeout: true}
		}})
		defer r.Close()
		if _, err := r.Lookup(t.Context(), "git.example", 0); err == nil || err.Error() != "lookup git.example: no answer from the resolver within 3s" {
			t.Error(err)
		}
	})
}
