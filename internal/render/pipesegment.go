package render

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/pathmtu/pmtu/pmtu"
)

// segment is a stretch of a path that has one MTU, and where it ends.
type segment struct {
	// mtu is the largest packet that is proven to get to the end of the stretch; 0: none is.
	mtu pmtu.MTU
	// exact is true where no more does.
	exact bool
	end   string
	// kind is that of the limit that it lies behind; "": there is none.
	kind pmtu.LimitKind
	// most is what that limit lets through; 0: that is not known.
	most pmtu.MTU
}

// size is "1420", ">=1420" or "?".
func (s segment) size() string {
	switch {
	case s.mtu == 0:
		return "?"
	case s.exact:
		return strconv.Itoa(int(s.mtu))
	}
	return fmt.Sprintf(">=%d", s.mtu)
}

// somewhere is the name of a place that nobody knows.
const somewhere = "somewhere"

// segments cuts the path where it is known to get narrower on the way; none where it does not, or where what is known of
// its stretches does not fit together, as where packets of one flow take several ways.
func (t *text) segments(r *pmtu.Result) (begin string, segments []segment) {
	limits := drawn(r.Limits)
	if !slices.ContainsFunc(limits, func(l pmtu.Limit) bool { return l.AfterHop >= 0 }) {
		return "", nil
	}
	begin = "this host"
	most, kind := r.LocalMTU, pmtu.LimitKind("")
	for _, l := range r.Limits {
		if l.Kind == pmtu.LimitLocal && l.To > 0 {
			most = l.To
		}
	}
	for i, l := range limits {
		switch {
		case l.AfterHop != 0:
			segments = append(segments, segmentTo(r, l, most, kind))
		case r.LocalMTU > 0:
			begin += fmt.Sprintf(" (MTU %d)", r.LocalMTU)
		}
		if i == 0 && l.AfterHop != 0 && r.LocalMTU <= 0 {
			return "", nil
		}
		most, kind = l.To, l.Kind
	}
	last := limits[len(limits)-1]
	segments = append(segments, t.lastSegments(r, last)...)
	if segments[0].mtu == 0 || !narrowing(segments) {
		return "", nil
	}
	return begin, segments
}

// drawn are the limits of the network in path order, one a place: the last, which is the narrowest. Several places
// that nobody knows are one, unless there is one between that is known.
func drawn(limits []pmtu.Limit) (out []pmtu.Limit) {
	for _, l := range limits {
		switch n := len(out); {
		case l.Kind == pmtu.LimitLocal:
		case n > 0 && out[n-1].AfterHop == l.AfterHop:
			out[n-1] = l
		case n > 0 && l.AfterHop < 0 && out[n-1].To == 0: // it may be the same place
			out[n-1].To = l.To
		default:
			out = append(out, l)
		}
	}
	return out
}

// segmentTo is the stretch in front of a limit, into which no more than most gets; 0: how much does is not known. Where
// nobody knows the place of the limit, that it gets into the stretch is all there is to prove.
func segmentTo(r *pmtu.Result, l pmtu.Limit, most pmtu.MTU, kind pmtu.LimitKind) segment {
	if l.AfterHop < 0 {
		return segment{most, true, somewhere, kind, most}
	}
	s := segment{mtu: arrived(r, l.AfterHop, most), end: hopLabel(l.AfterHop), kind: kind, most: most}
	s.exact = s.mtu == most
	return s
}

// arrived is the largest packet that is proven to arrive at a hop, or at the first that was asked behind it; 0: none is.
// The small probes that all hops are asked with prove nothing of how wide the path is.
func arrived(r *pmtu.Result, hop int, most pmtu.MTU) (proven pmtu.MTU) {
	if r.PathMTU.Status == pmtu.StatusProven {
		proven = r.PathMTU.MTU // it went by
	}
	i := slices.IndexFunc(r.Hops, func(h pmtu.Hop) bool { return h.Hop >= hop })
	if i >= 0 && (r.Hops[i].MTU > smallProbe(r.Target.Addr()) || r.Hops[i].MTU == most) {
		proven = max(proven, r.Hops[i].MTU)
	}
	return proven
}

// lastSegments are what is behind the last limit. Where less gets to the destination than passes there, the path
// gets narrower once more, and nobody knows where.
func (t *text) lastSegments(r *pmtu.Result, l pmtu.Limit) []segment {
	s := segment{mtu: r.PathMTU.MTU, end: t.pipeLabel(), kind: l.Kind, most: l.To}
	reached := slices.ContainsFunc(r.Hops, func(h pmtu.Hop) bool { return h.Reached })
	switch {
	case r.PathMTU.Status == pmtu.StatusProven:
		s.exact = true
		if l.AfterHop >= 0 && l.To > s.mtu {
			return []segment{{l.To, true, somewhere, l.Kind, l.To}, s}
		}
	case reached:
		s.mtu = min(s.mtu, arrived(r, lastHop(r), 0))
	default:
		hop := 0
		s.end, hop = t.openEnd(r, l.AfterHop)
		s.mtu = arrived(r, hop, l.To)
		s.exact = s.mtu == l.To
	}
	return []segment{s}
}

// openEnd is where the pipe ends that is not proven to lead to the destination: at who refuses to go on, else
// at the hop that the path MTU is proven as far as, or at the last that answered. It has a hop behind the last limit, or nothing
// is known of what is there.
func (t *text) openEnd(r *pmtu.Result, after int) (label string, hop int) {
	if w, ok := r.Refuser(); ok && !w.Here && w.Hop > after {
		mark, _ := markAndWords(*w.Answer.Error)
		return strings.TrimSpace(hopLabel(w.Hop) + " " + mark), w.Hop
	}
	if h := provenAsFar(r); r.PathMTU.MTU > 0 && h != nil && h.Hop > after {
		return hopLabel(h.Hop) + " ... ?", h.Hop
	}
	if last := lastAnswer(r); last != nil && last.Hop > after {
		return hopLabel(last.Hop) + " ... ?", last.Hop
	}
	return "?", after + 1
}

// narrowing reports whether no more gets to the end of a stretch than its limit lets through, and each is narrower than
// the one before it, as far as they are known.
func narrowing(segments []segment) bool {
	var last segment
	for _, s := range segments {
		if s.mtu == 0 {
			continue
		}
		if s.most > 0 && s.mtu > s.most || last.mtu > 0 && (s.mtu > last.mtu || s.mtu == last.mtu && s.exact && last.exact) {
			return false
		}
		last = s
	}
	return true
}
