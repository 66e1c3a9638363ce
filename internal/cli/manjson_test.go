package cli

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pathmtu/pmtu/doc/schema"
	"github.com/pathmtu/pmtu/internal/golden"
)

// schemaNode is a schema as far as the man page tells of it.
type schemaNode struct {
	Ref         string  `json:"$ref"`
	Description string  `json:"description"`
	Properties  members `json:"properties"`
	Items       *schemaNode
	Enum        []string
	OneOf       []*schemaNode
	Defs        map[string]*schemaNode `json:"$defs"`
}

// members are the properties of an object, in the order of the schema.
type members []member

type member struct {
	name string
	node *schemaNode
}

// UnmarshalJSON keeps the order.
func (m *members) UnmarshalJSON(b []byte) error {
	d := json.NewDecoder(strings.NewReader(string(b)))
	if _, err := d.Token(); err != nil {
		return err
	}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return err
		}
		var raw json.RawMessage
		if err := d.Decode(&raw); err != nil {
			return err
		}
		var n schemaNode
		if raw[0] == '{' { // else it is true or false
			if err := json.Unmarshal(raw, &n); err != nil {
				return err
			}
		}
		*m = append(*m, member{name.(string), &n})
	}
	return nil
}

// manJSON writes lists of members.
type manJSON struct {
	strings.Builder
	defs    map[string]*schemaNode
	nothing []string // members of which nothing is said
}

// resolve follows references; what is said nearer to the member stands.
func (w *manJSON) resolve(n *schemaNode) *schemaNode {
	r := *n
	for r.Ref != "" {
		name, inside := strings.CutPrefix(r.Ref, "#/$defs/")
		d := w.defs[name]
		if !inside || d == nil { // started_at, which is in another one
			d = w.defs["document"].Properties.get(name[strings.LastIndexByte(name, '/')+1:])
		}
		if r.Description == "" {
			r.Description = d.Description
		}
		r.Ref, r.Properties, r.Items, r.Enum, r.OneOf = d.Ref, append(r.Properties, d.Properties...), d.Items, d.Enum, d.OneOf
	}
	return &r
}

func (m members) get(name string) *schemaNode {
	for _, x := range m {
		if x.name == name {
			return x.node
		}
	}
	return nil
}

// list writes the members of an object but those that are left out.
func (w *manJSON) list(n *schemaNode, where string, without ...string) {
	w.WriteString(".Bl -tag -width Ds -compact\n")
	for _, m := range n.Properties {
		if slices.Contains(without, m.name) {
			continue
		}
		r := w.resolve(m.node)
		w.WriteString(".It Li " + m.name + "\n" + w.meaning(m.name, r, where))
		if r.Items != nil {
			r = w.resolve(r.Items)
		}
		if len(r.Properties) > 0 {
			w.list(r, where+"."+m.name)
		}
	}
	w.WriteString(".El\n")
}

// meaning is what is said of a member, and which words it may be.
func (w *manJSON) meaning(name string, r *schemaNode, where string) string {
	said := r.Description
	if name == "schema" {
		said = "The version of the schema, 1."
	}
	switch {
	case name == "code" && len(r.Enum) > 20:
		return ".Sx FINDINGS\nhas them.\n"
	case len(r.Enum) > 0 && !strings.Contains(said, r.Enum[len(r.Enum)-1]):
		said = strings.TrimSpace(said + " One of " + strings.Join(r.Enum, ", ") + ".")
	case said == "":
		w.nothing = append(w.nothing, where+"."+name)
	}
	return manText(said)
}

// TestJSONInStep: the man page says of every member of the JSON what the
// schema says.
func TestJSONInStep(t *testing.T) {
	var root schemaNode
	if err := json.Unmarshal([]byte(schema.V1), &root); err != nil {
		t.Fatal(err)
	}
	w := &manJSON{defs: root.Defs}
	w.WriteString("A run of\n.Cm trace\nhas these members:\n")
	w.list(root.Defs["document"], "document", "check")
	w.events("event", ".Pp\nLines\n.Pq Fl F Cm jsonl\nhave the member\n.Li event ,\nwhich is one of:\n")
	w.WriteString(".Pp\n.Cm check\nhas these:\n")
	w.list(root.Defs["check_document"], "check_document", "results")
	w.WriteString("and in\n.Li results\nfor each target that was done a document as above, as far as there was a run,\nwith the member\n.Li check :\n")
	w.list(root.Defs["check"], "check")
	w.events("check_event", ".Pp\nIts lines have the member\n.Li event ,\nwhich is one of:\n")
	w.WriteString(".Pp\n.Cm calc\nhas\n.Li schema , version\nand\n.Li calc ;\nof a stack:\n")
	w.list(root.Defs["calc_stack"], "calc_stack")
	w.WriteString("with\n.Fl -looks-like :\n")
	w.list(root.Defs["calc_looks_like"], "calc_looks_like")
	w.WriteString("and with\n.Fl -list :\n")
	w.list(root.Defs["calc_list"], "calc_list")
	w.WriteString(".Pp\n.Cm doctor\nhas\n.Li schema , version\nand\n.Li doctor :\n")
	w.list(root.Defs["doctor_document"].Properties.get("doctor"), "doctor")
	for _, m := range w.nothing {
		t.Errorf("the schema says nothing of %s", m)
	}
	inStep(t, "\n.Ss JSON members\n", "\n.Sh FINDINGS\n", w.String())
}

// events lists the events of a stream.
func (w *manJSON) events(of, intro string) {
	w.WriteString(intro + ".Bl -tag -width Ds -compact\n")
	for _, o := range w.defs[of].OneOf {
		name := strings.TrimPrefix(o.Ref, "#/$defs/")
		word := strings.TrimSuffix(strings.TrimPrefix(name, "check_"), "_event")
		fmt.Fprintf(w, ".It Li %s\n%s", word, manText(w.defs[name].Description))
	}
	w.WriteString(".El\n")
}

// inStep compares the part of the man page between two lines with what it should
// be, or rewrites it.
func inStep(t *testing.T, begin, end, want string) {
	t.Helper()
	b, err := os.ReadFile(manPage)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(b), begin)
	_, after, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatalf("the man page has no %q before %q", begin, end)
	}
	page := before + begin + strings.TrimSuffix(want, "\n") + end + after
	if *golden.Update {
		if err := os.WriteFile(manPage, []byte(page), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(page, string(b)); diff != "" {
		t.Errorf("the man page is not in step, -update rewrites it (-want +got):\n%s", diff)
	}
}
