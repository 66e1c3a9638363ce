package report

import (
	"encoding/xml"
	"fmt"
	"io"
	"strconv"

	"github.com/pathmtu/pmtu/internal/check"
	"github.com/pathmtu/pmtu/internal/render"
	"github.com/pathmtu/pmtu/pmtu"
)

// junit writes JUnit XML as Maven's Surefire does and Jenkins reads it: a
// suite a target, as they come. The schemas want totals of a suite, which is
// known as a whole, and none of all suites, so nothing is kept. What is not
// known is an error, which those who read the format tell from a failure.
type junit struct {
	w        io.Writer
	baseline bool
}

// The elements. The order of the children is that of Surefire's schema.
type (
	suiteXML struct {
		XMLName    xml.Name      `xml:"testsuite"`
		Name       string        `xml:"name,attr"`
		Time       string        `xml:"time,attr"`
		Tests      int           `xml:"tests,attr"`
		Errors     int           `xml:"errors,attr"`
		Skipped    int           `xml:"skipped,attr"`
		Failures   int           `xml:"failures,attr"`
		Properties []propertyXML `xml:"properties>property"`
		Cases      []caseXML     `xml:"testcase"`
	}
	propertyXML struct {
		Name  string `xml:"name,attr"`
		Value string `xml:"value,attr"`
	}
	caseXML struct {
		Name    string      `xml:"name,attr"`
		Class   string      `xml:"classname,attr"`
		Time    string      `xml:"time,attr"`
		Failure *problemXML `xml:"failure"`
		Skipped *skippedXML `xml:"skipped"`
		Error   *problemXML `xml:"error"`
		Out     string      `xml:"system-out,omitempty"`
	}
	problemXML struct {
		Message string `xml:"message,attr"`
		Type    string `xml:"type,attr"`
		Text    string `xml:",chardata"`
	}
	skippedXML struct {
		Message string `xml:"message,attr"`
	}
)

func openJUnit(w io.Writer, h check.Head, _ Options) (check.Reporter, error) {
	_, err := io.WriteString(w, xml.Header+"<testsuites name=\"pmtu check\">\n")
	return &junit{w, h.Baseline != ""}, err
}

// Result writes a suite.
func (j *junit) Result(r *check.Result) error {
	s := suiteXML{Name: full(r.Target), Time: "0.000", Properties: properties(r), Cases: j.cases(r)}
	if r.Trace != nil {
		s.Time = strconv.FormatFloat(max(r.Trace.Duration.Seconds(), 0), 'f', 3, 64)
	}
	for i := range s.Cases {
		c := &s.Cases[i]
		c.Class, c.Time = "pmtu.check", "0.000"
		if i == 0 {
			c.Time = s.Time // one run answers all cases
		}
		s.Tests++
		switch {
		case c.Failure != nil:
			s.Failures++
		case c.Error != nil:
			s.Errors++
		case c.Skipped != nil:
			s.Skipped++
		}
	}
	b, err := xml.MarshalIndent(s, "  ", "  ")
	if err != nil {
		return err
	}
	_, err = j.w.Write(append(b, '\n'))
	return err
}

// Close ends the document.
func (j *junit) Close(check.Summary) error {
	_, err := io.WriteString(j.w, "</testsuites>\n")
	return err
}

// properties are the facts that no case is about.
func properties(r *check.Result) []propertyXML {
	out := []propertyXML{
		{"verdict", string(verdict(r))},
		{"require_bytes", strconv.Itoa(int(r.Target.Require))},
	}
	add := func(name, value string) {
		if value != "" {
			out = append(out, propertyXML{name, value})
		}
	}
	add("address", address(r.Target))
	add("where", render.EscapeText(r.Target.Where))
	if t := r.Trace; t != nil {
		mtu, status := pathMTU(r)
		add("path_mtu_status", string(status))
		if mtu > 0 {
			add("path_mtu_bytes", strconv.Itoa(int(mtu)))
		}
		add("protocol", t.Protocol.String())
		if !t.Started.IsZero() {
			add("started_at", startedAt(check.Head{Started: t.Started}))
		}
	}
	return out
}

// cases are the checks of a target. The names hold who is checked, as Jenkins
// and GitLab tell cases apart by their names.
func (j *junit) cases(r *check.Result) []caseXML {
	who := full(r.Target)
	cases := []caseXML{
		{Name: who + ": reached"},
		{Name: fmt.Sprintf("%s: path MTU at least %d", who, r.Target.Require)},
		{Name: fmt.Sprintf("%s: no black hole below %d", who, r.Target.Require)},
	}
	arrival, size, hole := &cases[0], &cases[1], &cases[2]
	switch sizeVerdict(r) {
	case check.VerdictPass:
		size.Out = "Path MTU " + mtuText(r) + "."
	case check.VerdictFail:
		if !reached(r) {
			arrival.Skipped = &skippedXML{"not needed: smaller packets than are required were refused before"}
		}
		size.Failure = problem(r)
	case check.VerdictUnreachable:
		arrival.Failure = problem(r)
	case check.VerdictInconclusive:
		if reached(r) {
			size.Error = problem(r)
		} else {
			arrival.Error = problem(r)
		}
	default:
		arrival.Error = problem(r)
	}
	if arrival.Failure != nil || arrival.Error != nil {
		size.Skipped = &skippedXML{"not known: the destination was not reached"}
	}
	holeCase(hole, r)
	if j.baseline {
		cases = append(cases, baselineCase(who, r))
	}
	return cases
}

// holeCase fills the case about black holes. One that lets the required size
// pass fails nothing, and is told.
func holeCase(c *caseXML, r *check.Result) {
	l := blackHole(r)
	below := l != nil && l.To < r.Target.Require
	switch v := sizeVerdict(r); {
	case v == check.VerdictFail && below:
		c.Failure = newProblem(r, "black_hole", holeText(l))
	case v == check.VerdictPass && l != nil:
		c.Out = holeText(l) + "."
	case v != check.VerdictPass && v != check.VerdictFail:
		c.Skipped = &skippedXML{"not known"}
	}
}

// holeText says where a black hole is.
func holeText(l *pmtu.Limit) string {
	where := "at a place that is not known"
	switch {
	case l.AfterHop == 0:
		where = "between this host and hop 1"
	case l.AfterHop > 0:
		where = fmt.Sprintf("between hop %d and hop %d", l.AfterHop, l.AfterHop+1)
	}
	if l.To <= 0 {
		return "Large packets vanish " + where
	}
	return fmt.Sprintf("Packets over %d bytes vanish %s", l.To, where)
}

// baselineCase is about what changed since the baseline.
func baselineCase(who string, r *check.Result) caseXML {
	c := caseXML{Name: who + ": path MTU as in the baseline"}
	for _, change := range r.Changes {
		detail := render.EscapeText(change.Detail)
		if change.Loss && c.Failure == nil {
			c.Failure = newProblem(r, "loss", detail)
			continue
		}
		c.Out += detail + "\n"
	}
	return c
}

// problem is why r does not pass.
func problem(r *check.Result) *problemXML {
	return newProblem(r, string(sizeVerdict(r)), reason(r, false))
}

// newProblem has the remedy in its text, which Jenkins and GitLab show where
// others have a stack.
func newProblem(r *check.Result, kind, message string) *problemXML {
	p := &problemXML{Message: message, Type: kind, Text: message + "."}
	if s := remedy(r, false); s != "" {
		p.Text += "\nFix: " + s + "."
	}
	return p
}
