package e2e

import (
	"fmt"
	"testing"

	"github.com/pathmtu/pmtu/internal/lab"
	"github.com/pathmtu/pmtu/internal/tunnel"
)

// TestCatalogueInKernels measures rows of the catalogue against real tunnels:
// over an underlay of so many bytes, the largest packet that gets through is
// the one that the arithmetic says, and nothing larger does, to the byte.
func TestCatalogueInKernels(t *testing.T) {
	if testing.Short() {
		t.Skip("short: real time")
	}
	for _, c := range []struct {
		stack string
		// build describes a chain of four routers: from r1 to r3, an address of r3
		// by way of the tunnel, whose outer packets leave node by device.
		build        func() *lab.Network
		node, device string
		// from and to bound the underlays that are measured.
		from, to int
	}{
		{"wireguard/ipv4:mtu=1500", measured(lab.WireGuard, false, 1500), lab.ISP, "near1", 1380, 1420},
		{"wireguard/ipv6:mtu=1500", measured(lab.WireGuard, true, 1500), lab.ISP, "near1", 1380, 1420},
		{"wireguard/ipv4:mtu=1420", measured(lab.WireGuard, false, 1420), lab.ISP, "near1", 1460, 1490},
		{"wireguard/ipv6:mtu=1420", measured(lab.WireGuard, true, 1420), lab.ISP, "near1", 1480, 1510},
		{"vxlan/ipv6", measured(lab.VXLAN, true, 1500), lab.ISP, "near1", 1390, 1410},
		{"srv6:segments=1", func() *lab.Network {
			n := lab.Chain(4).Steer(1, 3)
			n.Host("r2").Filter(lab.DropOwnTooBig()...)
			return n.Narrow(2, 9000).Narrow(3, 9000)
		}, "r2", "e1", 1390, 1410},
	} {
		t.Run(c.stack, func(t *testing.T) {
			t.Parallel()
			l := lab.Start(t, c.build())
			v4, v6 := lab.TargetAddrs(4)
			inner4 := newCarriage(t, l.Node(lab.Origin), l.Node(lab.Target), v4)
			inner6 := newCarriage(t, l.Node(lab.Origin), l.Node(lab.Target), v6)
			for outer := c.from; outer <= c.to; outer++ {
				want, err := tunnel.Calc(tunnel.Request{Stack: c.stack, OuterMTU: outer})
				if err != nil {
					t.Fatal(err)
				}
				if err := l.Node(c.node).SetMTU(c.device, outer); err != nil {
					t.Fatal(err)
				}
				inner4.measure(t, fmt.Sprintf("IPv4 over %d", outer), want.InnerMTU)
				inner6.measure(t, fmt.Sprintf("IPv6 over %d", outer), want.InnerMTU)
			}
		})
	}
}

// measured describes a chain with a tunnel between r1 and r2, of which the
// inner devices have an MTU, and nobody below says what is too large.
func measured(kind lab.TunnelKind, over6 bool, inner int) func() *lab.Network {
	return func() *lab.Network {
		n := lab.Chain(4)
		belowSilent(kind, over6, inner, 9000)(n)
		return n
	}
}

// around is how many bytes below and above the expected size are tried: more
// than a block of WireGuard's padding.
const around = 17

// measure asserts that of the sizes around want those up to it arrive, and no other.
func (c *carriage) measure(t *testing.T, what string, want int) {
	t.Helper()
	var sizes []int
	for size := want - around; size <= want+around; size++ {
		sizes = append(sizes, size)
	}
	// Packets get lost where queues are full. Those of the right size do not
	// get lost every time, and a larger one never arrives.
	arrived := map[int]bool{}
	for try := 0; try < 10 && len(arrived) < around+1; try++ {
		for _, size := range c.arriving(t, sizes...) {
			arrived[size] = true
		}
	}
	for _, size := range sizes {
		if arrived[size] != (size <= want) {
			t.Errorf("%s: a packet of %d bytes arrived: %v; the arithmetic says that %d is the most", what, size, arrived[size], want)
			return
		}
	}
}
