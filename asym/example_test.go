package asym_test

import (
	"fmt"

	"github.com/pathmtu/pmtu/asym"
)

// An answer arrives with the hop limit 248. It started with 255, so seven
// routers took one each, and the eighth hop is this host.
func ExampleReturnHops() {
	fmt.Println(asym.InitialHopLimit(248), asym.ReturnHops(248))
	fmt.Println(asym.InitialHopLimit(57), asym.ReturnHops(57))
	// Output:
	// 255 8
	// 64 8
}

// A trace in which the answers of three hops came back with these hop limits.
func ExampleClassify() {
	for hop, hopLimit := range []int{255, 253, 248} {
		v := asym.Classify(asym.Answer{
			Kind:     asym.KindTimeExceeded,
			Forward:  hop + 1,
			HopLimit: hopLimit,
		})
		fmt.Println(hop+1, v)
	}
	// Output:
	// 1 1 hop back, asymmetric: no (as many hops back as there)
	// 2 3 hops back, asymmetric: maybe (one hop of difference, which some routers make themselves)
	// 3 8 hops back, asymmetric: yes (another number of hops back than there)
}

// A packet too big says nothing of the way, however odd its hop limit.
func ExampleClassify_packetTooBig() {
	v := asym.Classify(asym.Answer{Kind: asym.KindPacketTooBig, Forward: 3, HopLimit: 240})
	fmt.Println(v.Sure, v.ReturnHops)
	// Output:
	// unknown 16
}
