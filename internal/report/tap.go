package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/pathmtu/pmtu/internal/check"
	"github.com/pathmtu/pmtu/internal/render"
)

// tap writes TAP 14: a test point a target, with YAML diagnostics, and another
// one where there is a baseline. The plan stands at the end, as TAP allows, so
// that it says what was done.
//
// The same text is TAP 13, but for its first line. Perl's harness of Debian 12
// calls what says 14 a parse error, so tap13 says 13.
//
// TAP knows no third verdict. What is inconclusive is "not ok", and its diagnostics say so: the
// directives for what is skipped or to be done make harnesses call a run good in which nothing was proven.
type tap struct {
	w        io.Writer
	n        int
	baseline bool
}

func openTAP(w io.Writer, h check.Head, _ Options) (check.Reporter, error) {
	return newTAP(w, h, "TAP version 14\n")
}

func openTAP13(w io.Writer, h check.Head, _ Options) (check.Reporter, error) {
	return newTAP(w, h, "TAP version 13\n")
}

func newTAP(w io.Writer, h check.Head, version string) (check.Reporter, error) {
	_, err := io.WriteString(w, version)
	return &tap{w: w, baseline: h.Baseline != ""}, err
}

// Result writes the test points of a target.
func (t *tap) Result(r *check.Result) error {
	var b strings.Builder
	t.point(&b, sizeVerdict(r) == check.VerdictPass, fmt.Sprintf("%s carries %d bytes", full(r.Target), r.Target.Require))
	b.WriteByte('\n')
	diagnostics(&b, r)
	if t.baseline {
		t.point(&b, !r.Lost(), full(r.Target)+" has the path MTU of the baseline")
		b.WriteByte('\n')
		baselineDiagnostics(&b, r)
	}
	_, err := io.WriteString(t.w, b.String())
	return err
}

// point writes a test point, up to what may follow it on its line.
func (t *tap) point(b *strings.Builder, ok bool, description string) {
	t.n++
	if !ok {
		b.WriteString("not ")
	}
	fmt.Fprintf(b, "ok %d - %s", t.n, tapEscape(description))
}

// Close writes the plan, and before it that a run was interrupted, on which
// harnesses act.
func (t *tap) Close(s check.Summary) error {
	out := fmt.Sprintf("# %s %s.\n1..%d\n", totals(s), took(s), t.n)
	if s.Interrupted {
		out = fmt.Sprintf("Bail out!  Interrupted after %d of %s\n%s", s.Done(), render.Plural(s.Total, "target"), out)
	}
	_, err := io.WriteString(t.w, out)
	return err
}

// diagnostics writes a block of YAML about the required size.
func diagnostics(b *strings.Builder, r *check.Result) {
	v := sizeVerdict(r)
	b.WriteString("  ---\n")
	entry(b, "verdict", string(v))
	if v != check.VerdictPass {
		entry(b, "message", reason(r, false))
		entry(b, "remedy", remedy(r, false))
	}
	fmt.Fprintf(b, "  require_bytes: %d\n", r.Target.Require)
	mtu, status := pathMTU(r)
	entry(b, "path_mtu_status", string(status))
	if mtu > 0 {
		fmt.Fprintf(b, "  path_mtu_bytes: %d\n", mtu)
	}
	entry(b, "where", render.EscapeText(r.Target.Where))
	b.WriteString("  ...\n")
}

// baselineDiagnostics writes a block of YAML with what is not as in the baseline.
func baselineDiagnostics(b *strings.Builder, r *check.Result) {
	if len(r.Changes) == 0 {
		return
	}
	b.WriteString("  ---\n")
	if r.OnlyLost() {
		entry(b, "verdict", string(verdict(r)))
		entry(b, "message", reason(r, false))
		entry(b, "remedy", remedy(r, false))
	}
	b.WriteString("  changes:\n")
	for _, c := range r.Changes {
		fmt.Fprintf(b, "    - %s\n", yamlString(render.EscapeText(c.Detail)))
	}
	b.WriteString("  ...\n")
}

// entry writes a text; "": nothing.
func entry(b *strings.Builder, key, value string) {
	if value != "" {
		fmt.Fprintf(b, "  %s: %s\n", key, yamlString(value))
	}
}

var (
	yamlQuoted = strings.NewReplacer(`\`, `\\`, `"`, `\"`)
	tapEscaped = strings.NewReplacer(`\`, `\\`, `#`, `\#`)
)

// yamlString is s, which is free of control bytes, as a scalar in double quotes.
func yamlString(s string) string { return `"` + yamlQuoted.Replace(s) + `"` }

// tapEscape escapes what starts a directive.
func tapEscape(s string) string { return tapEscaped.Replace(s) }
