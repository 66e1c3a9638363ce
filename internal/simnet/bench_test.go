package simnet

import (
	"testing"
	"time"

	"github.com/pathmtu/pmtu/pmtu"
)

// BenchmarkVirtualTrace sends what a trace of 20 hops sends, and receives all
// that comes of it.
func BenchmarkVirtualTrace(b *testing.B) {
	for _, f := range families {
		b.Run(f.String(), func(b *testing.B) {
			n := load(b, "plain-20")
			packets := 0
			b.ReportAllocs()
			for b.Loop() {
				d := newDriver(b, n.Fresh(0))
				for hop := 1; hop <= 20; hop++ {
					mustSend(b, d, probe(n, f, hop, 100))
				}
				mustSend(b, d, probe(n, f, 64, 1500))
				deadline := in(time.Second)
				for {
					ev, err := d.Recv(deadline)
					if err != nil {
						break
					}
					if _, sent := ev.(pmtu.Sent); !sent {
						packets++
					}
				}
			}
			b.ReportMetric(float64(packets)/float64(b.N), "answers/op")
			b.ReportMetric(float64(packets+21*b.N)/b.Elapsed().Seconds(), "packets/s")
		})
	}
}

func BenchmarkPacket(b *testing.B) {
	n := parse(b, "hops 20\nhop all limit=none\ndest limit=none")
	for _, size := range []int{100, 1500} {
		b.Run(map[int]string{100: "small", 1500: "large"}[size], func(b *testing.B) {
			pkt := udp(n, pmtu.IPv4, 64, size)
			b.ReportAllocs()
			for b.Loop() {
				if len(n.Packet(Epoch, pkt)) != 1 {
					b.Fatal("no answer")
				}
			}
		})
	}
}

func BenchmarkParse(b *testing.B) {
	text, err := networks.ReadFile(networksDir + "/everything" + suffix)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse("everything", text); err != nil {
			b.Fatal(err)
		}
	}
}
