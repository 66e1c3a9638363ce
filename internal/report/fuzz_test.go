package report

import (
	"bytes"
	"fmt"
	"testing"
	"unicode/utf8"

	"github.com/pathmtu/pmtu/internal/check"
	"github.com/pathmtu/pmtu/internal/render/schematest"
	"github.com/pathmtu/pmtu/pmtu"
)

// readers read each format back.
var readers = map[string]func([]byte) error{
	"text":  readText,
	"json":  func(b []byte) error { return schematest.CheckDef("check_document", b) },
	"jsonl": schematest.CheckCheckLines,
	"junit": func(b []byte) error { _, err := readJUnit(b); return err },
	"tap":   func(b []byte) error { _, _, err := readTAP(b); return err },
	"tap13": func(b []byte) error {
		_, _, err := readTAP(bytes.Replace(b, []byte("13"), []byte("14"), 1))
		return err
	},
	"github":     func(b []byte) error { _, err := readGitHub(b); return err },
	"prometheus": func(b []byte) error { _, err := readPrometheus(b); return err },
	"nagios":     func(b []byte) error { _, _, err := readNagios(b); return err },
}

// readText checks that a terminal has nothing to obey.
func readText(b []byte) error {
	for i, c := range string(b) {
		if c < ' ' && c != '\n' || c >= 0x7f && c < 0xa0 || c == '\u202e' || c == utf8.RuneError && b[i] != 0xef {
			return fmt.Errorf("%q at %d in %q", c, i, b)
		}
	}
	return nil
}

// TestReaders: there is one for each format.
func TestReaders(t *testing.T) {
	for _, format := range Names() {
		if readers[format] == nil {
			t.Errorf("%s is not read back", format)
			continue
		}
		for name, u := range situations() {
			if err := readers[format](write(t, format, u, Options{})); err != nil {
				t.Errorf("%s of %s: %v", format, name, err)
			}
		}
	}
}

// FuzzReports: whatever names, sentences and numbers a run brings, every
// format can be read back, and so can the Markdown, redacted or not.
func FuzzReports(f *testing.F) {
	for i, s := range nasties {
		f.Add(s, nasties[(i+3)%len(nasties)], nasties[(i+7)%len(nasties)], uint8(i), int32(1400), int32(1392), uint16(i*7))
	}
	f.Add("a", "b", "c", uint8(0), int32(0), int32(-1), uint16(0xffff))
	f.Fuzz(func(t *testing.T, name, sentence, label string, kind uint8, require, mtu int32, flags uint16) {
		makers := []func() *check.Result{passes, fails, silent, unreachable, unresolved, lost}
		r := poisoned(makers[int(kind)%len(makers)](), name, sentence, label)
		r.Target.Require = pmtu.MTU(max(require, 1))
		if r.Trace != nil {
			r.Trace.PathMTU.MTU = pmtu.MTU(mtu)
			if flags&1 != 0 {
				r.Trace = nil
			}
		}
		if flags&2 != 0 {
			r.Verdict = check.Verdict(name)
		}
		if flags&4 != 0 {
			r.Err, r.Reason = nil, ""
		}
		u := newRun(r, passes(), r)
		u.summary.Interrupted = flags&8 != 0
		u.summary.Total += int(flags >> 12)
		if flags&16 != 0 {
			u.head.Baseline = name
		}
		o := Options{Redact: flags&32 != 0, ASCII: flags&64 != 0, Verbose: flags&128 != 0, Version: "0.1.0"}
		for _, format := range Names() {
			var job bytes.Buffer
			o.JobSummary = &job
			b := write(t, format, u, o)
			if err := readers[format](b); err != nil {
				t.Errorf("%s: %v\n%s", format, err, b)
			}
			if format == "github" {
				if err := readSummary(job.String()); err != nil {
					t.Error(err)
				}
			}
		}
	})
}
