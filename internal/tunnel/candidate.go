package tunnel

import "sync"

// candidate is something that may have made an MTU: an encapsulation in one of
// its usual forms, or several in each other.
type candidate struct {
	row      *Row // of the innermost encapsulation
	stack    Stack
	weight   int
	position Position
	on       place
}

// place is a set of underlays: what a candidate is usually found on.
type place uint8

const (
	onLine  place = 1 << iota // plain Ethernet
	onPPPoE                   // a PPPoE line
	onJumbo                   // Ethernet with jumbo frames
	onCloud                   // a cloud's network
)

// underlay is what is below a candidate.
type underlay struct {
	place  place
	name   string // what a name ends with; "": nothing
	base   int    // the MTU to start from
	suffix string // encapsulations between the base and the candidate
	mtu    int    // what it offers to the candidate
	malus  int    // how much less likely than plain Ethernet
}

func underlays() []underlay {
	return []underlay{
		{onLine, "", ethernetMTU, "", ethernetMTU, 0},
		{onPPPoE, "", ethernetMTU, "pppoe", 1492, 25},
		{onCloud, "in a Google Cloud VPC (1460)", 1460, "", 1460, 30},
		{onJumbo, "in a network of 9000", 9000, "", 9000, 5},
		{onCloud, "in an AWS VPC (9001)", 9001, "", 9001, 5},
		{onCloud, "behind an AWS transit gateway (8500)", 8500, "", 8500, 20},
		{onCloud, "in a Google Cloud VPC (8896)", 8896, "", 8896, 15},
	}
}

// usual is a stack that is common enough to explain a number.
type usual struct {
	stack    string
	weight   int
	position Position
}

func usuals() []usual {
	return []usual{
		{"gre/ipv4+esp-gcm/ipv4:transport", 40, Middle},
		{"gre/ipv4+esp-cbc-sha1/ipv4:transport", 34, Middle},
		{"gre/ipv4+esp-cbc-sha256/ipv4:transport", 34, Middle},
		{"gre/ipv4+esp-gcm/ipv4", 32, Middle},
		{"gre/ipv4+esp-cbc-sha1/ipv4", 26, Middle},
		{"gre/ipv4+esp-cbc-sha256/ipv4", 26, Middle},
		{"l2tp/ipv4+esp-gcm/ipv4:transport", 20, Middle | Host},
		{"l2tp/ipv4+esp-cbc-sha1/ipv4:transport", 24, Middle | Host},
		{"l2tp/ipv4+esp-gcm/ipv4:nat-t,transport", 20, Middle | Host},
		{"l2tp/ipv4+esp-cbc-sha1/ipv4:nat-t,transport", 26, Middle | Host},
		{"wireguard/ipv6+6in4", 22, Host | Middle},
		{"wireguard/ipv4+dslite", 34, Host | Access | Middle},
		{"wireguard/ipv4+map-e", 22, Host | Access | Middle},
		{"wireguard/ipv4+464xlat", 18, Host | Access},
		{"wireguard/ipv4+464xlat:fragment", 22, Host | Access},
		{"wireguard/ipv4+wireguard/ipv4", 14, Host | Middle},
		{"wireguard/ipv4+wireguard/ipv6", 12, Host | Middle},
		{"wireguard/ipv4+vxlan/ipv4", 16, Last | Host},
		{"6in4+wireguard/ipv4", 10, Host | Middle},
		{"6in4+wireguard/ipv6", 10, Host | Middle},
		{"6in4+464xlat", 3, Access},
		{"vxlan/ipv4+wireguard/ipv4", 24, Last | Host},
		{"vxlan/ipv4+wireguard/ipv6", 22, Last | Host},
		{"vxlan/ipv4+esp-gcm/ipv4", 20, Last | Host},
		{"vxlan/ipv4+esp-gcm/ipv4:transport", 16, Last | Host},
		{"geneve/ipv4:options=8+esp-gcm/ipv4:transport", 18, Last | Host},
		{"vxlan/ipv4+vxlan/ipv4", 20, Last | Host},
		{"geneve/ipv4+vxlan/ipv4", 8, Last | Host},
		{"geneve/ipv4:options=8+vxlan/ipv4", 10, Last | Host},
		{"vxlan/ipv4+geneve/ipv4:options=8", 16, Last | Host},
		{"ipip+wireguard/ipv4", 14, Last | Host},
		{"gre/ipv4+wireguard/ipv4", 12, Middle},
		{"gre/ipv4+gre/ipv4", 6, Middle},
		{"6in4+gre/ipv4", 5, Middle},
		{"mpls+gre/ipv4", 8, Middle},
		{"pppoe+l2tp/ipv4", 6, Access},
		{"vlan+pppoe", 4, Access},
	}
}

// match is a candidate on an underlay, with the stack that both are.
type match struct {
	candidate *candidate
	underlay  *underlay
	stack     Stack
}

// guesses are all candidates, and by MTU the matches on the known underlays.
type guesses struct {
	candidates []*candidate
	byMTU      map[int][]match
	pairs      []*candidate // two common encapsulations in each other, for numbers that nothing else explains
}

var guess = sync.OnceValue(func() *guesses {
	g := &guesses{byMTU: map[int][]match{}}
	for _, r := range catalogue().rows {
		for _, f := range r.Forms {
			g.add(r.ID+f.Spec, f.Weight, r.Position)
		}
	}
	singles := g.candidates
	for _, u := range usuals() {
		g.add(u.stack, u.weight, u.position)
	}
	list := underlays()
	for _, c := range g.candidates {
		for i := range list {
			if u := &list[i]; c.on&u.place != 0 {
				g.put(c, u)
			}
		}
	}
	g.pair(singles)
	return g
})

// add makes a candidate of a stack. What cannot be parsed is left out; a test
// sees to it that nothing is.
func (g *guesses) add(text string, weight int, position Position) {
	s, err := ParseStack(text, 0)
	if err != nil || s.Len() == 0 {
		return
	}
	g.candidates = append(g.candidates, &candidate{
		row: s.layers[0].row, stack: s, weight: weight, position: position, on: placesFor(s, position),
	})
}

// placesFor is on which underlays a stack is found. Access lines are on Ethernet or
// PPPoE, link layers are on Ethernet of any size, overlays are not on PPPoE,
// and what is typical of hosts and access lines alone is not in clouds.
func placesFor(s Stack, position Position) place {
	if s.OuterFamily() == 0 {
		return onLine | onJumbo
	}
	on := onLine
	if s.layers[len(s.layers)-1].row.Outer != 0 && position&(Access|Middle) != 0 {
		on |= onPPPoE
	}
	if position&(Middle|Last) != 0 {
		on |= onJumbo | onCloud
	}
	return on
}

// put files a candidate on an underlay, but for what is rare on what is rare.
func (g *guesses) put(c *candidate, u *underlay) {
	if c.weight < u.malus {
		return
	}
	s := c.stack
	if u.suffix != "" {
		below, err := ParseStack(u.suffix, 0)
		if err != nil {
			return
		}
		s = Stack{layers: append(append([]layer(nil), s.layers...), below.layers...)}
	}
	if n, err := Inner(u.base, s); err == nil {
		g.byMTU[n] = append(g.byMTU[n], match{c, u, s})
	}
}

// pair makes candidates of any two common encapsulations, as far as one can carry the other.
func (g *guesses) pair(singles []*candidate) {
	const common = 40
	for _, in := range singles {
		for _, out := range singles {
			if in.weight < common || out.weight < common {
				continue
			}
			if s, err := ParseStack(in.stack.String()+"+"+out.stack.String(), 0); err == nil {
				g.pairs = append(g.pairs, &candidate{row: in.row, stack: s, weight: min(in.weight, out.weight) / 8, position: in.position, on: onLine})
			}
		}
	}
}
