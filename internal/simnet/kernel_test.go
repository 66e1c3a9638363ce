package simnet

import (
	"fmt"
	"net/netip"
	"testing"

	"github.com/pathmtu/pmtu/errqueue"
	"github.com/pathmtu/pmtu/internal/wire"
	"github.com/pathmtu/pmtu/pmtu"
)

// hear returns what the probes' socket hears of the answer to a probe.
func hear(t *testing.T, n *Network, f pmtu.Family, hop, size int) errqueue.Message {
	t.Helper()
	var r reassembler
	var m errqueue.Message
	list := n.Packet(Epoch, udp(n, f, hop, size))
	if len(list) != 1 {
		t.Fatalf("%d answers, want 1", len(list))
	}
	if r.receive(&m, list[0].At, list[0].Packet, testPort) == noSocket {
		t.Fatal("the socket hears nothing")
	}
	return m
}

// Linux's error numbers, as they were read from a real error queue (6.18).
func TestErrno(t *testing.T) {
	for _, tt := range []struct {
		code4, code6   string
		errno4, errno6 uint32
	}{
		{"3/0", "1/0", 101, 101},
		{"3/1", "1/1", 113, 13},
		{"3/2", "1/2", 92, 113},
		{"3/3", "1/3", 111, 113},
		{"3/5", "1/4", 95, 111},
		{"3/6", "1/5", 101, 13},
		{"3/7", "1/6", 112, 13},
		{"3/8", "1/7", 64, 71},
		{"3/9", "1/8", 101, 71},
		{"3/10", "3/1", 113, 113},
		{"3/11", "3/0", 101, 113},
		{"3/12", "4/0", 113, 71},
		{"3/13", "4/2", 113, 71},
		{"3/14", "2/0", 113, 90},
		{"3/15", "5/0", 113, 71},
		{"11/0", "127/9", 113, 71},
		{"11/2", "1/255", 113, 71},
		{"12/0", "4/10", 71, 71},
		{"3/4", "2/9", 90, 90},
	} {
		text := fmt.Sprintf("hops 2\nhop 1 unreachable4=%s unreachable6=%s", tt.code4, tt.code6)
		eachFamily(t, text, func(t *testing.T, n *Network, f pmtu.Family) {
			want, origin := tt.errno4, errqueue.OriginICMP
			if f == pmtu.IPv6 {
				want, origin = tt.errno6, errqueue.OriginICMP6
			}
			m := hear(t, n, f, 1, 100)
			if m.Errno != want || m.Origin != origin || !m.FromQueue {
				t.Errorf("%s, %s: errno %d, origin %d; want %d, %d", tt.code4, tt.code6, m.Errno, m.Origin, want, origin)
			}
		})
	}
}

func TestMessageOfMinimalQuote(t *testing.T) {
	eachFamily(t, "hops 3\nhop 1 mtu=1400 quote=minimal", func(t *testing.T, n *Network, f pmtu.Family) {
		m := hear(t, n, f, 3, 1500)
		if len(m.Payload) != 0 || m.Info != 1400 || m.HopLimit != 64 || m.Offender != hostAddr(f, 1, false) ||
			m.Peer != netip.AddrPortFrom(n.Target(f), pmtu.DefaultPort) {
			t.Errorf("%+v", m)
		}
	})
}

func TestMessageOfExtensions(t *testing.T) {
	for _, tt := range []struct {
		keys             string
		offset4, offset6 int
	}{
		{"quote=minimal", 100, 80}, // 128 less the headers
		{"quote=full", 536 - 28, 1216 - 48},
		{"quote=full extension=legacy", 0, 0},
	} {
		eachFamily(t, "hops 3\nhop 1 mpls=5/1/1 "+tt.keys, func(t *testing.T, n *Network, f pmtu.Family) {
			want := tt.offset4
			if f == pmtu.IPv6 {
				want = tt.offset6
			}
			m := hear(t, n, f, 1, 1500)
			if m.ExtensionOffset != want || m.ExtensionInvalid {
				t.Errorf("%s: extension at %d (invalid: %t), want %d", tt.keys, m.ExtensionOffset, m.ExtensionInvalid, want)
			}
			if want == 0 {
				return
			}
			if e, err := wire.ParseExtensions(m.Payload[want:]); err != nil || len(e.MPLS) != 1 {
				t.Errorf("%s: %+v, %v", tt.keys, e, err)
			}
		})
	}
}

func TestExtensionIn(t *testing.T) {
	good := wire.AppendExtensions(nil, wire.Extensions{MPLS: []wire.Label{{Label: 1, Bottom: true}}})
	bad := append([]byte(nil), good...)
	bad[5]++
	for _, tt := range []struct {
		name    string
		ext     []byte
		length  int
		offset  int
		invalid bool
	}{
		{"good", good, 128, 100, false},
		{"damaged", bad, 128, 100, true},
		{"length under 128", good, 124, 0, false},
		{"beyond the end", good, 144, 0, false},
		{"no length", good, 0, 0, false},
	} {
		offset, invalid := extensionIn(append(make([]byte, 100), tt.ext...), 28, tt.length)
		if offset != tt.offset || invalid != tt.invalid {
			t.Errorf("%s: at %d, invalid is %t; want %d, %t", tt.name, offset, invalid, tt.offset, tt.invalid)
		}
	}
}

// A socket hears only of its own port.
func TestOtherPort(t *testing.T) {
	for _, text := range []string{"hops 1", "hops 1\ndest udp=echo"} {
		eachFamily(t, text, func(t *testing.T, n *Network, f pmtu.Family) {
			var r reassembler
			var m errqueue.Message
			d := n.Packet(Epoch, udp(n, f, 9, 100))[0]
			if r.receive(&m, d.At, d.Packet, testPort+1) != noSocket {
				t.Errorf("%q: another port hears %+v", text, m)
			}
			if r.receive(&m, d.At, d.Packet, testPort) != udpSocket {
				t.Errorf("%q: the probes' port hears nothing", text)
			}
		})
	}
}

func TestErrnoInformation(t *testing.T) {
	for _, tt := range []struct {
		version int
		m       wire.ICMP
		info    uint32
	}{
		{4, wire.ICMP{Type: 12, Rest: 9 << 24}, 9},
		{4, wire.ICMP{Type: 3, Code: 4, Rest: 32<<16 | 1400}, 1400},
		{4, wire.ICMP{Type: 3, Code: 1, Rest: 32<<16 | 1400}, 0},
		{4, wire.ICMP{Type: 11, Rest: 32 << 16}, 0},
		{6, wire.ICMP{Type: 3, Rest: 16 << 24}, 268435456},
		{6, wire.ICMP{Type: 2, Rest: 4294967295}, 4294967295},
	} {
		if _, info, ok := errnoOf(tt.version, tt.m, udpSocket); !ok || info != tt.info {
			t.Errorf("IPv%d %d/%d: information %d, want %d", tt.version, tt.m.Type, tt.m.Code, info, tt.info)
		}
	}
}
