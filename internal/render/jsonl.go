package render

import (
	"encoding/json"
	"io"

	"github.com/pathmtu/pmtu/pmtu"
)

// jsonLines writes one event a line, and the document as the last.
type jsonLines struct {
	e    *json.Encoder
	o    Options
	look looker // knows what was told so far
}

// The lines of the stream. Their first field is "event".
type (
	startEvent struct {
		Event    string      `json:"event"`
		Schema   int         `json:"schema"`
		Version  string      `json:"version,omitempty"`
		Redacted bool        `json:"redacted,omitempty"`
		Target   targetJSON  `json:"target"`
		Family   string      `json:"family"`
		Protocol string      `json:"protocol"`
		Source   *sourceJSON `json:"source,omitempty"`
	}
	localEvent struct {
		Event string `json:"event"`
		MTU   int    `json:"mtu_bytes"`
	}
	hopEvent struct {
		Event string `json:"event"`
		hopJSON
	}
	limitEvent struct {
		Event string `json:"event"`
		limitJSON
	}
	findingEvent struct {
		Event string `json:"event"`
		findingJSON
	}
	resultEvent struct {
		Event string `json:"event"`
		*document
	}
)

func openJSONLines(w io.Writer, h Head, o Options) (Stream, error) {
	o.ASCII = false // JSON is UTF-8 everywhere
	s := &jsonLines{e: json.NewEncoder(w), o: o, look: looker{family: family(h.Target.Addr()), otherMTU: o.OtherMTU}}
	s.e.SetEscapeHTML(false)
	return s, s.e.Encode(startEvent{
		Event:    "start",
		Schema:   schemaVersion,
		Version:  o.Version,
		Redacted: o.Redact,
		Target:   newTarget(h.Target, h.Protocol, o),
		Family:   family(h.Target.Addr()).String(),
		Protocol: h.Protocol.String(),
		Source:   newSource(h.Source),
	})
}

// Update writes an event. The lines of tracepath have none.
func (s *jsonLines) Update(u pmtu.Update) error {
	switch u := u.(type) {
	case pmtu.LocalUpdate:
		if u.MTU > 0 {
			s.look.before = u.MTU
			return s.e.Encode(localEvent{"local", int(u.MTU)})
		}
	case pmtu.HopUpdate:
		return s.e.Encode(hopEvent{"hop", newHop(u.Hop, s.o)})
	case pmtu.LimitUpdate:
		return s.e.Encode(limitEvent{"limit", newLimit(u.Limit, s.look.at(u.HopCount))})
	case pmtu.FindingUpdate:
		return s.e.Encode(findingEvent{"finding", newFinding(u.Finding)})
	}
	return nil
}

// Close writes the document as the last event.
func (s *jsonLines) Close(r *pmtu.Result) error {
	return s.e.Encode(resultEvent{"result", newDocument(r, s.o)})
}
