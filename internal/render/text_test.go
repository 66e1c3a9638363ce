package render

import (
	"bytes"
	"net/netip"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pathmtu/pmtu/pmtu"
)

func TestRTT(t *testing.T) {
	rtts := []time.Duration{ms(12.34), ms(4.06), ms(1234.5)}
	tests := []struct {
		rtts []time.Duration
		all  bool
		want string
	}{
		{nil, false, ""},
		{nil, true, ""},
		{rtts[:1], false, "12.3 ms"},
		{rtts, false, "4.1 ms"},
		{rtts, true, "12.3 4.1 1234.5 ms"},
		{[]time.Duration{ms(0.038)}, false, "0.04 ms"},
		{[]time.Duration{ms(0.5), ms(1)}, true, "0.50 1.0 ms"},
		{[]time.Duration{0}, false, "0.00 ms"},
	}
	for _, tt := range tests {
		if got := rttText(tt.rtts, tt.all); got != tt.want {
			t.Errorf("%v: %q, want %q", tt.rtts, got, tt.want)
		}
	}
}

func TestDuration(t *testing.T) {
	for f, want := range map[float64]string{0: "0.000 s", 3.4: "0.003 s", 71.2: "0.07 s", 9990: "9.99 s", 12345: "12.3 s"} {
		if got := duration(ms(f)); got != want {
			t.Errorf("%v ms: %q, want %q", f, got, want)
		}
	}
}

func TestWrap(t *testing.T) {
	tests := []struct {
		s           string
		first, rest int
		want        []string
	}{
		{"", 10, 10, []string{""}},
		{"one two three", 80, 80, []string{"one two three"}},
		{"one two three", 7, 5, []string{"one two", "three"}},
		{"one two three", 6, 9, []string{"one", "two three"}},
		{"extraordinary", 5, 5, []string{"extraordinary"}},
		{"a extraordinary b", 5, 5, []string{"a", "extraordinary", "b"}},
		{"übër ünd", 8, 8, []string{"übër ünd"}},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, wrap(tt.s, tt.first, tt.rest)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", tt.s, diff)
		}
	}
}

// TestWidth: a wide terminal gives room to hosts, and no line gets longer
// than it is; a narrow one is written to as if it had 80 columns.
func TestWidth(t *testing.T) {
	for _, s := range situations() {
		narrow := render(t, "text", s.result, s.o)
		s.o.Width = 40
		if diff := cmp.Diff(string(narrow), string(render(t, "text", s.result, s.o))); diff != "" {
			t.Errorf("%s in 40 columns (-80 +40):\n%s", s.name, diff)
		}
		s.o.Width = 120
		for l := range strings.Lines(string(render(t, "text", s.result, s.o))) {
			if n := len([]rune(l)) - 1; n > 120 {
				t.Errorf("%s: %d columns: %s", s.name, n, l)
			}
		}
	}
	long := situations()[3]
	long.o.Width = 120
	const line = "  4  a-router-with-a-very-long-name.of-a-pop.of-a-network.example (10.77.0.6)\n"
	if got := string(render(t, "text", long.result, long.o)); !strings.Contains(got, line) {
		t.Errorf("no %q in\n%s", line, got)
	}
}

// TestEitherWay: what echoes leave open is said where nothing tells it, and only there.
func TestEitherWay(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*pmtu.Result)
		want   bool
	}{
		"as it is":      {func(*pmtu.Result) {}, true},
		"a note":        {func(r *pmtu.Result) { r.Findings = []pmtu.Finding{{Severity: pmtu.SeverityInfo}} }, true},
		"found to be":   {func(r *pmtu.Result) { r.Findings = []pmtu.Finding{{Severity: pmtu.SeverityWarning}} }, false},
		"by UDP":        {func(r *pmtu.Result) { r.Protocol = pmtu.UDP }, false},
		"proven":        {func(r *pmtu.Result) { r.PathMTU.Status = pmtu.StatusProven }, false},
		"not all known": {func(r *pmtu.Result) { r.Outcome = pmtu.OutcomeDeadline }, false},
	} {
		r := eitherWay()
		c.change(r)
		if got := render(t, "text", r, Options{}); bytes.Contains(got, []byte("An echo comes back as large as it went")) != c.want {
			t.Errorf("%s: %v in\n%s", name, !c.want, got)
		}
	}
}

// TestAnswersLost: where it may be answers that are lost, both are said, whatever was sent, and nothing else about it.
func TestAnswersLost(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*pmtu.Result)
		noMTU  bool
		want   bool
	}{
		"UDP":        {func(*pmtu.Result) {}, false, true},
		"echoes":     {func(r *pmtu.Result) { r.Protocol = pmtu.ICMP }, false, true},
		"larger":     {func(r *pmtu.Result) { r.PathMTU.MTU = 1300 }, false, false},
		"not so far": {func(r *pmtu.Result) { r.Outcome = pmtu.OutcomeDeadline }, false, false},
		"not asked":  {func(*pmtu.Result) {}, true, false},
	} {
		r := eitherWay()
		r.Target, r.Protocol, r.PathMTU.MTU = netip.MustParseAddrPort("[2001:db8::9]:33434"), pmtu.UDP, 1200
		r.Probes = []pmtu.Fate{{Probe: 1, Size: 1201}, {Probe: 2, Size: 1201}, {Probe: 3, Size: 1201}}
		c.change(r)
		got := render(t, "text", r, Options{Width: 1000, NoMTU: c.noMTU})
		if bytes.Contains(got, []byte("Larger packets are lost, or the answers to them.")) != c.want || c.want && bytes.Contains(got, []byte("An echo comes back")) {
			t.Errorf("%s: %v in\n%s", name, !c.want, got)
		}
	}
}

// TestHopSmall: that a small packet arrived at a hop is no size of its.
func TestHopSmall(t *testing.T) {
	for mtu, want := range map[pmtu.MTU]bool{60: false, 61: true, 1500: true} {
		r := eitherWay()
		r.Hops[0].MTU = mtu
		r.Updates = nil
		r = finish(r)
		line := regexp.MustCompile(`(?m)^ *1 .*$`).Find(render(t, "text", r, Options{}))
		if got := regexp.MustCompile(` ms +[0-9]+$`).Match(line); got != want {
			t.Errorf("%d: %q", mtu, line)
		}
	}
}

// TestWhereLocal: a flag tells where a limit of this host is set, but for what is told without it.
func TestWhereLocal(t *testing.T) {
	for severity, want := range map[pmtu.Severity]bool{pmtu.SeverityInfo: true, pmtu.SeverityWarning: false, pmtu.SeverityError: false} {
		r := eitherWay()
		r.Protocol, r.Advice = pmtu.UDP, nil
		r.Findings = []pmtu.Finding{{Code: pmtu.CodeLocalMTU, Severity: severity, Detail: "This host itself."}}
		if got := render(t, "text", r, Options{}); bytes.Contains(got, []byte("add -v")) != want {
			t.Errorf("%s:\n%s", severity, got)
		}
	}
}

// TestMoreHops: the flag that allows more hops is named where more are possible, and would tell more.
func TestMoreHops(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*pmtu.Result)
		want   bool
	}{
		{"the default", func(*pmtu.Result) {}, true},
		{"a loop", func(r *pmtu.Result) { r.Findings = []pmtu.Finding{{Code: pmtu.CodeRoutingLoop}} }, false},
		{"no loop is proven", func(r *pmtu.Result) { r.Hops[20].Answers[0].Addr = r.Hops[5].Answers[0].Addr }, false},
		{"the most that there can be", func(r *pmtu.Result) { r.Hops[len(r.Hops)-1].Hop = 255 }, false},
	} {
		r := tooManyHops()
		for i := range r.Hops {
			r.Hops[i].Answers[0].Addr = netip.AddrFrom4([4]byte{10, 0, 0, byte(i + 1)})
		}
		c.change(r)
		round := strings.HasPrefix(c.name, "no loop")
		if got := string(render(t, "text", r, Options{Numeric: true, Width: 1000})); strings.Contains(got, "-m allows more") != c.want || strings.Contains(got, "packets may go round") != round {
			t.Errorf("%s: %v in\n%s", c.name, !c.want, got)
		}
	}
}
