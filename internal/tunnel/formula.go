package tunnel

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// term writes what is taken from a size, or with sign -1 what is added to it:
// " - 20 IPv4", " + 8 UDP".
func term(b *strings.Builder, sign int, p Part) {
	n := p.Bytes * sign
	op := " - "
	if n < 0 {
		op, n = " + ", -n
	}
	b.WriteString(op)
	b.WriteString(strconv.Itoa(n))
	b.WriteString(" ")
	b.WriteString(p.What)
}

// terms are the outer IP header and the parts, in the order of the wire.
func (l *layer) terms() []Part {
	if l.family == 0 {
		return l.parts
	}
	return append([]Part{{l.header(), l.family.String()}}, l.parts...)
}

// inwardFormula is the arithmetic of inner in words.
func (l *layer) inwardFormula(outer int) string {
	return l.roomFormula(outer) + l.interfaceWords(l.room(outer))
}

// roomFormula is the arithmetic of room in words.
func (l *layer) roomFormula(outer int) string {
	var b strings.Builder
	b.WriteString(strconv.Itoa(outer))
	for _, p := range l.terms() {
		term(&b, 1, p)
	}
	n := outer - l.around()
	fmt.Fprintf(&b, " = %d", n)
	if l.row.Kind == Padded {
		n = floorTo(n, l.row.Block)
		fmt.Fprintf(&b, "; in blocks of %d: %d; %d", l.row.Block, n, n)
		term(&b, 1, l.row.Trailer)
		n -= l.row.Trailer.Bytes
		if l.transport {
			term(&b, -1, Part{l.moved(), "IP header of the packet"})
			n += l.moved()
		}
		fmt.Fprintf(&b, " = %d", n)
	}
	return b.String()
}

// interfaceWords says what the MTU of the tunnel's interface does to a room of n bytes.
func (l *layer) interfaceWords(n int) string {
	capped := l.row.Kind == Capped
	switch {
	case l.mtu == 0 && capped:
		return fmt.Sprintf("; padding to %d bytes ends at the interface MTU", l.row.Block)
	case l.mtu == 0:
		return ""
	case n >= l.mtu:
		return fmt.Sprintf("; the interface has %d", l.mtu)
	case capped:
		return fmt.Sprintf("; the interface has %d, so packets are padded to %d bytes: %d", l.mtu, l.row.Block, floorTo(n, l.row.Block))
	}
	return fmt.Sprintf("; less than the interface's %d", l.mtu)
}

// outwardFormula is the arithmetic of outer in words.
func (l *layer) outwardFormula(inner int) string {
	var b strings.Builder
	b.WriteString(strconv.Itoa(inner))
	n := inner
	if l.row.Kind == Padded {
		if l.transport {
			term(&b, 1, Part{l.moved(), "IP header of the packet"})
			n -= l.moved()
		}
		term(&b, -1, l.row.Trailer)
		n += l.row.Trailer.Bytes
		fmt.Fprintf(&b, " = %d; in blocks of %d: ", n, l.row.Block)
		n = ceilTo(n, l.row.Block)
		fmt.Fprintf(&b, "%d; %d", n, n)
	}
	if l.row.Kind == Capped && l.mtu > 0 {
		if p := min(ceilTo(n, l.row.Block), l.mtu); p != n {
			n = p
			fmt.Fprintf(&b, "; padded to %d; %d", n, n)
		}
	}
	parts := slices.Clone(l.terms())
	slices.Reverse(parts)
	for _, p := range parts {
		term(&b, -1, p)
	}
	fmt.Fprintf(&b, " = %d", n+l.around())
	return b.String()
}
