package pmtu_test

import (
	"encoding/binary"
	"net/netip"
	"testing"

	"github.com/pathmtu/pmtu/internal/wire"
	"github.com/pathmtu/pmtu/pmtu"
)

var probeTargets = []netip.AddrPort{netip.MustParseAddrPort("192.0.2.9:33434"), netip.MustParseAddrPort("[2001:db8::9]:33434")}

func TestProbePayload(t *testing.T) {
	for _, to := range probeTargets {
		for _, protocol := range []pmtu.Protocol{pmtu.UDP, pmtu.ICMP} {
			for _, payload := range []int{0, 1, 7, 8, 9, 10, 11, 32, 1452, 9000} {
				p := pmtu.Probe{ID: 5, Token: 0x1122334455667788, Protocol: protocol, Target: to}
				p.Size = p.Family().Header() + 8 + pmtu.MTU(payload)
				b := p.AppendPayload([]byte("before"))
				if len(b) != 6+payload || string(b[:6]) != "before" || p.PayloadSize() != payload {
					t.Fatalf("%v to %v: payload of %d bytes, want %d", protocol, to, len(b)-6, payload)
				}
				if payload >= pmtu.TokenSize && binary.BigEndian.Uint64(b[6:]) != p.Token {
					t.Errorf("%v to %v, %d bytes: no token: % x", protocol, to, payload, b[6:])
				}
			}
		}
	}
}

// TestEchoChecksum wants one checksum for all echoes to a target, whatever
// their number, token and size.
func TestEchoChecksum(t *testing.T) {
	sources := []netip.Addr{netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("2001:db8::1")}
	for i, to := range probeTargets {
		var first uint16
		for id := uint32(1); id < 2000; id++ {
			p := pmtu.Probe{
				ID: id * 40503, Token: uint64(id) * 0x9e3779b97f4a7c15, Protocol: pmtu.ICMP, Target: to,
				Size: pmtu.MTU(68 + id%1500*uint32(1+i)),
			}
			m := wire.ICMP{Type: wire.TypeEcho, Rest: wire.EchoRest(4711, p.EchoSequence()), Body: p.AppendPayload(nil)}
			if to.Addr().Is6() {
				m.Type = wire.TypeEcho6
			}
			sum := binary.BigEndian.Uint16(wire.AppendICMP(nil, sources[i], to.Addr(), m)[2:])
			if id == 1 {
				first = sum
			}
			if sum != first {
				t.Fatalf("%v: checksum %#x of probe %d, %#x of the first", to, sum, id, first)
			}
		}
	}
}

func TestEchoSequence(t *testing.T) {
	for _, tt := range []struct {
		p    pmtu.Probe
		want uint16
	}{
		{pmtu.Probe{ID: 7}, 7},
		{pmtu.Probe{ID: 0x12345}, 0x2345},
		{pmtu.Probe{ID: 7, Sequence: 9}, 9},
	} {
		if got := tt.p.EchoSequence(); got != tt.want {
			t.Errorf("%+v: %d, want %d", tt.p, got, tt.want)
		}
	}
}

func TestProtocolString(t *testing.T) {
	if pmtu.UDP.String() != "udp" || pmtu.ICMP.String() != "icmp" {
		t.Errorf("%v, %v", pmtu.UDP, pmtu.ICMP)
	}
}
