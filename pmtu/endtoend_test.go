package pmtu_test

import (
	"encoding/binary"
	"fmt"
	"net/netip"
	"testing"
	"time"

	"github.com/pathmtu/pmtu/internal/simnet"
	"github.com/pathmtu/pmtu/pmtu"
)

// The answers to the question whether a path carries a size.
const (
	enough    = "carries it"
	tooSmall  = "too small"
	undecided = "undecided"
)

// answerTo is the answer as the documentation of Options.EndToEnd says to read it.
func answerTo(r *pmtu.Result, require pmtu.MTU) string {
	if r.Outcome == pmtu.OutcomeReached && r.PathMTU.MTU >= require {
		return enough
	}
	if r.PathMTU.Status == pmtu.StatusProven && r.PathMTU.MTU < require {
		return tooSmall
	}
	for _, l := range r.Limits {
		if l.Kind == pmtu.LimitBlackHole && l.From <= require {
			return tooSmall
		}
		if l.Kind == pmtu.LimitPacketTooBig && l.Auth == pmtu.AuthToken && l.To > 0 && l.To < require {
			return tooSmall
		}
	}
	return undecided
}

// rtt is the round-trip time of endToEndPaths.
const rtt = 16 * time.Millisecond

// endToEndPaths are paths with what a check of them may cost, and has to say.
var endToEndPaths = []struct {
	name, text string
	require    pmtu.MTU
	want       string
	path       pmtu.PathMTU
	outcome    pmtu.Outcome
	sent       int // at most
	within     time.Duration
	protocol   pmtu.Protocol
}{
	{
		"plain", "hops 9\n", 1500, enough,
		pmtu.PathMTU{Status: "at_least", MTU: 1500, Direction: "forward"},
		"reached", 2, rtt * 2, pmtu.UDP,
	},
	{
		"less than the path carries", "hops 9\nhop 6 mtu=1400\n", 1400, enough,
		pmtu.PathMTU{Status: "at_least", MTU: 1400, Direction: "forward"},
		"reached", 2, rtt * 2, pmtu.UDP,
	},
	{
		"reported", "hops 9\nhop 6 mtu=1400\n", 1500, tooSmall,
		pmtu.PathMTU{Status: "proven", MTU: 1400, Direction: "forward"},
		"reached", 4, rtt * 4, pmtu.UDP,
	},
	{
		"reported twice", "hops 9\nhop 3 mtu=1450\nhop 6 mtu=1400\n", 1500, tooSmall,
		pmtu.PathMTU{Status: "proven", MTU: 1400, Direction: "forward"},
		"reached", 6, rtt * 6, pmtu.UDP,
	},
	{
		"more than this host sends", "hops 9\nlocal mtu=1400\n", 1500, tooSmall,
		pmtu.PathMTU{Status: "proven", MTU: 1400, Direction: "forward"},
		"reached", 2, rtt * 2, pmtu.UDP,
	},
	{
		"silent", "hops 9\nhop 6 mtu=1392 ptb=dropped\n", 1500, tooSmall,
		pmtu.PathMTU{Status: "proven", MTU: 1392, Direction: "forward"},
		"reached", 80, 5 * time.Second, pmtu.UDP,
	},
	{
		"silent, and no hop answers", "hops 9\nhop 1-8 silent=yes\nhop 6 mtu=1392 ptb=dropped\n", 1500, tooSmall,
		pmtu.PathMTU{Status: "proven", MTU: 1392, Direction: "forward"},
		"reached", 120, 15 * time.Second, pmtu.UDP,
	},
	{
		"silent, and hardly anybody answers", "hops 9\nhop 1-8 silent=yes\nhop 6 mtu=1392 ptb=dropped\ndest limit=3/3s\n", 1500, tooSmall,
		pmtu.PathMTU{},
		"reached", 200, 20 * time.Second, pmtu.UDP,
	},
	{
		"a router claims too little", "hops 9\nhop 6 mtu=1400 ptb=1300\n", 1500, tooSmall,
		pmtu.PathMTU{Status: "proven", MTU: 1400, Direction: "forward"},
		"reached", 80, 5 * time.Second, pmtu.UDP,
	},
	{
		"a router refuses what passes", "hops 9\nforge target as=ptb mtu=1300\n", 1500, enough,
		pmtu.PathMTU{Status: "at_least", MTU: 1500, Direction: "forward"},
		"reached", 4, rtt * 2, pmtu.UDP,
	},
	{
		"dead", "hops 9\ndest udp=silent echo=silent\n", 1500, undecided,
		pmtu.PathMTU{Status: "unknown"},
		"silent", 6, resolution + 600*time.Millisecond, pmtu.UDP, // as the last router may have to ask its link for it
	},
	{
		"dead over both", "hops 9\ndest udp=silent echo=silent\n", 1500, undecided,
		pmtu.PathMTU{Status: "unknown"},
		"silent", 9, 4 * time.Second, pmtu.Auto,
	},
	{
		"dead behind a router that reports", "hops 9\nhop 6 mtu=1400\ndest udp=silent echo=silent\n", 1500, tooSmall,
		pmtu.PathMTU{Status: "at_least", MTU: 1400, Direction: "forward"},
		"silent", 100, 6 * time.Second, pmtu.UDP,
	},
	{
		"dead over both behind a router that reports", "hops 9\nhop 6 mtu=1400\ndest udp=silent echo=silent\n", 1500, tooSmall,
		pmtu.PathMTU{Status: "at_least", MTU: 1400, Direction: "forward"},
		"silent", 100, 6 * time.Second, pmtu.Auto,
	},
	{
		"echoes only", "hops 9\ndest udp=silent\n", 1500, enough,
		pmtu.PathMTU{Status: "at_least", MTU: 1500, Direction: "both"},
		"reached", 6, 2 * time.Second, pmtu.Auto,
	},
	{
		"echoes only, reported", "hops 9\nhop 6 mtu=1400\ndest udp=silent\n", 1500, tooSmall,
		pmtu.PathMTU{Status: "proven", MTU: 1400, Direction: "both"},
		"reached", 10, 2 * time.Second, pmtu.Auto,
	},
	{
		"by echoes", "hops 9\n", 1500, enough,
		pmtu.PathMTU{Status: "at_least", MTU: 1500, Direction: "both"},
		"reached", 2, rtt * 2, pmtu.ICMP,
	},
	{
		"no way", "hops 9\nhop 4 unreachable4=3/1 unreachable6=1/3\n", 1500, undecided,
		pmtu.PathMTU{},
		"unreachable", 20, 3 * time.Second, pmtu.UDP,
	},
	{
		"round and round", "hops 9\nloop 3-5\n", 1500, undecided,
		pmtu.PathMTU{},
		"too_many_hops", 200, 20 * time.Second, pmtu.UDP,
	},
}

// TestEndToEnd checks what each kind of path costs, and what is said of it.
func TestEndToEnd(t *testing.T) {
	for _, tt := range endToEndPaths {
		for _, f := range families {
			o := pmtu.Options{EndToEnd: true, Require: tt.require, Protocol: tt.protocol}
			r := overNetwork(t, inline(t, tt.text), f, o)
			if got := answerTo(r, tt.require); got != tt.want || r.Outcome != tt.outcome {
				t.Errorf("%s, %v: %s, %s %+v, want %s, %s", tt.name, f, got, r.Outcome, r.PathMTU, tt.want, tt.outcome)
			}
			if tt.path != (pmtu.PathMTU{}) && r.PathMTU != tt.path {
				t.Errorf("%s, %v: path MTU %+v, want %+v", tt.name, f, r.PathMTU, tt.path)
			}
			if r.Stats.Sent > tt.sent || r.Duration > tt.within {
				t.Errorf("%s, %v: %d packets and %v, want %d and %v at most", tt.name, f, r.Stats.Sent, r.Duration, tt.sent, tt.within)
			}
		}
	}
}

// TestEndToEndHops checks that hops are told that were asked, and no others.
func TestEndToEndHops(t *testing.T) {
	for _, tt := range []struct {
		text string
		hops int
	}{{"hops 9\n", 0}, {"hops 9\nhop 6 mtu=1400\n", 0}, {"hops 9\nhop 6 mtu=1392 ptb=dropped\n", 9}} {
		r := overNetwork(t, inline(t, tt.text), pmtu.IPv4, pmtu.Options{EndToEnd: true, Require: 1500})
		told := 0
		for _, u := range r.Updates {
			if _, ok := u.(pmtu.HopUpdate); ok {
				told++
			}
		}
		if len(r.Hops) != tt.hops || told != tt.hops {
			t.Errorf("%q: %d hops, %d told, want %d", tt.text, len(r.Hops), told, tt.hops)
		}
	}
}

// TestEndToEndRandom checks that no answer is wrong, whatever the network
// does, and that there is one where nothing stands against it.
func TestEndToEndRandom(t *testing.T) {
	seeds := uint64(3000)
	if testing.Short() {
		seeds = 300
	}
	answers := make(map[string]int)
	for seed := uint64(1); seed <= seeds; seed++ {
		n := simnet.Random(seed)
		f := families[seed%2]
		if !n.Has(f) {
			f = pmtu.IPv4
		}
		flow := simnet.Flow{Src: netip.AddrPortFrom(n.Source(f), 50000), Dst: netip.AddrPortFrom(n.Target(f), pmtu.DefaultPort)}
		truth, traits := n.Truth(flow), n.Traits(f)
		require := []pmtu.MTU{1500, truth.PathMTU, truth.PathMTU + 1, 1400}[seed/2%4]
		o := pmtu.Options{EndToEnd: true, Require: max(min(require, f.Max()), f.Min())}
		binary.BigEndian.PutUint64(o.Seed[:], seed)
		r := overNetwork(t, n, f, o)
		got := answerTo(r, o.Require)
		answers[got]++
		switch {
		case got == enough && truth.PathMTU < o.Require, got == tooSmall && truth.PathMTU >= o.Require:
			t.Errorf("seed %d, %v: %d bytes: %s; the path carries %d", seed, f, o.Require, got, truth.PathMTU)
		case got == undecided && truth.Answers && traits == (simnet.Traits{}):
			t.Errorf("seed %d, %v: %d bytes: %s (%s, %+v), and nothing stands against an answer", seed, f, o.Require, got, r.Outcome, r.PathMTU)
		case r.Duration > pmtu.DefaultDeadline || r.Stats.Sent > 500:
			t.Errorf("seed %d, %v: %d packets, %v", seed, f, r.Stats.Sent, r.Duration)
		}
	}
	if answers[enough] == 0 || answers[tooSmall] == 0 || answers[undecided] > int(seeds)/4 {
		t.Errorf("answers: %v", answers)
	}
	t.Log(answers)
}

// TestEndToEndOptions checks what cannot be asked.
func TestEndToEndOptions(t *testing.T) {
	v4, v6 := netip.MustParseAddrPort("192.0.2.1:1"), netip.MustParseAddrPort("[2001:db8::1]:1")
	for _, tt := range []struct {
		o    pmtu.Options
		want string // "": it can
	}{
		{pmtu.Options{Target: v4, Require: 28}, ""},
		{pmtu.Options{Target: v4, Require: 65535}, ""},
		{pmtu.Options{Target: v6, Require: 65575}, ""},
		{pmtu.Options{Target: v4}, "options: end to end: which size is required is not said"},
		{pmtu.Options{Target: v4, Require: 27}, "options: require 27: not 28 to 65535"},
		{pmtu.Options{Target: v6, Require: 47}, "options: require 47: not 48 to 65575"},
		{pmtu.Options{Target: v4, Require: 65536}, "options: require 65536: not 28 to 65535"},
		{pmtu.Options{Target: v4, Require: 1500, NoMTU: true}, "options: end to end: is for the MTU, and not as tracepath"},
		{pmtu.Options{Target: v4, Require: 1500, Mode: pmtu.ModeTracepath}, "options: end to end: is for the MTU, and not as tracepath"},
	} {
		tt.o.EndToEnd = true
		err := tt.o.Validate()
		if got := fmt.Sprint(err); tt.want == "" && err != nil || tt.want != "" && got != tt.want {
			t.Errorf("require %d of %v: %v, want %q", tt.o.Require, tt.o.Target, err, tt.want)
		}
	}
}

// TestEndToEndPlaces: where a check asks the hops, it tells at which of them the path gets narrow, though that was not asked for.
func TestEndToEndPlaces(t *testing.T) {
	for _, f := range []pmtu.Family{pmtu.IPv4, pmtu.IPv6} {
		r := overNetwork(t, inline(t, "hops 7\nhop 5 mtu=1472\nhop 6 mtu=1400\ndest udp=41 quote=minimal\n"), f, pmtu.Options{EndToEnd: true, Require: 1500})
		if len(r.Limits) != 2 || r.Limits[0].AfterHop != 5 || r.Limits[1].AfterHop != 6 {
			t.Errorf("over %v: %+v", f, r.Limits)
		}
	}
}
