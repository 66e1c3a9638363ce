package pmtu

import (
	"net/netip"
	"time"
)

// hopBudgets is what a fleet knows of the routers that its paths have in
// common: how many targets asked each hop limit lately, and how many routers answer
// there. A Linux router sends one prober a burst of errors and then one a second
// (net.ipv4.icmp_ratelimit), so that among many targets few can learn their
// first hops, and silence says nothing to the others.
type hopBudgets map[hopPlace]*hopBudget

type hopPlace struct {
	family Family
	hop    int
}

type hopBudget struct {
	addrs  map[netip.Addr]bool // who answered there
	grants []time.Time         // when targets were let ask, in the last window
}

const (
	// grantsPerRouter is how many targets may share the burst of a router: one
	// needs some three answers of it.
	grantsPerRouter = 2
	// maxRouters is the most that are told apart at one hop limit.
	maxRouters = 4096
)

// grantWindow is the time in which a router's burst is there again.
func grantWindow(f Family) time.Duration {
	if f == IPv6 {
		return burst * refill / 10 // net.ipv6.icmp.ratelimit, 100 ms
	}
	return burst * refill
}

func (b hopBudgets) at(f Family, hop int) *hopBudget {
	p := hopPlace{f, hop}
	if b[p] == nil {
		b[p] = &hopBudget{addrs: make(map[netip.Addr]bool)}
	}
	return b[p]
}

// grant reports whether another target may ask the hop limit now.
func (b hopBudgets) grant(f Family, hop int, now time.Time) bool {
	h := b.at(f, hop)
	for len(h.grants) > 0 && now.Sub(h.grants[0]) >= grantWindow(f) {
		h.grants = h.grants[1:]
	}
	if len(h.grants) >= grantsPerRouter*max(1, len(h.addrs)) {
		return false
	}
	h.grants = append(h.grants, now)
	return true
}

// heard notes who answered at a hop limit.
func (b hopBudgets) heard(f Family, hop int, addr netip.Addr) {
	if b == nil {
		return
	}
	if h := b.at(f, hop); len(h.addrs) < maxRouters {
		h.addrs[addr] = true
	}
}
