package simnet

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// Random returns a network that seed makes, at the start of a run: the same
// for the same seed. See RandomText for what it may be.
func Random(seed uint64) *Network {
	n, err := Parse(fmt.Sprintf("seed-%d", seed), []byte(RandomText(seed)))
	if err != nil {
		// A description of our own that is not one of ours: a fault of this file.
		panic(err)
	}
	return n
}

// RandomText returns the description of Random's network. Everything that
// keeps a tool from the truth occurs alone and together: loss both ways, limits
// of ICMP errors, silent hops, limits that are reported, that are not, or that are lied
// about, short and damaged quotes, ways back of other lengths, forged answers,
// destinations that are silent or answer with data.
func RandomText(seed uint64) string {
	g := &generator{rand: rand.New(rand.NewPCG(seed, 0x706d7475))}
	g.path()
	g.quietRuns()
	g.narrowPlaces()
	g.losses()
	g.answers()
	g.oddities()
	g.destination()
	g.firstLink()
	g.echo()
	g.wayBack(seed)
	return g.text.String()
}

// wayBack makes the way back smaller, for answers of any size. It draws from numbers of its own, so that
// all else of a seed's network stays as it is.
func (g *generator) wayBack(seed uint64) {
	own := generator{rand: rand.New(rand.NewPCG(seed, 0x6261636b))}
	if own.one(8) && !strings.Contains(g.text.String(), "back-mtu=") {
		g.line("dest back-mtu=%d back-large=%s", own.within(1280, 1500), pick(&own, "lost", "fragmented"))
	}
}

// generator writes a description.
type generator struct {
	rand  *rand.Rand
	text  strings.Builder
	hops  int
	local int  // this host's MTU
	ipv4  bool // IPv4 only
}

// one is true in p of 100 cases.
func (g *generator) one(p float64) bool { return g.rand.Float64()*100 < p }

// within returns a number from lo to hi.
func (g *generator) within(lo, hi int) int {
	if hi <= lo {
		return lo
	}
	return lo + g.rand.IntN(hi-lo+1)
}

func pick[T any](g *generator, from ...T) T { return from[g.rand.IntN(len(from))] }

func (g *generator) line(format string, args ...any) {
	fmt.Fprintf(&g.text, format+"\n", args...)
}

// routers returns the number of any router, or "all".
func (g *generator) routers(all float64) string {
	if g.one(all) {
		return "all"
	}
	return fmt.Sprint(g.router())
}

func (g *generator) router() int { return g.within(1, g.hops-1) }

// path writes the length, this host, and how long packets travel.
func (g *generator) path() {
	g.hops = g.within(1, 25)
	if g.one(50) {
		g.hops = g.within(3, 12)
	}
	g.line("hops %d", g.hops)
	g.line("seed %d", g.rand.Uint32N(1e9)+1)
	if g.ipv4 = g.one(10); g.ipv4 {
		g.line("families ipv4")
	}
	mtu := 1500
	switch {
	case g.one(12):
		mtu = 9000
	case g.one(25):
		mtu = g.within(1280, 9000)
	}
	g.local = mtu
	if mtu != 1500 {
		g.line("local mtu=%d", mtu)
	}
	if g.hops == 1 {
		return
	}
	if mtu > 1500 && g.one(70) {
		g.line("hop all mtu=%d", mtu)
	}
	for n := 1; n < g.hops; n++ {
		switch {
		case g.one(10):
			g.line("hop %d delay=%dms", n, g.within(0, 40))
		case g.one(3):
			g.line("hop %d back=%dms", n, g.within(0, 120))
		case g.one(3):
			g.line("hop %d slow=%dms", n, g.within(1, 250))
		}
	}
	if g.one(4) {
		g.line("hop %d delay=%dms", g.router(), g.within(150, 350))
	}
}

// firstLink writes that this host's own link loses what is large.
func (g *generator) firstLink() {
	if g.one(4) {
		g.line("local link=%d", g.within(1280, g.local))
	}
}

// echo writes that the destination answers echoes though it does not answer
// UDP, or the other way round.
func (g *generator) echo() {
	switch silent := strings.Contains(g.text.String(), "udp=silent"); {
	case silent && g.one(50):
		g.line("dest echo=answer")
	case !silent && g.one(8):
		g.line("dest echo=silent")
	}
}

// quietRuns writes silent hops.
func (g *generator) quietRuns() {
	if g.hops == 1 || !g.one(35) {
		return
	}
	if g.one(5) {
		g.line("hop all silent=yes")
		return
	}
	for range g.within(1, 3) {
		first := g.router()
		last := first
		if g.one(35) {
			last = min(first+g.within(1, 6), g.hops-1)
		}
		g.line("hop %d-%d silent=yes", first, last)
	}
}

// losses writes links that lose packets.
func (g *generator) losses() {
	if !g.one(25) {
		return
	}
	for range g.within(1, 2) {
		key := pick(g, "loss", "back-loss")
		if n := g.within(1, g.hops); n == g.hops {
			g.line("dest %s=%d%%", key, g.within(1, 20))
		} else {
			g.line("hop %d %s=%d%%", n, key, g.within(1, 20))
		}
	}
}

// answers writes how often hops answer and from how far.
func (g *generator) answers() {
	if g.hops == 1 {
		return
	}
	switch {
	case g.one(15):
		g.line("hop all limit=none")
	case g.one(15):
		for range g.within(1, 3) {
			g.line("hop %s limit=%s", g.routers(25), pick(g, "1/1s", "1/500ms", "2/2s", "3/1s", "10/100ms", "1/100ms"))
		}
	}
	if g.one(25) {
		for range g.within(1, 4) {
			n := g.router()
			g.line("hop %d return=%d hoplimit=%d", n, g.within(max(1, n-4), n+6), pick(g, 64, 128, 255))
		}
	}
	if g.one(10) {
		g.line("hop %s quote=%s", g.routers(60), pick(g, "minimal", "minimal", "28", "16", "12"))
	}
}

// oddities writes what is rare.
func (g *generator) oddities() {
	if g.hops == 1 {
		return
	}
	if g.one(6) {
		n := g.within(1, min(g.hops-1, 99))
		g.line("hop %d addr=%d,%d pick=%s", n, n, n+100, pick(g, "flow", "flow", "packet"))
	}
	if g.one(4) {
		g.line("hop %s mpls=24001/0/1 extension=%s", g.routers(20), pick(g, "compliant", "legacy"))
	}
	if g.one(3) {
		g.line("hop %s copies=%d", g.routers(50), g.within(2, 3))
	}
	if g.one(3) {
		g.line("hop %s damage=%s", g.routers(20), pick(g, "zeroed", "flipped", "short"))
	}
	if g.one(3) {
		from := g.router()
		g.line("hop %d-%d rewrite=198%s", from, g.hops-1, pick(g, "", " rewrite-port=7001"))
	}
	if g.one(3) {
		g.line("forge %s every=%d", pick(g, "token mtu=1300", "target mtu=1300", "data from=66", "token as=unreachable",
			"minimal mtu=1300"), g.within(1, 4))
	}
	switch {
	case g.one(2):
		g.line("hop %d refuse=%s %s", g.router(), pick(g, "route", "filter"),
			pick(g, "unreachable4=3/0 unreachable6=1/0", "unreachable4=3/1 unreachable6=1/3", "unreachable4=3/13 unreachable6=1/1"))
	case g.one(1) && g.hops > 2:
		from := g.within(1, g.hops-2)
		g.line("loop %d-%d", from, g.within(from+1, g.hops-1))
	}
}

// destination writes what the destination does.
func (g *generator) destination() {
	if g.one(15) {
		g.line("dest limit=%s", pick(g, "none", "none", "1/1s", "2/1s", "1/200ms"))
	}
	if g.one(25) {
		g.line("dest return=%d hoplimit=%d", g.within(max(1, g.hops-4), g.hops+6), pick(g, 64, 128, 255))
	}
	if g.one(8) {
		g.line("dest quote=%s", pick(g, "minimal", "28", "16"))
	}
	switch {
	case g.one(10):
		g.line("dest udp=silent echo=silent")
	case g.one(5):
		g.line("dest udp=echo")
		if g.one(30) {
			g.line("dest back-mtu=%d back-large=%s", g.within(1280, 1500), pick(g, "lost", "fragmented"))
		}
	case g.one(6):
		g.line("dest udp=%d", g.within(0, 64))
	}
}
