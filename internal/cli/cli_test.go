package cli

import (
	"bytes"
	"context"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/pathmtu/pmtu/internal/check"
	"github.com/pathmtu/pmtu/internal/host"
	"github.com/pathmtu/pmtu/internal/resolve"
	"github.com/pathmtu/pmtu/pmtu"
	"github.com/pathmtu/pmtu/pmtu/pmtutest"
)

// bench is a command with nothing of the real world in it.
type bench struct {
	*env
	out, err bytes.Buffer
	vars     map[string]string
	traced   []pmtu.Options // what was traced
}

// newBench returns a command that traces through a simulated path of three
// routers with 1420 bytes behind the second.
func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{vars: map[string]string{}}
	b.env = &env{
		in: strings.NewReader(""), out: &b.out, err: &b.err,
		getenv:   func(k string) string { return b.vars[k] },
		exit:     func(code int) { t.Errorf("exit(%d) at once", code) },
		source:   func(o pmtu.Options) (pmtu.Source, error) { return localSource(o.Target.Addr()), nil },
		sockets:  func(pmtu.Options) error { return nil },
		resolver: fakeResolver,
		links:    func() ([]host.Interface, error) { return nil, nil },
		watch:    func(bool) func() (hostDelta, bool) { return func() (hostDelta, bool) { return hostDelta{}, true } },
		pause:    func(context.Context, time.Duration) {},
		room:     func(string, int) (exact, drops bool) { return false, false },
	}
	b.env.trace = b.simulate
	b.canPing = func(netip.Addr, pmtu.SocketOptions) error { return nil }
	b.fleet = func(pmtu.Fleet) check.Runner {
		return &oneByOne{b: b, world: func(o pmtu.Options) pmtutest.Path { return testPath(o.Target.Addr()) }}
	}
	return b
}

func (b *bench) simulate(ctx context.Context, o pmtu.Options, observe func(pmtu.Update), rec *pmtu.Recorder) (*pmtu.Result, error) {
	b.traced = append(b.traced, o)
	o.Seed = [32]byte{1}
	return pmtu.RunRecorded(ctx, pmtutest.New(testPath(o.Target.Addr())), o, observe, rec)
}

func localSource(dest netip.Addr) pmtu.Source {
	s := pmtu.Source{Addr: netip.MustParseAddr("192.0.2.2"), Interface: "eth0", InterfaceMTU: 1500}
	if dest.Is6() {
		s.Addr = netip.MustParseAddr("2001:db8::2")
	}
	return s
}

func testPath(dest netip.Addr) pmtutest.Path {
	p := pmtutest.Path{Target: dest, MTUs: []pmtu.MTU{0, 1420}}
	for _, a := range [][2]string{{"10.0.0.1", "2001:db8:1::1"}, {"10.0.0.2", "2001:db8:2::1"}, {"10.0.0.3", "2001:db8:3::1"}} {
		router := a[0]
		if dest.Is6() {
			router = a[1]
		}
		p.Routers = append(p.Routers, netip.MustParseAddr(router))
	}
	return p
}

// zone is what the resolver of the tests knows.
var zone = map[string][]string{
	"git.example":        {"198.51.100.9", "2001:db8:9::9", "198.51.100.10"},
	"four.example":       {"198.51.100.4"},
	"xn--bcher-kva.test": {"198.51.100.5"},
}

func fakeResolver() *resolve.Resolver {
	return resolve.New(resolve.Options{LookupIP: lookupZone, LookupAddr: func(_ context.Context, addr string) ([]string, error) {
		if addr == "10.0.0.1" {
			return []string{"r1.example."}, nil
		}
		if addr == "10.0.0.2" {
			return []string{"evil\x1b[2J.example."}, nil
		}
		return nil, &net.DNSError{Err: "no such host", IsNotFound: true}
	}})
}

func lookupZone(_ context.Context, network, host string) (addrs []netip.Addr, err error) {
	for _, s := range zone[host] {
		a := netip.MustParseAddr(s)
		if network == "ip" || network == "ip4" && a.Is4() || network == "ip6" && a.Is6() {
			addrs = append(addrs, a)
		}
	}
	if addrs == nil {
		return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
	}
	return addrs, nil
}

// run runs one command line, the program's name first.
func (b *bench) run(args ...string) int {
	return b.main(context.Background(), args)
}
