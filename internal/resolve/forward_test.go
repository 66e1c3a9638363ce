package resolve

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pathmtu/pmtu/pmtu"
)

// zone is a small DNS: the addresses of names.
var zone = map[string][]string{
	"git.example":           {"198.51.100.9", "2001:db8::9", "198.51.100.9"},
	"four.example":          {"198.51.100.4", "198.51.100.5"},
	"six.example":           {"2001:db8::6"},
	"mapped.example":        {"::ffff:198.51.100.7"},
	"my_host":               {"198.51.100.8"},
	"xn--bcher-kva.example": {"198.51.100.10"},
}

func lookupIP(_ context.Context, network, host string) ([]netip.Addr, error) {
	switch host {
	case "broken.example":
		return nil, &net.DNSError{Err: "server misbehaving", Name: host, IsTemporary: true}
	case "timeout.example":
		return nil, &net.DNSError{Err: "i/o timeout", Name: host, IsTimeout: true}
	case "suitable.example":
		if network != "ip4" {
			return nil, &net.AddrError{Err: "no suitable address found", Addr: host}
		}
	case "odd.example":
		return nil, errors.New("odd")
	}
	var out []netip.Addr
	for _, s := range zone[host] {
		if a := netip.MustParseAddr(s); network == "ip" || (network == "ip4") == a.Unmap().Is4() {
			out = append(out, a)
		}
	}
	if out == nil {
		return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
	}
	return out, nil
}

func TestLookup(t *testing.T) {
	tests := []struct {
		host   string
		family pmtu.Family
		want   string // addresses, or the error
		reason error
	}{
		{"192.0.2.9", 0, "192.0.2.9", nil},
		{"192.0.2.9", pmtu.IPv4, "192.0.2.9", nil},
		{"192.0.2.9", pmtu.IPv6, "lookup 192.0.2.9: no IPv6 address", ErrNoAddress},
		{"2001:DB8::1", pmtu.IPv6, "2001:db8::1", nil},
		{"2001:db8::1", pmtu.IPv4, "lookup 2001:db8::1: no IPv4 address", ErrNoAddress},
		{"fe80::1%eth0", 0, "fe80::1%eth0", nil},
		{"::ffff:192.0.2.9", pmtu.IPv4, "192.0.2.9", nil},
		{"git.example", 0, "198.51.100.9 2001:db8::9", nil},
		{"git.example", pmtu.IPv4, "198.51.100.9", nil},
		{"git.example", pmtu.IPv6, "2001:db8::9", nil},
		{"mapped.example", pmtu.IPv4, "198.51.100.7", nil},
		{"four.example", pmtu.IPv6, "lookup four.example: no IPv6 address", ErrNoAddress},
		{"six.example", pmtu.IPv4, "lookup six.example: no IPv4 address", ErrNoAddress},
		{"none.example", 0, "lookup none.example: no such host", ErrNotFound},
		{"none.example", pmtu.IPv6, "lookup none.example: no such host", ErrNotFound},
		{"suitable.example", pmtu.IPv6, "lookup suitable.example: no such host", ErrNotFound},
		{"broken.example", 0, "lookup broken.example: the resolver failed: server misbehaving", ErrFailed},
		{"broken.example", pmtu.IPv4, "lookup broken.example: the resolver failed: server misbehaving", ErrFailed},
		{"odd.example", 0, "lookup odd.example: the resolver failed: odd", ErrFailed},
		{"timeout.example", 0, "lookup timeout.example: no answer from the resolver", ErrTimeout},
		{"my_host", 0, "198.51.100.8", nil},
		{"bücher.example", 0, "198.51.100.10", nil},
		{"BÜCHER.example", 0, "198.51.100.10", nil},
		{"bücher。example", 0, "198.51.100.10", nil},
		{"", 0, "lookup : not a valid host name", ErrInvalid},
		{"a b", 0, `lookup "a b": not a valid host name`, ErrInvalid},
		{"a\x1b[31m", 0, `lookup "a\x1b[31m": not a valid host name`, ErrInvalid},
		{"\u202eevil", 0, `lookup "\u202eevil": not a valid host name`, ErrInvalid},
		{"bad\xff", 0, `lookup "bad\xff": not a valid host name`, ErrInvalid},
		{"fe80::1%a\x1b", 0, `lookup "fe80::1%a\x1b": not a valid host name`, ErrInvalid},
		{strings.Repeat("ü", 600), 0, `lookup "` + strings.Repeat(`\u00fc`, 600) + `": not a valid host name`, ErrInvalid},
	}
	r := New(Options{LookupIP: lookupIP})
	defer r.Close()
	for _, tt := range tests {
		addrs, err := r.Lookup(t.Context(), tt.host, tt.family)
		got := make([]string, len(addrs))
		for i, a := range addrs {
			got[i] = a.String()
		}
		text := strings.Join(got, " ")
		if err != nil {
			text = err.Error()
		}
		if diff := cmp.Diff(tt.want, text); diff != "" {
			t.Errorf("%q %v (-want +got):\n%s", tt.host, tt.family, diff)
		}
		checkReason(t, err, tt.reason)
	}
}

// checkReason checks that err is a *LookupError of this reason and no other.
func checkReason(t *testing.T, err, want error) {
	t.Helper()
	for _, reason := range []error{ErrInvalid, ErrNotFound, ErrNoAddress, ErrTimeout, ErrFailed} {
		if errors.Is(err, reason) != (reason == want) {
			t.Errorf("%v: is %v, want %v", err, reason, want)
		}
	}
	if err == nil {
		return
	}
	var lookup *LookupError
	if !errors.As(err, &lookup) || lookup.Reason != want {
		t.Errorf("%v: %T", err, err)
	}
}

// TestLookupNeverAnswered: a resolver that says nothing costs five seconds.
func TestLookupNeverAnswered(t *testing.T) {
	for _, family := range []pmtu.Family{0, pmtu.IPv4, pmtu.IPv6} {
		synctest.Test(t, func(t *testing.T) {
			r := New(Options{LookupIP: func(ctx context.Context, _, host string) ([]netip.Addr, error) {
				<-ctx.Done()
				return nil, &net.DNSError{Err: "lookup: " + ctx.Err().Error(), Name: host}
			}})
			defer r.Close()
			begin := time.Now()
			_, err := r.Lookup(t.Context(), "git.example", family)
			if d := time.Since(begin); d != 5*time.Second {
				t.Errorf("it took %v", d)
			}
			checkReason(t, err, ErrTimeout)
		})
	}
}

func TestLookupCancelled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := New(Options{LookupIP: func(ctx context.Context, _, _ string) ([]netip.Addr, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		}})
		defer r.Close()
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		begin := time.Now()
		_, err := r.Lookup(ctx, "git.example", 0)
		if !errors.Is(err, context.Canceled) || time.Since(begin) != time.Second {
			t.Errorf("%v after %v", err, time.Since(begin))
		}
		checkNot := &LookupError{}
		if errors.As(err, &checkNot) {
			t.Errorf("%v is the resolver's fault", err)
		}
	})
}

// FuzzLookup: whatever the user writes, DNS is asked for clean ASCII or not
// at all, and every error is typed and safe to print.
func FuzzLookup(f *testing.F) {
	for _, s := range []string{"git.example", "bücher.example", "fe80::1%eth0", "a b", "\u202e", "bad\xff", "xn--a", "1.2.3", "a..b", "-a-", "[::1]"} {
		f.Add(s)
	}
	r := New(Options{LookupIP: func(_ context.Context, _, host string) ([]netip.Addr, error) {
		if i := strings.IndexFunc(host, func(r rune) bool { return r <= ' ' || r >= 0x7f }); i >= 0 {
			return nil, errors.New("asked for " + host)
		}
		return []netip.Addr{netip.MustParseAddr("192.0.2.9")}, nil
	}})
	f.Fuzz(func(t *testing.T, host string) {
		addrs, err := r.Lookup(t.Context(), host, 0)
		if err == nil {
			if len(addrs) == 0 || slices.ContainsFunc(addrs, func(a netip.Addr) bool { return !a.IsValid() }) {
				t.Fatalf("Lookup(%q) = %v", host, addrs)
			}
			return
		}
		checkReason(t, err, ErrInvalid)
		if strings.ContainsFunc(err.Error(), func(r rune) bool { return r < ' ' || r >= 0x7f }) {
			t.Fatalf("Lookup(%q): error %q", host, err)
		}
	})
}
