package pmtutest_test

import (
	"net/netip"
	"testing"

	"github.com/pathmtu/pmtu/pmtu/pmtutest"
)

func TestConformance(t *testing.T) {
	for _, noPing := range []bool{false, true} {
		pmtutest.TestDriver(t, func(*testing.T) pmtutest.World {
			d := pmtutest.New(pmtutest.Path{Routers: []netip.Addr{netip.MustParseAddr("10.0.0.1")}, NoPing: noPing})
			return pmtutest.World{Driver: d, Target: netip.MustParseAddrPort("192.0.2.9:33434"), MTU: 1500, Ping: !noPing}
		})
	}
}
