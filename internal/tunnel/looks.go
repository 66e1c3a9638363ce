package tunnel

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Hints is what is known of a limit besides its number. The zero value knows nothing.
type Hints struct {
	// Before is the MTU of the path before the limit, in bytes; 0: unknown.
	Before int
	// Position is where in the path the limit is, see [PositionOf]; 0: unknown.
	Position Position
	// Family is the family of the packets that the limit concerns; 0: unknown.
	// What cannot carry it is no explanation.
	Family Family
	// OtherMTU is the MTU of the other family's path to the same destination,
	// in bytes; 0: unknown.
	OtherMTU int
}

// Likelihood is how likely an explanation is among the others, in a word. It is
// a judgement and no probability.
type Likelihood string

// The likelihoods.
const (
	Likely   Likelihood = "likely"
	Possible Likelihood = "possible"
	Rare     Likelihood = "rare"
)

// Explanation is one thing that an MTU may come from.
type Explanation struct {
	// ID is the catalogue row: of the innermost encapsulation or of the setting.
	ID string `json:"id"`
	// Stack is the encapsulations for [Calc]; "" for a setting.
	Stack string `json:"stack,omitempty"`
	Name  string `json:"name"`
	// Base is the MTU that the arithmetic starts from, in bytes, and Overhead
	// what is missing from it: headers and padding, or for a setting without
	// arithmetic just the difference.
	Base     int `json:"base_bytes"`
	Overhead int `json:"overhead_bytes"`
	// Arithmetic shows how Base becomes the MTU.
	Arithmetic string `json:"arithmetic"`
	// Likelihood and Why say how it is ranked.
	Likelihood Likelihood `json:"likelihood"`
	Why        string     `json:"why"`
	Source     string     `json:"source"`
	// Note is one more sentence; "": none.
	Note string `json:"note,omitempty"`

	score int
}

// LooksLike returns everything that an MTU may come from, the likeliest first:
// single encapsulations and the usual stacks on the usual links, and the numbers that
// products, clouds and lines are known by. Hints change the order, and only what is
// impossible is left out: an encapsulation that cannot carry the family. Where nothing
// usual fits, it tries any two common encapsulations in each other; nil means
// that these do not fit either.
func LooksLike(mtu int, h Hints) []Explanation {
	if mtu < MinMTU || mtu > MaxMTU {
		return nil
	}
	var out []Explanation
	exact := false
	for _, r := range catalogue().rows {
		if r.Kind == Setting && mtu >= r.MTU && mtu <= max(r.MTU, r.MTUMax) && carriesFamily(r.Carries, h.Family) {
			out = append(out, explainSetting(mtu, r, h))
			exact = exact || r.MTUMax == 0
		}
	}
	g := guess()
	for _, m := range g.byMTU[mtu] {
		// From the MTU before the limit, whatever made that, fromBefore explains.
		known := h.Before != ethernetMTU && m.underlay.mtu == h.Before
		if !known && carriesFamily(m.candidate.stack.Carries(), h.Family) {
			out, exact = append(out, explainMatch(mtu, m, h)), true
		}
	}
	if more := fromBefore(mtu, g.candidates, h); more != nil {
		out, exact = append(out, more...), true
	}
	if !exact {
		out = append(out, fromPairs(mtu, g, h)...)
	}
	slices.SortStableFunc(out, func(a, b Explanation) int {
		return cmp.Or(b.score-a.score, a.Overhead-b.Overhead, strings.Compare(a.Name, b.Name))
	})
	for i := range out {
		out[i].Likelihood = likelihood(out[i].score, out[0].score)
	}
	return out
}

func carriesFamily(c Families, f Family) bool { return f == 0 || c.Has(f) }

// fromBefore explains from the MTU before the limit, but from plain Ethernet,
// which is among the known underlays.
func fromBefore(mtu int, cs []*candidate, h Hints) []Explanation {
	if h.Before <= mtu || h.Before > MaxMTU || h.Before == ethernetMTU {
		return nil
	}
	var out []Explanation
	u := &underlay{base: h.Before, name: fmt.Sprintf("from %d", h.Before)}
	for _, c := range cs {
		if carriesFamily(c.stack.Carries(), h.Family) && c.stack.inner(h.Before) == mtu {
			out = append(out, explainMatch(mtu, match{c, u, c.stack}, h))
		}
	}
	return out
}

// fromPairs explains by two encapsulations in each other.
func fromPairs(mtu int, g *guesses, h Hints) []Explanation {
	var out []Explanation
	bases := []int{ethernetMTU}
	if h.Before > mtu && h.Before != ethernetMTU {
		bases = append(bases, h.Before)
	}
	for _, base := range bases {
		u := &underlay{base: base}
		if base != ethernetMTU {
			u.name = fmt.Sprintf("from %d", base)
		}
		for _, c := range g.pairs {
			if carriesFamily(c.stack.Carries(), h.Family) && c.stack.inner(base) == mtu {
				out = append(out, explainMatch(mtu, match{c, u, c.stack}, h))
			}
		}
	}
	return out
}

// explainMatch explains an MTU by a stack.
func explainMatch(mtu int, m match, h Hints) Explanation {
	name := m.stack.Name()
	if m.underlay.name != "" {
		name += " " + m.underlay.name
	}
	e := Explanation{
		ID: m.candidate.row.ID, Stack: m.stack.String(), Name: name,
		Base: m.underlay.base, Overhead: m.underlay.base - mtu,
		Arithmetic: arithmetic(m.underlay.base, m.stack),
		Source:     m.candidate.row.Source, Note: m.candidate.row.Note,
	}
	r := ranking{score: m.candidate.weight - m.underlay.malus}
	r.common(m.candidate.weight)
	r.base(m.underlay, h)
	r.position(m.candidate.position, h)
	r.otherFamily(mtu, m, h)
	e.score, e.Why = r.score, r.why()
	return e
}

// explainSetting explains an MTU as a number that is set.
func explainSetting(mtu int, row *Row, h Hints) Explanation {
	e := Explanation{ID: row.ID, Name: row.Name, Base: row.Base, Source: row.Source, Note: row.Note}
	if row.Basis != "" {
		if s, err := ParseStack(row.Basis, 0); err == nil {
			e.Arithmetic = arithmetic(row.Base, s)
		}
	} else {
		e.Base = baseAbove(mtu, h)
		e.Arithmetic = fmt.Sprintf("set to %d", mtu)
		if e.Base > mtu {
			e.Arithmetic += fmt.Sprintf(", %d less than %d", e.Base-mtu, e.Base)
		}
	}
	e.Overhead = e.Base - mtu
	r := ranking{score: row.Weight}
	r.common(row.Weight)
	r.position(row.Position, h)
	r.otherSetting(mtu, h)
	e.score, e.Why = r.score, r.why()
	return e
}

// baseAbove is the MTU that a setting is compared with: the one before the
// limit, else the next usual one.
func baseAbove(mtu int, h Hints) int {
	switch {
	case h.Before > mtu:
		return h.Before
	case mtu <= ethernetMTU:
		return ethernetMTU
	case mtu <= 9000:
		return 9000
	}
	return mtu
}

// arithmetic writes how a stack makes its inner MTU, layer by layer.
func arithmetic(base int, s Stack) string {
	var t []string
	n := base
	for i := len(s.layers) - 1; i >= 0; i-- {
		l := &s.layers[i]
		t = append(t, l.roomFormula(n))
		n = l.inner(n)
	}
	return strings.Join(t, "; ")
}
