package report

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pathmtu/pmtu/internal/check"
)

// annotation is a workflow command as the runner reads it.
type annotation struct {
	level   string
	props   map[string]string
	message string
}

var unescapeData = strings.NewReplacer("%0D", "\r", "%0A", "\n", "%25", "%")

var unescapeProperty = strings.NewReplacer("%0D", "\r", "%0A", "\n", "%3A", ":", "%2C", ",", "%25", "%")

// readGitHub reads a log as the runner does: a line that begins with "::" is
// a command of the second kind, one that holds "##[" one of the first.
func readGitHub(b []byte) ([]annotation, error) {
	if len(b) > 0 && b[len(b)-1] != '\n' {
		return nil, fmt.Errorf("half a line: %q", b)
	}
	var out []annotation
	for l := range strings.Lines(string(b)) {
		l = strings.TrimSpace(l)
		if !strings.HasPrefix(l, "::") {
			if strings.Contains(l, "##[") {
				return nil, fmt.Errorf("a command of the first kind: %q", l)
			}
			continue
		}
		command, message, ok := strings.Cut(l[2:], "::")
		name, list, _ := strings.Cut(command, " ")
		if !ok || name != "error" && name != "warning" && name != "notice" {
			return nil, fmt.Errorf("no command of ours: %q", l)
		}
		a := annotation{name, map[string]string{}, unescapeData.Replace(message)}
		for p := range strings.SplitSeq(list, ",") {
			key, value, ok := strings.Cut(p, "=")
			if !ok || key != "file" && key != "line" && key != "title" {
				return nil, fmt.Errorf("no property of ours: %q in %q", p, l)
			}
			a.props[key] = unescapeProperty.Replace(value)
		}
		out = append(out, a)
	}
	return out, nil
}

func TestGitHub(t *testing.T) {
	got, err := readGitHub(write(t, "github", situations()["mixed"], Options{Color: true}))
	if err != nil || len(got) != 4 {
		t.Fatal(err, got)
	}
	want := annotation{
		"error",
		map[string]string{"file": "targets.txt", "line": "3", "title": "the shop does not carry 1400 bytes"},
		fails().Reason + ".\nFix: " + fails().Remedy + ".",
	}
	if diff := cmp.Diff(want, got[0], cmp.AllowUnexported(annotation{})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got[1].level != "warning" || got[1].props["title"] != "quiet.example: not known whether 1400 bytes pass" || got[1].props["file"] != "" {
		t.Errorf("%+v", got[1])
	}
	odd := fails()
	odd.Target.Label, odd.Target.Where, odd.Reason, odd.Remedy = "50%,a:b", "a,b:c.txt:12", "100%0A of a::b, c", ""
	got, err = readGitHub(write(t, "github", newRun(odd), Options{}))
	if err != nil || len(got) != 1 {
		t.Fatal(err, got)
	}
	if p := got[0].props; p["title"] != "50%,a:b does not carry 1400 bytes" || p["file"] != "a,b:c.txt" || p["line"] != "12" || got[0].message != "100%0A of a::b, c." {
		t.Errorf("%+v", got[0])
	}
}

// TestLineOnly: the name of a file is left out, and standard input has none.
func TestLineOnly(t *testing.T) {
	for where, want := range map[string]string{"/home/me/list.txt:3": "targets:3", "a:b:4": "targets:4", check.Stdin + ":5": check.Stdin + ":5", "": ""} {
		if got := lineOnly(where); got != want {
			t.Errorf("%q: %q, want %q", where, got, want)
		}
	}
}

func TestPlace(t *testing.T) {
	for _, tt := range []struct {
		where, file string
		line        int
		ok          bool
	}{
		{"targets.txt:3", "targets.txt", 3, true},
		{"a:b.yaml:12", "a:b.yaml", 12, true},
		{"", "", 0, false},
		{":3", "", 0, false},
		{check.Stdin + ":3", "", 0, false},
		{"a.txt", "", 0, false},
		{"a.txt:", "", 0, false},
		{"a.txt:0", "", 0, false},
		{"a.txt:x", "", 0, false},
	} {
		if file, line, ok := place(tt.where); file != tt.file || line != tt.line || ok != tt.ok {
			t.Errorf("%q: %q, %d, %v", tt.where, file, line, ok)
		}
	}
}

// cells takes a row of a table apart, as GitHub does before anything else: at
// every "|" without a backslash.
var cells = regexp.MustCompile(`(?:^|[^\\])\|`)

// readSummary checks Markdown: nothing but the heading, a table of five
// columns, and plain text.
func readSummary(s string) error {
	if !strings.HasPrefix(s, "### pmtu check\n") || !strings.HasSuffix(s, "\n") {
		return fmt.Errorf("no heading, or half a line: %q", s)
	}
	for l := range strings.Lines(strings.TrimPrefix(s, "### pmtu check\n")) {
		l = strings.TrimSuffix(l, "\n")
		if strings.HasPrefix(l, "|") {
			if n := len(cells.FindAllString(l, -1)); n != 6 {
				return fmt.Errorf("%d columns: %q", n-1, l)
			}
		}
		text := regexp.MustCompile(`&#[0-9]+;`).ReplaceAllString(strings.ReplaceAll(l, "|", ""), "?")
		if strings.Trim(text, "-") == "" { // the rule of a table
			continue
		}
		if i := strings.IndexAny(text, "<>&`*_[]\\#~!@\r"); i >= 0 || strings.Contains(text, "//") || strings.Contains(text, "www.") {
			return fmt.Errorf("%q means something in %q", text[max(i, 0):], l)
		}
	}
	return nil
}

func TestJobSummary(t *testing.T) {
	var good bytes.Buffer
	u := situations()["good"]
	write(t, "github", u, Options{JobSummary: &good})
	if err := readSummary(good.String()); err != nil || !strings.Contains(good.String(), "| pass | git.example") {
		t.Errorf("%v: %s", err, good.String())
	}

	// Of many targets only those that do not pass have a row.
	var many bytes.Buffer
	u.head.Targets = maxPassRows + 1
	u.results = append(u.results, fails())
	write(t, "github", u, Options{JobSummary: &many})
	if err := readSummary(many.String()); err != nil || strings.Contains(many.String(), "| pass |") || !strings.Contains(many.String(), "| fail |") {
		t.Errorf("%v: %s", err, many.String())
	}

	// GitHub drops all of a summary that is too large.
	var huge bytes.Buffer
	r := fails()
	r.Reason = strings.Repeat("why ", 500)
	u.results = make([]*check.Result, 1000)
	for i := range u.results {
		u.results[i] = r
	}
	write(t, "github", u, Options{JobSummary: &huge})
	if err := readSummary(huge.String()); err != nil || huge.Len() > 1<<20 || !strings.Contains(huge.String(), " rows more in the log") {
		t.Errorf("%v: %d bytes", err, huge.Len())
	}
}

// TestJobSummaryHostile: foreign words mean nothing.
func TestJobSummaryHostile(t *testing.T) {
	for _, r := range hostile() {
		var b bytes.Buffer
		write(t, "github", newRun(r), Options{JobSummary: &b})
		if err := readSummary(b.String()); err != nil {
			t.Errorf("%q: %v", r.Target.Label, err)
		}
	}
}
