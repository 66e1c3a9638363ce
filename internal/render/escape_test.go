package render

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
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
		{"\x7f\u0080\u009b", `\x7f\u0080\u009b`, `\x7f\u0080\u009b`},
		{"\u202eevil\u2066", `\u202eevil\u2066`, `\u202eevil\u2066`},
		{"no\u200bbreak\ufeff\u00a0", `no\u200bbreak\ufeff\u00a0`, `no\u200bbreak\ufeff\u00a0`},
		{"tag\U000e0041", `tag\U000e0041`, `tag\U000e0041`},
		{"bad\xff\xc3", `bad\xff\xc3`, `bad\xff\xc3`},
		{"\ufffd", "\ufffd", "\ufffd"},
		{`back\x1b`, `back\\x1b`, `back\\x1b`},
		{strings.Repeat("a", 255), strings.Repeat("a", 255), strings.Repeat("a", 255)},
		{strings.Repeat("a", 256), strings.Repeat("a", 252) + "...", strings.Repeat("a", 252) + "..."},
		{strings.Repeat("\x1b", 64), strings.Repeat(`\x1b`, 63) + "...", strings.Repeat(`\x1b`, 63) + "..."},
		{strings.Repeat("ü", 127), strings.Repeat("ü", 127), strings.Repeat("ü", 127)},
		{strings.Repeat("ü", 128), strings.Repeat("ü", 126) + "...", strings.Repeat("ü", 126) + "..."},
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
		if len(got) > maxForeign || !utf8.ValidString(got) {
			t.Fatalf("escape(%q) = %q, %d bytes", s, got, len(got))
		}
		for _, r := range got {
			if !unicode.IsPrint(r) || r == ' ' && !blanks || r >= 0x7f && ascii {
				t.Fatalf("escape(%q) = %q has %q", s, got, r)
			}
		}
		// What can be told apart stays so.
		if other := s + "x"; len(got) < maxForeign-1 && escape(other, blanks, ascii) == got {
			t.Fatalf("escape(%q) = escape(%q) = %q", s, other, got)
		}
	})
}
