package simnet

import (
	"fmt"
	"strings"
)

// narrowPlaces writes the limits: none to six, some of them behind wider
// links and so without effect.
func (g *generator) narrowPlaces() {
	if g.hops == 1 {
		return
	}
	if g.one(45) {
		for range g.within(1, 3) {
			g.line("hop %d mtu=%d%s", g.router(), g.size(), g.reported())
		}
	}
	if g.one(40) {
		n := 1
		if g.one(30) {
			n = g.within(2, 3)
		}
		for range n {
			g.line("hop %d mtu=%d ptb=dropped", g.router(), g.size())
		}
	}
}

// size is what a link carries: what is common in half of all cases.
func (g *generator) size() int {
	least := 1280
	if g.ipv4 {
		least = 68 + 60
	}
	switch {
	case g.one(50):
		if n := pick(g, 1492, 1480, 1476, 1472, 1460, 1454, 1450, 1440, 1436, 1430, 1420, 1412, 1400, 1380, 1360, 1300, 1280); n >= least {
			return n
		}
	case g.one(10):
		return g.within(1500, 8999)
	case g.ipv4 && g.one(30):
		return pick(g, 576, 1006, 552, 296)
	}
	return g.within(least, 1499)
}

// reported is how packets too big are sent, truly or not.
func (g *generator) reported() string {
	var s strings.Builder
	if g.one(30) {
		fmt.Fprintf(&s, " ptb=%s", g.lie())
	}
	switch {
	case g.one(5):
		s.WriteString(" ptb-from=222")
	case g.one(3):
		s.WriteString(" ptb-from=10.77.99.9,fd77:99::9")
	}
	if g.one(7) {
		fmt.Fprintf(&s, " ptb-limit=%s", pick(g, "1/1s", "1/10s", "2/1s", "1/100ms", "6/1s"))
	}
	return s.String()
}

// lie is a script of packets too big.
func (g *generator) lie() string {
	switch g.rand.IntN(10) {
	case 0:
		return pick(g, "0", "1", "67", "68", "551", "1279", "1280", "9000", "65535", "66935", "2147483648", "4294967295")
	case 1:
		return pick(g, "size", "size-1", "size+1")
	case 2:
		return fmt.Sprintf("mtu%s%d", pick(g, "+", "-"), pick(g, 1, 2, 8, 20, 40, 100))
	case 3:
		return fmt.Sprintf("%d..%d", g.within(1280, 1500), g.within(1280, 1500))
	case 4:
		return fmt.Sprintf("%d,%d,...", g.within(1280, 1500), g.within(1280, 1500))
	case 5:
		return pick(g, "dropped,mtu", "mtu,dropped", "dropped,mtu,...", "mtu,dropped,...", "dropped,dropped,mtu")
	case 6:
		return pick(g, "mtu,0,...", "0,mtu,...", "mtu,mtu,1300", "mtu,size-1,...", "1300,mtu")
	case 7:
		return fmt.Sprintf("%d,%d,%d", g.within(68, 1500), g.within(68, 1500), g.within(68, 9000))
	case 8:
		return fmt.Sprint(g.within(0, 1500))
	}
	return fmt.Sprintf("%d,%d,%d,%d,%d,...", g.within(1280, 1500), g.within(1280, 1500), g.within(1280, 1500), g.within(1280, 1500), g.within(1280, 1500))
}
