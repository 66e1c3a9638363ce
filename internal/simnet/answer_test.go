package simnet

import (
	"net/netip"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/pathmtu/pmtu/internal/wire"
	"github.com/pathmtu/pmtu/pmtu"
)

func TestQuoteLengths(t *testing.T) {
	for _, tt := range []struct {
		keys         string
		want4, want6 int // whole answer to a probe of 1500 bytes
	}{
		{"quote=full", 576, 1280},
		{"quote=minimal", 20 + 8 + 28, 40 + 8 + 48},
		{"quote=28", 20 + 8 + 48, 40 + 8 + 68},
		{"quote=65535", 28 + 1500, 48 + 1500},
		{"damage=short", 28 + 24, 48 + 44},
		{"mpls=24001/0/1", 576, 1276}, // the length field counts in 8 bytes
		{"mpls=24001/0/1,16/0/2", 576, 1280},
		{"mpls=24001/0/1 quote=minimal", 28 + 128 + 12, 48 + 128 + 12},
		{"mpls=24001/0/1 extension=legacy", 28 + 128 + 12, 48 + 128 + 12},
		{"mpls=24001/0/1 quote=65535", 28 + 255*4 + 12, 48 + 1504 + 12},
	} {
		eachFamily(t, "hops 3\nhop 2 "+tt.keys, func(t *testing.T, n *Network, f pmtu.Family) {
			want := tt.want4
			if f == pmtu.IPv6 {
				want = tt.want6
			}
			a := one(t, n, 0, udp(n, f, 2, 1500))
			if a.ip.TotalLen != want {
				t.Errorf("%s: answer of %d bytes, want %d", tt.keys, a.ip.TotalLen, want)
			}
		})
	}
}

// The quote of the largest packet leaves room for the headers in front of it.
func TestQuoteOfLargestPacket(t *testing.T) {
	eachFamily(t, "hops 3\nlocal mtu=70000\nhop 1 quote=65535", func(t *testing.T, n *Network, f pmtu.Family) {
		a := one(t, n, 0, udp(n, f, 1, int(f.Max())))
		if a.ip.TotalLen > int(f.Max()) || a.ip.TotalLen < 65000 {
			t.Errorf("answer of %d bytes", a.ip.TotalLen)
		}
	})
}

// The quote is the probe as it arrived: only the hop limit is another.
func TestQuoteIsTheProbe(t *testing.T) {
	eachFamily(t, "hops 4", func(t *testing.T, n *Network, f pmtu.Family) {
		sent := udp(n, f, 3, 500)
		a := one(t, n, 0, sent)
		got := slices.Clone(a.msg.Body)
		setHopLimit(got, f, 3)
		if !slices.Equal(got, sent) {
			t.Errorf("quote differs from the probe (-probe +quote):\n%s", cmp.Diff(sent, got))
		}
		if f == pmtu.IPv4 && wire.Checksum(a.msg.Body[:20]) != 0 {
			t.Error("the quoted header's checksum is wrong")
		}
	})
}

func TestDamage(t *testing.T) {
	for _, tt := range []struct {
		damage string
		token  [8]byte
	}{
		{"zeroed", [8]byte{}},
		{"flipped", [8]byte{0xfe, 0xdc, 0xba, 0x98, 0x76, 0x54, 0x32, 0x10}},
		{"none", [8]byte{0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef}},
	} {
		eachFamily(t, "hops 4\nhop 2 damage="+tt.damage, func(t *testing.T, n *Network, f pmtu.Family) {
			a := one(t, n, 0, udp(n, f, 2, 500))
			if got := [8]byte(a.quote.Payload); got != tt.token || a.quote.SrcPort != testPort {
				t.Errorf("%s: token %x, port %d; want %x, %d", tt.damage, got, a.quote.SrcPort, tt.token, testPort)
			}
		})
	}
}

func TestRewrite(t *testing.T) {
	eachFamily(t, "hops 3\nhop 2 rewrite=198 rewrite-port=7001", func(t *testing.T, n *Network, f pmtu.Family) {
		a := one(t, n, 0, udp(n, f, 2, 500))
		if a.quote.IP.Dst != hostAddr(f, 198, true) || a.quote.DstPort != 7001 || a.quote.SrcPort != testPort {
			t.Errorf("quote to %s:%d from port %d", a.quote.IP.Dst, a.quote.DstPort, a.quote.SrcPort)
		}
		if f == pmtu.IPv4 && wire.Checksum(a.msg.Body[:20]) != 0 {
			t.Error("the quoted header's checksum is wrong")
		}
	})
}

func TestExtensions(t *testing.T) {
	const keys = "mpls=24001/0/1,16/5/2 interface=outgoing,index=7,name=ge-0/0/7,mtu=1400,addr"
	for _, tt := range []struct {
		placement string
		legacy    bool
	}{{"compliant", false}, {"legacy", true}} {
		eachFamily(t, "hops 3\nhop 2 extension="+tt.placement+" "+keys, func(t *testing.T, n *Network, f pmtu.Family) {
			a := one(t, n, 0, udp(n, f, 2, 500))
			got, err := wire.ParseExtensions(a.quote.Extension)
			if err != nil || a.quote.Legacy != tt.legacy {
				t.Fatalf("extensions: %v; legacy is %t", err, a.quote.Legacy)
			}
			want := wire.Extensions{
				MPLS: []wire.Label{{Label: 24001, TTL: 1}, {Label: 16, TC: 5, Bottom: true, TTL: 2}},
				Interfaces: []wire.Interface{{
					Role: wire.RoleOutgoing, Index: 7, Name: "ge-0/0/7", MTU: 1400, Addr: hostAddr(f, 2, false),
				}},
			}
			if diff := cmp.Diff(want, got, cmpopts.EquateComparable(netip.Addr{})); diff != "" {
				t.Errorf("extensions (-want +got):\n%s", diff)
			}
		})
	}
}

func TestPacketTooBigScript(t *testing.T) {
	eachFamily(t, "hops 3\nhop 1 mtu=1400 ptb=1480,dropped,size,70000,mtu-1 ptb-from=222", func(t *testing.T, n *Network, f pmtu.Family) {
		most := uint32(65535) // the field of IPv4 has 16 bits
		if f == pmtu.IPv6 {
			most = 70000
		}
		for i, want := range []uint32{1480, 0, 1500, most, 1399, 1399} {
			list := send(t, n, 0, udp(n, f, 64, 1500))
			if i == 1 {
				if len(list) != 0 {
					t.Error("the second packet too big was not dropped")
				}
				continue
			}
			if len(list) != 1 || list[0].claims() != want || list[0].from != hostAddr(f, 222, false) {
				t.Errorf("packet too big %d: %+v, want %d", i, list, want)
			}
		}
	})
}

func TestCopies(t *testing.T) {
	n := parse(t, "hops 2\nhop 1 copies=3")
	list := send(t, n, 0, udp(n, pmtu.IPv4, 1, 100))
	if len(list) != 3 || list[2].after-list[0].after != 2*copyGap {
		t.Errorf("%d copies, want 3", len(list))
	}
}
