package render

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/pathmtu/pmtu/internal/tunnel"
)

// Calc writes the arithmetic of encapsulations as text: the answer, how it
// comes about layer by layer, and what to mind.
func Calc(w io.Writer, r tunnel.Report, o Options) error {
	t := newText(w, Head{}, o)
	t.sentence(bold, "", r.Name)
	if r.Question == "outer" {
		t.calcOuter(r)
	} else {
		t.calcInner(r)
	}
	t.flush()
	for _, s := range r.Steps {
		t.calcStep(r, s)
	}
	if len(r.Warnings)+len(r.Notes) > 0 {
		t.flush()
	}
	t.remarks(r.Warnings, r.Notes)
	return t.err
}

// calcInner is the answer where the MTU outside is known.
func (t *text) calcInner(r tunnel.Report) {
	t.line.put("MTU inside ")
	t.line.styled(bold, fmt.Sprint(r.InnerMTU))
	t.line.put(fmt.Sprintf(", of %d outside: %d less.", r.OuterMTU, r.Overhead))
	t.flush()
	t.sentence(plain, "Set: ", fmt.Sprintf("tunnel interface MTU %d%s", r.InnerMTU, mssText(r.MSS4, r.MSS6)))
}

// calcOuter is the answer where the MTU inside is known.
func (t *text) calcOuter(r tunnel.Report) {
	t.line.put("MTU outside ")
	t.line.styled(bold, fmt.Sprint(r.OuterMTU))
	t.line.put(fmt.Sprintf(" at least, for %d inside: %d more.", r.InnerMTU, r.Overhead))
	t.flush()
	if r.LargestInner > r.InnerMTU {
		t.sentence(plain, "", fmt.Sprintf("Up to %d pass inside then.", r.LargestInner))
	}
	t.sentence(plain, "Inside: ", strings.TrimPrefix(mssText(r.MSS4, r.MSS6), "; "))
}

// mssText is the TCP MSS of the families that can be carried.
func mssText(mss4, mss6 int) string {
	var each []string
	if mss4 > 0 {
		each = append(each, fmt.Sprintf("%d (IPv4)", mss4))
	}
	if mss6 > 0 {
		each = append(each, fmt.Sprintf("%d (IPv6)", mss6))
	}
	if each == nil {
		return ""
	}
	return "; TCP MSS " + strings.Join(each, ", ")
}

// calcStep is one layer: what it makes of an MTU, and how.
func (t *text) calcStep(r tunnel.Report, s tunnel.Step) {
	from, to := s.OuterMTU, s.InnerMTU
	if r.Question == "outer" {
		from, to = to, from
	}
	arrow := "→"
	if t.o.ASCII {
		arrow = "->"
	}
	numbers := fmt.Sprintf("%d %s %d", from, arrow, to)
	t.line.put("  ")
	t.line.put(s.Name)
	if t.line.cols+2+utf8.RuneCountInString(numbers) > t.o.width() {
		t.flush()
	}
	t.line.right(plain, numbers, t.o.width())
	t.flush()
	t.indented(4, dim, s.Formula)
}

// indented prints a sentence at a column, wrapped.
func (t *text) indented(col int, st style, s string) {
	if s == "" {
		return
	}
	room := t.o.width() - col
	for _, part := range wrap(s, room, room) {
		t.line.pad(col)
		t.line.styled(st, part)
		t.flush()
	}
}

// remarks are warnings and notes.
func (t *text) remarks(warnings []tunnel.Warning, notes []string) {
	for _, x := range warnings {
		t.sentence(yellow, "Warning: ", x.Text+".")
	}
	for _, n := range notes {
		t.sentence(plain, "Note: ", n+".")
	}
}

// LooksLike writes what an MTU may come from as text, the likeliest first.
func LooksLike(w io.Writer, e tunnel.Explained, o Options) error {
	t := newText(w, Head{}, o)
	t.line.styled(bold, fmt.Sprintf("MTU %d", e.MTU))
	t.line.put(mssText(e.MSS4, e.MSS6))
	t.flush()
	if len(e.Explanations) > 0 {
		t.flush()
	}
	for _, x := range e.Explanations {
		t.explanation(x)
	}
	t.flush()
	t.remarks(e.Warnings, e.Notes)
	return t.err
}

// The columns of an explanation.
const (
	likelihoodStart = 2
	explainStart    = 12
)

func (t *text) explanation(x tunnel.Explanation) {
	st := dim
	switch x.Likelihood {
	case tunnel.Likely:
		st = green
	case tunnel.Possible:
		st = plain
	}
	t.line.pad(likelihoodStart)
	t.line.styled(st, string(x.Likelihood))
	room := t.o.width() - explainStart
	for _, part := range wrap(x.Name, room, room) {
		t.line.pad(explainStart)
		t.line.styled(bold, part)
		t.flush()
	}
	t.indented(explainStart, plain, x.Arithmetic)
	t.indented(explainStart, dim, x.Why)
}

// Catalogue writes the encapsulations and settings that are known as text:
// what stays of 1500 bytes over each family, the name in stacks, and for people.
func Catalogue(w io.Writer, rows []*tunnel.Row, o Options) error {
	t := newText(w, Head{}, o)
	t.catalogueHead("Encapsulations, and the MTU inside where 1500 bytes pass outside, over IPv4 and over IPv6:", "  IPv4  IPv6  stack")
	for _, r := range rows {
		if c := newEncapsulation(r); c.Kind == kindEncapsulation {
			t.encapsulation(c)
		}
	}
	t.flush()
	t.catalogueHead("Numbers that are set, whatever is below:", "   MTU  name")
	for _, r := range rows {
		if c := newEncapsulation(r); c.Kind != kindEncapsulation {
			t.setting(c)
		}
	}
	return t.err
}

func (t *text) catalogueHead(title, columns string) {
	t.sentence(bold, "", title)
	t.line.styled(dim, columns)
	t.flush()
}

// The columns of the catalogue.
const (
	stackStart = 14
	nameStart  = 36
)

func (t *text) encapsulation(c encapsulationJSON) {
	both := c.Inner > 0 // a link layer has one number for both
	for i, n := range []int{c.Inner4, c.Inner6} {
		end := 6 * (i + 1)
		switch {
		case both:
			t.line.right(plain, fmt.Sprint(c.Inner), end)
		case n > 0:
			t.line.right(plain, fmt.Sprint(n), end)
		default:
			t.line.right(dim, "-", end)
		}
	}
	t.catalogueName(c, stackStart)
	if len(c.Options) > 0 {
		t.indented(nameStart, dim, "with :"+strings.Join(c.Options, ", :"))
	}
}

func (t *text) setting(c encapsulationJSON) {
	size := fmt.Sprint(c.MTU)
	if c.MTUMax > 0 {
		size += "+"
	}
	t.line.right(plain, size, 6)
	t.catalogueName(c, 8)
}

// catalogueName puts the name in stacks and the name for people, which gets
// further lines where it is long.
func (t *text) catalogueName(c encapsulationJSON, start int) {
	t.line.pad(start)
	t.line.styled(bold, c.ID)
	room := t.o.width() - nameStart
	for _, part := range wrap(c.Name, room, room) {
		t.line.pad(nameStart)
		t.line.put(part)
		t.flush()
	}
}
