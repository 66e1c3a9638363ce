package check

import (
	"errors"
	"io"
	"strings"

	"go.yaml.in/yaml/v4"
)

// yaml parses a YAML list of mappings, or of lines as text. It works on the
// tree, which knows the lines, and does not expand what refers to itself.
func (l *list) yaml(text string) {
	d := yaml.NewDecoder(strings.NewReader(text))
	var doc yaml.Node
	if err := d.Decode(&doc); err != nil {
		l.yamlError(err)
		return
	}
	root := doc.Content[0]
	if root.Kind != yaml.SequenceNode {
		l.complain(max(1, root.Line), "a list of targets is wanted, as in - dest: git.example")
		return
	}
	for _, n := range root.Content {
		l.yamlTarget(n)
	}
	var more yaml.Node
	switch err := d.Decode(&more); {
	case errors.Is(err, io.EOF):
	case err != nil:
		l.yamlError(err)
	default:
		l.complain(more.Line, "a second document: there can be only one")
	}
}

func (l *list) yamlTarget(n *yaml.Node) {
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	switch n.Kind {
	case yaml.ScalarNode:
		l.line(n.Line, n.Value)
	case yaml.MappingNode:
		var fields []field
		bad := false
		for i := 0; i+1 < len(n.Content); i += 2 {
			key, value := n.Content[i], n.Content[i+1]
			if value.Kind == yaml.AliasNode {
				value = value.Alias
			}
			if key.Kind != yaml.ScalarNode || value.Kind != yaml.ScalarNode {
				l.complain(key.Line, "%s: %v", key.Value, errScalar)
				bad = true
				continue
			}
			fields = append(fields, field{key.Value, value.Value, key.Line})
		}
		if !bad {
			l.add(n.Line, fields)
		}
	default:
		l.complain(n.Line, "a target is a mapping or a text")
	}
}

// yamlError notes an error of the syntax with its place.
func (l *list) yamlError(err error) {
	var load *yaml.LoadError
	switch {
	case errors.Is(err, io.EOF): // nothing but comments
	case errors.As(err, &load):
		l.complain(max(1, load.Mark.Line), "YAML: %s", load.Message)
	default:
		l.complain(1, "YAML: %v", err)
	}
}
