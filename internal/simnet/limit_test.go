package simnet

import (
	"testing"
	"time"

	"github.com/pathmtu/pmtu/internal/wire"
	"github.com/pathmtu/pmtu/pmtu"
)

// A default Linux answers a burst of 100 with 6 errors, and then one a second
// (IPv4) or ten (IPv6).
func TestLinuxLimits(t *testing.T) {
	eachFamily(t, "hops 3", func(t *testing.T, n *Network, f pmtu.Family) {
		interval := time.Second
		if f == pmtu.IPv6 {
			interval = 100 * time.Millisecond
		}
		for _, hop := range []int{1, 2, 3} {
			pkt, at := udp(n, f, hop, 100), time.Duration(hop)*time.Minute
			for i := range 100 {
				if got := len(send(t, n, at, pkt)); got != 1 && i < 6 || got != 0 && i >= 6 {
					t.Fatalf("hop %d: %d answers to packet %d of a burst", hop, got, i)
				}
			}
			none(t, n, at+interval-1, pkt)
			one(t, n, at+interval, pkt)
			none(t, n, at+interval, pkt)
			none(t, n, at+interval*3/2, pkt)
			one(t, n, at+interval*2, pkt) // the half token was kept
			for i := range 7 {
				if got := len(send(t, n, at+20*interval, pkt)); (got == 1) != (i < 6) {
					t.Errorf("hop %d: packet %d after a long time: %d answers", hop, i, got)
				}
			}
		}
	})
}

func TestPacketTooBigHasNoLimit(t *testing.T) {
	eachFamily(t, "hops 3\nhop 1 mtu=1400", func(t *testing.T, n *Network, f pmtu.Family) {
		for range 300 {
			one(t, n, 0, udp(n, f, 64, 1500))
		}
	})
}

func TestEchoReplyHasNoLimit(t *testing.T) {
	n := parse(t, "hops 3")
	src, dst := n.Source(pmtu.IPv4), n.Target(pmtu.IPv4)
	pkt := wire.AppendIP(nil, wire.IP{Src: src, Dst: dst, HopLimit: 64, Protocol: wire.ProtoICMP, DF: true},
		wire.AppendICMP(nil, src, dst, wire.ICMP{Type: wire.TypeEcho, Rest: wire.EchoRest(3, 4)}))
	for range 300 {
		one(t, n, 0, pkt)
	}
}

func TestOwnLimits(t *testing.T) {
	n := parse(t, "hops 4\nhop 1 mtu=1400 limit=2/10ms ptb-limit=1/1s\nhop 2 limit=none\nhop 3 limit=2/20ms/15ms")
	for _, tt := range []struct {
		name      string
		hop, size int
		after     time.Duration
		want      int
	}{
		{"time exceeded", 1, 100, 0, 2},
		{"time exceeded later", 1, 100, 10 * time.Millisecond, 1},
		{"spent", 3, 100, 0, 0},
		{"spent, too early", 3, 100, 4 * time.Millisecond, 0},
		{"spent, refilled once", 3, 100, 15 * time.Millisecond, 1},
		{"packet too big", 3, 1500, 0, 1},
		{"packet too big later", 3, 1500, time.Second, 1},
		{"no limit", 2, 100, 0, 50},
	} {
		got := 0
		for range 50 {
			got += len(send(t, n, tt.after, udp(n, pmtu.IPv4, tt.hop, tt.size)))
		}
		if got != tt.want {
			t.Errorf("%s: %d answers to 50 packets, want %d", tt.name, got, tt.want)
		}
	}
}
