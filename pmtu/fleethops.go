package pmtu

import (
	"net/netip"
	"time"
)

// hopBudgets is what a fleet knows of the routers that its paths have in
// common: how many targets asked each hop limit lately, and how many routers
// answered there. A Linux router sends one prober a burst of errors and then one
// a second (net.ipv4.icmp_ratelimit), so that among many targets few can learn
// the hops that they share, and silence says nothing to the others.
type hopBudgets map[hopPlace]*hopBudget

type hopPlace struct {
	family Family
	hop    int
}

type hopBudget struct {
	routers map[netip.Addr]bool // who answered there
	answers int                 // how many targets had an answer there
	grants  []time.Time         // when targets were let ask, in the last window
}

const (
	// grantsPerRouter is how many targets may share the burst of a router: one
	// needs some three answers of it.
	grantsPerRouter = 2
	// firstGrants is how many targets may ask before anything is known.
	firstGrants = 4
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
		b[p] = &hopBudget{routers: make(map[netip.Addr]bool)}
	}
	return b[p]
}

// grant reports whether another target may ask the hop limit now.
func (b hopBudgets) grant(f Family, hop int, now time.Time) bool {
	h := b.at(f, hop)
	for len(h.grants) > 0 && now.Sub(h.grants[0]) >= grantWindow(f) {
		h.grants = h.grants[1:]
	}
	switch allowed := h.allowed(); {
	case allowed == all:
		return true
	case len(h.grants) >= allowed:
		return false
	}
	h.grants = append(h.grants, now)
	return true
}

// allowed is how many targets may ask in one window. Where each that asked
// found another router, the next one will, too.
func (h *hopBudget) allowed() int {
	switch n := len(h.routers); {
	case n == 0:
		return firstGrants
	case n == h.answers && n > grantsPerRouter || n == maxRouters:
		return all
	default:
		return max(firstGrants, grantsPerRouter*n)
	}
}

// heard notes who answered a target at a hop limit for the first time.
func (b hopBudgets) heard(f Family, hop int, addr netip.Addr) {
	if b == nil {
		return
	}
	h := b.at(f, hop)
	h.answers++
	if len(h.routers) < maxRouters {
		h.routers[addr] = true
	}
}
