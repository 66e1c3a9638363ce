package report

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/pathmtu/pmtu/internal/check"
	"github.com/pathmtu/pmtu/internal/render"
)

// github writes the log of a step of GitHub Actions: the line of each target,
// and workflow commands that the runner turns into annotations. An annotation
// stands at the line of the file that named the target, where there is one.
type github struct {
	w   io.Writer
	o   Options
	job *jobSummary
}

func openGitHub(w io.Writer, h check.Head, o Options) (check.Reporter, error) {
	o.Color = false
	g := &github{w: w, o: o}
	if o.JobSummary != nil {
		g.job = &jobSummary{w: o.JobSummary, passes: h.Targets <= maxPassRows}
	}
	return g, nil
}

// levels are those of annotations by verdict.
var levels = map[check.Verdict]string{
	check.VerdictFail:         "error",
	check.VerdictInconclusive: "warning",
	check.VerdictUnreachable:  "error",
	check.VerdictError:        "error",
}

// Result writes the line of a target and what there is to annotate.
func (g *github) Result(r *check.Result) error {
	out := logLine(g.o.line(r))
	if level := levels[verdict(r)]; level != "" {
		message := reason(r, false) + "."
		if s := remedy(r, false); s != "" {
			message += "\nFix: " + s + "."
		}
		out += command(level, r, headline(r), message)
	}
	for _, c := range untold(r) {
		level := "notice"
		if c.Loss {
			level = "error"
		}
		out += command(level, r, title(r.Target, false)+" is not as in the baseline", g.o.sentence(c.Detail)+".")
	}
	if _, err := io.WriteString(g.w, out); err != nil || g.job == nil {
		return err
	}
	return g.job.result(r)
}

// Close writes the totals.
func (g *github) Close(s check.Summary) error {
	if _, err := io.WriteString(g.w, totals(s)+" "+took(s)+".\n"); err != nil || g.job == nil {
		return err
	}
	return g.job.close(s)
}

// headline is the verdict in words.
func headline(r *check.Result) string {
	who := title(r.Target, false)
	if r.OnlyLost() {
		return who + " has less MTU than in the baseline"
	}
	switch verdict(r) {
	case check.VerdictFail:
		return fmt.Sprintf("%s does not carry %d bytes", who, r.Target.Require)
	case check.VerdictInconclusive:
		return fmt.Sprintf("%s: not known whether %d bytes pass", who, r.Target.Require)
	case check.VerdictUnreachable:
		return who + " is unreachable"
	case check.VerdictPass:
		return fmt.Sprintf("%s carries %d bytes", who, r.Target.Require)
	}
	return who + " could not be checked"
}

// command is a workflow command.
func command(level string, r *check.Result, title, message string) string {
	props := "title=" + escapeProperty(title)
	if file, line, ok := place(r.Target.Where); ok {
		props = fmt.Sprintf("file=%s,line=%d,%s", escapeProperty(file), line, props)
	}
	return fmt.Sprintf("::%s %s::%s\n", level, props, escapeData(message))
}

// place takes apart "file:3". Standard input is no file.
func place(where string) (file string, line int, ok bool) {
	i := strings.LastIndexByte(where, ':')
	if i <= 0 {
		return "", 0, false
	}
	line, err := strconv.Atoi(where[i+1:])
	file = where[:i]
	if err != nil || line <= 0 || file == check.Stdin {
		return "", 0, false
	}
	return render.EscapeText(file), line, true
}

var (
	dataEscaped     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	propertyEscaped = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

// escapeData escapes the message of a command as the runner reads it back.
func escapeData(s string) string { return dataEscaped.Replace(s) }

// escapeProperty escapes a value in front of the message.
func escapeProperty(s string) string { return propertyEscaped.Replace(s) }

// logLine makes a line of text harmless that is no command: the runner also
// looks for the older "##[command]", anywhere in a line. It looks for "::" only
// where a line begins, where nothing foreign stands.
func logLine(s string) string { return strings.ReplaceAll(s, "##[", `#\x23[`) }
