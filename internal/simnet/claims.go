package simnet

import (
	"math"

	"github.com/pathmtu/pmtu/pmtu"
)

// Claims lists sizes that packets too big may name in the network, true or not, as far as they do not
// depend on the packets that are refused.
func (n *Network) Claims() []pmtu.MTU {
	var list []pmtu.MTU
	add := func(v int64) {
		if v > 0 && v <= math.MaxUint16 {
			list = append(list, pmtu.MTU(v))
		}
	}
	for i := range n.d.hops[:len(n.d.hops)-1] {
		h := &n.d.hops[i]
		for _, e := range h.ptb {
			switch e.kind {
			case elementNumber:
				add(e.n)
			case elementRange:
				add(e.n)
				add(e.to)
			case elementMTU:
				add(int64(h.mtus[0]) + e.n)
			}
		}
	}
	for _, f := range n.d.forgeries {
		if f.as == forgePTB {
			add(int64(f.mtu))
		}
	}
	return list
}
