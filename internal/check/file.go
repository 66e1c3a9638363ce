package check

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
)

// maxFile bounds a list of targets, in bytes.
const maxFile = 16 << 20

// Parse reads a list of targets: one a line, or YAML or JSON, which is told by
// the file's name or else by its beginning. file is the name in messages; dest parses a
// destination and must look nothing up. Parse returns all that is wrong as one
// *ListError, or the error of in.
func Parse(file string, in io.Reader, dest func(string) (Dest, error)) ([]Spec, error) {
	b, err := io.ReadAll(io.LimitReader(in, maxFile+1))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", file, err)
	}
	l := &list{name: file, dest: dest}
	text := strings.TrimPrefix(string(b), "\ufeff")
	switch {
	case len(b) > maxFile:
		return nil, &ListError{[]Problem{{file, fmt.Sprintf("more than %d MiB", maxFile>>20)}}}
	case isJSON(file, text):
		l.json(text)
	case isYAML(file, text):
		l.yaml(text)
	default:
		l.lines(text)
	}
	if len(l.problems) == 0 && len(l.specs) == 0 {
		l.problems = []Problem{{file, "no targets in it"}}
	}
	if len(l.problems) > 0 {
		return nil, &ListError{l.problems}
	}
	return l.specs, nil
}

// isJSON tells JSON from lines, which may begin with an IPv6 address in brackets.
func isJSON(file, text string) bool {
	switch strings.ToLower(filepath.Ext(file)) {
	case ".json":
		return true
	case ".yaml", ".yml", ".txt", ".list":
		return false
	}
	text = strings.TrimLeft(text, " \t\r\n")
	inside, isList := strings.CutPrefix(text, "[")
	inside = strings.TrimLeft(inside, " \t\r\n")
	return strings.HasPrefix(text, "{") || isList && inside != "" && strings.ContainsRune(`{]"`, rune(inside[0]))
}

// isYAML tells YAML from lines: its first line that is no comment begins a
// list or a document. No destination begins with a hyphen.
func isYAML(file, text string) bool {
	switch strings.ToLower(filepath.Ext(file)) {
	case ".yaml", ".yml":
		return true
	case ".txt", ".list":
		return false
	}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line != "" && line[0] != '#' && line[0] != '%' {
			return line == "-" || strings.HasPrefix(line, "- ") || strings.HasPrefix(line, "---")
		}
	}
	return false
}

// errScalar says that a field's value is no plain one.
var errScalar = errors.New("a text or a number is wanted")
