package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/pathmtu/pmtu/internal/check"
	"github.com/pathmtu/pmtu/internal/render"
)

// jobSummary writes the Markdown that GitHub shows on the page of a run: a
// table of what does not pass, and of all where they are few.
type jobSummary struct {
	w       io.Writer
	passes  bool // rows for targets that pass
	started bool
	bytes   int
	left    int // rows that were left out
}

const (
	// maxPassRows is up to how many targets those that pass have rows.
	maxPassRows = 100
	// maxSummary is how many bytes of rows are written. GitHub takes 1 MiB a
	// step, and nothing at all of more.
	maxSummary = 512 << 10
)

// result writes a row.
func (j *jobSummary) result(r *check.Result) error {
	v := verdict(r)
	if v == check.VerdictPass && len(r.Changes) == 0 && !j.passes {
		return nil
	}
	row := ""
	if !j.started {
		row = "### pmtu check\n\n| verdict | target | path MTU | required | why |\n|---|---|---|---|---|\n"
	}
	var why []string
	if v != check.VerdictPass {
		why = append(why, markdown(reason(r, false))+".")
		if s := remedy(r, false); s != "" {
			why = append(why, "Fix: "+markdown(s)+".")
		}
	}
	for _, c := range untold(r) {
		why = append(why, "Changed: "+markdown(Options{}.sentence(c.Detail))+".")
	}
	row += fmt.Sprintf("| %s | %s | %s | %d | %s |\n",
		v, markdown(full(r.Target)), mtuText(r), r.Target.Require, strings.Join(why, " "))
	if j.bytes+len(row) > maxSummary {
		j.left++
		return nil
	}
	j.started = true
	j.bytes += len(row)
	_, err := io.WriteString(j.w, row)
	return err
}

// close writes the totals.
func (j *jobSummary) close(s check.Summary) error {
	out := ""
	if !j.started {
		out = "### pmtu check\n"
	}
	out += "\n" + totals(s) + " " + took(s) + ".\n"
	if j.left > 0 {
		out += fmt.Sprintf("\n%s more in the log of the step.\n", render.Plural(j.left, "row"))
	}
	_, err := io.WriteString(j.w, out+"\n")
	return err
}

// markdown makes a foreign text plain text in a cell of a table: all that
// GitHub gives a meaning to becomes a character reference.
func markdown(s string) string {
	var b strings.Builder
	for i, c := range s {
		switch {
		case c == '/' && i > 0 && s[i-1] == '/', // a link to be
			c == '.' && strings.HasSuffix(strings.ToLower(s[:i]), "www"),
			c < 0x80 && strings.ContainsRune("!\"#$&'*<>@[\\]^_`{|}~+=", c):
			fmt.Fprintf(&b, "&#%d;", c)
		default:
			b.WriteRune(c)
		}
	}
	return b.String()
}
