package simnet

import (
	"encoding/binary"
	"net/netip"
	"testing"
	"time"

	"github.com/pathmtu/pmtu/internal/wire"
	"github.com/pathmtu/pmtu/pmtu"
)

// forged sends a probe and returns the answer that comes first.
func forged(t *testing.T, n *Network, f pmtu.Family) answer {
	t.Helper()
	list := send(t, n, 0, udp(n, f, 64, 1500))
	if len(list) != 2 || !list[1].reached() {
		t.Fatalf("%d answers, want a forged one and the true one", len(list))
	}
	return list[0]
}

func TestForge(t *testing.T) {
	for _, tt := range []struct {
		line  string
		check func(a answer, f pmtu.Family) bool
	}{
		{"token mtu=700", func(a answer, f pmtu.Family) bool {
			return a.tooBig() && a.claims() == 700 && binary.BigEndian.Uint64(a.quote.Payload) == ^uint64(testToken)
		}},
		{"token as=expired from=3 hoplimit=200", func(a answer, f pmtu.Family) bool {
			return a.expired() && a.from == hostAddr(f, 3, false) && a.ip.HopLimit == 200
		}},
		{"token as=unreachable", func(a answer, f pmtu.Family) bool { return a.reached() }},
		{"target", func(a answer, f pmtu.Family) bool {
			return a.tooBig() && a.quote.IP.Dst == hostAddr(f, otherTarget, true) &&
				binary.BigEndian.Uint64(a.quote.Payload) == testToken
		}},
		{"minimal after=2ms", func(a answer, f pmtu.Family) bool {
			return a.tooBig() && a.claims() == 600 && len(a.quote.Payload) == 0 && a.quote.SrcPort == testPort &&
				a.after == 2*time.Millisecond
		}},
		{"data from=192.0.2.1,2001:db8::1", func(a answer, f pmtu.Family) bool {
			u, _, err := wire.ParseUDP(a.segment)
			return err == nil && u.Dst == testPort && a.ip.Protocol == wire.ProtoUDP &&
				(a.from == netip.MustParseAddr("192.0.2.1") || a.from == netip.MustParseAddr("2001:db8::1"))
		}},
	} {
		eachFamily(t, "hops 4\nforge "+tt.line, func(t *testing.T, n *Network, f pmtu.Family) {
			if a := forged(t, n, f); !tt.check(a, f) {
				t.Errorf("%s: from %s, ICMP %d/%d, after %v", tt.line, a.from, a.msg.Type, a.msg.Code, a.after)
			}
		})
	}
}

func TestForgeEvery(t *testing.T) {
	n := parse(t, "hops 4\nforge token every=3")
	for i := range 6 {
		want := 1
		if i%3 == 0 {
			want = 2
		}
		if got := len(send(t, n, 0, udp(n, pmtu.IPv4, 64, 100))); got != want {
			t.Errorf("probe %d: %d answers, want %d", i, got, want)
		}
	}
}
