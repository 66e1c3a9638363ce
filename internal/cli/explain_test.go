package cli

import (
	"regexp"
	"strings"
	"testing"

	"github.com/pathmtu/pmtu/internal/golden"
	"github.com/pathmtu/pmtu/pmtu"
)

func TestExplain(t *testing.T) {
	b := newBench(t)
	if code := b.run("pmtu", "explain"); code != exitOK || b.err.Len() > 0 {
		t.Errorf("exit code %d, standard error %q", code, b.err.String())
	}
	golden.Check(t, "explain.txt", b.out.String())
	for _, x := range pmtu.Explanations() {
		b := newBench(t)
		code := b.run("pmtu", "explain", string(x.Code))
		if code != exitOK || !strings.HasPrefix(b.out.String(), string(x.Code)+": "+x.Title+"\n\n") {
			t.Errorf("%s: exit code %d, printed %q", x.Code, code, b.out.String())
		}
		for l := range strings.Lines(b.out.String()) {
			if len(l) > 81 {
				t.Errorf("%s: longer than 80 columns: %s", x.Code, l)
			}
		}
	}
	b = newBench(t)
	b.run("pmtu", "explain", "black_hole")
	golden.Check(t, "explain-black_hole.txt", b.out.String())
	b = newBench(t)
	if code := b.run("pmtu", "explain", "miracle"); code != exitUsage || b.err.String() != "pmtu: code \"miracle\": not known\ntry: pmtu explain\n" {
		t.Errorf("exit code %d, standard error %q", code, b.err.String())
	}
	b = newBench(t)
	if code := b.run("pmtu", "explain", "Blackhole"); code != exitUsage || b.err.String() != "pmtu: code \"Blackhole\": not known\ntry: pmtu explain black_hole\n" {
		t.Errorf("exit code %d, standard error %q", code, b.err.String())
	}
}

const manPage = "../../man/pmtu.8"

// TestFindingsInStep: the man page has of every code what pmtu explain says.
func TestFindingsInStep(t *testing.T) {
	inStep(t, "\n.Sh FINDINGS\n", "\n.Sh ENVIRONMENT\n", manFindings())
}

// manFindings is the section of the man page.
func manFindings() string {
	var b strings.Builder
	b.WriteString(`What there is to know of a path besides is said in findings.
Problems and warnings are printed at the end, the rest with
.Fl v ;
JSON has all of them, with their codes.
.Nm
.Cm explain Ar code
prints what stands here.
.Bl -tag -width Ds
`)
	for _, x := range pmtu.Explanations() {
		b.WriteString(".It Li " + string(x.Code) + "\n" + x.Title + ".\n")
		b.WriteString(manText(x.Meaning))
		b.WriteString("Example:\n.Do\n" + manText(strings.TrimSuffix(x.Example, ".")) + ".Dc .\n")
		b.WriteString("What to do:\n" + manText(x.Remedy))
	}
	b.WriteString(".El\n")
	return b.String()
}

var sentenceEnd = regexp.MustCompile(`([.?!])\s+([A-Z])`)

// manText is text in mdoc: a line for a sentence, or several for a long one.
func manText(s string) string {
	s = strings.ReplaceAll(s, `\`, `\e`)
	s = strings.ReplaceAll(s, `"`, `\(dq`)
	s = sentenceEnd.ReplaceAllString(s, "$1\n$2")
	var b strings.Builder
	for l := range strings.SplitSeq(s, "\n") {
		cols := 0
		for w := range strings.FieldsSeq(l) {
			switch {
			case cols > 0 && cols+1+len(w) > 79:
				b.WriteByte('\n')
				cols = 0
			case cols > 0:
				b.WriteByte(' ')
				cols++
			}
			b.WriteString(w)
			cols += len(w)
		}
		b.WriteByte('\n')
	}
	return b.String()
}
