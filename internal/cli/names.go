package cli

import (
	"context"
	"maps"
	"net/netip"
	"slices"
	"sync"

	"github.com/pathmtu/pmtu/internal/resolve"
	"github.com/pathmtu/pmtu/pmtu"
)

// names tells the names of addresses. It gives each answer once and for all,
// so that what is printed at the end agrees with what was printed before.
type names struct {
	start func(netip.Addr)
	ask   func(netip.Addr) (name string, failed bool) // may wait

	mu    sync.Mutex
	known map[netip.Addr]name
}

// name is what became of a question; it is also how records keep it.
type name struct {
	Addr   netip.Addr `json:"address"`
	Name   string     `json:"name,omitempty"`
	Failed bool       `json:"failed,omitempty"`
}

// newNames returns names that a resolver finds. The end of a run does not
// end the waiting, which has its own bound: interrupted runs print most of their
// hops at the end.
func newNames(r *resolve.Resolver) *names {
	return &names{
		start: r.Start,
		ask: func(a netip.Addr) (string, bool) {
			n := r.Name(context.Background(), a)
			return n, n == "" && r.Failed(a)
		},
		known: make(map[netip.Addr]name),
	}
}

// oldNames returns names from a record.
func oldNames() *names {
	return &names{
		start: func(netip.Addr) {},
		ask:   func(netip.Addr) (string, bool) { return "", false },
		known: make(map[netip.Addr]name),
	}
}

// Name returns the name of an address, "" for none. It may wait, but all
// calls together no longer than the resolver's budget.
func (n *names) Name(a netip.Addr) string { return n.get(a).Name }

// Failed says that nobody could tell whether the address has a name.
func (n *names) Failed(a netip.Addr) bool { return n.get(a).Failed }

func (n *names) get(a netip.Addr) name {
	n.mu.Lock()
	defer n.mu.Unlock()
	if k, ok := n.known[a]; ok {
		return k
	}
	text, failed := n.ask(a)
	k := name{a, text, failed}
	n.known[a] = k
	return k
}

// add tells a name that is known from elsewhere.
func (n *names) add(k name) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.known[k.Addr] = k
}

// all returns what was asked for, sorted by address.
func (n *names) all() []name {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.SortedFunc(maps.Values(n.known), func(a, b name) int { return a.Addr.Compare(b.Addr) })
}

// expect starts to look for the names in an update, so that they are there
// when it is printed. It does not block.
func (n *names) expect(u pmtu.Update) {
	for _, a := range addressesIn(u) {
		n.start(a)
	}
}

// addressesIn returns the addresses that an update would print.
func addressesIn(u pmtu.Update) []netip.Addr {
	switch u := u.(type) {
	case pmtu.HopUpdate:
		addrs := make([]netip.Addr, len(u.Hop.Answers))
		for i, a := range u.Hop.Answers {
			addrs[i] = a.Addr
		}
		return addrs
	case pmtu.LimitUpdate:
		return valid(u.Limit.Addr)
	case pmtu.FindingUpdate:
		return valid(u.Finding.Addr)
	case pmtu.TraceLine:
		return valid(u.Addr)
	}
	return nil
}

func valid(a netip.Addr) []netip.Addr {
	if !a.IsValid() {
		return nil
	}
	return []netip.Addr{a}
}
