package render

import (
	"fmt"
	"io"

	"github.com/pathmtu/pmtu/pmtu"
)

// Explanation writes the documentation of a finding's code for people. It
// returns the first error of w.
func Explanation(w io.Writer, x pmtu.Explanation, o Options) error {
	t := &text{w: w, o: o, line: line{color: o.Color}}
	t.line.styled(bold, string(x.Code))
	t.line.put(": " + x.Title)
	t.flush()
	t.flush()
	for _, s := range wrap(o.sentence(x.Meaning), o.width(), o.width()) {
		t.line.put(s)
		t.flush()
	}
	for _, part := range []struct{ word, text string }{{"Example:", x.Example}, {"What to do:", x.Remedy}} {
		t.flush()
		t.line.styled(bold, part.word)
		t.flush()
		for _, s := range wrap(o.sentence(part.text), o.width()-2, o.width()-2) {
			t.line.pad(2)
			t.line.put(s)
			t.flush()
		}
	}
	return t.err
}

// Codes writes the list of findings' codes, a line each. It returns the first
// error of w.
func Codes(w io.Writer, all []pmtu.Explanation, o Options) error {
	t := &text{w: w, o: o, line: line{color: o.Color}}
	width := 0
	for _, x := range all {
		width = max(width, len(x.Code))
	}
	for _, x := range all {
		t.line.put(fmt.Sprintf("%-*s  %s", width, x.Code, x.Title))
		t.flush()
	}
	return t.err
}
