package render

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pathmtu/pmtu/internal/golden"
	"github.com/pathmtu/pmtu/internal/render/schematest"
	"github.com/pathmtu/pmtu/pmtu"
)

// TestPathMTU: no number without a status that carries it, no status without
// a number that it needs.
func TestPathMTU(t *testing.T) {
	unknown := pathMTUJSON{Status: "unknown"}
	tests := []struct {
		in   pmtu.PathMTU
		want pathMTUJSON
	}{
		{pmtu.PathMTU{}, unknown},
		{pmtu.PathMTU{Status: pmtu.StatusUnknown, MTU: 1500, Direction: pmtu.DirectionForward}, unknown},
		{pmtu.PathMTU{Status: "", MTU: 1500}, unknown},
		{pmtu.PathMTU{Status: pmtu.StatusProven}, unknown},
		{pmtu.PathMTU{Status: pmtu.StatusAtLeast, MTU: -1}, unknown},
		{pmtu.PathMTU{Status: pmtu.StatusAtLeast, MTU: 1280}, pathMTUJSON{Status: "at_least", Bytes: 1280}},
		{pmtu.PathMTU{Status: pmtu.StatusProven, MTU: 1500, Direction: pmtu.DirectionBoth}, pathMTUJSON{"proven", 1500, "both"}},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, newPathMTU(tt.in)); diff != "" {
			t.Errorf("%+v (-want +got):\n%s", tt.in, diff)
		}
		r := base("192.0.2.9")
		r.PathMTU = tt.in
		text := render(t, "text", r, Options{})
		if tt.want == unknown && !bytes.Contains(text, []byte("\nPath MTU unknown.  ")) {
			t.Errorf("%+v:\n%s", tt.in, text)
		}
	}
}

// TestLeastResult: a run that learned nothing at all is valid in every format.
func TestLeastResult(t *testing.T) {
	r := &pmtu.Result{Target: base("fe80::1%eth0").Target}
	got := render(t, "json", r, Options{})
	schematest.Validate(t, got)
	if !bytes.Contains(got, []byte(`"outcome": "interrupted"`)) {
		t.Errorf("%s", got)
	}
	schematest.ValidateLines(t, render(t, "jsonl", r, Options{}))
	const want = "fe80::1%eth0 over UDP\n\nNot finished yet.\nPath MTU unknown.  0 probes, 0.000 s\n"
	if diff := cmp.Diff(want, string(render(t, "text", r, Options{}))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	const noMTU = "fe80::1%eth0 over UDP\n\nNot finished yet.\n0 probes, 0.000 s\n"
	if diff := cmp.Diff(noMTU, string(render(t, "text", r, Options{NoMTU: true}))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestEveryField: a document with a field of every kind.
func TestEveryField(t *testing.T) {
	r := twoLimits()
	r.Hops[1].Answers[0].MPLS = []pmtu.Label{{Label: 24001, Bottom: true, TTL: 1}}
	r.Findings = []pmtu.Finding{{
		Code: "ptb_zero", Severity: pmtu.SeverityWarning, Hop: 3,
		Addr: r.Hops[2].Answers[0].Addr, Detail: "A sentence.", Remedy: "Another.",
	}}
	got := render(t, "json", r, Options{Input: "git.example", TargetName: "git.example", Name: nameOf, Version: "0.1.0"})
	schematest.Validate(t, got)
	golden.Check(t, "every_field.json", got)
}

// TestNumericJSON: -n asks for no names.
func TestNumericJSON(t *testing.T) {
	r := twoLimits()
	for _, tt := range []struct {
		o    Options
		want bool
	}{
		{Options{Name: nameOf}, true},
		{Options{Name: nameOf, Numeric: true}, false},
		{Options{Name: nameOf, Numeric: true, Both: true}, true},
	} {
		if got := bytes.Contains(render(t, "json", r, tt.o), []byte("r1.example")); got != tt.want {
			t.Errorf("numeric %v, both %v: names %v", tt.o.Numeric, tt.o.Both, got)
		}
	}
}

// TestDiagnosis is the end of the text alone.
func TestDiagnosis(t *testing.T) {
	var b bytes.Buffer
	if err := Diagnosis(&b, twoLimits(), Options{ASCII: true}); err != nil {
		t.Fatal(err)
	}
	golden.Check(t, "two_limits.diagnosis", b.Bytes())
}
