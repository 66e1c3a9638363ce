package render

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pathmtu/pmtu/internal/tunnel"
	"github.com/pathmtu/pmtu/pmtu"
)

// looker says what the limits of a run look like. It is told them in the
// order of the path, as what a tunnel takes starts from the MTU before it.
type looker struct {
	family   pmtu.Family
	otherMTU pmtu.MTU // of the other family's path; 0: unknown
	before   pmtu.MTU // the MTU in front of the next limit; 0: unknown
	hops     int      // of the path; 0: unknown
}

// newLooker returns a looker for the limits of a finished run.
func newLooker(r *pmtu.Result, o Options) *looker {
	return &looker{family: family(r.Target.Addr()), otherMTU: o.OtherMTU, before: r.LocalMTU, hops: r.HopCount}
}

// clues are the hints that a limit gives, with the place that they are of.
type clues struct {
	tunnel.Hints
	afterHop, hops int // hops 0: unknown
}

// at is told how many hops the path has; 0: that is not known yet.
func (k *looker) at(hops int) *looker {
	k.hops = max(k.hops, hops)
	return k
}

// next returns what the next limit looks like, the likeliest first, and what
// that was judged by. A limit without a proven size looks like nothing, and
// that of this host is no riddle: its interface is named, or drops what is larger.
func (k *looker) next(l pmtu.Limit) ([]tunnel.Explanation, clues) {
	before := k.before
	if before <= l.To {
		before = l.From
	}
	if l.AfterHop < 0 { // in front of it may be any of the others
		before = 0
	}
	k.before = l.To
	if l.To <= 0 || l.Kind == pmtu.LimitLocal || l.Unsent > 0 {
		return nil, clues{}
	}
	h := tunnel.Hints{
		Position: tunnel.PositionOf(l.AfterHop, k.hops),
		Family:   tunnel.Family(k.family),
		OtherMTU: int(k.otherMTU),
	}
	if before > l.To && before <= tunnel.MaxMTU {
		h.Before = int(before)
	}
	return tunnel.LooksLike(int(l.To), h), clues{h, l.AfterHop, k.hops}
}

// leastShown is how many explanations are shown at least, if as many fit: one
// alone would be taken for the truth.
const leastShown = 2

// worthTelling is how many of the explanations, which are ordered, a program
// is told: those that are not rare, and leastShown at least.
func worthTelling(es []tunnel.Explanation) int {
	n := 0
	for n < len(es) && es[n].Likelihood != tunnel.Rare {
		n++
	}
	return min(max(n, leastShown), len(es))
}

// looksLikeText names the likeliest explanations and says how many more fit,
// and the command that shows them; "" where nothing fits, and no more do.
func looksLikeText(size pmtu.MTU, es []tunnel.Explanation, c clues) (sentence, command string) {
	if len(es) == 0 {
		return "", ""
	}
	n := min(leastShown, len(es))
	if len(es) > n && es[n].Likelihood == tunnel.Likely {
		n++
	}
	names := distinct(es[:n])
	verb := "May be "
	if es[0].Likelihood == tunnel.Likely {
		verb = "Looks like "
	}
	rest := len(es) - n
	if rest == 0 {
		return verb + alternatives(names), ""
	}
	names = append(names, fmt.Sprintf("%d more", rest))
	return verb + alternatives(names) + ":", looksLikeCommand(int(size), c)
}

// distinct are the names of explanations. A setting that is what another of
// them comes to is no other one: it stands in brackets behind it.
func distinct(es []tunnel.Explanation) []string {
	names := make([]string, len(es))
	for i, e := range es {
		same := slices.IndexFunc(es[:i], func(x tunnel.Explanation) bool {
			return e.Stack == "" && x.Stack != "" && x.Base == e.Base && x.Arithmetic == e.Arithmetic
		})
		if same >= 0 {
			names[same] += " (" + e.Name + ")"
			continue
		}
		names[i] = e.Name
	}
	return slices.DeleteFunc(names, func(s string) bool { return s == "" })
}

// alternatives joins words as a sentence does: "a, b or c".
func alternatives(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " or " + words[last]
}

// looksLikeCommand is the command that shows the same explanations, in the same order and for the same reasons. Hints
// that make no difference are left out.
func looksLikeCommand(size int, c clues) string {
	s, all := fmt.Sprintf("pmtu calc --looks-like %d", size), tunnel.LooksLike(size, c.Hints)
	h := c.Hints
	without := func(o tunnel.Hints) bool {
		same := slices.Equal(tunnel.LooksLike(size, o), all)
		if same {
			h = o
		}
		return same
	}
	if !without(tunnel.Hints{Position: h.Position, Family: h.Family, OtherMTU: h.OtherMTU}) {
		s += fmt.Sprintf(" --from %d", h.Before)
	}
	if !without(tunnel.Hints{Before: h.Before, Family: h.Family, OtherMTU: h.OtherMTU}) {
		s += fmt.Sprintf(" --after-hop %d", c.afterHop)
		if c.afterHop > 0 {
			s += fmt.Sprintf(" --hops %d", c.hops)
		}
	}
	if !without(tunnel.Hints{Before: h.Before, Position: h.Position, OtherMTU: h.OtherMTU}) {
		s += fmt.Sprintf(" --family %d", h.Family)
	}
	if !without(tunnel.Hints{Before: h.Before, Position: h.Position, Family: h.Family}) {
		s += fmt.Sprintf(" --other-family-mtu %d", h.OtherMTU)
	}
	return s
}
