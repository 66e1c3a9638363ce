// Package schematest checks JSON output against the schema that ships with
// the project.
package schematest

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/pathmtu/pmtu/doc/schema"
)

// schemas are the compiled ones. The strict twins forbid fields that the
// schema does not name, which keeps code and schema in step.
type schemas struct {
	document, event *jsonschema.Schema
	checkLine       *jsonschema.Schema
	strictDocument  *jsonschema.Schema
	strictEvents    map[string]*jsonschema.Schema
	strictDefs      map[string]*jsonschema.Schema
}

// strictEvents says what holds for an event: those of the first group describe
// it as it is, the others without its "event" field.
var strictEvents = map[string]string{
	"start": "#/$defs/start_event",
	"local": "#/$defs/local_event",

	"hop":     "#/$defs/hop",
	"limit":   "#/$defs/limit",
	"finding": "#/$defs/finding",
	"result":  "",
}

// definitions are the documents of other commands.
var definitions = []string{
	"calc_document", "doctor_document",
	"check_document", "check_result", "check_start_event", "summary",
}

var compiled = sync.OnceValues(compile)

// Validate fails t unless b is one JSON document that satisfies the schema
// and has no field that the schema does not name.
func Validate(t testing.TB, b []byte) {
	t.Helper()
	if err := Check(b); err != nil {
		t.Errorf("%v\nin %s", err, b)
	}
}

// ValidateLines fails t unless b is a stream: JSON values one a line, of
// which the first is the start event, the last the result, and all satisfy
// the schema.
func ValidateLines(t testing.TB, b []byte) {
	t.Helper()
	if err := CheckLines(b); err != nil {
		t.Errorf("%v\nin %s", err, b)
	}
}

// ValidateDef is Validate for the document that a definition of the schema
// describes: "calc_document", "doctor_document".
func ValidateDef(t testing.TB, definition string, b []byte) {
	t.Helper()
	if err := CheckDef(definition, b); err != nil {
		t.Errorf("%s: %v\nin %s", definition, err, b)
	}
}

// CheckDef is ValidateDef with an error.
func CheckDef(definition string, b []byte) error {
	s, err := compiled()
	if err != nil {
		return err
	}
	d := s.strictDefs[definition]
	if d == nil {
		return fmt.Errorf("schema: no definition %q", definition)
	}
	v, err := decode(b)
	if err != nil {
		return err
	}
	return d.Validate(v)
}

// Check is Validate with an error.
func Check(b []byte) error {
	s, err := compiled()
	if err != nil {
		return err
	}
	v, err := decode(b)
	if err != nil {
		return err
	}
	return errors.Join(s.document.Validate(v), s.strictDocument.Validate(v))
}

// CheckLines is ValidateLines with an error.
func CheckLines(b []byte) error {
	s, err := compiled()
	if err != nil {
		return err
	}
	text, ended := strings.CutSuffix(string(b), "\n")
	if !ended {
		return errors.New("stream: the last line does not end")
	}
	lines := strings.Split(text, "\n")
	for i, l := range lines {
		event, err := s.checkEvent(l)
		if err != nil {
			return fmt.Errorf("stream: line %d: %w", i+1, err)
		}
		if (event == "start") != (i == 0) || (event == "result") != (i == len(lines)-1) {
			return fmt.Errorf("stream: line %d of %d is %q", i+1, len(lines), event)
		}
	}
	return nil
}

// checkEvent checks a line and returns what event it is.
func (s schemas) checkEvent(l string) (string, error) {
	v, err := decode([]byte(l))
	if err != nil {
		return "", err
	}
	if err := s.event.Validate(v); err != nil {
		return "", err
	}
	o := v.(map[string]any) // the schema says so
	event := o["event"].(string)
	if !strings.HasSuffix(strictEvents[event], "_event") {
		delete(o, "event")
	}
	return event, s.strictEvents[event].Validate(o)
}

func decode(b []byte) (any, error) {
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		return nil, fmt.Errorf("not one JSON value: %w", err)
	}
	return v, nil
}

func compile() (schemas, error) {
	var s schemas
	plain, err := parse(schema.V1)
	if err != nil {
		return s, err
	}
	strict, err := parse(schema.V1)
	if err != nil {
		return s, err
	}
	forbid(strict)
	if s.document, err = compileAt(plain, ""); err != nil {
		return s, err
	}
	if s.event, err = compileAt(plain, "#/$defs/event"); err != nil {
		return s, err
	}
	if s.checkLine, err = compileAt(plain, "#/$defs/check_event"); err != nil {
		return s, err
	}
	if s.strictDocument, err = compileAt(strict, ""); err != nil {
		return s, err
	}
	s.strictEvents = make(map[string]*jsonschema.Schema)
	for event, fragment := range strictEvents {
		if s.strictEvents[event], err = compileAt(strict, fragment); err != nil {
			return s, err
		}
	}
	s.strictDefs = make(map[string]*jsonschema.Schema)
	for _, name := range definitions {
		if s.strictDefs[name], err = compileAt(strict, "#/$defs/"+name); err != nil {
			return s, err
		}
	}
	return s, nil
}

func parse(text string) (any, error) {
	return jsonschema.UnmarshalJSON(strings.NewReader(text))
}

func compileAt(doc any, fragment string) (*jsonschema.Schema, error) {
	const url = "mem:///schema.json"
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	c.AssertFormat()
	// Its own $id would make the compiler look for it elsewhere.
	o := doc.(map[string]any)
	delete(o, "$id")
	if err := c.AddResource(url, o); err != nil {
		return nil, err
	}
	return c.Compile(url + fragment)
}

// forbid walks a schema and closes every object that lists its properties.
func forbid(v any) {
	switch v := v.(type) {
	case map[string]any:
		if v["type"] == "object" && v["properties"] != nil {
			v["additionalProperties"] = false
		}
		for _, child := range v {
			forbid(child)
		}
	case []any:
		for _, child := range v {
			forbid(child)
		}
	}
}
