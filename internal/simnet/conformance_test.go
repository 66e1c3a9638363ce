package simnet

import (
	"reflect"
	"testing"

	"github.com/pathmtu/pmtu/pmtu"
	"github.com/pathmtu/pmtu/pmtu/pmtutest"
)

func TestDriverConformance(t *testing.T) {
	for _, name := range []string{"plain-9", "plain-1", "local-1300", "dest-echo", "mpls-legacy"} {
		for _, f := range families {
			t.Run(name+"/"+f.String(), func(t *testing.T) {
				n := load(t, name)
				pmtutest.TestDriver(t, func(t *testing.T) pmtutest.World {
					n := n.Fresh(0)
					return pmtutest.World{Driver: newDriver(t, n), Target: probe(n, f, 1, 1).Target, MTU: n.LocalMTU(), Ping: true}
				})
			})
		}
	}
}

func TestDriverConformanceWithoutPing(t *testing.T) {
	pmtutest.TestDriver(t, func(t *testing.T) pmtutest.World {
		n := load(t, "plain-9")
		d, err := NewDriver(n, DriverOptions{NoPing: true})
		if err != nil {
			t.Fatal(err)
		}
		return pmtutest.World{Driver: d, Target: probe(n, pmtu.IPv4, 1, 1).Target, MTU: n.LocalMTU()}
	})
}

// A run over a lossy network is the same again with the same seed.
func TestRunIsRepeatable(t *testing.T) {
	n := load(t, "everything")
	run := func(seed uint64) []pmtu.Event {
		d := newDriver(t, n.Fresh(seed))
		var events []pmtu.Event
		for i := range 60 {
			mustSend(t, d, probe(n, pmtu.IPv6, 1+i%14, 1280+i*4))
		}
		for {
			ev, err := d.Recv(in(1 << 40))
			if err != nil {
				return events
			}
			events = append(events, ev)
		}
	}
	a, b := run(3), run(3)
	if len(a) < 100 || len(a) != len(b) {
		t.Fatalf("%d and %d events", len(a), len(b))
	}
	for i := range a {
		if !reflect.DeepEqual(a[i], b[i]) {
			t.Fatalf("event %d: %+v and %+v", i, a[i], b[i])
		}
	}
}
