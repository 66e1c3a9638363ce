package host

import (
	"fmt"
	"net"
	"net/netip"
	"testing"
	"time"

	"github.com/pathmtu/pmtu/internal/lab"
)

// growth sends packets of 1400 bytes to a target until done says enough, and
// returns how the node's counters have grown.
func growth(t *testing.T, n *lab.Node, target netip.Addr, done func(Counters) bool) Counters {
	t.Helper()
	var grown Counters
	in(t, n, func() error {
		before, err := ReadCounters()
		if err != nil {
			return err
		}
		c, err := net.Dial("udp", netip.AddrPortFrom(target, 9).String())
		if err != nil {
			return err
		}
		defer c.Close()
		for range 200 {
			_, _ = c.Write(make([]byte, 1400)) // it may say what the one before has met
			after, err := ReadCounters()
			if err != nil {
				return err
			}
			if grown = after.Sub(before); done(grown) {
				return nil
			}
			time.Sleep(10 * time.Millisecond)
		}
		return fmt.Errorf("%v: no counter has grown as wanted", target)
	})
	return grown
}

func TestCountersPacketTooBig(t *testing.T) {
	n := lab.Start(t, lab.Chain(1).Narrow(2, 1400)).Node(lab.Origin)
	v4, v6 := lab.TargetAddrs(1)
	for _, target := range []netip.Addr{v4, v6} {
		is4 := target.Is4()
		// Nothing is filtered. A packet may be received and not yet delivered
		// when the counters are read, but not each time.
		grown := growth(t, n, target, func(c Counters) bool {
			arrived, ok := c.PacketTooBig(is4)
			lost, known := c.Undelivered(is4)
			return ok && known && arrived > 0 && lost == 0
		})
		if other, _ := grown.PacketTooBig(!is4); other != 0 {
			t.Errorf("%v: %d packets too big of the other family", target, other)
		}
	}
}

// What a firewall in the input hook drops is not counted as ICMP, but as
// received and not delivered.
func TestCountersFiltered(t *testing.T) {
	network := lab.Chain(1).Narrow(2, 1400)
	network.Host(lab.Origin).Filter(lab.DropArrivingTooBig()...)
	n := lab.Start(t, network).Node(lab.Origin)
	v4, v6 := lab.TargetAddrs(1)
	for _, target := range []netip.Addr{v4, v6} {
		is4 := target.Is4()
		grown := growth(t, n, target, func(c Counters) bool {
			lost, ok := c.Undelivered(is4)
			return ok && lost > 0
		})
		if arrived, ok := grown.PacketTooBig(is4); !ok || arrived != 0 {
			t.Errorf("%v: %d packets too big counted, %v, want 0: the firewall is before the counter", target, arrived, ok)
		}
	}
}

func TestCountersAsNobody(t *testing.T) {
	n := lab.Start(t, lab.Chain(0)).Node(lab.Origin)
	report := askAs[Report](t, n, lab.Nobody, askDoctor)
	says(t, find(t, report.Items, "ICMP counters"), OK, "readable")
}
