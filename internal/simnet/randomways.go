package simnet

import (
	"fmt"
	"math/rand/v2"
)

// RandomWays returns the network of Random where one router chooses by flow between links of two sizes, which it
// reports in most cases. What else the seed makes stays as it is. Where no router is on the way, it is Random's.
func RandomWays(seed uint64) *Network {
	n, err := Parse(fmt.Sprintf("seed-%d-ways", seed), []byte(RandomWaysText(seed)))
	if err != nil {
		// A description of our own that is not one of ours: a fault of this file.
		panic(err)
	}
	return n
}

// RandomWaysText returns the description of the network of RandomWays.
func RandomWaysText(seed uint64) string {
	whole := &generator{rand: rand.New(rand.NewPCG(seed, 0x706d7475))}
	whole.path() // for its length: the text below has the rest
	g := &generator{rand: rand.New(rand.NewPCG(seed, 0x65636d70)), hops: whole.hops, ipv4: whole.ipv4}
	g.text.WriteString(RandomText(seed))
	if g.hops > 1 {
		n := g.router()
		g.line("hop %d addr=%d,%d pick=flow mtu=%d,%d", n, n, n+100, g.size(), g.size())
		if g.one(30) {
			g.line("hop %d ptb=dropped", n)
		}
	}
	return g.text.String()
}
