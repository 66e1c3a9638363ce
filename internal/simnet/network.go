package simnet

import (
	"math/rand/v2"
	"net/netip"
	"time"

	"github.com/pathmtu/pmtu/internal/wire"
	"github.com/pathmtu/pmtu/pmtu"
)

// Network is a network in the course of a run. It is not safe for use by
// several goroutines at once. Its zero value is not usable: see Parse and Load.
type Network struct {
	d      *description
	rand   *rand.Rand
	hops   []hopState
	forge  []byFamily[int] // how many packets each forgery has seen
	id     uint16          // of the last packet sent
	events byFamily[Events]
}

// hopState is what a hop remembers.
type hopState struct {
	errors, ptbs byFamily[bucket]
	tooBig       byFamily[uint64] // packets that were too big
	turn         byFamily[uint64] // packets that came by
	told         byFamily[int]    // packets too big that got back
	withheld     byFamily[int]    // errors that a limit forbade
}

// Delivery is a packet that comes back to this host.
type Delivery struct {
	// At is when it arrives.
	At time.Time
	// Packet is the packet with its IP header. It belongs to the receiver.
	Packet []byte
}

func newNetwork(d *description, seed uint64) *Network {
	return &Network{
		d:     d,
		rand:  rand.New(rand.NewPCG(seed, 0)),
		hops:  make([]hopState, len(d.hops)),
		forge: make([]byFamily[int], len(d.forgeries)),
	}
}

// Fresh returns the same network at the start of a run, with nothing shared
// that changes. seed makes its losses; 0 means the seed of the description.
func (n *Network) Fresh(seed uint64) *Network {
	if seed == 0 {
		seed = n.d.seed
	}
	return newNetwork(n.d, seed)
}

// Name returns the name under which the network was loaded or parsed.
func (n *Network) Name() string { return n.d.name }

// Title returns the sentence that says what the network shows; "": none.
func (n *Network) Title() string { return n.d.title }

// Has is true where the network carries the family.
func (n *Network) Has(f pmtu.Family) bool {
	return f == pmtu.IPv4 && n.d.ipv4 || f == pmtu.IPv6 && n.d.ipv6
}

// LocalMTU returns the MTU of this host's device, bytes.
func (n *Network) LocalMTU() pmtu.MTU { return pmtu.MTU(n.d.localMTU) }

// Source returns this host's address.
func (n *Network) Source(f pmtu.Family) netip.Addr { return *n.d.local.of(f) }

// Target returns the destination's address, its first where it has several.
func (n *Network) Target(f pmtu.Family) netip.Addr {
	return (*n.d.hops[len(n.d.hops)-1].addrs.of(f))[0]
}

// Packet takes a packet that leaves this host at now and returns what comes
// back because of it, in no order. Bytes that are no packet to the
// destination, and ICMP other than an echo, bring nothing back. pkt is not kept.
func (n *Network) Packet(now time.Time, pkt []byte) []Delivery {
	p, ok := n.read(now, pkt)
	if !ok {
		return nil
	}
	n.forgeAll(p)
	n.walk(p)
	return p.out
}

// packet is a packet on its way.
type packet struct {
	raw       []byte
	ip        wire.IP
	family    pmtu.Family
	transport []byte
	flow      uint64
	sent, at  time.Time // when it left and where it is in time
	out       []Delivery
}

// read parses a packet and says whether it is one that the network carries.
func (n *Network) read(now time.Time, pkt []byte) (*packet, bool) {
	ip, transport, err := wire.ParseIP(pkt)
	if err != nil || ip.TotalLen > len(pkt) || ip.FragmentOffset != 0 || ip.MF {
		return nil, false
	}
	p := &packet{raw: pkt[:ip.TotalLen], ip: ip, family: pmtu.Family(ip.Version), transport: transport, sent: now, at: now}
	if !n.Has(p.family) || !n.isTarget(p) || !carries(p) {
		return nil, false
	}
	p.flow = flowHash(ip.Src, ip.Dst, ip.Protocol, flowPorts(ip.Protocol, transport))
	return p, true
}

func (n *Network) isTarget(p *packet) bool {
	for _, a := range *n.d.hops[len(n.d.hops)-1].addrs.of(p.family) {
		if a == p.ip.Dst {
			return true
		}
	}
	return false
}

// carries is false for packets that no ICMP error may answer (RFC 1122,
// section 3.2.2) or that are noise of a host that comes up.
func carries(p *packet) bool {
	if len(p.transport) < 8 || !p.ip.Src.IsGlobalUnicast() {
		return false
	}
	switch p.ip.Protocol {
	case wire.ProtoICMP:
		return p.family == pmtu.IPv4 && p.transport[0] == wire.TypeEcho
	case wire.ProtoICMPv6:
		return p.family == pmtu.IPv6 && p.transport[0] == wire.TypeEcho6
	}
	return true
}

// walk takes a packet along the path until somebody keeps it.
func (n *Network) walk(p *packet) {
	if n.d.localLink != 0 && len(p.raw) > n.d.localLink {
		return
	}
	ttl := int(p.ip.HopLimit)
	for i := 0; ; i = n.next(i) {
		h := &n.d.hops[i]
		p.at = p.at.Add(h.delay)
		if n.loses(p, h.loss) {
			return
		}
		if i == len(n.d.hops)-1 {
			n.arrive(p, i)
			return
		}
		if !n.route(p, i, ttl) {
			return
		}
		ttl--
	}
}

// next returns the hop behind hop i, both from 0.
func (n *Network) next(i int) int {
	if n.d.loopTo != 0 && i == n.d.loopTo-1 {
		return n.d.loopFrom - 1
	}
	return i + 1
}

// route is what router i does with a packet: true where it goes on. The order
// of the checks is that of Linux: route, hop limit, size, firewall
// (ip_rcv_finish and ip_forward; ip6_forward).
func (n *Network) route(p *packet, i, ttl int) bool {
	h, s := &n.d.hops[i], &n.hops[i]
	a := answerer{hop: i, member: n.member(p, i), ttl: ttl}
	refusal := *h.unreachable.of(p.family)
	if refusal.set && !h.refuseFilter {
		n.refuse(p, a, refusal)
		return false
	}
	if ttl <= 1 {
		if !h.silent {
			n.answerError(p, a, timeExceeded(p.family))
		}
		return false
	}
	if mtu := h.mtu(a.member); len(p.raw) > mtu && (p.ip.DF || p.family == pmtu.IPv6) {
		claim, ok := h.ptb.claim(*s.tooBig.of(p.family), mtu, len(p.raw))
		*s.tooBig.of(p.family)++
		if ok {
			n.answerError(p, a, tooBig(p.family, claim))
		}
		return false
	}
	if refusal.set {
		n.refuse(p, a, refusal)
		return false
	}
	return true
}

func (n *Network) refuse(p *packet, a answerer, code icmpCode) {
	if !n.d.hops[a.hop].silent {
		n.answerError(p, a, wire.ICMP{Type: code.typ, Code: code.code})
	}
}

// mtu returns the MTU of the link behind the hop for a member of the hop.
func (h *hop) mtu(member int) int {
	if len(h.mtus) == 1 {
		return h.mtus[0]
	}
	return h.mtus[member%len(h.mtus)]
}

// member returns which of a hop's addresses a packet meets.
func (n *Network) member(p *packet, i int) int {
	h := &n.d.hops[i]
	count := uint64(len(*h.addrs.of(p.family)))
	if !h.perPacket {
		return int(p.flow % count)
	}
	turn := n.hops[i].turn.of(p.family)
	*turn++
	return int((*turn - 1) % count)
}

// loses is true where a link loses the packet or its answer.
func (n *Network) loses(p *packet, share float64) bool {
	lost := n.chance(share)
	if lost {
		n.events.of(p.family).lose(int(p.ip.HopLimit))
	}
	return lost
}

// chance is true with the given probability.
func (n *Network) chance(share float64) bool {
	return share > 0 && n.rand.Float64() < share
}
