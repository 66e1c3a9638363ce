package render

import (
	"strconv"
	"unicode/utf8"

	"github.com/pathmtu/pmtu/pmtu"
)

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
		taken += len("  ") + utf8.RuneCountInString(s.size()) + len("  ") + utf8.RuneCountInString(s.end)
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
	t.line.styled(st, side+" "+s.size()+" "+side)
	t.line.put(" " + s.end)
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
