package render

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/pathmtu/pmtu/internal/render/schematest"
	"github.com/pathmtu/pmtu/pmtu"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// golden compares got with testdata/name.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}

func render(t testing.TB, format string, r *pmtu.Result, o Options) []byte {
	t.Helper()
	f, err := Get(format)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f(&b, r, o); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestGoldenText(t *testing.T) {
	for _, s := range situations() {
		t.Run(s.name, func(t *testing.T) {
			got := render(t, "text", s.result, s.o)
			golden(t, s.name+".text", got)
			fits(t, got)

			s.o.ASCII = true
			got = render(t, "text", s.result, s.o)
			golden(t, s.name+".ascii", got)
			if i := bytes.IndexFunc(got, func(r rune) bool { return r >= 0x7f || r < ' ' && r != '\n' }); i >= 0 {
				t.Errorf("not ASCII at %q", got[i:])
			}

			s.o.ASCII = false
			golden(t, s.name+".traceroute", render(t, "traceroute", s.result, s.o))
		})
	}
}

// fits checks that no line is longer than 80 columns or ends in a blank.
func fits(t *testing.T, text []byte) {
	t.Helper()
	for l := range strings.Lines(string(text)) {
		l = strings.TrimSuffix(l, "\n")
		if n := utf8.RuneCountInString(l); n > DefaultWidth {
			t.Errorf("%d columns: %s", n, l)
		}
		if strings.HasSuffix(l, " ") {
			t.Errorf("ends in a blank: %q", l)
		}
	}
}

func TestGoldenColor(t *testing.T) {
	for _, s := range situations() {
		plainText := render(t, "text", s.result, s.o)
		s.o.Color = true
		got := render(t, "text", s.result, s.o)
		for _, st := range []style{bold, dim, red, green, yellow, reset} {
			got = bytes.ReplaceAll(got, []byte(st), nil)
		}
		if diff := cmp.Diff(string(plainText), string(got)); diff != "" {
			t.Errorf("%s: colours change the text (-plain +colour):\n%s", s.name, diff)
		}
		switch s.name {
		case "claims", "prohibited", "two_limits":
			golden(t, s.name+".color", render(t, "text", s.result, s.o))
		}
	}
}

func TestGoldenJSON(t *testing.T) {
	for _, s := range situations() {
		t.Run(s.name, func(t *testing.T) {
			got := render(t, "json", s.result, s.o)
			schematest.Validate(t, got)
			golden(t, s.name+".json", got)
			got = render(t, "jsonl", s.result, s.o)
			schematest.ValidateLines(t, got)
			golden(t, s.name+".jsonl", got)
		})
	}
}
