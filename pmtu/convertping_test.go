package pmtu_test

import (
	"net/netip"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pathmtu/pmtu/errqueue"
	"github.com/pathmtu/pmtu/internal/wire"
	"github.com/pathmtu/pmtu/pmtu"
)

// ofPing makes an entry of a UDP socket one of a ping socket: what is quoted
// begins with an echo's header, and the peer has no port.
func ofPing(m *errqueue.Message) *errqueue.Message {
	typ := byte(8)
	if m.Offender.Is6() {
		typ = 128
	}
	m.Payload = append([]byte{typ, 0, 0xcc, 0xcc, 0x12, 0x34, 0xab, 0xcd}, m.Payload...)
	m.Peer = netip.AddrPortFrom(m.Peer.Addr(), 0)
	return m
}

func TestPingEvents(t *testing.T) {
	for _, tt := range []struct {
		name string
		m    *errqueue.Message
		want func(pmtu.Report) pmtu.Event
	}{
		{"11/0", message4(11, 0, 0), func(r pmtu.Report) pmtu.Event { return pmtu.TimeExceeded{Report: r} }},
		{"v6 3/0", message6(3, 0, 16<<24), func(r pmtu.Report) pmtu.Event { return pmtu.TimeExceeded{Report: r} }},
		{"3/4", message4(3, 4, 1420), func(r pmtu.Report) pmtu.Event { return pmtu.PacketTooBig{Report: r, NextHopMTU: 1420} }},
		{"v6 2/0", message6(2, 0, 1420), func(r pmtu.Report) pmtu.Event { return pmtu.PacketTooBig{Report: r, NextHopMTU: 1420} }},
		{"3/1", message4(3, 1, 0), func(r pmtu.Report) pmtu.Event { return pmtu.Unreachable{Report: r} }},
		{"v6 4/0 is no source quench", message6(4, 0, 0), func(r pmtu.Report) pmtu.Event { return pmtu.Unreachable{Report: r} }},
	} {
		want := reportOf(ofPing(tt.m))
		want.Quote.HasSequence, want.Quote.Sequence = true, 0xabcd
		got, ok := pmtu.EventFromPing(tt.m)
		if diff := cmp.Diff(tt.want(want), got, compareAddrs); !ok || diff != "" {
			t.Errorf("%s: (-want +got)\n%s", tt.name, diff)
		}
	}
}

// TestPingMinimalQuote wants the sequence number out of the shortest quote.
func TestPingMinimalQuote(t *testing.T) {
	for _, m := range []*errqueue.Message{message4(11, 0, 0), message6(3, 0, 0)} {
		ofPing(m).Payload = m.Payload[:8]
		ev, _ := pmtu.EventFromPing(m)
		te, _ := ev.(pmtu.TimeExceeded)
		want := pmtu.Quote{Target: m.Peer, HasSequence: true, Sequence: 0xabcd}
		if te.Quote != want {
			t.Errorf("%v: quote %+v, want %+v", m.Offender, te.Quote, want)
		}
		for n := range 8 { // the kernel gives no less than 8 bytes
			m.Payload = m.Payload[:n]
			if ev, ok := pmtu.EventFromPing(m); !ok || ev.(pmtu.TimeExceeded).Quote.HasSequence {
				t.Errorf("quote of %d bytes: %+v", n, ev)
			}
		}
	}
}

// TestPingExtensions has an extension where the kernel says, and where nobody says.
func TestPingExtensions(t *testing.T) {
	ext := wire.AppendExtensions(nil, wire.Extensions{MPLS: []wire.Label{{Label: 24001, TTL: 1, Bottom: true}}})
	for name, m := range map[string]*errqueue.Message{"ipv4": message4(11, 0, 0), "ipv6": message6(3, 0, 0)} {
		before := 108 // 128 less the IP header
		if m.Offender.Is6() {
			before = 88
		}
		ofPing(m)
		m.Payload = append(append(m.Payload, make([]byte, 200)...)[:before], ext...)
		for _, offset := range []int{before, 0} {
			m.ExtensionOffset = offset
			ev, _ := pmtu.EventFromPing(m)
			te, ok := ev.(pmtu.TimeExceeded)
			if !ok || len(te.MPLS) != 1 || te.MPLS[0].Label != 24001 || te.Quote.Bytes != before-8 || te.Quote.Token != convertToken {
				t.Errorf("%s, offset %d: %+v", name, offset, ev)
			}
		}
	}
}

func TestEchoReply(t *testing.T) {
	for _, tt := range []struct {
		peer string
		typ  byte
	}{{"198.51.100.9:0", 0}, {"[2001:db8::9]:0", 129}} {
		m := &errqueue.Message{
			Peer: netip.MustParseAddrPort(tt.peer), HopLimit: 55, At: convertAt,
			Payload: append([]byte{tt.typ, 0, 1, 2, 3, 4, 0x56, 0x78}, quoted(72)...),
		}
		want := pmtu.Reply{
			At: convertAt, From: m.Peer, HopLimit: 55, Bytes: 72, HasToken: true, Token: convertToken, Echo: true, Sequence: 0x5678,
		}
		got, ok := pmtu.EventFromPing(m)
		if diff := cmp.Diff(pmtu.Event(want), got, compareAddrs); !ok || diff != "" {
			t.Errorf("%s: (-want +got)\n%s", tt.peer, diff)
		}
		m.FragmentSize = 1300
		if got, ok := pmtu.EventFromPing(m); !ok || got.(pmtu.Reply).Fragment != 1300 {
			t.Errorf("%s in fragments: %+v", tt.peer, got)
		}
		m.Payload = m.Payload[:8]
		if got, ok := pmtu.EventFromPing(m); !ok || got.(pmtu.Reply).HasToken || got.(pmtu.Reply).Sequence != 0x5678 {
			t.Errorf("%s without data: %+v", tt.peer, got)
		}
		for name, b := range map[string][]byte{"short": {tt.typ, 0, 0, 0}, "extended": {43, 0, 0, 0, 0, 0, 0, 0}, "code": {tt.typ, 1, 0, 0, 0, 0, 0, 0}} {
			m.Payload = b
			if ev, ok := pmtu.EventFromPing(m); ok {
				t.Errorf("%s, %s: %+v, want nothing", tt.peer, name, ev)
			}
		}
	}
}

// TestPingNoRefusal leaves out what means no refusal.
func TestPingNoRefusal(t *testing.T) {
	for _, typ := range []uint8{wire.TypeSourceQuench, wire.TypeRedirect} {
		if ev, ok := pmtu.EventFromPing(ofPing(message4(typ, 0, 0))); ok {
			t.Errorf("type %d: %+v, want nothing", typ, ev)
		}
	}
	local := &errqueue.Message{FromQueue: true, Origin: errqueue.OriginLocal, Errno: 90, Info: 1500}
	if ev, ok := pmtu.EventFromPing(local); ok {
		t.Errorf("local entry: %+v, want nothing", ev)
	}
}

// FuzzEventFromPing wants no panic, and no sequence number that is not quoted.
func FuzzEventFromPing(f *testing.F) {
	f.Add(true, uint8(2), uint8(11), uint8(0), 108, ofPing(message4(11, 0, 0)).Payload)
	f.Add(true, uint8(3), uint8(3), uint8(0), 0, ofPing(message6(3, 0, 0)).Payload)
	f.Add(false, uint8(0), uint8(0), uint8(0), 0, []byte{0, 0, 1, 2, 3, 4, 5, 6, 7})
	f.Fuzz(func(t *testing.T, fromQueue bool, origin, typ, code uint8, offset int, payload []byte) {
		m := &errqueue.Message{
			FromQueue: fromQueue, Origin: errqueue.Origin(origin), Type: typ, Code: code, ExtensionOffset: offset,
			Offender: convertRouter4, Peer: convertTarget4, Payload: payload,
		}
		ev, ok := pmtu.EventFromPing(m)
		if r, is := ev.(pmtu.Reply); is && (!ok || r.Bytes != len(payload)-8 || !r.Echo) {
			t.Errorf("%+v of %d bytes", r, len(payload))
		}
		if te, is := ev.(pmtu.TimeExceeded); is && te.Quote.HasSequence && len(payload) < 8 {
			t.Errorf("%+v of %d bytes", te, len(payload))
		}
	})
}
