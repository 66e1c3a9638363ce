package pmtu_test

import (
	"context"
	"fmt"
	"net/netip"

	"github.com/pathmtu/pmtu/pmtu"
	"github.com/pathmtu/pmtu/pmtu/pmtutest"
)

// A path of three routers, the second with a narrow link behind it. With
// pmtu.Trace in place of pmtu.Run and the driver, it would be a real one.
func ExampleRun() {
	path := pmtutest.Path{
		Target:  netip.MustParseAddr("192.0.2.9"),
		Routers: []netip.Addr{netip.MustParseAddr("10.0.0.1"), netip.MustParseAddr("10.0.0.2"), netip.MustParseAddr("10.0.0.3")},
		MTUs:    []pmtu.MTU{0, 1420},
	}
	o := pmtu.Options{Target: netip.AddrPortFrom(path.Target, 0), Seed: [32]byte{1}}
	r, err := pmtu.Run(context.Background(), pmtutest.New(path), o, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, h := range r.Hops {
		fmt.Println(h.Hop, h.Answers[0].Addr, h.MTU)
	}
	for _, l := range r.Limits {
		fmt.Println("after hop", l.AfterHop, l.Addr, "lets", l.To, "bytes through")
	}
	fmt.Println(r.Outcome, r.PathMTU.Status, r.PathMTU.MTU, "in", r.Duration)
	// Output:
	// 1 10.0.0.1 1500
	// 2 10.0.0.2 1500
	// 3 10.0.0.3 1420
	// 4 192.0.2.9 1420
	// after hop 2 10.0.0.2 lets 1420 bytes through
	// reached proven 1420 in 12ms
}
