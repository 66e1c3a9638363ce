package tunnel

import "strings"

// Position is a place in a path, or a set of places. The zero value means that
// none is known.
type Position uint8

// The places.
const (
	// Host: at this host, before the first link.
	Host Position = 1 << iota
	// Access: the link behind the first router: the access line.
	Access
	// Middle: neither near this host nor near the destination.
	Middle
	// Last: the last links: the destination's network, data centre or access line.
	Last
)

// PositionOf returns the place of a limit on the way from hop afterHop to the
// next one, on a path of so many hops. afterHop 0 is this host; below 0, or
// hops 0, say that it is unknown. The second link and the last but one of a
// long path may be either of two places. A link that is near both ends says nothing.
func PositionOf(afterHop, hops int) Position {
	switch {
	case afterHop == 0:
		return Host
	case afterHop < 0 || hops <= 0 || afterHop >= hops:
		return 0
	case hops == 2:
		return 0
	case afterHop == 1:
		return Access
	case afterHop == hops-1:
		return Last
	}
	p := Middle
	if afterHop == 2 {
		p |= Access
	}
	if afterHop == hops-2 {
		p |= Last
	}
	return p
}

// String names the places: "the access line".
func (p Position) String() string {
	var s []string
	for _, n := range []struct {
		p    Position
		name string
	}{{Host, "this host"}, {Access, "the access line"}, {Middle, "the middle of the path"}, {Last, "the last links"}} {
		if p&n.p != 0 {
			s = append(s, n.name)
		}
	}
	if s == nil {
		return "anywhere"
	}
	return strings.Join(s, " or ")
}
