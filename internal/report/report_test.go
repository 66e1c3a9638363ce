package report

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/pathmtu/pmtu/internal/check"
)

// writes remembers each Write.
type writes struct{ all []string }

func (w *writes) Write(b []byte) (int, error) {
	w.all = append(w.all, string(b))
	return len(b), nil
}

// TestOneWrite: a result is one Write of whole lines, so a run that is killed
// leaves whole lines.
func TestOneWrite(t *testing.T) {
	u := situations()["mixed"]
	for _, format := range []string{"text", "jsonl", "tap", "github", "junit", "json"} {
		var w writes
		rep, err := Open(format, &w, u.head, Options{})
		if err != nil {
			t.Fatal(err)
		}
		head := len(w.all)
		if head > 1 {
			t.Errorf("%s: %d writes before the first result", format, head)
		}
		for i, r := range u.results {
			if err := rep.Result(r); err != nil {
				t.Fatal(err)
			}
			if got := len(w.all) - head; got != i+1 {
				t.Errorf("%s: %d writes for %d results", format, got, i+1)
			}
			last := w.all[len(w.all)-1]
			if format != "json" && !strings.HasSuffix(last, "\n") {
				t.Errorf("%s: not whole lines: %q", format, last)
			}
		}
	}
}

// TestLate: what needs all targets writes nothing before the end.
func TestLate(t *testing.T) {
	u := situations()["mixed"]
	for _, format := range []string{"prometheus", "nagios"} {
		var w writes
		rep, err := Open(format, &w, u.head, Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range u.results {
			if err := rep.Result(r); err != nil || len(w.all) > 0 {
				t.Fatalf("%s: %v, wrote %q", format, err, w.all)
			}
		}
		if err := rep.Close(u.summary); err != nil || len(w.all) != 1 {
			t.Errorf("%s: %v, %d writes", format, err, len(w.all))
		}
	}
}

var errFull = errors.New("no space left")

// fullDisk takes n writes.
type fullDisk struct{ n int }

func (f *fullDisk) Write(b []byte) (int, error) {
	if f.n--; f.n < 0 {
		return 0, errFull
	}
	return len(b), nil
}

// TestWriteError: every format tells that its output is lost.
func TestWriteError(t *testing.T) {
	u := situations()["mixed"]
	for _, format := range Names() {
		for n := range 4 {
			rep, err := Open(format, &fullDisk{n}, u.head, Options{})
			for i := 0; err == nil && i < len(u.results); i++ {
				err = rep.Result(u.results[i])
			}
			if err == nil {
				err = rep.Close(u.summary)
			}
			late := format == "prometheus" || format == "nagios"
			if want := n == 0 || !late; want != errors.Is(err, errFull) {
				t.Errorf("%s after %d writes: %v", format, n, err)
			}
		}
	}
	rep, err := Open("github", io.Discard, u.head, Options{JobSummary: &fullDisk{}})
	if err != nil {
		t.Fatal(err)
	}
	if err := rep.Result(u.results[0]); !errors.Is(err, errFull) {
		t.Errorf("job summary: %v", err)
	}
}

func TestUnknownFormat(t *testing.T) {
	_, err := Open("yaml", io.Discard, check.Head{}, Options{})
	var unknown *UnknownFormatError
	if !errors.As(err, &unknown) || unknown.Format != "yaml" {
		t.Fatal(err)
	}
	const want = `format "yaml": not known, there are github, json, jsonl, junit, nagios, prometheus, tap, tap13, text`
	if err.Error() != want {
		t.Errorf("%s", err)
	}
}

// TestRedact: nothing public is left in any format, and one address has one
// stand-in in all results.
func TestRedact(t *testing.T) {
	secret := fails()
	secret.Target.Where = "/home/ada/targets.txt:3"
	secret.Changes = lost().Changes
	secret.Changes[0].Detail = "the limit behind 2001:db8:77::4 moved to shop.example"
	nameless := unresolved()
	private := unreachable()
	u := newRun(passes(), secret, nameless, private, secret)
	u.head.Baseline = "before.json"
	for _, format := range Names() {
		var job bytes.Buffer
		got := string(write(t, format, u, Options{Redact: true, JobSummary: &job})) + job.String()
		for _, leak := range []string{"198.51.100.9", "db8::7", "db8:77", "example", "shop", "ada", "git"} {
			if strings.Contains(got, leak) {
				t.Errorf("%s tells %q:\n%s", format, leak, got)
			}
		}
		if format != "nagios" && !strings.Contains(got, "10.1.2.3") {
			t.Errorf("%s hides an address of private use:\n%s", format, got)
		}
		if format == "json" && strings.Count(got, `"redacted":true`) != 6 {
			t.Errorf("json does not say so: %s", got)
		}
	}
	one, err := Open("nagios", io.Discard, u.head, Options{Redact: true})
	if err != nil {
		t.Fatal(err)
	}
	if c, ok := one.(check.ExitCoder); !ok || c.ExitCode(u.summary) != NagiosCritical {
		t.Error("redacted nagios has no exit code")
	}
	two, err := Open("text", io.Discard, u.head, Options{Redact: true})
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := two.(check.ExitCoder); ok {
		t.Error("redacted text has an exit code")
	}
}
