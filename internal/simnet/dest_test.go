package simnet

import (
	"bytes"
	"testing"

	"github.com/pathmtu/pmtu/internal/wire"
	"github.com/pathmtu/pmtu/pmtu"
)

// transport returns a packet to the destination with a given transport.
func transport(n *Network, f pmtu.Family, protocol uint8, segment []byte) []byte {
	ip := wire.IP{Src: n.Source(f), Dst: n.Target(f), HopLimit: 64, Protocol: protocol, DF: f == pmtu.IPv4}
	return wire.AppendIP(nil, ip, segment)
}

// echo returns an echo of the family with a body of the given size.
func echo(n *Network, f pmtu.Family, body int) []byte {
	typ := wire.TypeEcho
	if f == pmtu.IPv6 {
		typ = wire.TypeEcho6
	}
	data := bytes.Repeat([]byte{0xa5}, body)
	m := wire.ICMP{Type: typ, Rest: wire.EchoRest(77, 5), Body: data}
	return transport(n, f, icmpProtocol(f), wire.AppendICMP(nil, n.Source(f), n.Target(f), m))
}

func TestDestinationUDP(t *testing.T) {
	for _, tt := range []struct {
		udp  string
		want int // bytes of payload that come back; -1: nothing
	}{{"echo", 72}, {"4", 4}, {"0", 0}, {"1400", 1400}, {"silent", -1}} {
		eachFamily(t, "hops 3\ndest addr=9,10 hoplimit=128 udp="+tt.udp, func(t *testing.T, n *Network, f pmtu.Family) {
			p := probe(n, f, 64, int(f.Header())+80)
			d := Driver{n: n, port: testPort}
			list := send(t, n, 0, d.appendProbe(nil, p))
			if tt.want < 0 {
				if len(list) != 0 {
					t.Errorf("%s: %d answers", tt.udp, len(list))
				}
				return
			}
			u, payload, err := wire.ParseUDP(list[0].segment)
			if err != nil || len(payload) != tt.want || u.Src != pmtu.DefaultPort || u.Dst != testPort {
				t.Errorf("%s: %d bytes from port %d to %d: %v", tt.udp, len(payload), u.Src, u.Dst, err)
			}
			if list[0].ip.HopLimit != 126 {
				t.Errorf("hop limit %d, want 126", list[0].ip.HopLimit)
			}
		})
	}
}

func TestDestinationHasSeveralAddresses(t *testing.T) {
	n := parse(t, "hops 3\ndest addr=9,10")
	for _, host := range []int{9, 10} {
		to := hostAddr(pmtu.IPv4, host, true)
		seg := wire.AppendUDP(nil, n.Source(pmtu.IPv4), to, wire.UDP{Src: 1, Dst: 2}, nil)
		ip := wire.IP{Src: n.Source(pmtu.IPv4), Dst: to, HopLimit: 64, Protocol: wire.ProtoUDP}
		if a := one(t, n, 0, wire.AppendIP(nil, ip, seg)); a.from != to {
			t.Errorf("%s answered for %s", a.from, to)
		}
	}
}

func TestDestinationUnreachable(t *testing.T) {
	eachFamily(t, "hops 3\ndest unreachable4=3/2 unreachable6=4/1", func(t *testing.T, n *Network, f pmtu.Family) {
		if a := one(t, n, 0, udp(n, f, 64, 100)); !a.is([2]uint8{3, 2}, [2]uint8{4, 1}) {
			t.Errorf("ICMP %d/%d", a.msg.Type, a.msg.Code)
		}
		if a := one(t, n, 0, transport(n, f, 132, make([]byte, 12))); !a.is([2]uint8{3, 2}, [2]uint8{4, 1}) {
			t.Errorf("unknown protocol: ICMP %d/%d", a.msg.Type, a.msg.Code)
		}
	})
}

func TestDestinationEcho(t *testing.T) {
	eachFamily(t, "hops 3", func(t *testing.T, n *Network, f pmtu.Family) {
		a := one(t, n, 0, echo(n, f, 1000))
		id, seq := a.msg.Echo()
		if !a.is([2]uint8{0, 0}, [2]uint8{129, 0}) || id != 77 || seq != 5 {
			t.Errorf("ICMP %d/%d, id %d, seq %d", a.msg.Type, a.msg.Code, id, seq)
		}
		if !bytes.Equal(a.msg.Body, bytes.Repeat([]byte{0xa5}, 1000)) {
			t.Error("the data that came back is not what was sent")
		}
	})
	eachFamily(t, "hops 3\ndest echo=silent", func(t *testing.T, n *Network, f pmtu.Family) {
		none(t, n, 0, echo(n, f, 10))
	})
}

func TestDestinationTCP(t *testing.T) {
	for _, tt := range []struct {
		mode  string
		sent  wire.TCP
		data  int
		flags uint8 // of the answer; 0: none
		ack   uint32
		seq   uint32
	}{
		{"rst", wire.TCP{Seq: 7, Flags: wire.FlagSYN}, 0, wire.FlagRST | wire.FlagACK, 8, 0},
		{"rst", wire.TCP{Seq: 7, Flags: wire.FlagFIN}, 10, wire.FlagRST | wire.FlagACK, 18, 0},
		{"rst", wire.TCP{Seq: 7, Ack: 99, Flags: wire.FlagACK}, 0, wire.FlagRST, 0, 99},
		{"rst", wire.TCP{Seq: 7, Flags: wire.FlagRST}, 0, 0, 0, 0},
		{"syn-ack", wire.TCP{Seq: 7, Flags: wire.FlagSYN}, 0, wire.FlagSYN | wire.FlagACK, 8, 0},
		{"silent", wire.TCP{Seq: 7, Flags: wire.FlagSYN}, 0, 0, 0, 0},
	} {
		eachFamily(t, "hops 3\ndest tcp="+tt.mode, func(t *testing.T, n *Network, f pmtu.Family) {
			tt.sent.Src, tt.sent.Dst = 1000, 443
			seg := wire.AppendTCP(nil, n.Source(f), n.Target(f), tt.sent, make([]byte, tt.data))
			list := send(t, n, 0, transport(n, f, wire.ProtoTCP, seg))
			if tt.flags == 0 {
				if len(list) != 0 {
					t.Errorf("%s: answer to %+v", tt.mode, tt.sent)
				}
				return
			}
			got, _, err := wire.ParseTCP(list[0].segment)
			if err != nil || got.Flags != tt.flags || got.Ack != tt.ack || got.Src != 443 || got.Dst != 1000 {
				t.Errorf("%s: %+v: %v", tt.mode, got, err)
			}
			if tt.mode != "syn-ack" && got.Seq != tt.seq {
				t.Errorf("%s: sequence number %d, want %d", tt.mode, got.Seq, tt.seq)
			}
		})
	}
}

func TestBackMTU(t *testing.T) {
	eachFamily(t, "hops 3\ndest back-mtu=1300", func(t *testing.T, n *Network, f pmtu.Family) {
		header := int(f.Header()) + wire.ICMPHeaderLen
		one(t, n, 0, echo(n, f, 1300-header))
		none(t, n, 0, echo(n, f, 1301-header))
		if a := one(t, n, 0, udp(n, f, 64, 1500)); !a.reached() {
			t.Errorf("ICMP %d/%d, want port unreachable", a.msg.Type, a.msg.Code)
		}
	})
}

func TestFragments(t *testing.T) {
	eachFamily(t, "hops 3\ndest back-mtu=1300 back-large=fragmented", func(t *testing.T, n *Network, f pmtu.Family) {
		sent := echo(n, f, 1400)
		var r reassembler
		for i, d := range n.Packet(Epoch, sent) {
			if len(d.Packet) > 1300 {
				t.Errorf("fragment of %d bytes", len(d.Packet))
			}
			ip, payload, err := wire.ParseIP(d.Packet)
			if err != nil {
				t.Fatal(err)
			}
			whole, _, ok := r.add(ip, payload)
			if ok != (i == 1) {
				t.Fatalf("whole after fragment %d: %t", i, ok)
			}
			if ok && !bytes.Equal(whole[8:], sent[int(f.Header())+8:]) {
				t.Error("put together it is not what was sent")
			}
		}
		if len(r.parts) != 0 {
			t.Error("parts are left")
		}
	})
}

func TestReassembleInAnyOrder(t *testing.T) {
	var r reassembler
	n := parse(t, "hops 1")
	ip := wire.IP{Src: n.Target(pmtu.IPv4), Dst: n.Source(pmtu.IPv4), Protocol: wire.ProtoUDP, ID: 5}
	segment := make([]byte, 100)
	for i := range segment {
		segment[i] = byte(i)
	}
	list := fragment(ip, segment, 68)
	if len(list) != 3 {
		t.Fatalf("%d fragments, want 3", len(list))
	}
	for i, k := range []int{2, 0, 1} {
		ip, payload, err := wire.ParseIP(list[k])
		if err != nil {
			t.Fatal(err)
		}
		whole, _, ok := r.add(ip, payload)
		if ok != (i == 2) || ok && !bytes.Equal(whole, segment) {
			t.Errorf("fragment %d: whole is %t, %d bytes", k, ok, len(whole))
		}
	}
}
