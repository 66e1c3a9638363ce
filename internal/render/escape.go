package render

import (
	"fmt"
	"unicode"
	"unicode/utf8"
)

// maxForeign bounds the bytes of an escaped string. A name has at most 255
// (RFC 1035, section 2.3.4).
const maxForeign = 255

// maxSentence bounds the bytes of an escaped sentence.
const maxSentence = 4096

const ellipsis = "..."

// EscapeName makes a name from DNS or from a user safe to print: bytes that a
// terminal would act upon, invisible characters, invalid UTF-8, backslashes
// and blanks become escapes (\x1b, \u202e), and what is longer than 255 bytes
// ends in "...".
func EscapeName(s string) string { return escape(s, false, false) }

// EscapeText is EscapeName for sentences: blanks stay, and so do 4096 bytes.
func EscapeText(s string) string { return escape(s, true, false) }

func escape(s string, blanks, ascii bool) string {
	limit := maxForeign
	if blanks {
		limit = maxSentence
	}
	if len(s) <= limit && clean(s, blanks) {
		return s
	}
	out := make([]byte, 0, min(len(s), limit))
	for len(s) > 0 {
		r, n := utf8.DecodeRuneInString(s)
		start := len(out)
		out = appendEscaped(out, s[:n], r, blanks, ascii)
		s = s[n:]
		if len(out) > limit-len(ellipsis) && (len(s) > 0 || len(out) > limit) {
			return string(append(out[:start], ellipsis...)) // no escape is cut in two
		}
	}
	return string(out)
}

// clean reports whether nothing in s needs an escape. It looks at ASCII only:
// anything else takes the slow way.
func clean(s string, blanks bool) bool {
	for i := range len(s) {
		c := s[i]
		if c <= ' ' && !(blanks && c == ' ') || c >= 0x7f || c == '\\' {
			return false
		}
	}
	return true
}

func appendEscaped(out []byte, raw string, r rune, blanks, ascii bool) []byte {
	switch {
	case r == utf8.RuneError && len(raw) == 1:
		return fmt.Appendf(out, `\x%02x`, raw[0])
	case r == '\\':
		return append(out, `\\`...)
	case r == ' ' && blanks:
		return append(out, ' ')
	case r > ' ' && unicode.IsPrint(r) && (!ascii || r < 0x7f):
		return append(out, raw...)
	case r < 0x80:
		return fmt.Appendf(out, `\x%02x`, r)
	case r < 0x10000:
		return fmt.Appendf(out, `\u%04x`, r)
	}
	return fmt.Appendf(out, `\U%08x`, r)
}
