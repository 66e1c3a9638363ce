package simnet

import (
	"maps"
	"net/netip"
	"slices"

	"github.com/pathmtu/pmtu/internal/wire"
	"github.com/pathmtu/pmtu/pmtu"
)

// Said is a packet too big that was sent to this host in a run, and was not lost on the way.
type Said struct {
	// Hop is who sent it, from 1; 0: it is forged.
	Hop int
	// Addr is the sender's address as it stands in it.
	Addr netip.Addr
	// Size is that of the packet that it refuses, bytes of the whole IP packet.
	Size pmtu.MTU
	// Claim is the next-hop MTU that it names.
	Claim uint32
	// Passes is what the link behind the hop carries; 0 where it is forged.
	Passes pmtu.MTU
	// Token is true where the quote carries the token that the packet had.
	Token bool
}

// Events are what happened in a run and what no description tells beforehand.
type Events struct {
	// TooBig are the packets too big, in the order in which they were sent.
	TooBig []Said
	// Lost is how many packets the links lost by chance, both ways.
	Lost     int
	withheld map[int]int
	lostTo   map[int]int
}

// LostTo is how many packets of a hop limit the links lost by chance, or their answers.
func (e *Events) LostTo(hopLimit int) int { return e.lostTo[hopLimit] }

// lose notes a packet that was lost, or its answer.
func (e *Events) lose(hopLimit int) {
	if e.lostTo == nil {
		e.lostTo = make(map[int]int)
	}
	e.Lost++
	e.lostTo[hopLimit]++
}

// Withheld is how many ICMP errors a hop, from 1, did not send in the run as its limit forbade it,
// packets too big not counted.
func (e *Events) Withheld(hop int) int { return e.withheld[hop] }

// Events returns what happened so far in packets of the family. It shares nothing with the network.
func (n *Network) Events(f pmtu.Family) Events {
	e := *n.events.of(f)
	e.TooBig, e.lostTo = slices.Clone(e.TooBig), maps.Clone(e.lostTo)
	e.withheld = make(map[int]int)
	for i := range n.hops {
		e.withheld[i+1] = *n.hops[i].withheld.of(f)
	}
	return e
}

// say notes a packet too big of a hop about p.
func (n *Network) say(p *packet, a answerer, from netip.Addr, claim uint32) {
	h, e := &n.d.hops[a.hop], n.events.of(p.family)
	if h.damage == damageNone {
		*n.hops[a.hop].told.of(p.family)++
	}
	e.TooBig = append(e.TooBig, Said{
		Hop: a.hop + 1, Addr: from, Size: pmtu.MTU(len(p.raw)), Claim: claim, Passes: pmtu.MTU(h.mtu(a.member)),
		Token: h.damage == damageNone && (h.quote == quoteFull || h.quote >= quotedToken),
	})
}

// sayForged notes a packet too big about p that is forged.
func (n *Network) sayForged(p *packet, from netip.Addr, m wire.ICMP) {
	if wire.IsPacketTooBig(p.ip.Version, m.Type, m.Code) {
		e := n.events.of(p.family)
		e.TooBig = append(e.TooBig, Said{Addr: from, Size: pmtu.MTU(len(p.raw)), Claim: m.Rest})
	}
}
