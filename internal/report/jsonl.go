package report

import (
	"io"

	"github.com/pathmtu/pmtu/internal/check"
)

// jsonLines writes an event a line: the start, each result, the summary.
type jsonLines struct {
	w io.Writer
	h check.Head
	o Options
}

// The lines. Their first field is "event".
type (
	startEvent struct {
		Event string `json:"event"`
		headJSON
		Targets int `json:"targets"`
	}
	tracedEvent struct {
		Event string `json:"event"`
		tracedJSON
	}
	untracedEvent struct {
		Event string `json:"event"`
		untracedJSON
	}
	summaryEvent struct {
		Event string `json:"event"`
		summaryJSON
	}
)

func openJSONLines(w io.Writer, h check.Head, o Options) (check.Reporter, error) {
	s := &jsonLines{w, h, o}
	return s, s.write(startEvent{"start", headJSON{schemaVersion, o.Version, o.Redact, startedAt(h)}, h.Targets})
}

// Result writes a line.
func (s *jsonLines) Result(r *check.Result) error {
	switch d := document(r, s.o).(type) {
	case tracedJSON:
		return s.write(tracedEvent{"result", d})
	case untracedJSON:
		return s.write(untracedEvent{"result", d})
	}
	return nil
}

// Close writes the last line.
func (s *jsonLines) Close(sum check.Summary) error {
	return s.write(summaryEvent{"summary", summary(sum, s.h)})
}

func (s *jsonLines) write(event any) error {
	b, err := encode(event)
	if err != nil {
		return err
	}
	_, err = s.w.Write(append(b, '\n'))
	return err
}
