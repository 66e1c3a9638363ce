package pmtu_test

import (
	"context"
	"fmt"
	"net/netip"

	"github.com/pathmtu/pmtu/internal/simnet"
	"github.com/pathmtu/pmtu/pmtu"
)

// Does the path to each of many targets carry 1500 bytes? This one is over
// simulated networks; without a Driver it is over this host's sockets.
func ExampleFleet() {
	kinds, err := simnet.Kinds(simnet.KindPlain, simnet.KindTooBig)
	if err != nil {
		fmt.Println(err)
		return
	}
	world := simnet.NewWorld(4, kinds...)
	driver, err := simnet.NewWorldDriver(world, simnet.DriverOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	targets := func(yield func(pmtu.Options) bool) {
		for i := range world.Targets() {
			to := netip.AddrPortFrom(world.Target(i).Target(pmtu.IPv4), 0)
			if !yield(pmtu.Options{Target: to, EndToEnd: true, Require: 1500}) {
				return
			}
		}
	}
	lines := make([]string, world.Targets()) // results come in the order in which they are known
	err = pmtu.Fleet{Driver: driver}.Run(context.Background(), targets, func(n int, r *pmtu.Result, err error) {
		if err != nil {
			fmt.Println(err) // options that cannot be
			return
		}
		lines[n] = fmt.Sprintf("%v: %s, path MTU %s %d, %d packets", r.Target.Addr(), r.Outcome, r.PathMTU.Status, r.PathMTU.MTU, r.Stats.Sent)
	})
	if err != nil {
		fmt.Println(err)
	}
	for _, l := range lines {
		fmt.Println(l)
	}
	// Output:
	// 10.100.0.0: reached, path MTU at_least 1500, 2 packets
	// 10.100.0.1: reached, path MTU proven 1400, 4 packets
	// 10.100.0.2: reached, path MTU at_least 1500, 2 packets
	// 10.100.0.3: reached, path MTU proven 1400, 4 packets
}
