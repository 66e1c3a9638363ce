package report

import (
	"io"
	"strings"

	"github.com/pathmtu/pmtu/internal/check"
	"github.com/pathmtu/pmtu/internal/render"
)

// text writes for people: a line a target, below it why it does not pass and
// what to do, and a line at the end.
type text struct {
	w io.Writer
	o Options
}

func openText(w io.Writer, _ check.Head, o Options) (check.Reporter, error) {
	return &text{w, o}, nil
}

// Result writes the lines of a target at once.
func (t *text) Result(r *check.Result) error {
	var b strings.Builder
	b.WriteString(t.o.line(r))
	if r.Verdict != check.VerdictPass || t.o.Verbose {
		b.WriteString(t.o.paragraph(hostStart, "", reason(r, t.o.ASCII)+"."))
	}
	if r.New && t.o.Verbose {
		b.WriteString(t.o.paragraph(hostStart, "", "It is not in the baseline."))
	}
	for _, c := range untold(r) {
		b.WriteString(t.o.paragraph(hostStart, "Changed: ", t.o.sentence(c.Detail)+"."))
	}
	if s := remedy(r, t.o.ASCII); s != "" && (r.Verdict != check.VerdictPass || t.o.Verbose) {
		b.WriteString(t.o.paragraph(hostStart, "Fix: ", s+"."))
	}
	_, err := io.WriteString(t.w, b.String())
	return err
}

// Close writes the last line, with a blank one before it.
func (t *text) Close(s check.Summary) error {
	out := totals(s)
	if columns(out) > t.o.width() {
		out = strings.TrimSuffix(t.o.paragraph(0, "", out), "\n")
	}
	last := out[strings.LastIndexByte(out, '\n')+1:]
	if end := took(s) + "."; columns(last)+2+columns(end) <= t.o.width() {
		out += "  " + end
	} else {
		out += "\n" + end
	}
	if s.Done() > 0 {
		out = "\n" + out
	}
	_, err := io.WriteString(t.w, out+"\n")
	return err
}

// sentence makes a foreign sentence safe to print.
func (o Options) sentence(s string) string {
	return render.EscapeFor(strings.TrimSuffix(s, "."), true, o.ASCII)
}
