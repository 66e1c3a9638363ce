package render

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/pathmtu/pmtu/pmtu"
)

// segment is a stretch of a path that has one MTU, and where it ends.
type segment struct {
	size string // "1420", ">=1420", "?"
	end  string
	kind pmtu.LimitKind // of the limit that it lies behind; "": none
}

// walls are what a pipe is drawn with, wider ones first. A path that gets
// narrower more often keeps the last. All are in the character sets of old consoles.
var (
	walls      = []string{"█", "▄", "═", "─"}
	wallsASCII = []string{"#", "=", "-", "."}
)

// The length of a wall on either side of a size, in columns.
const (
	shortestWall = 2
	longestWall  = 6
)

// pipe draws a path that gets narrower as a pipe that does, on one line. It is
// left out where there is no room for it: everything in it is said elsewhere.
func (t *text) pipe(r *pmtu.Result) {
	begin, segments := t.segments(r)
	if len(segments) == 0 {
		return
	}
	const indent = 2
	taken := indent + utf8.RuneCountInString(begin)
	for _, s := range segments {
		taken += len("  ") + utf8.RuneCountInString(s.size) + len("  ") + utf8.RuneCountInString(s.end)
	}
	wall := min((t.o.width()-taken)/(2*len(segments)), longestWall)
	if wall < shortestWall {
		return
	}
	t.line.pad(indent)
	t.line.put(begin)
	level := 0
	if segments[0].kind != "" { // it is narrow from here on
		level = 1
	}
	for _, s := range segments {
		t.drawSegment(s, level, wall)
		level++
	}
	t.flush()
	t.flush()
}

func (t *text) drawSegment(s segment, level, wall int) {
	set := walls
	if t.o.ASCII {
		set = wallsASCII
	}
	glyph := set[min(level, len(set)-1)]
	st := plain
	switch s.kind {
	case pmtu.LimitBlackHole:
		st = red
	case pmtu.LimitPacketTooBig:
		st = yellow
	}
	side := ""
	for range wall {
		side += glyph
	}
	t.line.put(" ")
	t.line.styled(st, side+" "+s.size+" "+side)
	t.line.put(" " + s.end)
}

// segments cuts the path where it is known to get narrower on the way; none
// where it does not.
func (t *text) segments(r *pmtu.Result) (begin string, segments []segment) {
	limits := located(r.Limits)
	if len(limits) == 0 {
		return "", nil
	}
	begin = "this host"
	if limits[0].AfterHop > 0 {
		if r.LocalMTU <= 0 {
			return "", nil
		}
		segments = append(segments, segment{size: strconv.Itoa(int(r.LocalMTU)), end: hopLabel(limits[0].AfterHop)})
	} else if r.LocalMTU > 0 {
		begin += fmt.Sprintf(" (MTU %d)", r.LocalMTU)
	}
	for i, l := range limits {
		s := segment{kind: l.Kind}
		to := lastHop(r)
		if i+1 < len(limits) {
			to = limits[i+1].AfterHop
			s.end = hopLabel(to)
		} else {
			s.end = t.pipeEnd(r, l.AfterHop)
		}
		s.size = sizeBehind(r, l, to)
		segments = append(segments, s)
	}
	return begin, segments
}

// located are the limits of the network that have a place, one a place: the
// last, which is the narrowest.
func located(limits []pmtu.Limit) (out []pmtu.Limit) {
	for _, l := range limits {
		switch n := len(out); {
		case l.AfterHop < 0 || l.Kind == pmtu.LimitLocal:
		case n > 0 && out[n-1].AfterHop == l.AfterHop:
			out[n-1] = l
		default:
			out = append(out, l)
		}
	}
	return out
}

// sizeBehind is what passes behind a limit: what is proven to, or as much as
// arrived at the hops up to hop to.
func sizeBehind(r *pmtu.Result, l pmtu.Limit, to int) string {
	if l.To > 0 {
		return strconv.Itoa(int(l.To))
	}
	var most pmtu.MTU
	for _, h := range r.Hops {
		if h.Hop > l.AfterHop && h.Hop <= to {
			most = max(most, h.MTU)
		}
	}
	if most == 0 {
		return "?"
	}
	return fmt.Sprintf(">=%d", most)
}

// pipeEnd is where the pipe ends: the destination, if it was reached, else who refuses
// to go on, or the last hop that answered and a question.
func (t *text) pipeEnd(r *pmtu.Result, after int) string {
	for _, h := range r.Hops {
		if h.Reached {
			return t.pipeLabel()
		}
	}
	if w, ok := r.Refuser(); ok && !w.Here {
		mark, _ := markAndWords(*w.Answer.Error)
		return strings.TrimSpace(hopLabel(w.Hop) + " " + mark)
	}
	if last := lastAnswer(r); last != nil && last.Hop > after {
		return hopLabel(last.Hop) + " ... ?"
	}
	return "?"
}

// pipeLabel is the destination, if its name is not too long for a drawing.
func (t *text) pipeLabel() string {
	const longest = 24
	if s := t.destination(); utf8.RuneCountInString(s) <= longest {
		return s
	}
	return "destination"
}

func hopLabel(n int) string { return "hop " + strconv.Itoa(n) }
