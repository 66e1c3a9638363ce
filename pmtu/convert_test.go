package pmtu_test

import (
	"encoding/binary"
	"net/netip"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pathmtu/pmtu/errqueue"
	"github.com/pathmtu/pmtu/internal/wire"
	"github.com/pathmtu/pmtu/pmtu"
)

var (
	convertAt      = time.Unix(1767323045, 678000000)
	convertRouter4 = netip.MustParseAddr("10.77.0.3")
	convertRouter6 = netip.MustParseAddr("fd77::3")
	convertTarget4 = netip.MustParseAddrPort("198.51.100.9:33434")
	convertTarget6 = netip.MustParseAddrPort("[2001:db8::9]:33434")
	compareAddrs   = cmp.Options{
		cmp.Comparer(func(a, b netip.Addr) bool { return a == b }),
		cmp.Comparer(func(a, b netip.AddrPort) bool { return a == b }),
	}
)

const convertToken = 0x1122334455667788

// quoted is a payload of n bytes as a probe of ours has it.
func quoted(n int) []byte {
	b := binary.BigEndian.AppendUint64(nil, convertToken)
	return append(b, make([]byte, max(0, n-len(b)))...)[:n]
}

// message4 and message6 are entries of the queue with a quote of 64 bytes.
func message4(typ, code uint8, info uint32) *errqueue.Message {
	return &errqueue.Message{
		FromQueue: true, Origin: errqueue.OriginICMP, Type: typ, Code: code, Info: info, Errno: 1,
		Offender: convertRouter4, Peer: convertTarget4, Payload: quoted(64), HopLimit: 61, At: convertAt,
	}
}

func message6(typ, code uint8, info uint32) *errqueue.Message {
	return &errqueue.Message{
		FromQueue: true, Origin: errqueue.OriginICMP6, Type: typ, Code: code, Info: info, Errno: 1,
		Offender: convertRouter6, Peer: convertTarget6, Payload: quoted(64), HopLimit: 61, At: convertAt,
	}
}

// reportOf is what the report of such a message has to be.
func reportOf(m *errqueue.Message) pmtu.Report {
	return pmtu.Report{
		At: convertAt, Offender: m.Offender, HopLimit: 61, Type: m.Type, Code: m.Code,
		Quote: pmtu.Quote{Target: m.Peer, Bytes: 64, HasToken: true, Token: convertToken},
	}
}

func TestEventKinds(t *testing.T) {
	exceeded := func(r pmtu.Report, _ uint32) pmtu.Event { return pmtu.TimeExceeded{Report: r} }
	tooBig := func(r pmtu.Report, mtu uint32) pmtu.Event {
		return pmtu.PacketTooBig{Report: r, NextHopMTU: mtu}
	}
	unreachable := func(r pmtu.Report, _ uint32) pmtu.Event { return pmtu.Unreachable{Report: r} }
	for _, tt := range []struct {
		name string
		m    *errqueue.Message
		want func(pmtu.Report, uint32) pmtu.Event
	}{
		{"11/0", message4(11, 0, 0), exceeded},
		{"11/2", message4(11, 2, 0), unreachable},
		{"3/4 of 1420", message4(3, 4, 1420), tooBig},
		{"3/4 of 0", message4(3, 4, 0), tooBig},
		{"3/0", message4(3, 0, 0), unreachable},
		{"3/3", message4(3, 3, 0), unreachable},
		{"3/13", message4(3, 13, 0), unreachable},
		{"12/0", message4(12, 0, 20), unreachable},
		{"2/0 is none of IPv4", message4(2, 0, 1280), unreachable},
		{"v6 3/0", message6(3, 0, 16<<24), exceeded},
		{"v6 3/1 is delivered too", message6(3, 1, 0), unreachable},
		{"v6 2/0", message6(2, 0, 4294967295), tooBig},
		{"v6 2/7: the code is ignored", message6(2, 7, 1280), tooBig},
		{"v6 1/4", message6(1, 4, 0), unreachable},
		{"v6 11/0 is none of IPv6", message6(11, 0, 0), unreachable},
		{"v6 4/1", message6(4, 1, 40), unreachable},
		{"v6 100/9", message6(100, 9, 0), unreachable},
	} {
		got, ok := pmtu.EventFrom(tt.m)
		if diff := cmp.Diff(tt.want(reportOf(tt.m), tt.m.Info), got, compareAddrs); !ok || diff != "" {
			t.Errorf("%s: %v (-want +got)\n%s", tt.name, ok, diff)
		}
	}
}

func TestEventNone(t *testing.T) {
	noSender := message4(11, 0, 0)
	noSender.Offender = netip.Addr{}
	for name, m := range map[string]*errqueue.Message{
		"local":     {FromQueue: true, Origin: errqueue.OriginLocal, Errno: 90, Info: 1500},
		"timestamp": {FromQueue: true, Origin: errqueue.OriginTimestamping, Offender: convertRouter4},
		"nobody":    noSender,
	} {
		if e, ok := pmtu.EventFrom(m); ok || e != nil {
			t.Errorf("%s: %+v, want none", name, e)
		}
	}
}

func TestEventReply(t *testing.T) {
	for _, tt := range []struct {
		bytes int
		want  pmtu.Reply
	}{
		{1372, pmtu.Reply{Bytes: 1372, HasToken: true, Token: convertToken}},
		{8, pmtu.Reply{Bytes: 8, HasToken: true, Token: convertToken}},
		{7, pmtu.Reply{Bytes: 7}},
		{0, pmtu.Reply{}},
	} {
		tt.want.At, tt.want.From, tt.want.HopLimit = convertAt, convertTarget4, 57
		got, ok := pmtu.EventFrom(&errqueue.Message{Peer: convertTarget4, Payload: quoted(tt.bytes), HopLimit: 57, At: convertAt})
		if diff := cmp.Diff(pmtu.Event(tt.want), got, compareAddrs); !ok || diff != "" {
			t.Errorf("%d bytes: (-want +got)\n%s", tt.bytes, diff)
		}
	}
}

// labels is an extension structure with one label.
func labels() []byte {
	return wire.AppendExtensions(nil, wire.Extensions{MPLS: []wire.Label{{Label: 24001, Bottom: true, TTL: 1}}})
}

func TestEventQuote(t *testing.T) {
	label := []pmtu.Label{{Label: 24001, Bottom: true, TTL: 1}}
	damaged := append(labels(), 0xff) // the checksum is wrong now
	for _, tt := range []struct {
		name    string
		m       *errqueue.Message
		payload []byte
		at      int
		invalid bool
		want    pmtu.Quote
		mpls    []pmtu.Label
	}{
		{"minimal", message4(11, 0, 0), nil, 0, false, pmtu.Quote{}, nil},
		{"short of a token", message4(11, 0, 0), quoted(7), 0, false, pmtu.Quote{Bytes: 7}, nil},
		{"whole", message4(11, 0, 0), quoted(520), 0, false, tokenQuote(520), nil},
		{"announced", message4(11, 0, 0), append(quoted(100), labels()...), 100, false, tokenQuote(100), label},
		{"announced, v6", message6(3, 0, 0), append(quoted(80), labels()...), 80, false, tokenQuote(80), label},
		{"announced far behind", message4(11, 0, 0), append(quoted(200), labels()...), 200, false, tokenQuote(200), label},
		{"announced beyond the end", message4(11, 0, 0), quoted(90), 100, false, tokenQuote(90), nil},
		{"announced but damaged", message4(11, 0, 0), append(quoted(100), damaged...), 100, false, tokenQuote(100), nil},
		{"announced but invalid", message4(11, 0, 0), append(quoted(100), labels()...), 100, true, tokenQuote(100), nil},
		{"announced behind padding", message4(11, 0, 0), append(make([]byte, 100), labels()...), 100, false, pmtu.Quote{}, label},
		{"half a token behind padding", message4(11, 0, 0), append(append([]byte{1, 2, 3, 4}, make([]byte, 96)...), labels()...), 0, false, pmtu.Quote{Bytes: 4}, label},
		{"legacy", message4(11, 0, 0), append(quoted(100), labels()...), 0, false, tokenQuote(100), label},
		{"legacy, v6", message6(3, 0, 0), append(quoted(80), labels()...), 0, false, tokenQuote(80), label},
		{"legacy place of the other family", message6(3, 0, 0), append(quoted(100), labels()...), 0, false, tokenQuote(112), nil},
		{"legacy damaged", message4(11, 0, 0), append(quoted(100), damaged...), 0, false, tokenQuote(113), nil},
		{"no legacy in packet too big of v6", message6(2, 0, 1400), append(quoted(80), labels()...), 0, false, tokenQuote(92), nil},
	} {
		tt.m.Payload, tt.m.ExtensionOffset, tt.m.ExtensionInvalid = tt.payload, tt.at, tt.invalid
		tt.want.Target = tt.m.Peer
		e, _ := pmtu.EventFrom(tt.m)
		r := eventReport(e)
		if diff := cmp.Diff(tt.want, r.Quote, compareAddrs); diff != "" {
			t.Errorf("%s: quote (-want +got)\n%s", tt.name, diff)
		}
		if diff := cmp.Diff(tt.mpls, r.MPLS); diff != "" {
			t.Errorf("%s: labels (-want +got)\n%s", tt.name, diff)
		}
	}
}

func tokenQuote(n int) pmtu.Quote {
	return pmtu.Quote{Bytes: n, HasToken: true, Token: convertToken}
}

func eventReport(e pmtu.Event) pmtu.Report {
	switch e := e.(type) {
	case pmtu.TimeExceeded:
		return e.Report
	case pmtu.PacketTooBig:
		return e.Report
	case pmtu.Unreachable:
		return e.Report
	}
	return pmtu.Report{}
}

// TestEventInterfaces reads what RFC 5837 says of an interface.
func TestEventInterfaces(t *testing.T) {
	want := []pmtu.Interface{{Role: wire.RoleOutgoing, Index: 7, Addr: convertRouter4, Name: "ge-0/0/1", MTU: 1420}}
	m := message4(11, 0, 0)
	m.Payload = append(quoted(100), wire.AppendExtensions(nil, wire.Extensions{Interfaces: want})...)
	m.ExtensionOffset = 100
	e, _ := pmtu.EventFrom(m)
	if diff := cmp.Diff(want, eventReport(e).Interfaces, compareAddrs); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// FuzzEventFrom checks what holds for every message.
func FuzzEventFrom(f *testing.F) {
	f.Add(uint8(2), uint8(11), uint8(0), uint32(0), 100, append(quoted(100), labels()...))
	f.Add(uint8(2), uint8(3), uint8(4), uint32(1420), 0, append(quoted(100), labels()...))
	f.Add(uint8(3), uint8(2), uint8(0), uint32(1280), 0, quoted(0))
	f.Add(uint8(3), uint8(1), uint8(4), uint32(0), 80, make([]byte, 128))
	f.Add(uint8(0), uint8(0), uint8(0), uint32(0), 0, quoted(1400))
	f.Fuzz(func(t *testing.T, origin, typ, code uint8, info uint32, offset int, payload []byte) {
		m := message4(typ, code, info)
		m.Origin, m.FromQueue = errqueue.Origin(origin), origin != 0
		m.ExtensionOffset, m.Payload = int(uint16(offset)), payload
		if m.Origin == errqueue.OriginICMP6 {
			m.Offender = convertRouter6
		}
		e, ok := pmtu.EventFrom(m)
		if ok != (e != nil) || ok != (origin == 0 || origin == 2 || origin == 3) {
			t.Fatalf("origin %d: %v, %v", origin, e, ok)
		}
		q := eventReport(e).Quote
		if r, isReply := e.(pmtu.Reply); isReply {
			q = pmtu.Quote{Bytes: r.Bytes, HasToken: r.HasToken, Token: r.Token}
		}
		if q.Bytes < 0 || q.Bytes > len(payload) || q.HasToken != (q.Bytes >= pmtu.TokenSize) {
			t.Errorf("quote %+v of %d bytes", q, len(payload))
		}
		if q.HasToken && q.Token != binary.BigEndian.Uint64(payload) || !q.HasToken && q.Token != 0 {
			t.Errorf("token %#x of payload %x", q.Token, payload)
		}
	})
}

func BenchmarkEventFrom(b *testing.B) {
	for name, m := range map[string]*errqueue.Message{"plain": message4(11, 0, 0), "labels": message4(11, 0, 0)} {
		if name == "labels" {
			m.Payload = append(quoted(100), labels()...)
			m.ExtensionOffset = 100
		}
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, ok := pmtu.EventFrom(m); !ok {
					b.Fatal("no event")
				}
			}
		})
	}
}
