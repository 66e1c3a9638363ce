package tunnel

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// The bounds of what a stack may be. They keep bad input cheap.
const (
	maxText   = 512 // bytes
	maxLayers = 8
)

// Stack is encapsulations in each other, the innermost first. The zero value is
// no encapsulation: inside and outside are the same.
type Stack struct {
	layers []layer
}

// ParseStack reads a stack as the package documentation describes it. family is
// for outer IP headers whose family the text leaves open: the outermost must
// have it, those inside have it where they can. With 0 it is what the layer
// around can carry, IPv4 first. Errors are an [*UnknownError], a [*SyntaxError],
// an [*OptionError], a [*FamilyError] or a [*NotComputableError].
func ParseStack(text string, family Family) (Stack, error) {
	if len(text) > maxText {
		return Stack{}, &SyntaxError{Text: text[:32] + "...", Cause: fmt.Sprintf("longer than %d bytes", maxText)}
	}
	if family != 0 && family.Header() == 0 {
		return Stack{}, &RequestError{Cause: fmt.Sprintf("family %d is neither 4 nor 6", family)}
	}
	texts := split(text)
	if len(texts) > maxLayers {
		return Stack{}, &SyntaxError{Text: text, Cause: fmt.Sprintf("more than %d encapsulations", maxLayers)}
	}
	s := Stack{layers: make([]layer, 0, len(texts))}
	for _, t := range texts {
		l, err := parseLayer(t)
		if err != nil {
			return Stack{}, err
		}
		s.layers = append(s.layers, l)
	}
	if err := s.resolve(family); err != nil {
		return Stack{}, err
	}
	return s, nil
}

// split cuts a text at +, at the words "over" and "in", and at blanks, unless
// these are beside what belongs to one encapsulation. What is between two
// separators is trimmed, and empty where nothing is.
func split(text string) []string {
	words := strings.Fields(strings.ReplaceAll(text, "+", " + "))
	var out []string
	var part []string
	for _, w := range words {
		switch strings.ToLower(w) {
		case "+", "over", "in":
			out, part = append(out, strings.Join(part, " ")), nil
		default:
			if len(part) > 0 && !goesOn(part[len(part)-1], w) {
				out, part = append(out, strings.Join(part, " ")), nil
			}
			part = append(part, w)
		}
	}
	return append(out, strings.Join(part, " "))
}

// goesOn reports whether two words with a blank between them are of one
// encapsulation, as in "gre: key, seq".
func goesOn(a, b string) bool {
	const joints = ":/,="
	return strings.ContainsAny(a[len(a)-1:], joints) || strings.ContainsAny(b[:1], joints)
}

// parseLayer reads NAME[/FAMILY][:OPTION[=NUMBER],...].
func parseLayer(text string) (layer, error) {
	head, options, hasOptions := strings.Cut(text, ":")
	name, familyText, hasFamily := strings.Cut(head, "/")
	if fold(name) == "" {
		return layer{}, &SyntaxError{Text: text, Cause: "an encapsulation is missing"}
	}
	row, err := Lookup(name)
	if err != nil {
		return layer{}, err
	}
	switch row.Kind {
	case Setting:
		return layer{}, &NotComputableError{ID: row.ID, Cause: settingCause(row)}
	case Stream:
		return layer{}, &NotComputableError{ID: row.ID, Cause: fmt.Sprintf(
			"it carries packets in a TCP connection, so the MTU of the path does not limit its interface (%d by default)", row.MTU)}
	}
	l := layer{row: row}
	if hasFamily {
		if l.family, err = ParseFamily(familyText); err != nil {
			return layer{}, err
		}
		l.stated = true
	}
	if hasOptions {
		if l.given, err = parseOptions(row, options); err != nil {
			return layer{}, err
		}
	}
	l.apply()
	return l, nil
}

func settingCause(r *Row) string {
	s := fmt.Sprintf("a setting of %d bytes, not an encapsulation", r.MTU)
	if r.MTUMax > 0 {
		s = fmt.Sprintf("a setting of %d to %d bytes, not an encapsulation", r.MTU, r.MTUMax)
	}
	if r.Basis != "" {
		s += "; compute " + r.Basis + " instead"
	}
	return s
}

// ParseFamily reads 4, 6, v4, v6, ipv4, ipv6, ip4 or ip6 in any case. The error is a [*SyntaxError].
func ParseFamily(text string) (Family, error) {
	switch fold(text) {
	case "4", "v4", "ip4", "ipv4":
		return IPv4, nil
	case "6", "v6", "ip6", "ipv6":
		return IPv6, nil
	}
	return 0, &SyntaxError{Text: text, Cause: "no family: ipv4 or ipv6"}
}

// parseOptions reads OPTION[=NUMBER],... The options come back in the row's
// order, so that the same stack always reads the same.
func parseOptions(row *Row, text string) ([]given, error) {
	var gs []given
	for _, t := range strings.Split(text, ",") {
		name, number, hasNumber := strings.Cut(t, "=")
		o := row.option(fold(name))
		if o == nil {
			return nil, &OptionError{ID: row.ID, Option: strings.TrimSpace(name), Cause: knownOptions(row)}
		}
		if slices.ContainsFunc(gs, func(g given) bool { return g.option == o }) {
			return nil, &OptionError{ID: row.ID, Option: o.Name, Cause: "given twice"}
		}
		n, err := parseNumber(row, o, strings.TrimSpace(number), hasNumber)
		if err != nil {
			return nil, err
		}
		gs = append(gs, given{o, n})
	}
	if row.clash(gs) {
		return nil, &OptionError{ID: row.ID, Option: "transport", Cause: "contradicts tunnel"}
	}
	gs = slices.DeleteFunc(gs, func(g given) bool { return g.option.Name == "tunnel" })
	slices.SortFunc(gs, func(a, b given) int { return row.place(a.option) - row.place(b.option) })
	return gs, nil
}

func parseNumber(row *Row, o *Option, text string, has bool) (int, error) {
	if !o.number() {
		if has {
			return 0, &OptionError{ID: row.ID, Option: o.Name, Cause: "takes no number"}
		}
		return 0, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < o.Min || n > o.Max || (n-o.Min)%o.Step != 0 {
		cause := fmt.Sprintf("needs a number from %d to %d", o.Min, o.Max)
		if o.Step > 1 {
			cause += fmt.Sprintf(" in steps of %d", o.Step)
		}
		return 0, &OptionError{ID: row.ID, Option: o.Name, Cause: cause}
	}
	return n, nil
}

// option returns the row's option of a folded name; nil: none.
func (r *Row) option(name string) *Option {
	for i := range r.Options {
		if o := &r.Options[i]; o.Name == name || slices.Contains(o.Aliases, name) {
			return o
		}
	}
	return nil
}

// place is the index of an option of the row.
func (r *Row) place(o *Option) int {
	return slices.IndexFunc(r.Options, func(x Option) bool { return x.Name == o.Name })
}

// clash says whether both modes of ESP are given.
func (r *Row) clash(gs []given) bool {
	has := func(name string) bool {
		return slices.ContainsFunc(gs, func(g given) bool { return g.option.Name == name })
	}
	return has("transport") && has("tunnel")
}

func knownOptions(r *Row) string {
	if len(r.Options) == 0 {
		return "unknown; it has no options"
	}
	var names []string
	for i := range r.Options {
		names = append(names, r.Options[i].Name)
	}
	return "unknown; it has " + strings.Join(names, ", ")
}
