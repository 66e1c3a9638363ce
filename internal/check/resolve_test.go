package check

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pathmtu/pmtu/internal/resolve"
	"github.com/pathmtu/pmtu/pmtu"
)

var zone = map[string][]string{
	"both.example": {"192.0.2.1", "2001:db8::1", "192.0.2.2"},
	"four.example": {"192.0.2.4"},
}

// lookup knows zone.
func lookup(_ context.Context, host string, f pmtu.Family) (out []netip.Addr, err error) {
	for _, s := range zone[host] {
		if a := netip.MustParseAddr(s); f == 0 || f == resolve.FamilyOf(a) {
			out = append(out, a)
		}
	}
	if out == nil {
		return nil, &resolve.LookupError{Host: host, Family: f, Reason: resolve.ErrNotFound}
	}
	return out, nil
}

func pend(t *testing.T, d Defaults, inputs ...string) []Pending {
	t.Helper()
	if d.Require == 0 {
		d.Require = 1400
	}
	var specs []Spec
	for _, s := range inputs {
		dest, err := plainDest(s)
		if err != nil {
			t.Fatal(err)
		}
		specs = append(specs, Spec{Input: s, Dest: dest})
	}
	p, _, err := Complete(specs, d)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestResolve(t *testing.T) {
	all := []string{"both.example", "10.0.0.1", "four.example", "none.example"}
	for _, tt := range []struct {
		name string
		r    Resolver
		d    Defaults
		want string
	}{
		{"first address", Resolver{}, Defaults{}, "192.0.2.1 10.0.0.1 192.0.2.4 none.example!"},
		{"IPv6", Resolver{}, Defaults{Family: pmtu.IPv6}, "2001:db8::1 four.example! none.example!"},
		{"both families", Resolver{BothFamilies: true}, Defaults{}, "192.0.2.1 2001:db8::1 10.0.0.1 192.0.2.4 four.example! none.example! none.example!"},
		{"all addresses", Resolver{AllAddresses: true}, Defaults{}, "192.0.2.1 2001:db8::1 192.0.2.2 10.0.0.1 192.0.2.4 none.example!"},
		{"all of both", Resolver{BothFamilies: true, AllAddresses: true}, Defaults{}, "192.0.2.1 192.0.2.2 2001:db8::1 10.0.0.1 192.0.2.4 four.example! none.example! none.example!"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			inputs := all
			if tt.d.Family == pmtu.IPv6 {
				inputs = []string{"both.example", "four.example", "none.example"}
			}
			tt.r.Lookup = lookup
			got, err := tt.r.Resolve(t.Context(), pend(t, tt.d, inputs...))
			if err != nil {
				t.Fatal(err)
			}
			var words []string
			for _, p := range got {
				switch {
				case p.Err != nil && !p.Target.Addr.IsValid():
					words = append(words, p.Target.Name+"!")
				case p.Target.Family != resolve.FamilyOf(p.Target.Addr):
					t.Errorf("%v is not of family %v", p.Target.Addr, p.Target.Family)
				default:
					words = append(words, p.Target.Addr.String())
				}
			}
			if s := strings.Join(words, " "); s != tt.want {
				t.Errorf("%s, want %s", s, tt.want)
			}
		})
	}
}

// TestResolveOnce: a name is asked for once, however many targets it has.
func TestResolveOnce(t *testing.T) {
	var asked atomic.Int32
	r := Resolver{Lookup: func(ctx context.Context, host string, f pmtu.Family) ([]netip.Addr, error) {
		asked.Add(1)
		return lookup(ctx, host, f)
	}}
	got, err := r.Resolve(t.Context(), pend(t, Defaults{}, "four.example", "four.example/7", "four.example/8"))
	if err != nil || len(got) != 3 || asked.Load() != 1 {
		t.Errorf("%d targets, %d lookups, %v", len(got), asked.Load(), err)
	}
}

// waits is a resolver that answers nothing, as package resolve bounds it.
func waits(ctx context.Context, host string, _ pmtu.Family) ([]netip.Addr, error) {
	select {
	case <-time.After(5 * time.Second):
		return nil, &resolve.LookupError{Host: host, Reason: resolve.ErrTimeout, Waited: 5 * time.Second}
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func manyNames(n int) []string {
	names := make([]string, n)
	for i := range names {
		names[i] = fmt.Sprintf("h%d.example", i)
	}
	return names
}

// TestDeadResolver: ten thousand names that nobody answers for end in the time
// after which a resolver counts as dead, each with an error of its own.
func TestDeadResolver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		got, err := Resolver{Lookup: waits}.Resolve(t.Context(), pend(t, Defaults{}, append(manyNames(10000), "10.0.0.1")...))
		if d := time.Since(began); d != lookupStall {
			t.Errorf("it took %v, want %v", d, lookupStall)
		}
		if err != nil || len(got) != 10001 {
			t.Fatalf("%d targets, %v", len(got), err)
		}
		timeouts := 0
		for i, p := range got[:10000] {
			switch {
			case errors.Is(p.Err, resolve.ErrTimeout):
				timeouts++
			case p.Err == nil || p.Err.Error() != fmt.Sprintf("lookup h%d.example: given up: the resolver has not answered anything for 8s", i):
				t.Fatalf("%d: %v", i, p.Err)
			}
		}
		if timeouts != lookupsAtOnce || got[10000].Err != nil {
			t.Errorf("%d timeouts, %v", timeouts, got[10000].Err)
		}
	})
}

// TestSlowResolver: a resolver that answers some gets more time than a dead
// one, but not for ever.
func TestSlowResolver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		slow := func(ctx context.Context, host string, f pmtu.Family) ([]netip.Addr, error) {
			if strings.HasSuffix(host, "7.example") {
				time.Sleep(100 * time.Millisecond)
				return []netip.Addr{netip.MustParseAddr("10.0.0.7")}, nil
			}
			return waits(ctx, host, f)
		}
		got, err := Resolver{Lookup: slow}.Resolve(t.Context(), pend(t, Defaults{}, manyNames(10000)...))
		if d := time.Since(began); d != lookupLimit || err != nil {
			t.Errorf("it took %v, %v", d, err)
		}
		if last := got[9999].Err; last == nil || !errors.Is(last, errTooLong) {
			t.Errorf("the last: %v", last)
		}
		if got[7].Err != nil {
			t.Error(got[7].Err)
		}
	})
}

// TestResolveInterrupted: whoever waits for a resolver can be interrupted.
func TestResolveInterrupted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		stop := errors.New("stop")
		ctx, cancel := context.WithCancelCause(t.Context())
		time.AfterFunc(time.Second, func() { cancel(stop) })
		began := time.Now()
		_, err := Resolver{Lookup: waits}.Resolve(ctx, pend(t, Defaults{}, manyNames(100)...))
		if !errors.Is(err, stop) || time.Since(began) != time.Second {
			t.Errorf("%v after %v", err, time.Since(began))
		}
	})
}

func TestComplete(t *testing.T) {
	spec := func(s string) Spec {
		d, err := plainDest(s)
		if err != nil {
			t.Fatal(err)
		}
		return Spec{Input: s, Dest: d, Where: "t:1"}
	}
	with := func(s string, change func(*Spec)) Spec {
		out := spec(s)
		change(&out)
		return out
	}
	for _, tt := range []struct {
		name  string
		specs []Spec
		d     Defaults
		want  string // the problem, or what holds of the target
	}{
		{"defaults", []Spec{spec("h")}, Defaults{1400, 53, pmtu.UDP, pmtu.IPv6}, "h/53 1400 udp ipv6"},
		{"its own", []Spec{with("h/7", func(s *Spec) {
			s.Require, s.Protocol, s.Family = 1300, new(pmtu.UDP), pmtu.IPv4
		})}, Defaults{1400, 53, pmtu.Auto, pmtu.IPv6}, "h/7 1300 udp ipv4"},
		{"icmp has no default port", []Spec{with("h", func(s *Spec) { s.Protocol = new(pmtu.ICMP) })}, Defaults{1400, 53, pmtu.Auto, 0}, "h/0 1400 icmp unknown"},
		{"no size of two", []Spec{spec("h"), spec("h2")}, Defaults{}, "t:1: h: how large packets must be is not said: require=N here, or --require N (nor of 1 more)"},
		{"no size", []Spec{spec("h"), spec("h2"), spec("h3")}, Defaults{}, "t:1: h: how large packets must be is not said: require=N here, or --require N (nor of 2 more)"},
		{"icmp and port", []Spec{spec("h/7")}, Defaults{Require: 1400, Protocol: pmtu.ICMP}, "t:1: h/7: protocol icmp has no ports"},
		{"other family", []Spec{spec("10.0.0.1")}, Defaults{Require: 1400, Family: pmtu.IPv6}, "t:1: 10.0.0.1: it is no IPv6 address"},
		{"too large", []Spec{spec("10.0.0.1")}, Defaults{Require: 65536}, "t:1: 10.0.0.1: require=65536: more than 65535, the most that IPv4 has"},
		{"too large by family", []Spec{spec("h")}, Defaults{Require: 65536, Family: pmtu.IPv4}, "t:1: h: require=65536: more than 65535, the most that IPv4 has"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, _, err := Complete(tt.specs, tt.d)
			s := ""
			if err != nil {
				s = err.Error()
			} else {
				x := got[0].Target
				s = fmt.Sprintf("%s/%d %d %v %v", got[0].Host, x.Port, x.Require, x.Protocol, x.Family)
			}
			if s != tt.want {
				t.Errorf("%s, want %s", s, tt.want)
			}
		})
	}
}

func TestNamedTwice(t *testing.T) {
	specs := []Spec{
		{Input: "h", Dest: Dest{Host: "h"}, Where: "t:1"},
		{Input: "H", Dest: Dest{Host: "H"}, Where: "t:2", Label: "another word for it"},
		{Input: "h", Dest: Dest{Host: "h"}, Where: "t:3", Require: 1300},
		{Input: "h/7", Dest: Dest{Host: "h", Port: 7}, Where: "t:4"},
	}
	got, notes, err := Complete(specs, Defaults{Require: 1400})
	if err != nil || len(got) != 3 {
		t.Errorf("%d targets, %v", len(got), err)
	}
	want := []Problem{{"t:2", "H: named twice, checked once (first in t:1)"}}
	if diff := cmp.Diff(want, notes); diff != "" {
		t.Error(diff)
	}
}
