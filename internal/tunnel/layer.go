package tunnel

import (
	"fmt"
	"strconv"
	"strings"
)

// layer is one encapsulation of a stack, with its outer family and options.
type layer struct {
	row    *Row
	family Family // of the outer IP header, or of the packet in transport mode; 0: a link layer
	stated bool   // the text named the family
	given  []given
	// What follows from the options.
	parts     []Part // without the outer IP header
	transport bool
	mtu       int // of the tunnel's interface; 0: as large as fits
}

// given is an option of a layer.
type given struct {
	option *Option
	n      int
}

// apply derives the parts from the row and its options. Every option with a
// number that the text leaves out counts with its default.
func (l *layer) apply() {
	l.parts, l.mtu = l.row.Parts, 0
	if l.row.Kind != Setting && l.row.Kind != Stream {
		l.mtu = l.row.MTU
	}
	for i := range l.row.Options {
		o := &l.row.Options[i]
		n, ok := o.Default, o.Default > 0
		for _, g := range l.given {
			if g.option == o {
				n, ok = g.n, true
			}
		}
		if !ok {
			continue
		}
		switch o.Effect {
		case Transport:
			l.transport = true
		case InterfaceMTU:
			l.mtu = n
		case Adds:
			if b := o.bytes(n); b != 0 {
				l.parts = append(l.parts[:len(l.parts):len(l.parts)], Part{b, o.What})
			}
		}
	}
}

// header is the outer IP header: the added one, or in transport mode the packet's own.
func (l *layer) header() int { return l.family.Header() }

// around is what surrounds the encrypted blocks, or the packet where nothing
// is padded: the IP header and all parts.
func (l *layer) around() int {
	n := l.header()
	for _, p := range l.parts {
		n += p.Bytes
	}
	return n
}

// moved is the IP header that transport mode takes out of the packet: the
// layer's header is not a new one.
func (l *layer) moved() int {
	if l.transport {
		return l.header()
	}
	return 0
}

// carries is what families the packets inside may have.
func (l *layer) carries() Families {
	if l.transport {
		return only(l.family)
	}
	return l.row.Carries
}

// room is the largest packet inside of an outer packet of outer bytes, if the
// tunnel's interface were as large as that. It may be 0 or less.
func (l *layer) room(outer int) int {
	n := outer - l.around()
	if l.row.Kind == Padded {
		n = floorTo(n, l.row.Block) - l.row.Trailer.Bytes
	}
	return n + l.moved()
}

// inner is the largest packet that passes, and all smaller ones do: the MTU of
// the tunnel's interface, or what fits below it.
func (l *layer) inner(outer int) int {
	room := l.room(outer)
	switch {
	case l.mtu == 0:
		return room
	case room >= l.mtu:
		return l.mtu
	case l.row.Kind == Capped:
		return floorTo(room, l.row.Block)
	}
	return room
}

// outer is the least outer packet size that carries every packet of up to
// inner bytes.
func (l *layer) outer(inner int) int {
	n := inner - l.moved()
	switch {
	case l.row.Kind == Padded:
		n = ceilTo(n+l.row.Trailer.Bytes, l.row.Block)
	case l.row.Kind == Capped && l.mtu > 0:
		n = min(ceilTo(n, l.row.Block), l.mtu)
	}
	return n + l.around()
}

// floorTo and ceilTo give the next multiple of block. Below 0, where nothing fits
// anyway, they stay below or at 0.
func floorTo(n, block int) int { return n - n%block }

func ceilTo(n, block int) int { return floorTo(n+block-1, block) }

// String writes the layer as a stack does: "geneve/ipv6:options=8".
func (l *layer) String() string {
	s := l.row.ID
	if l.family != 0 && (l.row.Outer == Both) {
		s += "/" + strings.ToLower(l.family.String())
	}
	for i, g := range l.given {
		if i == 0 {
			s += ":"
		} else {
			s += ","
		}
		s += g.option.Name
		if g.option.number() {
			s += "=" + strconv.Itoa(g.n)
		}
	}
	return s
}

// name names the layer for people: "GRE with key, with checksum over IPv6".
func (l *layer) name() string {
	s, sep := l.row.Name, " "
	for i := range l.row.Options {
		o := &l.row.Options[i]
		n, said := o.Default, false
		for _, g := range l.given {
			if g.option == o {
				n, said = g.n, true
			}
		}
		if said || o.Default > 0 {
			if w := o.words(n); w != "" {
				s, sep = s+sep+w, ", "
			}
		}
	}
	if l.row.Outer == Both && l.family != 0 {
		s += " over " + l.family.String()
	}
	return s
}

// words says the option in a name.
func (o *Option) words(n int) string {
	switch {
	case !o.number():
		return o.One
	case n == 0:
		return ""
	case n == 1 && o.One != "":
		return o.One
	}
	return fmt.Sprintf(o.Many, n)
}
