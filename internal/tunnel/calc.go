package tunnel

import "fmt"

// Request is what [Calc] is asked. At most one of OuterMTU and InnerMTU is set.
type Request struct {
	// Stack is the encapsulations, as [ParseStack] reads them.
	Stack string
	// OuterMTU is the MTU outside, in bytes: what is the MTU inside? With
	// InnerMTU 0 too it is 1500.
	OuterMTU int
	// InnerMTU is the size of the packets inside, in bytes: which MTU do they
	// need outside?
	InnerMTU int
	// OuterFamily is the family of the outer IP headers that the stack leaves
	// open; 0: IPv4 where possible, and Report.Notes says so.
	OuterFamily Family
}

// Report is what [Calc] found. It is complete: a renderer only writes it down.
type Report struct {
	// Stack is the request's, every family stated; Name is it for people.
	Stack string `json:"stack"`
	Name  string `json:"name"`
	// Question is "inner" where OuterMTU was given and InnerMTU is the answer,
	// "outer" where it is the other way round.
	Question string `json:"question"`
	OuterMTU int    `json:"outer_mtu_bytes"`
	InnerMTU int    `json:"inner_mtu_bytes"`
	// Overhead is OuterMTU less InnerMTU: headers and padding.
	Overhead int `json:"overhead_bytes"`
	// LargestInner is the largest packet that passes inside with the answer
	// "outer"; padding often leaves room for more than was asked for. 0: not more.
	LargestInner int `json:"largest_inner_bytes,omitempty"`
	// OuterFamily is "ipv4" or "ipv6"; "" for link layers only.
	OuterFamily string `json:"outer_family,omitempty"`
	// MSS4 and MSS6 are the TCP maximum segment sizes inside; 0 where the
	// family cannot be carried.
	MSS4 int `json:"tcp_mss_ipv4_bytes,omitempty"`
	MSS6 int `json:"tcp_mss_ipv6_bytes,omitempty"`
	// Steps are the layers in the order of the arithmetic: from the outside in
	// for "inner", from the inside out for "outer".
	Steps    []Step    `json:"steps"`
	Warnings []Warning `json:"warnings,omitempty"`
	// Notes are sentences about the encapsulations and about what was assumed.
	Notes []string `json:"notes,omitempty"`
}

// Step is the arithmetic of one layer.
type Step struct {
	ID       string `json:"id"`              // of the catalogue's row
	Name     string `json:"name"`            // for people
	Source   string `json:"source"`          // where its numbers are from
	OuterMTU int    `json:"outer_mtu_bytes"` // outside of this layer
	InnerMTU int    `json:"inner_mtu_bytes"` // inside of it
	Bytes    int    `json:"overhead_bytes"`  // OuterMTU less InnerMTU
	// Formula is the arithmetic in words: "1500 - 20 IPv4 - 8 UDP ... = 1440".
	Formula string `json:"formula"`
}

// Calc computes the MTU inside of encapsulations or the MTU that they need
// outside. Errors are those of [ParseStack], [Inner] and [Outer], and a
// [*RequestError] where the request contradicts itself.
func Calc(q Request) (Report, error) {
	s, err := ParseStack(q.Stack, q.OuterFamily)
	if err != nil {
		return Report{}, err
	}
	switch {
	case q.OuterMTU != 0 && q.InnerMTU != 0:
		return Report{}, &RequestError{Cause: "the outer and the inner MTU are both given: one of them is the answer"}
	case q.OuterMTU == 0 && q.InnerMTU == 0:
		q.OuterMTU = ethernetMTU
	}
	r := Report{Stack: s.String(), Name: s.Name()}
	if q.InnerMTU != 0 {
		err = r.outward(s, q.InnerMTU)
	} else {
		err = r.inward(s, q.OuterMTU)
	}
	if err != nil {
		return Report{}, err
	}
	r.Overhead = r.OuterMTU - r.InnerMTU
	switch s.OuterFamily() {
	case IPv4:
		r.OuterFamily = "ipv4"
	case IPv6:
		r.OuterFamily = "ipv6"
	}
	if s.Carries().Has(IPv4) {
		r.MSS4 = MSS(r.InnerMTU, IPv4)
	}
	if s.Carries().Has(IPv6) {
		r.MSS6 = MSS(r.InnerMTU, IPv6)
	}
	r.Warnings = warnings(s, &r)
	r.Notes = notes(s, &r, q)
	return r, nil
}

const ethernetMTU = 1500

// inward answers from the outside in.
func (r *Report) inward(s Stack, outer int) error {
	inner, err := Inner(outer, s)
	if err != nil {
		return err
	}
	r.Question, r.OuterMTU, r.InnerMTU = "inner", outer, inner
	n := outer
	for i := len(s.layers) - 1; i >= 0; i-- {
		l := &s.layers[i]
		in := l.inner(n)
		r.Steps = append(r.Steps, l.step(n, in, l.inwardFormula(n)))
		n = in
	}
	return nil
}

// outward answers from the inside out.
func (r *Report) outward(s Stack, inner int) error {
	outer, err := Outer(inner, s)
	if err != nil {
		return err
	}
	r.Question, r.OuterMTU, r.InnerMTU = "outer", outer, inner
	n := inner
	for i := range s.layers {
		l := &s.layers[i]
		out := l.outer(n)
		r.Steps = append(r.Steps, l.step(out, n, l.outwardFormula(n)))
		n = out
	}
	if most := s.inner(outer); most > inner {
		r.LargestInner = most
	}
	return nil
}

func (l *layer) step(outer, inner int, formula string) Step {
	return Step{
		ID: l.row.ID, Name: l.name(), Source: l.row.Source,
		OuterMTU: outer, InnerMTU: inner, Bytes: outer - inner, Formula: formula,
	}
}

// notes are the rows' notes and what was assumed of the family.
func notes(s Stack, r *Report, q Request) []string {
	var out []string
	seen := map[string]bool{}
	for i := range s.layers {
		row := s.layers[i].row
		if row.Note != "" && !seen[row.ID] {
			out = append(out, row.Name+": "+row.Note)
		}
		seen[row.ID] = true
	}
	if q.OuterFamily != 0 || !s.open() {
		return out
	}
	other, ok := s.swapped()
	if !ok {
		return out
	}
	if r.Question == "outer" {
		if n, err := Outer(r.InnerMTU, other); err == nil && n != r.OuterMTU {
			out = append(out, fmt.Sprintf("%v outside is assumed; over %v it needs %d", s.OuterFamily(), other.OuterFamily(), n))
		}
		return out
	}
	if n, err := Inner(r.OuterMTU, other); err == nil && n != r.InnerMTU {
		out = append(out, fmt.Sprintf("%v outside is assumed; over %v it is %d", s.OuterFamily(), other.OuterFamily(), n))
	}
	return out
}

// open says whether the outermost IP header was left to be of either family.
func (s Stack) open() bool {
	for i := len(s.layers) - 1; i >= 0; i-- {
		if l := &s.layers[i]; l.row.Outer != 0 {
			return !l.stated && l.row.Outer == Both
		}
	}
	return false
}
