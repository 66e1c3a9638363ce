package render

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/pathmtu/pmtu/pmtu"
)

// Where a limit is whose place nobody knows.
const (
	onPath    = "somewhere on the path, "
	onWayHere = "somewhere on the way here, "
)

// limit prints a limit under its hop; one whose hop was not printed yet waits, as does one
// without a place for the next that has one.
func (t *text) limit(l pmtu.Limit) {
	t.waiting = append(t.waiting, l)
	t.flushLimits()
}

// flushLimits prints the limits that waited for the last hop printed, and those that are on the way to it.
func (t *text) flushLimits() {
	var rest []pmtu.Limit
	for _, l := range t.waiting {
		if l.AfterHop < 0 || l.AfterHop > t.last {
			rest = append(rest, l)
			continue
		}
		rest = slices.DeleteFunc(rest, func(before pmtu.Limit) bool {
			if before.AfterHop < 0 {
				t.printLimit(before, onWayHere)
			}
			return before.AfterHop < 0
		})
		t.printLimit(l, "")
	}
	t.waiting = rest
}

// unplaced prints the limits that belong under no hop, or under one that
// nothing is known of.
func (t *text) unplaced() {
	for _, l := range t.waiting {
		t.printLimit(l, onPath)
	}
	t.waiting = t.waiting[:0]
}

// printLimit prints a limit with where it is, which is nowhere where it has no place, and under the last
// hop printed where that is the one before it.
func (t *text) printLimit(l pmtu.Limit, nowhere string) {
	t.flushSilent()
	t.shown = append(t.shown, l)
	where := ""
	switch {
	case l.AfterHop < 0:
		where = nowhere
	case l.AfterHop > 0 && l.AfterHop != t.last:
		where = fmt.Sprintf("after hop %d, ", l.AfterHop)
	}
	st := yellow
	if l.Kind == pmtu.LimitBlackHole {
		st = red
	}
	said := t.limitText(l)
	if where == "" {
		said = strings.Replace(said, " vanish,", " vanish here,", 1)
	}
	t.below(st, where+said)
	t.looksLike(l)
}

// looksLike prints what a limit may come from. A command begins on a line of its
// own where it would have to be broken behind the words.
func (t *text) looksLike(l pmtu.Limit) {
	es, c := t.look.next(l)
	s, command := looksLikeText(l.To, es, c)
	if s == "" {
		return
	}
	indent := hostStart + t.elbowWidth()
	room := t.o.width() - indent
	parts := wrap(s, room, room)
	if last := &parts[len(parts)-1]; command != "" && len(*last)+len(" ")+len(command) <= room {
		*last += " " + command
	} else if command != "" {
		parts = append(parts, continued(command, room)...)
	}
	for _, part := range parts {
		t.line.pad(indent)
		t.line.put(part)
		t.flush()
	}
}

// limitText says what passes, why no more does, and who says so.
func (t *text) limitText(l pmtu.Limit) string {
	size := "size not proven yet"
	switch {
	case l.To > 0:
		size = fmt.Sprintf("%d", l.To)
	case l.From > 0:
		size = fmt.Sprintf("less than %d", l.From)
	}
	switch l.Kind {
	case pmtu.LimitLocal:
		return size + ": the limit of this host"
	case pmtu.LimitBlackHole:
		if l.Unsent > 0 {
			return size + ": larger packets do not get out of this host: a black hole"
		}
		if t.dropped {
			return size + ": larger packets vanish, while packets too big came that this host dropped"
		}
		return size + ": larger packets vanish, and nobody says so: a black hole"
	}
	out := size + ": packet too big"
	if l.Addr.IsValid() {
		out += " from " + addrText(l.Addr)
	}
	switch {
	case l.Claimed == 0 && l.Auth == pmtu.AuthTuple: // what it claims is not known
	case l.Claimed == 0:
		out += ", which names no size"
	case l.To == 0 || uint32(l.To) != l.Claimed:
		out += fmt.Sprintf(", which claims %d", l.Claimed)
	}
	if l.Auth == pmtu.AuthTuple {
		out += " (matched by ports only)"
	}
	return out
}

// elbow leads from a hop to what is said under it.
func (t *text) elbow() string {
	if t.o.ASCII {
		return "`- "
	}
	return "└ "
}

func (t *text) elbowWidth() int { return utf8.RuneCountInString(t.elbow()) }

// below prints a sentence under a hop, wrapped.
func (t *text) below(st style, s string) {
	elbow := t.elbow()
	indent := hostStart + t.elbowWidth()
	room := t.o.width() - indent
	for i, part := range wrap(s, room, room) {
		t.line.pad(hostStart)
		if i == 0 {
			t.line.put(elbow)
		}
		t.line.pad(indent)
		t.line.styled(st, part)
		t.flush()
	}
}

// sameLimit compares limits but for their counts, which go on growing.
func sameLimit(a, b pmtu.Limit) bool {
	a.Lost, a.Controls, a.ControlsLost, a.Unsent = b.Lost, b.Controls, b.ControlsLost, b.Unsent
	return a == b
}
