package simnet

import (
	"net/netip"
	"slices"
	"time"

	"github.com/pathmtu/pmtu/internal/wire"
	"github.com/pathmtu/pmtu/pmtu"
)

// Flow is what decides about the members of parallel paths.
type Flow struct {
	// Src and Dst are the addresses and ports of UDP probes. The zero address
	// of Src means this host's.
	Src, Dst netip.AddrPort
	// Echo is true for ICMP echoes, whose identifier stands in the place of
	// Src's port.
	Echo bool
}

// Truth is what a perfect tool would learn of a path, losses, limits and lies aside.
type Truth struct {
	// Reachable is true where packets get to the destination that are small enough.
	Reachable bool
	// Answers is true where the destination answers the flow's probes.
	Answers bool
	// ReturnMTU is the largest answer that the way back from the destination carries,
	// in one piece, bytes; 0: no limit.
	ReturnMTU pmtu.MTU
	// HopCount is the hop of the destination; 0: not reachable.
	HopCount int
	// ReturnHops is how many hops its answers travel; 0: not reachable.
	ReturnHops int
	// PathMTU is the largest packet that gets to the destination or, where
	// that is not reachable, to the last of Hops, bytes. 0: none.
	PathMTU pmtu.MTU
	// Refusal is the ICMP error that ends the path before the destination; nil: none.
	Refusal *pmtu.ICMPError
	// Hops are the hops that packets get to, hop 1 first.
	Hops []TruthHop
	// LoopTo is the hop to which packets go back from the last of Hops; 0: there is no loop.
	LoopTo int
	// Limits are the places where the path gets narrower, in its order. The
	// limit of this host's device is not among them.
	Limits []TruthLimit
}

// TruthHop is one hop as it is.
type TruthHop struct {
	// Addrs is who may answer there, of the flow.
	Addrs []netip.Addr
	// MTU is the largest packet that gets there, bytes.
	MTU pmtu.MTU
	// ReturnHops is how many hops its answers travel.
	ReturnHops int
	// Silent is true where no probe is answered that ends there.
	Silent bool
	// Vague is true where nothing in an answer tells which probe it is to, or to whom: what it quotes is
	// damaged, too short for a socket to hear of it, or names another destination and is too short for a token.
	Vague bool
	// RTT is how long its answer takes, at least.
	RTT time.Duration
	// Rewrites is true where its quotes name another destination or port, Spoils where they are damaged, or
	// too short for a token and changed or extended besides: hosts may not take its answers for theirs.
	Rewrites, Spoils bool
	// NoToken is true where its quotes hold no whole token, or a damaged one.
	NoToken bool
}

// TruthLimit is one place where the path gets narrower.
type TruthLimit struct {
	// AfterHop is the hop before the narrow link; 0: this host.
	AfterHop int
	// From and To are the largest packets that pass before and behind it, bytes.
	From, To pmtu.MTU
	// Silent is true where nobody ever says so: a black hole.
	Silent bool
	// Once is true where whoever says so does it of the first packet only, and is silent about all others for good.
	Once bool
}

// Truth returns what the description says of the path of a flow. Where hops
// send each packet of a flow another way, it is the least that all carry.
func (n *Network) Truth(flow Flow) Truth {
	p := n.flowPacket(flow)
	t := Truth{PathMTU: min(n.LocalMTU(), p.family.Max())}
	if link := pmtu.MTU(n.d.localLink); link != 0 && link < t.PathMTU {
		t.Limits = append(t.Limits, TruthLimit{From: t.PathMTU, To: link, Silent: true})
		t.PathMTU = link
	}
	last := len(n.d.hops) - 1
	for i := range n.d.hops {
		h := &n.d.hops[i]
		t.Hops = append(t.Hops, n.truthHop(p, i, t.PathMTU))
		t.Hops[i].Vague, t.Hops[i].NoToken = h.vague(p.family), h.noToken()
		if i == last {
			t.Reachable = t.PathMTU > 0
			break
		}
		if refusal := *h.unreachable.of(p.family); refusal.set {
			t.Refusal = &pmtu.ICMPError{Family: p.family, Type: refusal.typ, Code: refusal.code}
			return t
		}
		if to := n.truthMTU(p, i); to < t.PathMTU {
			t.Limits = append(t.Limits, TruthLimit{AfterHop: i + 1, From: t.PathMTU, To: to, Silent: h.neverTooBig(), Once: h.onceTooBig()})
			t.PathMTU = to
		}
		if t.PathMTU == 0 {
			return t // nothing gets further
		}
		if next := n.next(i); next <= i {
			t.LoopTo = next + 1
			return t
		}
	}
	if t.Reachable {
		h := &n.d.hops[last]
		t.HopCount, t.ReturnHops = last+1, n.returnHops(last)
		t.Answers = h.answers(flow) && t.ReturnHops <= h.hopLimit
		t.ReturnMTU = pmtu.MTU(h.backMTU)
	}
	return t
}

// answers reports whether a destination answers the probes of a flow.
func (h *hop) answers(flow Flow) bool {
	if flow.Echo {
		return h.echo
	}
	return h.udp != udpSilent && !(h.udp == udpUnreachable && h.silent)
}

// At returns what is true of a hop, from 1, also in the further rounds of a
// loop; false where nothing gets there.
func (t Truth) At(hop int) (TruthHop, bool) {
	place := t.Place(hop)
	if place == 0 {
		return TruthHop{}, false
	}
	h := t.Hops[place-1]
	if place != hop {
		h.MTU = t.PathMTU // it has been round once
	}
	return h, true
}

// Place returns where packets with that hop limit end: the hop itself, or the one that they meet
// in the further rounds of a loop; 0: they do not get so far.
func (t Truth) Place(hop int) int {
	n := len(t.Hops)
	switch {
	case hop >= 1 && hop <= n:
		return hop
	case hop < 1 || t.LoopTo == 0:
		return 0
	}
	return t.LoopTo + (hop-n-1)%(n-t.LoopTo+1)
}

// flowPacket returns a packet of the flow as far as a path looks at it.
func (n *Network) flowPacket(flow Flow) *packet {
	dst := flow.Dst.Addr().Unmap()
	family := familyOf(dst)
	src := flow.Src.Addr().Unmap()
	if !src.IsValid() {
		src = n.Source(family)
	}
	protocol, ports := uint8(wire.ProtoUDP), uint32(flow.Src.Port())<<16|uint32(flow.Dst.Port())
	if flow.Echo {
		protocol, ports = icmpProtocol(family), uint32(flow.Src.Port())
	}
	p := &packet{family: family, flow: flowHash(src, dst, protocol, ports)}
	p.ip.Dst = dst
	return p
}

func (n *Network) truthHop(p *packet, i int, mtu pmtu.MTU) TruthHop {
	h := &n.d.hops[i]
	addrs := slices.Clone(*h.addrs.of(p.family))
	if i == len(n.d.hops)-1 {
		addrs = []netip.Addr{p.ip.Dst}
	} else if !h.perPacket {
		addrs = []netip.Addr{addrs[p.flow%uint64(len(addrs))]}
	}
	back := n.returnHops(i)
	return TruthHop{
		Addrs: addrs, MTU: mtu, ReturnHops: back, Silent: h.silent || back > h.hopLimit,
		RTT: n.wayThere(i) + h.slow + n.wayBack(i), Rewrites: h.rewrites(p.family),
		Spoils: h.damage != damageNone || h.quote >= 0 && h.quote < quotedToken && (h.rewrites(p.family) || h.mpls != nil || h.iface != nil),
	}
}

// rewrites reports whether the hop's quotes name another destination or port.
func (h *hop) rewrites(f pmtu.Family) bool { return h.rewrite.of(f).IsValid() || h.rewritePort != 0 }

// truthMTU returns the MTU behind hop i for a flow.
func (n *Network) truthMTU(p *packet, i int) pmtu.MTU {
	h := &n.d.hops[i]
	if h.perPacket {
		return pmtu.MTU(slices.Min(h.mtus))
	}
	return pmtu.MTU(h.mtu(int(p.flow % uint64(len(*h.addrs.of(p.family))))))
}

// vague reports whether no quote of the hop names a probe. A quote of less than 8 bytes behind the
// IP header is handed to no socket (net/ipv4/icmp.c, icmp_socket_deliver; net/ipv6/icmp.c, icmpv6_notify).
func (h *hop) vague(f pmtu.Family) bool {
	const leastHeard = 8
	switch {
	case h.damage != damageNone, h.quote >= 0 && h.quote < leastHeard:
		return true
	}
	return h.rewrite.of(f).IsValid() && h.quote >= 0 && h.quote < quotedToken
}

// noToken reports whether no quote of the hop holds a whole token as it was sent.
func (h *hop) noToken() bool { return h.quote >= 0 && h.quote < quotedToken || h.damage != damageNone }

// onceTooBig is true where one packet too big is sent, the first, and none ever after.
func (h *hop) onceTooBig() bool {
	if len(h.ptb) == 0 || h.ptb[0].kind == elementDropped || h.ptb[0].len() != 1 {
		return false
	}
	rest := h.ptb[1:]
	return len(rest) > 0 && !slices.ContainsFunc(rest, func(e element) bool { return e.kind != elementDropped })
}

// neverTooBig is true where no packet too big is ever sent.
func (h *hop) neverTooBig() bool {
	for _, e := range h.ptb {
		if e.kind != elementDropped && e.kind != elementAgain {
			return false
		}
	}
	return true
}
