package render

import (
	"bytes"
	"context"
	"net/netip"
	"regexp"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pathmtu/pmtu/internal/golden"
	"github.com/pathmtu/pmtu/internal/render/schematest"
	"github.com/pathmtu/pmtu/internal/simnet"
	"github.com/pathmtu/pmtu/pmtu"
)

// common are the situations that people meet most, as networks. Their text is
// to be understood by who sees it for the first time.
var common = []struct {
	name, network string
	over          pmtu.Protocol
}{
	{"plain", "title x\nhops 5\n", pmtu.UDP},
	{"limit", "title x\nhops 7\nhop 3 mtu=1420\nhop 5 silent=yes\n", pmtu.UDP},
	{"two_limits", "title x\nhops 7\nhop 2 mtu=1492\nhop 5 mtu=1400\n", pmtu.UDP},
	{"black_hole", "title x\nhops 9\nhop 4 mtu=1392 ptb=dropped\n", pmtu.UDP},
	{"black_hole_last", "title x\nhops 5\nhop all limit=none\ndest limit=none\nhop 4 mtu=1436 ptb=dropped\n", pmtu.UDP},
	{"silent", "title x\nhops 7\ndest udp=silent echo=silent tcp=silent\n", pmtu.UDP},
	{"unreachable", "title x\nhops 7\nhop 4 unreachable4=3/0 unreachable6=1/0\n", pmtu.UDP},
	{"down", "title x\nhops 5\nhop 2 mtu=1400\nhop 4 refuse=filter unreachable4=3/1 unreachable6=1/3\n", pmtu.UDP},
	{"prohibited", "title x\nhops 7\nhop 4 unreachable4=3/13 unreachable6=1/1\n", pmtu.UDP},
	{"ptb_zero", "title x\nhops 6\nhop 2 mtu=1400 ptb=0\n", pmtu.UDP},
	{"loop", "title x\nhops 8\nloop 4-5\n", pmtu.UDP},
	{"local", "title x\nhops 5\nlocal mtu=1300\n", pmtu.UDP},
	{"black_hole_first", "title x\nhops 4\nlocal link=1400\n", pmtu.UDP},
	{"both_ways", "title x\nhops 5\nhop 2 mtu=1420\n", pmtu.Auto},
	{"black_hole_silent", "title x\nhops 7\nhop 4 mtu=1392 ptb=dropped\ndest udp=silent echo=silent tcp=silent\n", pmtu.UDP},
	{"lossy", "title x\nseed 5\nhops 6\nhop 3 loss=25%\n", pmtu.UDP},
	{"cached", "title x\nhops 5\n", pmtu.UDP},
	{"way_back_cut", "title x\nhops 5\nhop 2 mtu=1420\ndest back-mtu=1300 back-large=fragmented\n", pmtu.Auto},
	{"way_back_lost", "title x\nhops 5\nhop 2 mtu=1420\ndest back-mtu=1300\n", pmtu.Auto},
	{"way_back_measured", "title x\nhops 5\nhop 2 mtu=1420\ndest back-mtu=1300\n", pmtu.ICMP},
	{"way_back_hole", "title x\nhops 5\nhop 2 mtu=1420 ptb=dropped\ndest back-mtu=1300\n", pmtu.Auto},
}

// counted are numbers that depend on how an engine searches; the goldens do not.
var counted = []struct {
	pattern *regexp.Regexp
	with    string
}{
	{regexp.MustCompile(`\d+ probes, (\d+ bytes, )?\d+\.\d+ s`), "N probes, T s"},
	{regexp.MustCompile(`\d+ of \d+ packets`), "N of N packets"},
	{regexp.MustCompile(`\d+ echoes of that`), "N echoes of that"},
	{regexp.MustCompile(`\d+ of \d+ small ones`), "N of N small ones"},
}

// timesOf is how often something happened: whether always or never, the goldens do say.
var timesOf = regexp.MustCompile(`(\d+) times of (\d+)`)

func masked(text []byte) []byte {
	for _, c := range counted {
		text = c.pattern.ReplaceAll(text, []byte(c.with))
	}
	return timesOf.ReplaceAllFunc(text, func(s []byte) []byte {
		m := timesOf.FindSubmatch(s)
		switch {
		case bytes.Equal(m[1], m[2]):
			return []byte("N times of N")
		case string(m[1]) == "0":
			return []byte("0 times of N")
		}
		return []byte("M times of N")
	})
}

func simulate(t *testing.T, network string, f pmtu.Family, over pmtu.Protocol) *pmtu.Result {
	t.Helper()
	n, err := simnet.Parse("common", []byte(network))
	if err != nil {
		t.Fatal(err)
	}
	d, err := simnet.NewDriver(n, simnet.DriverOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	o := pmtu.Options{
		Target:   netip.AddrPortFrom(n.Target(f), 0),
		Protocol: over,
		Source:   pmtu.Source{Addr: n.Source(f), Interface: "eth0", InterfaceMTU: n.LocalMTU(), Gateway: netip.MustParseAddr("10.77.254.1")},
	}
	if f == pmtu.IPv6 {
		o.Source.Gateway = netip.MustParseAddr("fe80::1")
	} else {
		o.Source.RouteSource = o.Source.Addr
	}
	r, err := pmtu.Run(context.Background(), d, o, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// cached makes a result of the situation of that name one of a host that has learned a path MTU before.
func cached(name string, r *pmtu.Result) {
	if name == "cached" {
		r.Source.CachedMTU, r.Source.CachedExpires = 1400, 540*time.Second
		r.Findings = pmtu.Diagnose(r)
	}
}

// TestCommon: the text of the common situations.
func TestCommon(t *testing.T) {
	o := Options{Input: "git.example", TargetName: "git.example", Name: func(a netip.Addr) string {
		return map[string]string{"10.77.0.1": "r1.example", "fd77::1": "r1.example"}[a.String()]
	}}
	for _, c := range common {
		t.Run(c.name, func(t *testing.T) {
			r := simulate(t, c.network, pmtu.IPv4, c.over)
			cached(c.name, r)
			got := render(t, "text", r, o)
			golden.Fits(t, got, DefaultWidth)
			golden.Check(t, "common_"+c.name+".text", masked(got))
			six := simulate(t, c.network, pmtu.IPv6, c.over)
			cached(c.name, six)
			golden.Fits(t, render(t, "text", six, o), DefaultWidth)
			ascii, verbose := o, o
			ascii.ASCII, verbose.Verbose = true, true
			if got := render(t, "text", six, ascii); bytes.ContainsFunc(got, func(r rune) bool { return r > '~' }) {
				t.Errorf("not ASCII:\n%s", got)
			}
			got = render(t, "text", six, verbose)
			golden.Fits(t, got, DefaultWidth)
			golden.Check(t, "common_"+c.name+"_verbose.text", masked(got))
			for _, r := range []*pmtu.Result{r, six} {
				schematest.Validate(t, render(t, "json", r, o))
				schematest.ValidateLines(t, render(t, "jsonl", r, o))
			}
		})
	}
}

// TestCommand: what is too long for a line goes on as a shell reads it.
func TestCommand(t *testing.T) {
	var b bytes.Buffer
	tx := newText(&b, Head{Target: base("192.0.2.9").Target}, Options{})
	tx.command("ip6tables -t mangle -A FORWARD -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --set-mss 1332")
	tx.command("ip link set dev eth0 mtu 1392")
	const want = "  ip6tables -t mangle -A FORWARD -p tcp --tcp-flags SYN,RST SYN -j TCPMSS \\\n    --set-mss 1332\n  ip link set dev eth0 mtu 1392\n"
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
