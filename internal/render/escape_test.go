package render

import (
	"net/netip"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/pathmtu/pmtu/internal/render/schematest"
	"github.com/pathmtu/pmtu/pmtu"
)

func TestEscape(t *testing.T) {
	tests := []struct{ in, name, text string }{
		{"", "", ""},
		{"r1.example", "r1.example", "r1.example"},
		{"my_host-1.example", "my_host-1.example", "my_host-1.example"},
		{"two words", `two\x20words`, "two words"},
		{"bücher.example", "bücher.example", "bücher.example"},
		{"a\x1b[31mred", `a\x1b[31mred`, `a\x1b[31mred`},
		{"a\nb\tc\r\x00", `a\x0ab\x09c\x0d\x00`, `a\x0ab\x09c\x0d\x00`},
		{"del\x7f", `del\x7f`, `del\x7f`},
		{"\x7f\u0080\u009b", `\x7f\u0080\u009b`, `\x7f\u0080\u009b`},
		{"\u202eevil\u2066", `\u202eevil\u2066`, `\u202eevil\u2066`},
		{"no\u200bbreak\ufeff\u00a0", `no\u200bbreak\ufeff\u00a0`, `no\u200bbreak\ufeff\u00a0`},
		{"tag\U000e0041", `tag\U000e0041`, `tag\U000e0041`},
		{"bad\xff\xc3", `bad\xff\xc3`, `bad\xff\xc3`},
		{"\ufffd", "\ufffd", "\ufffd"},
		{`back\x1b`, `back\\x1b`, `back\\x1b`},
		{strings.Repeat("a", 255), strings.Repeat("a", 255), strings.Repeat("a", 255)},
		{strings.Repeat("a", 256), strings.Repeat("a", 252) + "...", strings.Repeat("a", 256)},
		{strings.Repeat("\x1b", 64), strings.Repeat(`\x1b`, 63) + "...", strings.Repeat(`\x1b`, 64)},
		{strings.Repeat("ü", 127), strings.Repeat("ü", 127), strings.Repeat("ü", 127)},
		{strings.Repeat("ü", 128), strings.Repeat("ü", 126) + "...", strings.Repeat("ü", 128)},
		{strings.Repeat("a", 5000), strings.Repeat("a", 252) + "...", strings.Repeat("a", 4093) + "..."},
	}
	for _, tt := range tests {
		if got := EscapeName(tt.in); got != tt.name {
			t.Errorf("EscapeName(%q) = %q, want %q", tt.in, got, tt.name)
		}
		if got := EscapeText(tt.in); got != tt.text {
			t.Errorf("EscapeText(%q) = %q, want %q", tt.in, got, tt.text)
		}
	}
	if got, want := escape("bücher", false, true), `b\u00fccher`; got != want {
		t.Errorf("in ASCII: %q, want %q", got, want)
	}
}

func FuzzEscape(f *testing.F) {
	for _, s := range []string{"r1.example", "a\x1b[31m", "\u202e", "bad\xff", `\`, strings.Repeat("\u200b", 300)} {
		f.Add(s, true, true)
		f.Add(s, false, false)
	}
	f.Fuzz(func(t *testing.T, s string, blanks, ascii bool) {
		got := escape(s, blanks, ascii)
		limit := maxForeign
		if blanks {
			limit = maxSentence
		}
		if len(got) > limit || !utf8.ValidString(got) {
			t.Fatalf("escape(%q) = %q, %d bytes", s, got, len(got))
		}
		for _, r := range got {
			if !unicode.IsPrint(r) || r == ' ' && !blanks || r >= 0x7f && ascii {
				t.Fatalf("escape(%q) = %q has %q", s, got, r)
			}
		}
		// What can be told apart stays so.
		if other := s + "x"; !strings.HasSuffix(got, ellipsis) && escape(other, blanks, ascii) == got {
			t.Fatalf("escape(%q) = escape(%q) = %q", s, other, got)
		}
	})
}

// FuzzForeignStrings puts a string in every place of a run that others fill:
// no format prints anything that a terminal would act upon.
func FuzzForeignStrings(f *testing.F) {
	for _, s := range []string{"r1.example", "eth0", "a\x1b[31m", "\u202e", "bad\xff", "\x00\n\r", "bücher", " ", strings.Repeat("x y ", 100)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r := twoRouters()
		r.Source.Interface, r.Refusal, r.Outcome = s, s, pmtu.OutcomeUnreachable
		r.Hops[1].Answers[1].Interfaces[0].Name = s
		r.Hops[0].Answers[0].Addr = netip.MustParseAddr("fe80::1").WithZone(s)
		r.Findings = []pmtu.Finding{{Code: "nat", Severity: pmtu.SeverityError, Detail: "x" + s, Remedy: s}}
		r.Updates = []pmtu.Update{pmtu.FindingUpdate{Finding: r.Findings[0]}}
		o := Options{Input: s, TargetName: s, Verbose: true, Name: func(netip.Addr) string { return s }}
		for _, format := range []string{"text", "json", "jsonl", "traceroute"} {
			got := string(render(t, format, r, o))
			checkPrintable(t, format, got)
			switch format {
			case "json":
				schematest.Validate(t, []byte(got))
			case "jsonl":
				schematest.ValidateLines(t, []byte(got))
			}
		}
		trace := traced("198.51.100.9", answered(1, "10.77.0.1", 1, 11, 0), answered(2, "fe80::1%"+s+"0", 1, 3, 3))
		checkPrintable(t, "tracepath", string(render(t, "tracepath", trace, o)))
		o.Name = nil
		checkPrintable(t, "tracepath", string(render(t, "tracepath", trace, o)))
	})
}

func checkPrintable(t *testing.T, format, s string) {
	t.Helper()
	if !utf8.ValidString(s) {
		t.Fatalf("%s: invalid UTF-8 in %q", format, s)
	}
	if i := strings.IndexFunc(s, func(r rune) bool { return r != '\n' && !unicode.IsPrint(r) }); i >= 0 {
		t.Fatalf("%s: %q in %q", format, s[i:min(i+4, len(s))], s)
	}
}
