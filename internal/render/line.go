package render

import (
	"strings"
	"unicode/utf8"
)

// style is a rendition of text on a terminal (ECMA-48, SGR).
type style string

// The six that text uses.
const (
	plain  style = ""
	bold   style = "\x1b[1m"
	dim    style = "\x1b[2m"
	red    style = "\x1b[31m"
	green  style = "\x1b[32m"
	yellow style = "\x1b[33m"
	reset  style = "\x1b[0m"
)

// blanks is where padding is cut from.
var blanks = strings.Repeat(" ", 256)

// line is a line of text in the making. It counts columns, which neither
// colours nor bytes do.
type line struct {
	buf   []byte
	cols  int
	color bool
}

// reset starts the next line in the same memory.
func (l *line) reset() { l.buf, l.cols = l.buf[:0], 0 }

// put appends s.
func (l *line) put(s string) {
	l.buf = append(l.buf, s...)
	l.cols += utf8.RuneCountInString(s)
}

// styled appends s in a style.
func (l *line) styled(st style, s string) {
	if !l.color || st == plain || s == "" {
		l.put(s)
		return
	}
	l.buf = append(l.buf, st...)
	l.put(s)
	l.buf = append(l.buf, reset...)
}

// pad appends blanks up to a column.
func (l *line) pad(col int) {
	if n := col - l.cols; n > 0 {
		l.put(blanks[:min(n, len(blanks))])
	}
}

// right appends s so that it ends at a column, behind one blank at least.
func (l *line) right(st style, s string, end int) {
	l.pad(max(end-utf8.RuneCountInString(s), l.cols+1))
	l.styled(st, s)
}

// wrap breaks s at blanks into pieces: the first of at most first columns,
// the others of at most rest. A word longer than that stays whole.
func wrap(s string, first, rest int) []string {
	var out []string
	limit := first
	cur, cols := "", 0
	for word := range strings.FieldsSeq(s) {
		n := utf8.RuneCountInString(word)
		switch {
		case cur == "":
			cur, cols = word, n
		case cols+1+n <= limit:
			cur, cols = cur+" "+word, cols+1+n
		default:
			out = append(out, cur)
			cur, cols, limit = word, n, rest
		}
	}
	return append(out, cur)
}
