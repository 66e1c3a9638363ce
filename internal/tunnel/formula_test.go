package tunnel

import (
	"fmt"
	"strings"
	"testing"
)

// TestFormulasAreTrue: what the steps of an answer say adds up, and is the answer.
func TestFormulasAreTrue(t *testing.T) {
	clauses := 0
	for _, c := range guess().candidates {
		for _, q := range []Request{{Stack: c.stack.String(), OuterMTU: 1500}, {Stack: c.stack.String(), InnerMTU: 1300}} {
			r, err := Calc(q)
			if err != nil {
				t.Errorf("%+v: %v", q, err)
				continue
			}
			n := max(q.OuterMTU, q.InnerMTU)
			for _, s := range r.Steps {
				from, to := s.OuterMTU, s.InnerMTU
				if r.Question == "outer" {
					from, to = to, from
				}
				if from != n || s.Bytes != s.OuterMTU-s.InnerMTU {
					t.Errorf("%s: step %s goes from %d, but %d came out before it", q.Stack, s.ID, from, n)
				}
				if !strings.Contains(s.Formula, fmt.Sprint(to)) {
					t.Errorf("%s: %q does not say %d", q.Stack, s.Formula, to)
				}
				clauses += addsUp(t, s.Formula)
				n = to
			}
			if r.Question == "outer" && n != r.OuterMTU || r.Question == "inner" && n != r.InnerMTU {
				t.Errorf("%s: the steps end at %d, the answer is %d to %d", q.Stack, n, r.OuterMTU, r.InnerMTU)
			}
		}
	}
	if clauses < 300 {
		t.Errorf("only %d sums were checked", clauses)
	}
}

// addsUp checks each "1500 - 20 IPv4 - 8 UDP = 1472" of a formula and returns
// how many there are.
func addsUp(t *testing.T, formula string) (n int) {
	t.Helper()
	for _, clause := range strings.Split(formula, "; ") {
		left, right, is := strings.Cut(clause, " = ")
		if !is {
			continue
		}
		left = strings.ReplaceAll(strings.ReplaceAll(left, " - ", "\n-"), " + ", "\n+")
		sum := 0
		for term := range strings.Lines(left) {
			var x int
			if _, err := fmt.Sscan(term, &x); err != nil {
				t.Errorf("%q: %q is no number", formula, term)
			}
			sum += x
		}
		var said int
		if _, err := fmt.Sscan(right, &said); err != nil || said != sum {
			t.Errorf("%q: it is %d", clause, sum)
		}
		n++
	}
	return n
}
