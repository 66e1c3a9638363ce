package report

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pathmtu/pmtu/internal/check"
	"github.com/pathmtu/pmtu/pmtu"
)

// The report as its readers see it, which know nothing of how it was written.
type (
	readSuites struct {
		XMLName xml.Name    `xml:"testsuites"`
		Suites  []readSuite `xml:"testsuite"`
	}
	readSuite struct {
		Name     string     `xml:"name,attr"`
		Tests    int        `xml:"tests,attr"`
		Errors   int        `xml:"errors,attr"`
		Skipped  int        `xml:"skipped,attr"`
		Failures int        `xml:"failures,attr"`
		Cases    []readCase `xml:"testcase"`
	}
	readCase struct {
		Name    string     `xml:"name,attr"`
		Failure []struct{} `xml:"failure"`
		Skipped []struct{} `xml:"skipped"`
		Error   []struct{} `xml:"error"`
	}
)

// outcomes is a letter a case: passed, Failed, Skipped, Error.
func (s readSuite) outcomes() string {
	var b strings.Builder
	for _, c := range s.Cases {
		switch {
		case len(c.Failure) > 0:
			b.WriteByte('F')
		case len(c.Error) > 0:
			b.WriteByte('E')
		case len(c.Skipped) > 0:
			b.WriteByte('S')
		default:
			b.WriteByte('.')
		}
	}
	return b.String()
}

// readJUnit reads a report back. It fails where counts and cases differ.
func readJUnit(b []byte) ([]readSuite, error) {
	d := xml.NewDecoder(bytes.NewReader(b))
	var doc readSuites
	if err := d.Decode(&doc); err != nil {
		return nil, err
	}
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		if c, ok := t.(xml.CharData); !ok || strings.TrimSpace(string(c)) != "" {
			return nil, fmt.Errorf("behind the document: %v", t)
		}
	}
	for _, s := range doc.Suites {
		o := s.outcomes()
		if s.Tests != len(o) || s.Failures != strings.Count(o, "F") || s.Errors != strings.Count(o, "E") || s.Skipped != strings.Count(o, "S") {
			return nil, fmt.Errorf("suite %s: counts %+v, cases %s", s.Name, s, o)
		}
	}
	return doc.Suites, nil
}

// TestJUnit: which case says what, by verdict.
func TestJUnit(t *testing.T) {
	slow := silent() // it answers, but what passes is not known
	slow.Trace = trace("203.0.113.8", 4, 1300, pmtu.StatusAtLeast, pmtu.OutcomeReached)
	narrow := fails() // a router says so
	narrow.Trace.Limits[0].Kind = pmtu.LimitPacketTooBig
	local := fails() // known before anything answers
	local.Trace = trace("2001:db8::7", 0, 0, pmtu.StatusUnknown, pmtu.OutcomeSilent)
	wide := passes() // a black hole above what is required
	wide.Trace.Limits[0].Kind = pmtu.LimitBlackHole
	other := fails() // a black hole that lets pass what is required
	other.Target.Require = 1392
	before := lost()
	tests := []struct {
		name string
		r    *check.Result
		want string
	}{
		{"pass", passes(), "...."},
		{"pass above a black hole", wide, "...."},
		{"pass with less than before", before, "...F"},
		{"fail at a black hole", fails(), ".FF."},
		{"fail at a router", narrow, ".F.."},
		{"fail before anything answers", local, "SF.."},
		{"fail elsewhere than at a black hole", other, ".F.."},
		{"silent", silent(), "ESS."},
		{"inconclusive", slow, ".ES."},
		{"unreachable", unreachable(), "FSS."},
		{"unresolved", unresolved(), "ESS."},
		{"no verdict", &check.Result{}, "ESS."},
	}
	for _, tt := range tests {
		u := newRun(tt.r)
		got, err := readJUnit(write(t, "junit", u, Options{}))
		if err != nil || len(got) != 1 || got[0].outcomes() != tt.want[:3] {
			t.Errorf("%s: %v, %+v, want %s", tt.name, err, got, tt.want[:3])
			continue
		}
		u.head.Baseline = "before.json"
		if got, err = readJUnit(write(t, "junit", u, Options{})); err != nil || got[0].outcomes() != tt.want {
			t.Errorf("%s with a baseline: %v, %+v, want %s", tt.name, err, got, tt.want)
		}
	}
	if b := write(t, "junit", newRun(wide), Options{}); !bytes.Contains(b, []byte("<system-out>Packets over 1420 bytes vanish between hop 3 and hop 4.<")) {
		t.Errorf("the black hole above what is required is not told:\n%s", b)
	}
}

func TestHoleText(t *testing.T) {
	for want, l := range map[string]pmtu.Limit{
		"Packets over 1400 bytes vanish between this host and hop 1":  {To: 1400},
		"Packets over 1400 bytes vanish between hop 2 and hop 3":      {AfterHop: 2, To: 1400},
		"Packets over 1400 bytes vanish at a place that is not known": {AfterHop: -1, To: 1400},
		"Large packets vanish between hop 2 and hop 3":                {AfterHop: 2},
	} {
		if got := holeText(&l); got != want {
			t.Errorf("%+v: %q, want %q", l, got, want)
		}
	}
}

// TestJUnitSchema: xmllint finds every report valid by the schema, and every
// report that is broken not.
func TestJUnitSchema(t *testing.T) {
	xmllint, err := exec.LookPath("xmllint")
	if err != nil {
		t.Skip("xmllint is not installed: JUnit reports are not compared with the schema (Debian, Ubuntu: apt-get install libxml2-utils)")
	}
	valid := func(b []byte) ([]byte, error) {
		c := exec.Command(xmllint, "--nonet", "--noout", "--schema", filepath.Join("testdata", "junit.xsd"), "-")
		c.Stdin = bytes.NewReader(b)
		return c.CombinedOutput()
	}
	for name, u := range situations() {
		b := write(t, "junit", u, Options{})
		if out, err := valid(b); err != nil {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
	}
	for _, r := range hostile() {
		u := newRun(r)
		u.head.Baseline = "x"
		b := write(t, "junit", u, Options{})
		if out, err := valid(b); err != nil {
			t.Errorf("%q: %v\n%s\n%s", r.Target.Label, err, out, b)
		}
	}
	good := string(write(t, "junit", situations()["mixed"], Options{}))
	for _, broken := range [][2]string{
		{`tests="3"`, ``},
		{`time="0.071"`, `time="71 ms"`},
		{`</testsuites>`, ``},
		{`<failure`, `<failed`},
		{`type="fail"`, ``},
		{`<testsuites name="pmtu check">`, `<testsuites name="pmtu check"><testcase name="a" classname="b" time="0.000"/>`},
	} {
		bad := strings.ReplaceAll(good, broken[0], broken[1])
		if bad == good {
			t.Fatalf("%q: not there", broken[0])
		}
		if _, err := valid([]byte(bad)); err == nil {
			t.Errorf("valid without %q", broken[0])
		}
	}
}

// TestJUnitNames: cases have names of their own, as readers tell them apart by these.
func TestJUnitNames(t *testing.T) {
	u := situations()["mixed"]
	u.head.Baseline = "before.json"
	suites, err := readJUnit(write(t, "junit", u, Options{}))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, s := range suites {
		for _, c := range s.Cases {
			names = append(names, c.Name)
		}
	}
	slices.Sort(names)
	if n := len(slices.Compact(names)); n != 20 {
		t.Errorf("%d names of 20 cases", n)
	}
}
