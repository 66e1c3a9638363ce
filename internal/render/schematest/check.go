package schematest

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

// checkEvents says what describes an event of pmtu check without its "event"
// field; "" where the definition names that field.
var checkEvents = map[string]string{
	"start":   "",
	"result":  "check_result",
	"summary": "summary",
}

// ValidateCheck fails t unless b is the document of pmtu check, without a
// field that the schema does not name.
func ValidateCheck(t testing.TB, b []byte) {
	t.Helper()
	if err := CheckDef("check_document", b); err != nil {
		t.Errorf("%v\nin %s", err, b)
	}
}

// ValidateCheckLines fails t unless b is the stream of pmtu check: JSON values
// one a line, of which the first is the start event, the last the summary, and
// all satisfy the schema.
func ValidateCheckLines(t testing.TB, b []byte) {
	t.Helper()
	if err := CheckCheckLines(b); err != nil {
		t.Errorf("%v\nin %s", err, b)
	}
}

// CheckCheckLines is ValidateCheckLines with an error.
func CheckCheckLines(b []byte) error {
	text, ended := strings.CutSuffix(string(b), "\n")
	if !ended {
		return errors.New("stream: the last line does not end")
	}
	lines := strings.Split(text, "\n")
	for i, l := range lines {
		event, err := checkEvent(l)
		if err != nil {
			return fmt.Errorf("stream: line %d: %w", i+1, err)
		}
		if (event == "start") != (i == 0) || (event == "summary") != (i == len(lines)-1) {
			return fmt.Errorf("stream: line %d of %d is %q", i+1, len(lines), event)
		}
	}
	return nil
}

// checkEvent checks a line and returns what event it is.
func checkEvent(l string) (string, error) {
	s, err := compiled()
	if err != nil {
		return "", err
	}
	v, err := decode([]byte(l))
	if err != nil {
		return "", err
	}
	if err := s.checkLine.Validate(v); err != nil {
		return "", err
	}
	o := v.(map[string]any) // the schema says so
	event := o["event"].(string)
	definition := checkEvents[event]
	if definition == "" {
		return event, s.strictDefs["check_start_event"].Validate(o)
	}
	delete(o, "event")
	return event, s.strictDefs[definition].Validate(o)
}
