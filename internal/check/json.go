package check

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// jsonList reads tokens and knows on which line they stand.
type jsonList struct {
	*json.Decoder
	text   string
	offset int
	line   int // of offset
}

func newJSONList(text string, line int) *jsonList {
	j := &jsonList{Decoder: json.NewDecoder(strings.NewReader(text)), text: text, line: line}
	j.UseNumber()
	return j
}

// at is the line on which the next value begins.
func (j *jsonList) at() int {
	to := int(j.InputOffset())
	to += len(j.text[to:]) - len(strings.TrimLeft(j.text[to:], " \t\r\n,:"))
	j.line += strings.Count(j.text[j.offset:to], "\n")
	j.offset = to
	return j.line
}

// json parses a JSON list of objects, or of lines as text.
func (l *list) json(text string) {
	j := newJSONList(text, 1)
	line := j.at()
	if t, err := j.Token(); err != nil || t != json.Delim('[') {
		l.jsonError(j, line, err, `a list of targets is wanted, as in [{"dest": "git.example", "require": 1400}]`)
		return
	}
	for j.More() {
		line := j.at()
		var raw json.RawMessage
		if err := j.Decode(&raw); err != nil {
			l.jsonError(j, line, err, "")
			return
		}
		l.jsonTarget(raw, line)
	}
	if _, err := j.Token(); err != nil {
		l.jsonError(j, j.at(), err, "")
		return
	}
	line = j.at()
	if _, err := j.Token(); err != io.EOF {
		l.complain(line, "something follows the list")
	}
}

// jsonTarget takes one value of the list, which is valid JSON.
func (l *list) jsonTarget(raw json.RawMessage, line int) {
	var text string
	switch {
	case raw[0] == '{':
	case json.Unmarshal(raw, &text) == nil && raw[0] == '"':
		l.line(line, text)
		return
	default:
		l.complain(line, "a target is an object or a text")
		return
	}
	j := newJSONList(string(raw), line)
	_, _ = j.Token() // the brace
	var fields []field
	bad := false
	for j.More() {
		at := j.at()
		var value any
		key, _ := j.Token()
		_ = j.Decode(&value)
		f := field{fmt.Sprint(key), "", at}
		switch v := value.(type) {
		case string:
			f.value = v
		case json.Number:
			f.value = v.String()
		default:
			l.complain(at, "%s: %v", f.key, errScalar)
			bad = true
			continue
		}
		fields = append(fields, f)
	}
	if !bad {
		l.add(line, fields)
	}
}

// jsonError notes what ends the list; nothing behind it is read. An error of
// the syntax knows its place better.
func (l *list) jsonError(j *jsonList, line int, err error, otherwise string) {
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &syntax):
		l.complain(1+strings.Count(j.text[:min(int(syntax.Offset), len(j.text))], "\n"), "JSON: %v", err)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		l.complain(1+strings.Count(strings.TrimRight(j.text, "\n"), "\n"), "JSON: it ends too early")
	case otherwise != "":
		l.complain(line, "%s", otherwise)
	default:
		l.complain(line, "%v", err)
	}
}
