package report

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/pathmtu/pmtu/internal/check"
)

// The columns of a line of text.
const (
	hostStart = 14 // behind the longest verdict
	numbers   = 27 // "at least 65535, needs 65535"
)

// The renditions of text on a terminal (ECMA-48, SGR).
const (
	red    = "\x1b[31m"
	green  = "\x1b[32m"
	yellow = "\x1b[33m"
	reset  = "\x1b[0m"
)

// colors are those of verdicts.
var colors = map[check.Verdict]string{
	check.VerdictPass:         green,
	check.VerdictFail:         red,
	check.VerdictInconclusive: yellow,
	check.VerdictUnreachable:  red,
	check.VerdictError:        red,
}

// paint colours s where colour is allowed.
func (o Options) paint(color, s string) string {
	if !o.Color || s == "" {
		return s
	}
	return color + s + reset
}

// line is the line of a target: the verdict, who it is, what passes, what is
// needed. What does not fit goes below: the address if that is enough, else
// the numbers. The verdict and the name are always on one line.
func (o Options) line(r *check.Result) string {
	v := verdict(r)
	name, more := title(r.Target, o.ASCII), aside(r.Target, o.ASCII)
	right := fmt.Sprintf("%s, needs %d", mtuText(r), r.Target.Require)
	room := o.width() - hostStart - max(numbers, columns(right)) - 1
	host, below := name, ""
	switch {
	case more == "":
	case columns(name)+columns(more)+len(" ()") <= room:
		host = name + " (" + more + ")"
	default:
		below = "(" + more + ")"
	}
	var b strings.Builder
	b.WriteString(o.paint(colors[v], string(v)))
	b.WriteString(pad(hostStart - len(v)))
	b.WriteString(host)
	if n := columns(host); n <= room {
		b.WriteString(pad(room + 1 - n))
		b.WriteString(right)
		right = ""
	}
	b.WriteByte('\n')
	switch n := columns(below); {
	case right != "" && n <= room:
		b.WriteString(pad(hostStart) + below + pad(room+1-n) + right + "\n")
	case right != "":
		b.WriteString(pad(hostStart) + below + "\n" + pad(hostStart+room+1) + right + "\n")
	case below != "":
		b.WriteString(pad(hostStart) + below + "\n")
	}
	return b.String()
}

// paragraph is s behind a word, wrapped, from a column on.
func (o Options) paragraph(indent int, word, s string) string {
	var b strings.Builder
	at := 0
	for w := range strings.FieldsSeq(word + s) {
		n := columns(w)
		switch {
		case at == 0:
			b.WriteString(pad(indent))
			at = indent
		case at+1+n > o.width():
			b.WriteString("\n" + pad(indent+2))
			at = indent + 2
		default:
			b.WriteByte(' ')
			at++
		}
		b.WriteString(w)
		at += n
	}
	if at > 0 {
		b.WriteByte('\n')
	}
	return b.String()
}

func columns(s string) int { return utf8.RuneCountInString(s) }

func pad(n int) string { return strings.Repeat(" ", max(n, 0)) }
