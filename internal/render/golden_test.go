package render

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pathmtu/pmtu/internal/golden"
	"github.com/pathmtu/pmtu/internal/render/schematest"
	"github.com/pathmtu/pmtu/pmtu"
)

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
			golden.Check(t, s.name+".text", got)
			golden.Fits(t, got, DefaultWidth)

			s.o.ASCII = true
			got = render(t, "text", s.result, s.o)
			golden.Check(t, s.name+".ascii", got)
			if i := bytes.IndexFunc(got, func(r rune) bool { return r >= 0x7f || r < ' ' && r != '\n' }); i >= 0 {
				t.Errorf("not ASCII at %q", got[i:])
			}

			s.o.ASCII = false
			golden.Check(t, s.name+".traceroute", render(t, "traceroute", s.result, s.o))
		})
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
			golden.Check(t, s.name+".color", render(t, "text", s.result, s.o))
		}
	}
}

func TestGoldenJSON(t *testing.T) {
	for _, s := range situations() {
		t.Run(s.name, func(t *testing.T) {
			got := render(t, "json", s.result, s.o)
			schematest.Validate(t, got)
			golden.Check(t, s.name+".json", got)
			got = render(t, "jsonl", s.result, s.o)
			schematest.ValidateLines(t, got)
			golden.Check(t, s.name+".jsonl", got)
		})
	}
}
