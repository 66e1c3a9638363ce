package render

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/pathmtu/pmtu/internal/host"
)

// Doctor writes the examination of this host as text: what it comes to, then
// the items by group. What is as it should be is explained in verbose text only.
func Doctor(w io.Writer, r host.Report, o Options) error {
	t := newText(w, Head{}, o)
	t.doctorSummary(r)
	var group host.Group
	for _, i := range r.Items {
		if i.Group != group {
			group = i.Group
			t.flush()
			t.line.styled(bold, t.o.word(string(group)))
			t.flush()
		}
		t.doctorItem(i)
	}
	return t.err
}

func (t *text) doctorSummary(r host.Report) {
	st, s := green, "No problem found."
	if n := r.Count(host.Problem); n > 0 {
		st, s = red, Plural(n, "problem")+"."
	}
	t.line.styled(st, s)
	var rest []string
	if n := r.Count(host.Note); n > 0 {
		rest = append(rest, fmt.Sprintf("%d worth knowing", n))
	}
	if n := r.Count(host.Unknown); n > 0 {
		rest = append(rest, fmt.Sprintf("%d not to be found out", n))
	}
	if rest != nil {
		t.line.put("  " + strings.Join(rest, ", ") + ".")
	}
	t.line.put("  Nothing was changed.")
	t.flush()
}

// The columns of an item.
const (
	statusStart = 2
	itemStart   = 11
)

func (t *text) doctorItem(i host.Item) {
	t.line.pad(statusStart)
	t.line.styled(statusStyle(i.Status), string(i.Status))
	what := t.o.sentence(i.Name)
	if i.Value != "" {
		what += ": " + t.o.sentence(i.Value)
	}
	room := t.o.width() - itemStart
	for _, part := range wrap(what, room, room) {
		t.line.pad(itemStart)
		t.line.put(part)
		t.flush()
	}
	if i.Status != host.OK || t.o.Verbose {
		t.indented(itemStart, dim, t.o.sentence(i.Detail))
	}
	if i.Remedy != "" {
		t.doctorRemedy(t.o.sentence(i.Remedy))
	}
}

// doctorRemedy prints what to do. A command that does not fit is not broken:
// it is to be copied.
func (t *text) doctorRemedy(s string) {
	const word = "Fix: "
	room := t.o.width() - itemStart - len(word)
	parts := []string{s}
	if utf8.RuneCountInString(s) > room {
		parts = wrap(s, room, room)
	}
	for i, part := range parts {
		t.line.pad(itemStart)
		if i == 0 {
			t.line.styled(green, word)
		}
		t.line.pad(itemStart + len(word))
		t.line.put(part)
		t.flush()
	}
}

func statusStyle(s host.Status) style {
	switch s {
	case host.Problem:
		return red
	case host.Note:
		return yellow
	case host.Unknown:
		return dim
	}
	return green
}

// doctorDocument is the JSON document of pmtu doctor, schema 1 ($defs/doctor_document).
type doctorDocument struct {
	Schema  int        `json:"schema"`
	Version string     `json:"version,omitempty"`
	Doctor  doctorJSON `json:"doctor"`
}

type doctorJSON struct {
	Problems int        `json:"problems"`
	Notes    int        `json:"notes"`
	Unknown  int        `json:"unknown"`
	Items    []itemJSON `json:"items"`
}

type itemJSON struct {
	Group  string `json:"group"`
	Name   string `json:"name"`
	Value  string `json:"value,omitempty"`
	Status string `json:"status"`
	Detail string `json:"detail,omitempty"`
	Remedy string `json:"remedy,omitempty"`
}

// DoctorJSON writes the document of [Doctor].
func DoctorJSON(w io.Writer, r host.Report, o Options) error {
	o.ASCII = false // JSON is UTF-8 everywhere
	d := doctorDocument{Schema: schemaVersion, Version: o.Version, Doctor: doctorJSON{
		Problems: r.Count(host.Problem), Notes: r.Count(host.Note), Unknown: r.Count(host.Unknown),
		Items: make([]itemJSON, len(r.Items)),
	}}
	for k, i := range r.Items {
		d.Doctor.Items[k] = itemJSON{
			Group: string(i.Group), Name: o.sentence(i.Name), Value: o.sentence(i.Value),
			Status: string(i.Status), Detail: o.sentence(i.Detail), Remedy: o.sentence(i.Remedy),
		}
	}
	return encodeDocument(w, d)
}
