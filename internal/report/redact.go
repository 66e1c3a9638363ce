package report

import (
	"errors"
	"strings"

	"github.com/pathmtu/pmtu/internal/check"
	"github.com/pathmtu/pmtu/internal/render"
)

// redacting is a report in front of another one.
type redacting struct {
	check.Reporter
	r *render.Redactor
}

// redactingCoder is redacting in front of a report with exit codes of its own.
type redactingCoder struct {
	redacting
	check.ExitCoder
}

func redactFor(inner check.Reporter, r *render.Redactor) check.Reporter {
	s := redacting{inner, r}
	if coder, ok := inner.(check.ExitCoder); ok {
		return &redactingCoder{s, coder}
	}
	return &s
}

// Result passes on what is left of a result.
func (s *redacting) Result(r *check.Result) error { return s.Reporter.Result(redacted(s.r, r)) }

// Close passes on what is left of the summary: how many are gone, and no names.
func (s *redacting) Close(sum check.Summary) error {
	sum.Gone = make([]string, len(sum.Gone))
	return s.Reporter.Close(sum)
}

// redacted returns a copy of r without what is to be replaced. A label is
// gone, as it is a name.
func redacted(hide *render.Redactor, r *check.Result) *check.Result {
	out := *r
	t := &out.Target
	standIn := hide.Aim(t.Addr, t.Input, t.Name, t.Label)
	if t.Addr.IsValid() {
		t.Addr = standIn
	}
	t.Input, t.Name, t.Label, t.Where = standIn.String(), "", "", lineOnly(t.Where)
	out.Trace = hide.Result(r.Trace)
	out.Reason, out.Remedy = hide.Text(r.Reason), hide.Text(r.Remedy)
	if r.Err != nil {
		out.Err = errors.New(hide.Text(r.Err.Error()))
	}
	out.Changes = make([]check.Change, len(r.Changes))
	for i, c := range r.Changes {
		c.Detail = hide.Text(c.Detail)
		out.Changes[i] = c
	}
	return &out
}

// lineOnly leaves of the place in a file its line.
func lineOnly(where string) string {
	i := strings.LastIndexByte(where, ':')
	switch {
	case i < 0:
		return ""
	case where[:i] == check.Stdin:
		return where
	}
	return "targets" + where[i:]
}
