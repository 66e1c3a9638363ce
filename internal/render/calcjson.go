package render

import (
	"encoding/json"
	"io"

	"github.com/pathmtu/pmtu/internal/tunnel"
)

// calcDocument is the JSON document of pmtu calc, schema 1 ($defs/calc_document).
// What Calc holds names its question first.
type calcDocument struct {
	Schema  int    `json:"schema"`
	Version string `json:"version,omitempty"`
	Calc    any    `json:"calc"`
}

type (
	looksLikeAnswer struct {
		Question string `json:"question"` // "looks_like"
		tunnel.Explained
	}
	listAnswer struct {
		Question       string              `json:"question"` // "list"
		Encapsulations []encapsulationJSON `json:"encapsulations"`
	}
)

// encapsulationJSON is a row of the catalogue.
type encapsulationJSON struct {
	ID      string   `json:"id"`
	Aliases []string `json:"aliases,omitempty"`
	Name    string   `json:"name"`
	Kind    string   `json:"kind"`
	Source  string   `json:"source"`
	Options []string `json:"options,omitempty"`
	// What passes inside where 1500 bytes pass outside: over either family, or
	// in a link layer, which has no IP header.
	Inner4 int `json:"inner_mtu_over_ipv4_bytes,omitempty"`
	Inner6 int `json:"inner_mtu_over_ipv6_bytes,omitempty"`
	Inner  int `json:"inner_mtu_bytes,omitempty"`
	// MTU and MTUMax are the number of a setting, or of an interface whatever is below.
	MTU    int    `json:"mtu_bytes,omitempty"`
	MTUMax int    `json:"mtu_max_bytes,omitempty"`
	Note   string `json:"note,omitempty"`
}

// The kinds of rows in JSON.
const (
	kindEncapsulation = "encapsulation"
	kindSetting       = "setting"
	kindStream        = "stream"
)

// CalcJSON writes the document of [Calc].
func CalcJSON(w io.Writer, r tunnel.Report, o Options) error {
	return encodeCalc(w, r, o)
}

// LooksLikeJSON writes the document of [LooksLike].
func LooksLikeJSON(w io.Writer, e tunnel.Explained, o Options) error {
	return encodeCalc(w, looksLikeAnswer{"looks_like", e}, o)
}

// CatalogueJSON writes the document of [Catalogue].
func CatalogueJSON(w io.Writer, rows []*tunnel.Row, o Options) error {
	list := listAnswer{Question: "list", Encapsulations: make([]encapsulationJSON, len(rows))}
	for i, r := range rows {
		list.Encapsulations[i] = newEncapsulation(r)
	}
	return encodeCalc(w, list, o)
}

func encodeCalc(w io.Writer, calc any, o Options) error {
	return encodeDocument(w, calcDocument{schemaVersion, o.Version, calc})
}

// encodeDocument writes one indented document.
func encodeDocument(w io.Writer, d any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(d)
}

// listedMTU is the MTU outside for which the catalogue shows what is left.
const listedMTU = 1500

func newEncapsulation(r *tunnel.Row) encapsulationJSON {
	c := encapsulationJSON{
		ID: r.ID, Aliases: r.Aliases, Name: r.Name, Kind: kindEncapsulation, Source: r.Source,
		MTU: r.MTU, MTUMax: r.MTUMax, Note: r.Note,
	}
	for _, o := range r.Options {
		if o.Max > 0 {
			c.Options = append(c.Options, o.Name+"=N")
		} else {
			c.Options = append(c.Options, o.Name)
		}
	}
	switch r.Kind {
	case tunnel.Setting:
		c.Kind = kindSetting
		return c
	case tunnel.Stream:
		c.Kind = kindStream
		return c
	}
	if r.Outer == 0 {
		c.Inner = innerOf(r, 0)
		return c
	}
	if r.Outer.Has(tunnel.IPv4) {
		c.Inner4 = innerOf(r, tunnel.IPv4)
	}
	if r.Outer.Has(tunnel.IPv6) {
		c.Inner6 = innerOf(r, tunnel.IPv6)
	}
	return c
}

// innerOf is what is left of listedMTU; 0 where nothing is.
func innerOf(r *tunnel.Row, f tunnel.Family) int {
	s, err := tunnel.ParseStack(r.ID, f)
	if err != nil {
		return 0
	}
	n, err := tunnel.Inner(listedMTU, s)
	if err != nil {
		return 0
	}
	return n
}
