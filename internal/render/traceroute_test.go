package render

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pathmtu/pmtu/pmtu"
)

// TestTracerouteMark: every letter that traceroute has, and numbers for the rest.
func TestTracerouteMark(t *testing.T) {
	for _, tt := range []struct {
		family    pmtu.Family
		typ, code uint8
		want      string
	}{
		{pmtu.IPv4, 3, 0, " !N"},
		{pmtu.IPv4, 3, 6, " !N"},
		{pmtu.IPv4, 3, 11, " !N"},
		{pmtu.IPv4, 3, 1, " !H"},
		{pmtu.IPv4, 3, 12, " !H"},
		{pmtu.IPv4, 3, 13, " !X"},
		{pmtu.IPv4, 3, 9, " !X"},
		{pmtu.IPv4, 3, 2, " !P"},
		{pmtu.IPv4, 3, 3, ""},
		{pmtu.IPv4, 3, 5, " !S"},
		{pmtu.IPv4, 3, 14, " !V"},
		{pmtu.IPv4, 3, 15, " !C"},
		{pmtu.IPv4, 3, 16, " !<16>"},
		{pmtu.IPv4, 12, 1, " !<12-1>"},
		{pmtu.IPv6, 1, 0, " !N"},
		{pmtu.IPv6, 1, 1, " !X"},
		{pmtu.IPv6, 1, 2, " !H"},
		{pmtu.IPv6, 1, 3, " !H"},
		{pmtu.IPv6, 1, 4, ""},
		{pmtu.IPv6, 1, 5, " !<5>"},
		{pmtu.IPv6, 4, 1, " !<4-1>"},
		{pmtu.IPv6, 3, 0, " !<3-0>"},
	} {
		if got := tracerouteMark(pmtu.ICMPError{Family: tt.family, Type: tt.typ, Code: tt.code}); got != tt.want {
			t.Errorf("%v %d/%d: %q, want %q", tt.family, tt.typ, tt.code, got, tt.want)
		}
	}
}

// TestTracerouteWarns: what the lines cannot tell is told on standard error, and the lines stay as they are.
func TestTracerouteWarns(t *testing.T) {
	r := simulate(t, "title x\nhops 5\nhop 2 mtu=1400 ptb=dropped\n", pmtu.IPv4, pmtu.Auto)
	for _, c := range []struct {
		name string
		r    *pmtu.Result
		want string
	}{
		{"black hole", r, "pmtu: Packets over 1400 bytes vanish between hop 2 (10.77.0.2) and hop 3 (10.77.0.3): a black hole.\n"},
		{"loop", simulate(t, "title x\nhops 5\nloop 2-3\n", pmtu.IPv4, pmtu.Auto), "pmtu: Packets go round between 10.77.0.2 and 10.77.0.3 from hop 2 on: 10.77.0.2 answers at hop 2, hop 4 and hop 6.\n"},
		{"nothing wrong", simulate(t, "title x\nhops 5\nhop 2 mtu=1400\n", pmtu.IPv4, pmtu.Auto), ""},
		{"refused, which has a mark", simulate(t, "title x\nhops 5\nhop 2 unreachable4=3/0\n", pmtu.IPv4, pmtu.Auto), ""},
	} {
		var stderr strings.Builder
		with := render(t, "traceroute", c.r, Options{Prog: "pmtu", Stderr: &stderr})
		if stderr.String() != c.want {
			t.Errorf("%s: %q, want %q", c.name, stderr.String(), c.want)
		}
		if diff := cmp.Diff(string(render(t, "traceroute", c.r, Options{})), string(with)); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

// TestTracerouteSize: a size is told once, at the first hop that no more is proven to arrive at, whoever said what. What
// is not smaller is not told, nor is it a size that a small probe arrives.
func TestTracerouteSize(t *testing.T) {
	r := arriving(1500, 1500, 1400, 1400, 1380)
	r.Hops[2].Answers = nil
	r.Limits = []pmtu.Limit{
		tooBig(2, "10.77.0.2", 1500, 1420, 1420),
		tooBig(2, "10.77.0.2", 1420, 1400, 1400),
		tooBig(4, "10.77.0.4", 1400, 1400, 1500),
		{AfterHop: -1, Kind: pmtu.LimitBlackHole, From: 1400, To: 1380},
	}
	r.Hops = append(r.Hops, hop(6, "10.77.0.6", 24.29, 60))
	const want = `traceroute to 198.51.100.9 (198.51.100.9), 12 hops max, 1500 byte packets
 1  10.77.0.1  4.310 ms  4.290 ms
 2  10.77.0.2  8.310 ms  8.290 ms
 3  * F=1400 * *
 4  10.77.0.4  16.310 ms  16.290 ms
 5  198.51.100.9  20.310 ms F=1380  20.290 ms
 6  10.77.0.6  24.310 ms  24.290 ms
`
	o := Options{Numeric: true, MaxHops: 12, StartSize: 1500}
	for name, result := range map[string]*pmtu.Result{"told": finish(r), "not told": r} {
		if name == "not told" {
			result.Updates = nil
		}
		if diff := cmp.Diff(want, string(render(t, "traceroute", result, o))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// TestNoColumnOfMTUs: where no sizes were asked for there is no column for them.
func TestNoColumnOfMTUs(t *testing.T) {
	r := proven("198.51.100.9", path4, 0)
	r.PathMTU = pmtu.PathMTU{}
	got := string(render(t, "text", finish(r), Options{NoMTU: true}))
	const want = "  5  198.51.100.9                     20.3 ms   reached, 5 hops back\n"
	if !strings.Contains(got, want) {
		t.Errorf("no %q in\n%s", want, got)
	}
}
