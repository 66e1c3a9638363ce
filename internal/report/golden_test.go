package report

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pathmtu/pmtu/internal/golden"
	"github.com/pathmtu/pmtu/pmtu"
)

// TestGolden: every situation in every format.
func TestGolden(t *testing.T) {
	for name, u := range situations() {
		for _, format := range Names() {
			t.Run(name+"."+format, func(t *testing.T) {
				if format == "tap13" { // TestProve says how it differs from tap
					return
				}
				var job bytes.Buffer
				got := write(t, format, u, Options{Version: "0.1.0", JobSummary: &job})
				golden.Check(t, name+"."+format, got)
				if format == "github" {
					golden.Check(t, name+".summary.md", job.Bytes())
				}
			})
		}
	}
}

// TestText: 80 columns, whatever else is asked for, and colours change nothing.
func TestText(t *testing.T) {
	u := situations()["mixed"]
	long := passes()
	long.Target.Name, long.Target.Input = "a-host-with-a-name-of.some-length.example", "a-host-with-a-name-of.some-length.example"
	longer := fails()
	longer.Target.Label, longer.Target.Input = "", "a-host-with-a-name-that.does-not-fit.beside-the-numbers.example"
	longer.Target.Name = longer.Target.Input
	jumbo := silent()
	jumbo.Target.Require, jumbo.Trace.PathMTU.MTU = 65535, 65535
	u = newRun(append(u.results, long, longer, jumbo)...)
	for name, o := range map[string]Options{
		"text": {}, "verbose": {Verbose: true}, "ascii": {ASCII: true}, "narrow": {Width: 20},
	} {
		got := write(t, "text", u, o)
		golden.Check(t, "long."+name, got)
		golden.Fits(t, got, 80)
		o.Color = true
		painted := string(write(t, "text", u, o))
		plain := strings.NewReplacer(red, "", green, "", yellow, "", reset, "").Replace(painted)
		if plain == painted {
			t.Errorf("%s: no colour", name)
		}
		if diff := cmp.Diff(string(got), plain); diff != "" {
			t.Errorf("%s: colours change the text (-plain +colour):\n%s", name, diff)
		}
	}
	wide := write(t, "text", u, Options{Width: 120})
	golden.Check(t, "long.wide", wide)
	golden.Fits(t, wide, 120)
	if got := write(t, "text", u, Options{}); bytes.Contains(got, []byte("\x1b")) {
		t.Error("colours that nobody asked for")
	}
}

// TestTextColumns: names of any length leave a blank before the numbers, and
// the name is on the line of the verdict.
func TestTextColumns(t *testing.T) {
	for n := 1; n < 100; n++ {
		r := passes()
		r.Target.Input = strings.Repeat("n", n)
		r.Target.Name = r.Target.Input
		got := string(write(t, "text", newRun(r), Options{}))
		first, _, _ := strings.Cut(got, "\n")
		if !strings.HasPrefix(first, "pass ") || !strings.Contains(first, " "+r.Target.Input) || !strings.Contains(got, " 1420, needs 1400\n") {
			t.Errorf("%d: %s", n, got)
		}
		if n <= 60 {
			golden.Fits(t, []byte(got), 80)
		}
	}
}

// TestMTUText: no number without a status that carries it.
func TestMTUText(t *testing.T) {
	for _, tt := range []struct {
		status pmtu.Status
		mtu    pmtu.MTU
		want   string
	}{
		{pmtu.StatusProven, 1400, "1400"},
		{pmtu.StatusAtLeast, 1400, "at least 1400"},
		{pmtu.StatusUnknown, 1400, "unknown"},
		{"", 1400, "unknown"},
		{"certain", 1400, "unknown"},
		{pmtu.StatusProven, 0, "unknown"},
		{pmtu.StatusProven, -1, "unknown"},
	} {
		r := passes()
		r.Trace.PathMTU = pmtu.PathMTU{Status: tt.status, MTU: tt.mtu}
		if got := mtuText(r); got != tt.want {
			t.Errorf("%q %d: %q, want %q", tt.status, tt.mtu, got, tt.want)
		}
		if _, status := pathMTU(r); tt.want == "unknown" && status != pmtu.StatusUnknown {
			t.Errorf("%q %d: %q", tt.status, tt.mtu, status)
		}
	}
	if got := mtuText(unresolved()); got != "unknown" {
		t.Errorf("no run: %q", got)
	}
}

// TestMTUTextOnTheWay: what does not hold as far as the destination says so.
func TestMTUTextOnTheWay(t *testing.T) {
	heard := make([]pmtu.Answer, 1)
	for _, tt := range []struct {
		name    string
		outcome pmtu.Outcome
		hops    []pmtu.Hop
		want    string
	}{
		{"silent", pmtu.OutcomeSilent, []pmtu.Hop{{Hop: 1, MTU: 1500, Answers: heard}, {Hop: 2, MTU: 1400, Answers: heard}, {Hop: 3, MTU: 60, Answers: heard}, {Hop: 4}}, "1400 as far as hop 2"},
		{"round a loop, past hops that are silent", pmtu.OutcomeSilent, []pmtu.Hop{{Hop: 1, MTU: 1400, Answers: heard}, {Hop: 2, MTU: 1400}}, "1400 as far as hop 1"},
		{"refused on the way", pmtu.OutcomeUnreachable, []pmtu.Hop{{Hop: 1, MTU: 1400, Answers: heard}, {Hop: 2, MTU: 60, Answers: heard}}, "nothing arrives"},
		{"reached with small packets only", pmtu.OutcomeReached, []pmtu.Hop{{Hop: 1, MTU: 1400, Answers: heard}, {Hop: 2, MTU: 60, Reached: true}}, "1400 as far as hop 1"},
		{"reached", pmtu.OutcomeReached, []pmtu.Hop{{Hop: 1, MTU: 1500}, {Hop: 2, MTU: 1400, Reached: true}}, "at least 1400"},
		{"reached, no hop asked", pmtu.OutcomeReached, nil, "at least 1400"},
		{"silent, no hop asked", pmtu.OutcomeSilent, nil, "1400 on the way"},
	} {
		r := passes()
		r.Trace.Outcome, r.Trace.Hops, r.Trace.PathMTU = tt.outcome, tt.hops, pmtu.PathMTU{Status: pmtu.StatusAtLeast, MTU: 1400}
		if got := mtuText(r); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

// TestASCII: foreign letters are escaped where only ASCII is wanted.
func TestASCII(t *testing.T) {
	r := fails()
	r.Target.Label, r.Reason, r.Remedy = "bücher", "übel", "ändern"
	got := write(t, "text", newRun(r), Options{ASCII: true})
	if i := bytes.IndexFunc(got, func(r rune) bool { return r >= 0x7f || r < ' ' && r != '\n' }); i >= 0 {
		t.Errorf("not ASCII at %q", got[i:])
	}
	if got := write(t, "text", newRun(r), Options{}); !bytes.Contains(got, []byte("bücher")) {
		t.Errorf("not the user's letters:\n%s", got)
	}
}
