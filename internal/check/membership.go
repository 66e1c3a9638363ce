package check

import (
	"net/netip"

	"github.com/pathmtu/pmtu/internal/resolve"
	"github.com/pathmtu/pmtu/pmtu"
)

// missing compares which targets are asked with those of the baseline: how many
// are new, and the inputs of those that are no longer asked, in the order of the baseline,
// each once. What was asked but had no run is known, too.
func (b *Baseline) missing(targets []Pending) (added int, gone []string) {
	if b == nil {
		return 0, nil
	}
	asked := make(map[*earlier]bool, len(b.all))
	for _, t := range targets {
		known := b.knownAs(t.Target)
		if len(known) == 0 {
			added++
		}
		for _, e := range known {
			asked[e] = true
		}
	}
	seen := make(map[string]bool)
	for _, e := range b.all {
		if in := e.Target.Input; !asked[e] && !seen[in] {
			seen[in] = true
			gone = append(gone, in)
		}
	}
	return added, gone
}

// knows reports whether a target is in the baseline.
func (b *Baseline) knows(t Target) bool { return len(b.knownAs(t)) > 0 }

// knownAs lists what the baseline has of a target: of the same host, the same
// family where both have one, and the same port where both have one.
func (b *Baseline) knownAs(t Target) (out []*earlier) {
	families := []string{"", pmtu.IPv4.String(), pmtu.IPv6.String()}
	if f := resolve.FamilyOf(t.Addr); f != 0 {
		families = []string{"", f.String()}
	}
	port := t.Port
	if port == 0 {
		port = pmtu.DefaultPort
	}
	for _, f := range families {
		for _, e := range b.known[pathKey(t.Input, f)] {
			if e.Target.Port == 0 || t.Protocol == pmtu.ICMP || e.Target.Port == port {
				out = append(out, e)
			}
		}
	}
	return out
}

// remember keeps that a target was asked, also where there was no run.
func (b *Baseline) remember(e *earlier) {
	if e.Target.Input == "" || e.Event != "" && e.Event != "result" {
		return
	}
	if a, err := netip.ParseAddr(e.Target.Address); err == nil && e.Family == "" {
		e.Family = resolve.FamilyOf(a).String()
	}
	k := pathKey(e.Target.Input, e.Family)
	b.known[k] = append(b.known[k], e)
	b.all = append(b.all, e)
}
