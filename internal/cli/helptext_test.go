package cli

import (
	"strings"
	"testing"
)

// TestHelpExamples: what the help tells to type can be typed.
func TestHelpExamples(t *testing.T) {
	t.Chdir(t.TempDir()) // for the record of an example
	n := 0
	for _, command := range commandWords() {
		help := newBench(t)
		help.run("pmtu", "help", command)
		for line := range strings.Lines(help.out.String()) {
			example, ok := strings.CutPrefix(line, "    pmtu ")
			if !ok {
				continue
			}
			example, _, _ = strings.Cut(strings.TrimSpace(example), "   ")
			for part := range strings.SplitSeq(example, "; pmtu ") {
				part, _, _ = strings.Cut(part, " > ")
				part, _, _ = strings.Cut(part, " | ")
				b := newBench(t)
				if code := b.run(strings.Fields("pmtu " + part)...); code == exitUsage || code == exitHost || b.out.Len() == 0 {
					t.Errorf("pmtu %s: exit code %d, %s", part, code, b.err.String())
				}
				n++
			}
		}
	}
	if n < 10 {
		t.Errorf("only %d examples", n)
	}
}
