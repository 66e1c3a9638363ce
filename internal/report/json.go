package report

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"time"

	"github.com/pathmtu/pmtu/internal/check"
	"github.com/pathmtu/pmtu/internal/render"
	"github.com/pathmtu/pmtu/pmtu"
)

// schemaVersion is the version of the documents, as that of a run.
const schemaVersion = 1

// The document of a result: that of a run, and beside it what check makes of
// it. Where there was no run, only what is known of the target.
type (
	tracedJSON struct {
		render.Document
		Check checkJSON `json:"check"`
	}
	untracedJSON struct {
		Schema   int        `json:"schema"`
		Version  string     `json:"version,omitempty"`
		Redacted bool       `json:"redacted,omitempty"`
		Target   targetJSON `json:"target"`
		Family   string     `json:"family,omitempty"`
		Protocol string     `json:"protocol,omitempty"`
		Check    checkJSON  `json:"check"`
	}
	targetJSON struct {
		Input   string `json:"input"`
		Name    string `json:"name,omitempty"`
		Address string `json:"address,omitempty"`
		Port    uint16 `json:"port,omitempty"`
	}
	checkJSON struct {
		Verdict check.Verdict  `json:"verdict"`
		Require int            `json:"require_bytes"`
		Label   string         `json:"name,omitempty"`
		Where   string         `json:"where,omitempty"`
		Reason  string         `json:"reason"`
		Remedy  string         `json:"remedy,omitempty"`
		Error   string         `json:"error,omitempty"`
		Changes []check.Change `json:"changes,omitempty"`
		New     bool           `json:"new,omitempty"`
	}
)

// summaryJSON is the summary of a run over all targets.
type summaryJSON struct {
	Verdict      check.Verdict `json:"verdict"`
	Targets      int           `json:"targets"`
	Done         int           `json:"done"`
	Pass         int           `json:"pass"`
	Fail         int           `json:"fail"`
	Inconclusive int           `json:"inconclusive"`
	Unreachable  int           `json:"unreachable"`
	Error        int           `json:"error"`
	// Lost, Changed, New and Gone are nil where there is no baseline.
	Lost        *int          `json:"lost,omitempty"`
	Changed     *int          `json:"changed,omitempty"`
	New         *int          `json:"new,omitempty"`
	Gone        *int          `json:"gone,omitempty"`
	GoneTargets []string      `json:"gone_targets,omitempty"`
	Interrupted bool          `json:"interrupted,omitempty"`
	Duration    float64       `json:"duration_ms"`
	Probes      sumProbesJSON `json:"probes"`
}

type sumProbesJSON struct {
	Sent      int   `json:"sent"`
	SentBytes int64 `json:"sent_bytes"`
}

// headJSON is what the document begins with.
type headJSON struct {
	Schema   int    `json:"schema"`
	Version  string `json:"version,omitempty"`
	Redacted bool   `json:"redacted,omitempty"`
	Started  string `json:"started_at,omitempty"`
}

// jsonReport writes one document with a result a line.
type jsonReport struct {
	w    io.Writer
	h    check.Head
	o    Options
	some bool // a result was written
}

func openJSON(w io.Writer, h check.Head, o Options) (check.Reporter, error) {
	head, err := encode(headJSON{schemaVersion, o.Version, o.Redact, startedAt(h)})
	if err != nil {
		return nil, err
	}
	// The object stays open: results and summary are its last two fields.
	_, err = w.Write(append(bytes.TrimSuffix(head, []byte("}")), `,"results":[`...))
	return &jsonReport{w: w, h: h, o: o}, err
}

// Result writes a line.
func (s *jsonReport) Result(r *check.Result) error {
	b, err := encode(document(r, s.o))
	if err != nil {
		return err
	}
	sep := ",\n"
	if !s.some {
		sep, s.some = "\n", true
	}
	_, err = s.w.Write(append([]byte(sep), b...))
	return err
}

// Close writes the summary and ends the document.
func (s *jsonReport) Close(sum check.Summary) error {
	b, err := encode(summary(sum, s.h))
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(s.w, "\n],\"summary\":%s}\n", b)
	return err
}

// document is the document of a result.
func document(r *check.Result, o Options) any {
	c := newCheck(r)
	if r.Trace != nil && r.Trace.Target.Addr().IsValid() {
		return tracedJSON{render.NewDocument(r.Trace, renderOptions(r, o)), c}
	}
	t := r.Target
	d := untracedJSON{
		Schema: schemaVersion, Version: o.Version, Redacted: o.Redact, Check: c,
		Target: targetJSON{
			Input:   cmp.Or(render.EscapeName(t.Input), "?"),
			Name:    render.EscapeName(t.Name),
			Address: address(t),
			Port:    t.Port,
		},
	}
	if t.Family != 0 {
		d.Family = t.Family.String()
	}
	if t.Protocol != pmtu.Auto {
		d.Protocol = t.Protocol.String()
	}
	return d
}

// renderOptions are those of the document of the run.
func renderOptions(r *check.Result, o Options) render.Options {
	return render.Options{
		Input: r.Target.Input, TargetName: r.Target.Name, Name: o.Name, Version: o.Version, Redact: o.Redact,
	}
}

func newCheck(r *check.Result) checkJSON {
	c := checkJSON{
		Verdict: verdict(r),
		Require: int(r.Target.Require),
		Label:   label(r.Target, false),
		Where:   render.EscapeText(r.Target.Where),
		Reason:  reason(r, false),
		Remedy:  remedy(r, false),
		New:     r.New,
	}
	if r.Err != nil {
		c.Error = render.EscapeText(r.Err.Error())
	}
	for _, change := range r.Changes {
		change.Detail = render.EscapeText(change.Detail)
		c.Changes = append(c.Changes, change)
	}
	return c
}

func summary(s check.Summary, h check.Head) summaryJSON {
	out := summaryJSON{
		Verdict: overall(s), Targets: s.Total, Done: s.Done(), Pass: s.Pass, Fail: s.Fail,
		Inconclusive: s.Inconclusive, Unreachable: s.Unreachable, Error: s.Errors,
		Interrupted: s.Interrupted, Duration: milliseconds(s.Duration),
		Probes: sumProbesJSON{s.Sent, s.SentBytes},
	}
	if h.Baseline != "" {
		gone := len(s.Gone)
		out.Lost, out.Changed, out.New, out.Gone = &s.Lost, &s.Changed, &s.New, &gone
		for _, name := range s.Gone {
			if name != "" { // it is left out of what is redacted
				out.GoneTargets = append(out.GoneTargets, render.EscapeName(name))
			}
		}
	}
	return out
}

// startedAt is RFC 3339 in UTC, to the millisecond; "" where it is not known.
func startedAt(h check.Head) string {
	if h.Started.IsZero() {
		return ""
	}
	return h.Started.UTC().Format("2006-01-02T15:04:05.000Z")
}

// milliseconds is d in milliseconds, to the microsecond.
func milliseconds(d time.Duration) float64 {
	return math.Round(float64(d)/float64(time.Microsecond)) / 1000
}

// encode is v as JSON on one line, without the end of the line.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}
