package wire

import (
	"bytes"
	"testing"
)

// datagram builds the IP packet with a UDP datagram that routers quote in these tests; its
// payload is 1, 2, 3 and so on, so that it does not end in zeros.
func datagram(version, size int) []byte {
	from, to := pick(version, src4, src6), pick(version, dst4, dst6)
	payload := make([]byte, size-pick(version, IPv4HeaderLen, IPv6HeaderLen)-UDPHeaderLen)
	for i := range payload {
		payload[i] = byte(i%255) + 1
	}
	h := IP{Src: from, Dst: to, HopLimit: 1, Protocol: ProtoUDP, DF: version == 4}
	return AppendIP(nil, h, AppendUDP(nil, from, to, UDP{Src: 33000, Dst: 33434}, payload))
}

func timeExceeded(version int) ICMP {
	return ICMP{Type: pick(version, TypeTimeExceeded, TypeTimeExceeded6)}
}

func TestParseQuoteCaptured(t *testing.T) {
	for _, tt := range []struct {
		version int
		lines   string
	}{{4, capturedICMP4}, {6, capturedICMP6}} {
		_, b, err := ParseIP(packet(t, tt.lines))
		if err != nil {
			t.Fatal(err)
		}
		m, err := ParseICMP(exact(b))
		if err != nil {
			t.Fatal(err)
		}
		q, err := ParseQuote(m, tt.version)
		if err != nil {
			t.Fatal(err)
		}
		if q.SrcPort != 40001 || q.DstPort != 44444 || q.IP.Protocol != ProtoUDP || q.IP.HopLimit != 64 {
			t.Errorf("ipv%d: %+v", tt.version, q)
		}
		if want := []byte{1, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef}; !bytes.Equal(q.Payload, want) {
			t.Errorf("ipv%d: payload %x, want %x", tt.version, q.Payload, want)
		}
		if q.Extension != nil || q.Legacy {
			t.Errorf("ipv%d: an extension %x where there is none", tt.version, q.Extension)
		}
	}
}

func TestParseQuoteLengths(t *testing.T) {
	mpls := Extensions{MPLS: []Label{{Label: 24001, TC: 1, Bottom: true, TTL: 1}}}
	for _, version := range []int{4, 6} {
		head := pick(version, IPv4HeaderLen, IPv6HeaderLen) + UDPHeaderLen
		unit, shift := quoteUnit(version)
		for _, tt := range []struct {
			name   string
			sent   int // bytes of the original datagram
			quoted int // bytes of it that the router quotes
			place  Placement
			length int // what the length field says in units; -1: as it is
			want   int // payload that is read
			ext    bool
			legacy bool
		}{
			{"full", 256, 256, PlaceCompliant, -1, 256 - head, true, false},
			{"padded to the unit", 257, 257, PlaceCompliant, -1, 257 - head, true, false},
			{"padded to 128", 60, 60, PlaceCompliant, -1, 60 - head, true, false},
			{"minimal", 1500, head, PlaceCompliant, -1, 128 - head, true, false},
			{"too long for the length field", 1400 * 2, 1400 * 2, PlaceCompliant, -1, 255*unit - head, true, false},
			{"legacy", 1500, 128, PlaceLegacy, -1, 128 - head, true, true},
			{"legacy, quote cut", 1500, 600, PlaceLegacy, -1, 128 - head, true, true},
			{"legacy, padded", 60, 60, PlaceLegacy, -1, 60 - head, true, true},
			{"length too small counts as none", 1500, 128, PlaceLegacy, 128/unit - 1, 128 - head, true, true},
			{"length behind the end", 1500, 128, PlaceCompliant, 255, 128 - head + 12, false, false},
		} {
			body := datagram(version, tt.sent)[:tt.quoted]
			m := timeExceeded(version).WithQuote(version, body, mpls, tt.place)
			if tt.length >= 0 {
				m.Rest = uint32(tt.length) << shift
			}
			m.Body = exact(m.Body)
			q, err := ParseQuote(m, version)
			if err != nil {
				t.Errorf("ipv%d %s: %v", version, tt.name, err)
				continue
			}
			if len(q.Payload) != tt.want || (q.Extension != nil) != tt.ext || q.Legacy != tt.legacy || q.DstPort != 33434 {
				t.Errorf("ipv%d %s: payload %d bytes, want %d; extension %x; legacy %v, port %d",
					version, tt.name, len(q.Payload), tt.want, q.Extension, q.Legacy, q.DstPort)
			}
			if tt.ext {
				if e, err := ParseExtensions(q.Extension); err != nil || len(e.MPLS) != 1 || e.MPLS[0] != mpls.MPLS[0] {
					t.Errorf("ipv%d %s: %+v, %v", version, tt.name, e, err)
				}
			}
		}
	}
}

func TestParseQuoteOddities(t *testing.T) {
	whole4, whole6 := datagram(4, 100), datagram(6, 100)
	change := func(b []byte, at int, with ...byte) []byte {
		b = exact(b)
		copy(b[at:], with)
		return b
	}
	for _, tt := range []struct {
		name    string
		version int
		m       ICMP
		payload int
		port    uint16
		err     error
	}{
		{"ip header and 8 bytes", 4, ICMP{Type: 11, Body: whole4[:28]}, 0, 33434, nil},
		{"total length swapped by the sender's byte order", 4, ICMP{Type: 11, Body: change(whole4, 2, 0x40, 0)}, 72, 33434, nil},
		{"total length too small, bytes behind it", 4, ICMP{Type: 11, Body: change(whole4, 2, 0, 30)}, 72, 33434, nil},
		{"total length 0", 4, ICMP{Type: 11, Body: change(whole4, 2, 0, 0)}, 72, 33434, nil},
		{"udp length 0", 4, ICMP{Type: 11, Body: change(whole4, 24, 0, 0)}, 72, 33434, nil},
		{"a length field in a packet too big is not one", 6, ICMP{Type: 2, Rest: 0x10000000, Body: whole6}, 52, 33434, nil},
		{"redirect", 4, ICMP{Type: 5, Rest: 0x7f00_0001, Body: whole4}, 72, 33434, nil},
		{"another transport", 4, ICMP{Type: 11, Body: change(whole4, 9, 47)}, 0, 0, nil},
		{"echo", 6, ICMP{Type: 3, Body: change(whole6, 6, ProtoICMPv6)}, 52, 0, nil},
		{"tcp, 8 bytes", 4, ICMP{Type: 11, Body: change(whole4[:28], 9, ProtoTCP)}, 0, 33434, nil},
		{"tcp", 4, ICMP{Type: 11, Body: change(change(whole4, 9, ProtoTCP), 32, 6<<4)}, 56, 33434, nil},
		{"tcp, options cut", 4, ICMP{Type: 11, Body: change(change(whole4[:44], 9, ProtoTCP), 32, 15<<4)}, 0, 33434, nil},
		{"transport header cut", 4, ICMP{Type: 11, Body: whole4[:27]}, 0, 0, ErrShort},
		{"no transport header", 6, ICMP{Type: 3, Body: whole6[:40]}, 0, 0, ErrShort},
		{"ip header cut", 4, ICMP{Type: 11, Body: whole4[:19]}, 0, 0, ErrShort},
		{"nothing", 4, ICMP{Type: 11}, 0, 0, ErrShort},
		{"second fragment", 4, ICMP{Type: 11, Body: change(whole4, 6, 0, 1)}, 0, 0, ErrNotFirst},
		{"echo reply", 4, ICMP{Type: 0, Body: whole4}, 0, 0, ErrNoQuote},
		{"echo reply ipv6", 6, ICMP{Type: 129, Body: whole6}, 0, 0, ErrNoQuote},
		{"type 0 of ipv6", 6, ICMP{Type: 0, Body: whole6}, 0, 0, ErrNoQuote},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.m.Body = exact(tt.m.Body)
			q, err := ParseQuote(tt.m, tt.version)
			wantError(t, err, tt.err)
			if len(q.Payload) != tt.payload || q.DstPort != tt.port {
				t.Errorf("payload %d bytes, port %d; want %d, %d", len(q.Payload), q.DstPort, tt.payload, tt.port)
			}
		})
	}
}

func TestWithQuote(t *testing.T) {
	original := datagram(6, 1280)
	e := Extensions{MPLS: []Label{{Label: 16, TTL: 1}}}
	tooBig := ICMP{Type: TypePacketTooBig6, Rest: 1400}.WithQuote(6, original, e, PlaceCompliant)
	if tooBig.Rest != 1400 || !bytes.Equal(tooBig.Body, original) {
		t.Errorf("a packet too big must carry no extension: rest %#x, %d bytes", tooBig.Rest, len(tooBig.Body))
	}
	plain := timeExceeded(6).WithQuote(6, original, Extensions{}, PlaceCompliant)
	if plain.Rest != 0 || !bytes.Equal(plain.Body, original) {
		t.Errorf("without extensions: rest %#x, %d bytes", plain.Rest, len(plain.Body))
	}
	plain.Body[0] = 0
	if original[0] == 0 {
		t.Error("the body shares memory with the original")
	}
	// The length stands beside the next-hop MTU of an IPv4 message.
	m := ICMP{Type: TypeUnreachable, Code: CodeFragmentationNeeded, Rest: 1400}.WithQuote(4, datagram(4, 200), e, PlaceCompliant)
	if m.Rest != 50<<16|1400 {
		t.Errorf("rest %#x, want length 50 and MTU 1400", m.Rest)
	}
}
