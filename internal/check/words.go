package check

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// sentence makes of words from anywhere one sentence for one line: the first
// one, as sentences has it.
func sentence(s string) string { return first(sentences(s)) }

// sentences makes of words from anywhere sentences for one line: without the last
// full stop, in small letters where it begins with a word that is no name, and without
// anything that a terminal would obey.
func sentences(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsPrint(r):
			return r
		}
		return unicode.ReplacementChar
	}, strings.TrimSpace(s))
	s = strings.TrimSuffix(s, ".")
	r, n := utf8.DecodeRuneInString(s)
	if next, _ := utf8.DecodeRuneInString(s[n:]); unicode.IsUpper(r) && (unicode.IsLower(next) || next == ' ') {
		s = string(unicode.ToLower(r)) + s[n:]
	}
	return s
}

// first cuts behind the first sentence: at a full stop, a blank and a capital.
func first(s string) string {
	for i := 0; ; {
		at := strings.Index(s[i:], ". ")
		if at < 0 {
			return strings.TrimSuffix(s, ".")
		}
		i += at
		if r, _ := utf8.DecodeRuneInString(s[i+2:]); unicode.IsUpper(r) {
			return s[:i]
		}
		i++
	}
}
