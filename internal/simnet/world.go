package simnet

import (
	"net/netip"
	"slices"
	"time"

	"github.com/pathmtu/pmtu/internal/wire"
	"github.com/pathmtu/pmtu/pmtu"
)

// World is many networks behind one host: each target has a path of its own,
// but for the routers that its description says are shared. It is not safe for use by
// several goroutines at once.
type World struct {
	targets []*Network
	byAddr  map[netip.Addr]*Network
	shared  map[netip.Addr]*hopState // by the first address of the router
}

// MaxTargets is how many targets a World has at most.
const MaxTargets = 1 << 16

// NewWorld returns a world of count targets, at most MaxTargets. Target i is
// the destination of a network like kinds[i%len(kinds)], which itself stays as
// it is. Destinations and routers that are not shared have addresses of their own. The host
// is that of the first kind.
func NewWorld(count int, kinds ...*Network) *World {
	w := &World{byAddr: make(map[netip.Addr]*Network), shared: make(map[netip.Addr]*hopState)}
	for i := range min(count, MaxTargets) {
		n := kinds[i%len(kinds)].forTarget(i)
		w.targets = append(w.targets, n)
		for _, f := range []pmtu.Family{pmtu.IPv4, pmtu.IPv6} {
			w.byAddr[n.Target(f)] = n
		}
	}
	return w
}

// Targets returns how many targets there are.
func (w *World) Targets() int { return len(w.targets) }

// Target returns the network of target i, for its addresses and its truth.
func (w *World) Target(i int) *Network { return w.targets[i] }

// Packet is Network.Packet of the network that the packet is for.
func (w *World) Packet(now time.Time, pkt []byte) []Delivery {
	ip, _, err := wire.ParseIP(pkt)
	if err != nil {
		return nil
	}
	n := w.byAddr[ip.Dst]
	if n == nil {
		return nil
	}
	w.lend(n)
	defer w.takeBack(n)
	return n.Packet(now, pkt)
}

// lend gives a network the state of the routers that it shares, takeBack keeps it
// for the next one.
func (w *World) lend(n *Network) {
	for i := range n.d.hops {
		if s := w.shared[sharedBy(&n.d.hops[i])]; s != nil {
			n.hops[i] = *s
		}
	}
}

func (w *World) takeBack(n *Network) {
	for i := range n.d.hops {
		if h := &n.d.hops[i]; h.shared {
			s := w.shared[sharedBy(h)]
			if s == nil {
				s = new(hopState)
				w.shared[sharedBy(h)] = s
			}
			*s = n.hops[i]
		}
	}
}

// sharedBy is what a shared router is known by; the zero Addr where it is not shared.
func sharedBy(h *hop) netip.Addr {
	if !h.shared {
		return netip.Addr{}
	}
	return h.addrs.v4[0]
}

// forTarget returns the network with the addresses of the target's own.
func (n *Network) forTarget(i int) *Network {
	d := *n.d
	d.hops = slices.Clone(n.d.hops)
	for k := range d.hops {
		h, number := &d.hops[k], k+1
		if h.shared {
			continue
		}
		if number == len(d.hops) {
			number = 0
		}
		h.addrs = byFamily[[]netip.Addr]{
			v4: []netip.Addr{targetAddr(pmtu.IPv4, number, i)},
			v6: []netip.Addr{targetAddr(pmtu.IPv6, number, i)},
		}
	}
	return newNetwork(&d, d.seed+uint64(i))
}

// targetAddr returns the address of the router at a hop on the way to target i; hop 0 is the target.
func targetAddr(f pmtu.Family, hop, i int) netip.Addr {
	if f == pmtu.IPv4 {
		return netip.AddrFrom4([4]byte{10, byte(100 + hop%100), byte(i >> 8), byte(i)})
	}
	return netip.AddrFrom16([16]byte{0: 0xfd, 1: 0x78, 3: byte(hop), 13: 1, 14: byte(i >> 8), 15: byte(i)})
}
