package simnet

import (
	"net/netip"
	"testing"
	"time"

	"github.com/pathmtu/pmtu/internal/wire"
	"github.com/pathmtu/pmtu/pmtu"
)

func TestHopsAnswerInOrder(t *testing.T) {
	eachFamily(t, "hops 9", func(t *testing.T, n *Network, f pmtu.Family) {
		for hop := 1; hop <= 9; hop++ {
			a := one(t, n, 0, udp(n, f, hop, 100))
			if hop < 9 && !a.expired() || hop == 9 && !a.reached() {
				t.Errorf("hop %d: ICMP %d/%d", hop, a.msg.Type, a.msg.Code)
			}
			if want := hostAddr(f, hop, false); hop < 9 && a.from != want || hop == 9 && a.from != n.Target(f) {
				t.Errorf("hop %d: from %s, want %s", hop, a.from, want)
			}
			if want := time.Duration(hop-1) * 4 * time.Millisecond; a.after != want {
				t.Errorf("hop %d: after %v, want %v", hop, a.after, want)
			}
			// Hop 1's answer arrives as it was sent.
			if want := 65 - hop; int(a.ip.HopLimit) != want {
				t.Errorf("hop %d: hop limit %d, want %d", hop, a.ip.HopLimit, want)
			}
			if hop < 9 && a.quote.IP.HopLimit != 1 {
				t.Errorf("hop %d: quoted hop limit %d, want 1", hop, a.quote.IP.HopLimit)
			}
			if want := tosFor(f); a.ip.TrafficClass != want {
				t.Errorf("hop %d: TOS %#x, want %#x", hop, a.ip.TrafficClass, want)
			}
		}
	})
}

// A router looks at the hop limit before the size (net/ipv4/ip_forward.c).
func TestHopLimitBeforeMTU(t *testing.T) {
	eachFamily(t, "hops 5\nhop 3 mtu=1400", func(t *testing.T, n *Network, f pmtu.Family) {
		if a := one(t, n, 0, udp(n, f, 3, 1500)); !a.expired() || a.from != hostAddr(f, 3, false) {
			t.Errorf("hop limit 3: ICMP %d/%d from %s", a.msg.Type, a.msg.Code, a.from)
		}
		a := one(t, n, 0, udp(n, f, 4, 1401))
		if !a.tooBig() || a.claims() != 1400 || a.from != hostAddr(f, 3, false) {
			t.Errorf("1401 bytes: ICMP %d/%d from %s claims %d", a.msg.Type, a.msg.Code, a.from, a.claims())
		}
		if a.quote.IP.HopLimit != 2 {
			t.Errorf("quoted hop limit %d, want 2 as it arrived", a.quote.IP.HopLimit)
		}
		if a := one(t, n, 0, udp(n, f, 4, 1400)); !a.expired() || a.from != hostAddr(f, 4, false) {
			t.Errorf("1400 bytes: ICMP %d/%d from %s", a.msg.Type, a.msg.Code, a.from)
		}
	})
}

func TestFragmentableIsNotTooBig(t *testing.T) {
	n := parse(t, "hops 5\nhop 3 mtu=1400")
	src, dst := n.Source(pmtu.IPv4), n.Target(pmtu.IPv4)
	seg := wire.AppendUDP(nil, src, dst, wire.UDP{Src: 1, Dst: 2}, make([]byte, 1472))
	pkt := wire.AppendIP(nil, wire.IP{Src: src, Dst: dst, HopLimit: 64, Protocol: wire.ProtoUDP}, seg)
	if a := one(t, n, 0, pkt); !a.reached() {
		t.Errorf("without DF: ICMP %d/%d, want port unreachable", a.msg.Type, a.msg.Code)
	}
}

func TestUnreachable(t *testing.T) {
	for _, tt := range []struct {
		refuse string
		first  int // the hop limit with which the hop answers unreachable
	}{{"route", 3}, {"filter", 4}} {
		text := "hops 6\nhop 3 unreachable4=3/13 unreachable6=1/1 refuse=" + tt.refuse
		eachFamily(t, text, func(t *testing.T, n *Network, f pmtu.Family) {
			for hop := 1; hop <= 6; hop++ {
				a := one(t, n, 0, udp(n, f, hop, 100))
				refused := a.is([2]uint8{3, 13}, [2]uint8{1, 1})
				if refused != (hop >= tt.first) || !refused && !a.expired() {
					t.Errorf("%s: hop limit %d: ICMP %d/%d", tt.refuse, hop, a.msg.Type, a.msg.Code)
				}
			}
		})
	}
}

func TestSilent(t *testing.T) {
	eachFamily(t, "hops 4\nhop 2 silent=yes mtu=1400", func(t *testing.T, n *Network, f pmtu.Family) {
		none(t, n, 0, udp(n, f, 2, 100))
		if a := one(t, n, 0, udp(n, f, 64, 1500)); !a.tooBig() {
			t.Errorf("ICMP %d/%d, want packet too big", a.msg.Type, a.msg.Code)
		}
		if a := one(t, n, 0, udp(n, f, 64, 1400)); !a.reached() {
			t.Errorf("ICMP %d/%d, want port unreachable", a.msg.Type, a.msg.Code)
		}
	})
}

func TestLoop(t *testing.T) {
	eachFamily(t, "hops 8\nhop all limit=none\nloop 4-5", func(t *testing.T, n *Network, f pmtu.Family) {
		for hop, want := range map[int]int{3: 3, 4: 4, 5: 5, 6: 4, 7: 5, 8: 4, 255: 5} {
			a := one(t, n, 0, udp(n, f, hop, 100))
			if !a.expired() || a.from != hostAddr(f, want, false) {
				t.Errorf("hop limit %d: from %s, want hop %d", hop, a.from, want)
			}
		}
	})
}

func TestReturn(t *testing.T) {
	text := "hops 5\nhop 2 hoplimit=255 return=7\nhop 3 hoplimit=32 return=33\nhop 4 back=1ms slow=50ms"
	eachFamily(t, text, func(t *testing.T, n *Network, f pmtu.Family) {
		if a := one(t, n, 0, udp(n, f, 2, 100)); a.ip.HopLimit != 249 {
			t.Errorf("hop limit %d, want 255 less 6", a.ip.HopLimit)
		}
		none(t, n, 0, udp(n, f, 3, 100)) // it dies on the way back
		if a := one(t, n, 0, udp(n, f, 4, 100)); a.after != 57*time.Millisecond {
			t.Errorf("after %v, want 6 ms there, 50 ms at the hop, 1 ms back", a.after)
		}
		if a := one(t, n, 0, udp(n, f, 5, 100)); a.after != 16*time.Millisecond {
			t.Errorf("destination after %v, want 16 ms: it is not the slow one", a.after)
		}
	})
}

func TestMembers(t *testing.T) {
	text := "hops 4\nhop all limit=none\ndest limit=none\nhop 2 addr=2,102 mtu=1500,1400\nhop 3 addr=3,103 pick=packet"
	eachFamily(t, text, func(t *testing.T, n *Network, f pmtu.Family) {
		seen := make(map[bool]int)
		for port := range uint16(64) {
			d := Driver{n: n, port: 40000 + port}
			small := d.appendProbe(nil, probe(n, f, 2, 100))
			first := one(t, n, 0, small).from
			if again := one(t, n, 0, small).from; again != first {
				t.Fatalf("one flow met %s and %s", first, again)
			}
			wide := first == hostAddr(f, 2, false)
			seen[wide]++
			if a := one(t, n, 0, d.appendProbe(nil, probe(n, f, 64, 1500))); a.tooBig() == wide {
				t.Errorf("flow by %s: ICMP %d/%d", first, a.msg.Type, a.msg.Code)
			}
		}
		if seen[true] < 16 || seen[false] < 16 {
			t.Errorf("of 64 flows %d went one way and %d the other", seen[true], seen[false])
		}
		a, b := one(t, n, 0, udp(n, f, 3, 100)), one(t, n, 0, udp(n, f, 3, 100))
		if a.from == b.from {
			t.Errorf("two packets in turn both met %s", a.from)
		}
	})
}

func TestLossIsSeeded(t *testing.T) {
	n := parse(t, "hops 3\nhop all limit=none\nhop 2 loss=30%\nhop 1 back-loss=20%\ndest limit=none")
	lost := func(seed uint64) (pattern [400]bool, count int) {
		n := n.Fresh(seed)
		for i := range pattern {
			if len(send(t, n, 0, udp(n, pmtu.IPv4, 64, 100))) == 0 {
				pattern[i] = true
				count++
			}
		}
		return pattern, count
	}
	a, count := lost(5)
	if want := 400 * 0.44; float64(count) < want*0.8 || float64(count) > want*1.2 {
		t.Errorf("%d of 400 lost, want about %.0f", count, want)
	}
	if b, _ := lost(5); a != b {
		t.Error("the same seed lost other packets")
	}
	if b, _ := lost(6); a == b {
		t.Error("another seed lost the same packets")
	}
}

// What a host sends of its own accord brings nothing back.
func TestIgnored(t *testing.T) {
	n6 := parse(t, "hops 1\nfamilies ipv6")
	n := parse(t, "hops 1")
	icmp := func(f pmtu.Family, m wire.ICMP, src, dst netip.Addr) []byte {
		ip := wire.IP{Src: src, Dst: dst, HopLimit: 1, Protocol: icmpProtocol(f)}
		return wire.AppendIP(nil, ip, wire.AppendICMP(nil, src, dst, m))
	}
	for _, tt := range []struct {
		name string
		n    *Network
		pkt  []byte
	}{
		{"nothing", n, nil},
		{"no packet", n, []byte{0x65, 1, 2}},
		{"router solicitation", n, icmp(6, wire.ICMP{Type: 133}, n.Source(6), n.Target(6))},
		{"ICMPv4 error", n, icmp(4, wire.ICMP{Type: 3, Body: make([]byte, 60)}, n.Source(4), n.Target(4))},
		{"ICMPv6 error", n, icmp(6, wire.ICMP{Type: 1, Body: make([]byte, 60)}, n.Source(6), n.Target(6))},
		{"ICMPv6 in IPv4", n, wire.AppendIP(nil, wire.IP{
			Src: n.Source(4), Dst: n.Target(4), HopLimit: 9, Protocol: wire.ProtoICMPv6,
		}, append([]byte{128}, make([]byte, 20)...))},
		{"no source", n, icmp(6, wire.ICMP{Type: wire.TypeEcho6}, netip.IPv6Unspecified(), n.Target(6))},
		{"another destination", n, icmp(6, wire.ICMP{Type: wire.TypeEcho6}, n.Source(6), hostAddr(6, 8, true))},
		{"the other family", n6, udp(n, pmtu.IPv4, 64, 100)},
		{"a packet cut short", n, udp(n, pmtu.IPv6, 64, 1280)[:1000]},
		{"a header and no more", n, udp(n, pmtu.IPv6, 64, 48)[:40]},
	} {
		if list := send(t, tt.n, 0, tt.pkt); len(list) != 0 {
			t.Errorf("%s: answer from %s", tt.name, list[0].from)
		}
	}
	a := one(t, n, 0, icmp(6, wire.ICMP{Type: wire.TypeEcho6, Rest: 1}, n.Source(6), n.Target(6)))
	if a.msg.Type != wire.TypeEchoReply6 {
		t.Errorf("echo: ICMP %d/%d", a.msg.Type, a.msg.Code)
	}
}

// All echoes of one identifier are one flow, as for Linux.
func TestFlowOfEchoes(t *testing.T) {
	flow := func(protocol uint8, rest uint32) uint32 {
		return flowPorts(protocol, wire.AppendICMP(nil, localAddr(4), localAddr(4), wire.ICMP{Type: 8, Rest: rest}))
	}
	if flow(wire.ProtoICMP, wire.EchoRest(7, 1)) != flow(wire.ProtoICMP, wire.EchoRest(7, 2)) {
		t.Error("another sequence number makes another flow")
	}
	if flow(wire.ProtoICMPv6, wire.EchoRest(7, 1)) == flow(wire.ProtoICMPv6, wire.EchoRest(8, 1)) {
		t.Error("another identifier makes no other flow")
	}
}
