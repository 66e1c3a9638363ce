package check

import (
	"errors"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// yamlFault is an error of the library that knows its place.
type yamlFault interface {
	error
	GetToken() *token.Token
	GetMessage() string
}

// yamlList reads the tree of a document, which knows the lines. What refers
// to itself is not expanded: an alias stands for a text or for a target.
type yamlList struct {
	*list
	anchors map[string]ast.Node
}

// yaml parses a YAML list of mappings, or of lines as text.
func (l *list) yaml(text string) {
	if line := tooDeep(text); line > 0 {
		l.complain(line, "YAML: brackets in brackets, %d deep", maxDepth)
		return
	}
	f, err := parser.ParseBytes([]byte(text), 0, parser.AllowDuplicateMapKey())
	var fault yamlFault
	switch {
	case errors.As(err, &fault):
		l.complain(yamlLine(fault.GetToken()), "YAML: %s", fault.GetMessage())
		return
	case err != nil:
		l.complain(1, "YAML: %v", err)
		return
	}
	y := &yamlList{l, make(map[string]ast.Node)}
	some := false
	for _, d := range f.Docs {
		switch {
		case d.Body == nil: // nothing but comments
		case some:
			l.complain(yamlLine(d.Body.GetToken()), "a second document: there can be only one")
			return
		default:
			some = true
			y.root(d.Body)
		}
	}
}

// maxDepth is how deep brackets may be nested. Targets need two; the parser takes time and memory by the
// square of it.
const maxDepth = 32

// tooDeep returns the line on which brackets are nested too deep; 0: none. Quoted brackets count, too: no
// target has that many.
func tooDeep(text string) int {
	depth, line := 0, 1
	for i := range len(text) {
		switch text[i] {
		case '\n':
			line++
		case '[', '{':
			if depth++; depth > maxDepth {
				return line
			}
		case ']', '}':
			depth = max(0, depth-1)
		}
	}
	return 0
}

func (y *yamlList) root(n ast.Node) {
	targets, ok := y.plain(n).(*ast.SequenceNode)
	if !ok {
		y.complain(yamlLine(n.GetToken()), "a list of targets is wanted, as in - dest: git.example")
		return
	}
	for _, t := range targets.Values {
		y.target(t)
	}
}

// target takes one item of the list. Its line is that of its first word.
func (y *yamlList) target(n ast.Node) {
	line := yamlLine(n.GetToken())
	n = y.plain(n)
	if m, ok := n.(*ast.MappingNode); ok {
		y.mapping(m, line)
		return
	}
	if text, ok := y.scalar(n); ok {
		y.line(line, text)
		return
	}
	y.complain(line, "a target is a mapping or a text")
}

func (y *yamlList) mapping(m *ast.MappingNode, line int) {
	var fields []field
	bad := false
	for i, v := range m.Values {
		at := yamlLine(v.Key.GetToken())
		if i == 0 {
			line = at
		}
		key := v.Key.GetToken().Value
		value, ok := y.scalar(v.Value)
		if !ok {
			y.complain(at, "%s: %v", key, errScalar)
			bad = true
			continue
		}
		fields = append(fields, field{key, value, at})
	}
	if !bad {
		y.add(line, fields)
	}
}

// scalar is the text of a plain value, as it was written.
func (y *yamlList) scalar(n ast.Node) (string, bool) {
	switch n := y.plain(n).(type) {
	case *ast.StringNode:
		return n.Value, true
	case *ast.LiteralNode:
		return n.Value.Value, true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		return n.GetToken().Value, true
	}
	return "", false
}

// plain takes anchors, aliases and tags off a node.
func (y *yamlList) plain(n ast.Node) ast.Node {
	for range 8 { // of which more than one each makes no sense
		switch v := n.(type) {
		case *ast.AnchorNode:
			y.anchors[v.Name.GetToken().Value] = v.Value
			n = v.Value
		case *ast.AliasNode:
			n = y.anchors[v.Value.GetToken().Value]
		case *ast.TagNode:
			n = v.Value
		default:
			return n
		}
	}
	return nil
}

// yamlLine is the line of a token; the first where it is not known.
func yamlLine(t *token.Token) int {
	if t == nil || t.Position == nil {
		return 1
	}
	return max(1, t.Position.Line)
}
