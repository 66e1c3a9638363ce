package simnet

import (
	"net/netip"
	"slices"
	"testing"
	"time"

	"github.com/pathmtu/pmtu/internal/wire"
	"github.com/pathmtu/pmtu/pmtu"
)

const (
	testPort  = 50000
	testToken = 0x0123456789abcdef
)

var families = []pmtu.Family{pmtu.IPv4, pmtu.IPv6}

// parse parses a description that has no errors.
func parse(t testing.TB, text string) *Network {
	t.Helper()
	n, err := Parse("test.net", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func load(t testing.TB, name string) *Network {
	t.Helper()
	n, err := Load(name)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// probe returns a probe of the default flow.
func probe(n *Network, f pmtu.Family, hopLimit, size int) pmtu.Probe {
	return pmtu.Probe{
		ID: 1, Token: testToken, HopLimit: uint8(hopLimit), Size: pmtu.MTU(size),
		Target: netip.AddrPortFrom(n.Target(f), pmtu.DefaultPort),
	}
}

// udp returns the packet that a probe is.
func udp(n *Network, f pmtu.Family, hopLimit, size int) []byte {
	d := Driver{n: n, port: testPort}
	return d.appendProbe(nil, probe(n, f, hopLimit, size))
}

// answer is a delivery taken apart.
type answer struct {
	after   time.Duration
	from    netip.Addr
	ip      wire.IP
	msg     wire.ICMP // of ICMP
	quote   wire.Quote
	segment []byte
}

// send sends a packet at a time after Epoch and returns the answers in the
// order of their arrival, after it has verified their checksums.
func send(t testing.TB, n *Network, after time.Duration, pkt []byte) []answer {
	t.Helper()
	var q queue
	for _, d := range n.Packet(Epoch.Add(after), pkt) {
		q.push(d)
	}
	var list []answer
	for len(q.list) > 0 {
		list = append(list, decode(t, q.pop()))
	}
	return list
}

func decode(t testing.TB, d Delivery) answer {
	t.Helper()
	ip, segment, err := wire.ParseIP(d.Packet)
	if err != nil {
		t.Fatalf("answer: %v", err)
	}
	if ip.TotalLen != len(d.Packet) {
		t.Errorf("answer of %d bytes says that it has %d", len(d.Packet), ip.TotalLen)
	}
	if ip.Version == 4 && wire.Checksum(d.Packet[:ip.HeaderLen]) != 0 {
		t.Error("IPv4 header checksum is wrong")
	}
	a := answer{after: d.At.Sub(Epoch), from: ip.Src, ip: ip, segment: segment}
	if ip.MF || ip.FragmentOffset != 0 {
		return a
	}
	sum := wire.TransportChecksum(ip.Src, ip.Dst, ip.Protocol, segment)
	if ip.Protocol == wire.ProtoICMP {
		sum = wire.Checksum(segment)
	}
	if sum != 0 {
		t.Errorf("checksum of protocol %d from %s is wrong", ip.Protocol, ip.Src)
	}
	if ip.Protocol == wire.ProtoICMP || ip.Protocol == wire.ProtoICMPv6 {
		if a.msg, err = wire.ParseICMP(segment); err != nil {
			t.Fatal(err)
		}
		a.quote, _ = wire.ParseQuote(a.msg, ip.Version)
	}
	return a
}

// one sends a packet and returns the only answer.
func one(t testing.TB, n *Network, after time.Duration, pkt []byte) answer {
	t.Helper()
	list := send(t, n, after, pkt)
	if len(list) != 1 {
		t.Fatalf("%d answers, want 1", len(list))
	}
	return list[0]
}

func none(t testing.TB, n *Network, after time.Duration, pkt []byte) {
	t.Helper()
	if list := send(t, n, after, pkt); len(list) != 0 {
		t.Fatalf("answer from %s, want none", list[0].from)
	}
}

// is says whether a is an ICMP message of the type and code for its family.
func (a answer) is(code4, code6 [2]uint8) bool {
	want := code4
	if a.ip.Version == 6 {
		want = code6
	}
	return [2]uint8{a.msg.Type, a.msg.Code} == want &&
		slices.Contains([]uint8{wire.ProtoICMP, wire.ProtoICMPv6}, a.ip.Protocol)
}

func (a answer) expired() bool  { return a.is([2]uint8{11, 0}, [2]uint8{3, 0}) }
func (a answer) tooBig() bool   { return a.is([2]uint8{3, 4}, [2]uint8{2, 0}) }
func (a answer) reached() bool  { return a.is([2]uint8{3, 3}, [2]uint8{1, 4}) }
func (a answer) claims() uint32 { return a.msg.NextHopMTU(a.ip.Version) }

// eachFamily runs f for both families, each with a network of its own.
func eachFamily(t *testing.T, text string, f func(t *testing.T, n *Network, family pmtu.Family)) {
	t.Helper()
	for _, family := range families {
		t.Run(family.String(), func(t *testing.T) { f(t, parse(t, text), family) })
	}
}
