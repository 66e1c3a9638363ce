package pmtutest_test

import (
	"net/netip"
	"testing"

	"github.com/pathmtu/pmtu/pmtu/pmtutest"
)

func TestConformance(t *testing.T) {
	pmtutest.TestDriver(t, func(*testing.T) pmtutest.World {
		d := pmtutest.New(pmtutest.Path{Routers: []netip.Addr{netip.MustParseAddr("10.0.0.1")}})
		return pmtutest.World{Driver: d, Target: netip.MustParseAddrPort("192.0.2.9:33434"), MTU: 1500}
	})
}
