package render

import (
	"net/netip"

	"github.com/pathmtu/pmtu/pmtu"
)

// Document is the JSON document of a run (doc/schema), for a document that
// holds many. It encodes as what the json format prints; embedded in another
// struct, its fields stand beside the other's.
type Document struct{ *document }

// NewDocument returns the document of a run. Of o it uses what the json format
// does, but it replaces nothing: what Redact wants is a Redactor's.
func NewDocument(r *pmtu.Result, o Options) Document {
	o.ASCII = false // JSON is UTF-8 everywhere
	return Document{newDocument(r, o)}
}

// Redactor replaces in many results what Options.Redact replaces in one: an
// address has the same stand-in in all of them. It remembers each address that
// it replaced. The zero value is not usable; a Redactor is used by one
// goroutine.
type Redactor struct{ r *redactor }

// NewRedactor returns a Redactor that has replaced nothing yet.
func NewRedactor() *Redactor {
	r, _, _ := redact(Head{}, Options{})
	return &Redactor{r}
}

// Aim makes the Redactor replace names of a destination in sentences, until it
// is aimed again, and returns what they become: the stand-in of the address,
// or for a name that has none one that is no other's.
func (r *Redactor) Aim(target netip.Addr, names ...string) netip.Addr {
	r.r.names = namePattern(names...)
	if !target.IsValid() {
		target = netip.IPv4Unspecified()
		r.r.target = r.r.next(target)
		return r.r.target
	}
	r.r.target = r.r.addr(target)
	return r.r.target
}

// Result returns a deep copy without what is to be replaced; nil for nil.
func (r *Redactor) Result(t *pmtu.Result) *pmtu.Result { return redacted(r.r, t) }

// Text returns s without what is to be replaced.
func (r *Redactor) Text(s string) string { return r.r.text(s) }

// EscapeFor is EscapeName, or EscapeText for a sentence, and where ascii is set
// it leaves nothing but ASCII.
func EscapeFor(s string, sentence, ascii bool) string { return escape(s, sentence, ascii) }
