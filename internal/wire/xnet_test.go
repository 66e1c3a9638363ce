package wire

import (
	"net"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/icmp"
	"golang.org/x/net/ipv4"
	"golang.org/x/net/ipv6"
)

// xnetExtensions are the same extensions in the terms of x/net/icmp and in
// ours. x/net/icmp takes the name of an interface for the zone of its IPv6 address.
func xnetExtensions(version int) ([]icmp.Extension, Extensions) {
	addr := pick(version, src4, src6)
	theirs := []icmp.Extension{
		&icmp.MPLSLabelStack{Class: 1, Type: 1, Labels: []icmp.MPLSLabel{
			{Label: 24001, TC: 5, TTL: 1}, {Label: 16, S: true, TTL: 255},
		}},
		&icmp.InterfaceInfo{
			Class: 2, Type: 0x8f,
			Interface: &net.Interface{Index: 15, Name: "en101", MTU: 8192},
			Addr:      &net.IPAddr{IP: addr.AsSlice(), Zone: pick(version, "", "en101")},
		},
	}
	ours := Extensions{
		MPLS:       []Label{{Label: 24001, TC: 5, TTL: 1}, {Label: 16, Bottom: true, TTL: 255}},
		Interfaces: []Interface{{Role: RoleOutgoing, Index: 15, Addr: addr, Name: "en101", MTU: 8192}},
	}
	return theirs, ours
}

func xnetProtocol(version int) int { return int(pick(version, ProtoICMP, ProtoICMPv6)) }

// What x/net/icmp builds, ParseQuote and ParseExtensions read.
func TestParseLikeXNet(t *testing.T) {
	for _, version := range []int{4, 6} {
		theirs, want := xnetExtensions(version)
		original := datagram(version, 200)
		pseudo := []byte(nil)
		typ := icmp.Type(ipv4.ICMPTypeTimeExceeded)
		if version == 6 {
			typ, pseudo = ipv6.ICMPTypeTimeExceeded, icmp.IPv6PseudoHeader(src6.AsSlice(), dst6.AsSlice())
		}
		b, err := (&icmp.Message{Type: typ, Body: &icmp.TimeExceeded{Data: original, Extensions: theirs}}).Marshal(pseudo)
		if err != nil {
			t.Fatal(err)
		}
		m, err := ParseICMP(b)
		if err != nil {
			t.Fatal(err)
		}
		q, err := ParseQuote(m, version)
		if err != nil || q.Legacy || q.DstPort != 33434 {
			t.Fatalf("ipv%d: %+v, %v", version, q, err)
		}
		got, err := ParseExtensions(q.Extension)
		if err != nil {
			t.Fatalf("ipv%d: %v", version, err)
		}
		if diff := cmp.Diff(want, got, equate); diff != "" {
			t.Errorf("ipv%d: -want +got:\n%s", version, diff)
		}
		built := AppendICMP(nil, pick(version, src4, src6), pick(version, dst4, dst6),
			timeExceeded(version).WithQuote(version, original, want, PlaceCompliant))
		if diff := cmp.Diff(b, built); diff != "" {
			t.Errorf("ipv%d: -x/net +built:\n%s", version, diff)
		}
	}
}

// What AppendICMP and WithQuote build, x/net/icmp reads.
func TestXNetParses(t *testing.T) {
	for _, version := range []int{4, 6} {
		want, ours := xnetExtensions(version)
		m := ICMP{Type: pick(version, TypeUnreachable, TypeUnreachable6), Code: 1}.
			WithQuote(version, datagram(version, 100), ours, PlaceCompliant)
		b := AppendICMP(nil, pick(version, src4, src6), pick(version, dst4, dst6), m)
		got, err := icmp.ParseMessage(xnetProtocol(version), b)
		if err != nil {
			t.Fatal(err)
		}
		body, ok := got.Body.(*icmp.DstUnreach)
		if !ok || len(body.Data) != 128 {
			t.Fatalf("ipv%d: %+v", version, got.Body)
		}
		if diff := cmp.Diff(want, body.Extensions); diff != "" {
			t.Errorf("ipv%d: -want +got:\n%s", version, diff)
		}
	}
}

func TestPacketTooBigLikeXNet(t *testing.T) {
	pseudo := icmp.IPv6PseudoHeader(src6.AsSlice(), dst6.AsSlice())
	original := datagram(6, 1232)
	want, err := (&icmp.Message{Type: ipv6.ICMPTypePacketTooBig, Body: &icmp.PacketTooBig{MTU: 1400, Data: original}}).Marshal(pseudo)
	if err != nil {
		t.Fatal(err)
	}
	m := ICMP{Type: TypePacketTooBig6, Rest: 1400}.WithQuote(6, original, Extensions{}, PlaceCompliant)
	if diff := cmp.Diff(want, AppendICMP(nil, src6, dst6, m)); diff != "" {
		t.Errorf("-x/net +built:\n%s", diff)
	}
}

func TestIPv4HeaderLikeXNet(t *testing.T) {
	b := AppendIP(nil, IP{
		Src: src4, Dst: dst4, HopLimit: 3, Protocol: ProtoUDP, TrafficClass: 0xb8,
		DF: true, ID: 0x1234,
	}, make([]byte, 30))
	h, err := icmp.ParseIPv4Header(b)
	if err != nil {
		t.Fatal(err)
	}
	if h.TotalLen != 50 || h.TTL != 3 || h.TOS != 0xb8 || h.ID != 0x1234 || h.Flags != ipv4.DontFragment ||
		h.Protocol != 17 || !h.Src.Equal(src4.AsSlice()) || !h.Dst.Equal(dst4.AsSlice()) {
		t.Errorf("%+v", h)
	}
}
