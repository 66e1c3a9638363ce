package wire

import (
	"net/netip"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var loopback4, loopback6 = netip.MustParseAddr("127.0.0.1"), netip.IPv6Loopback()

// ipPackets are headers that the kernel sent, headers that are rare, and what is none.
var ipPackets = []struct {
	name, lines string
	want        IP
	payload     int // bytes
	err         error
}{
	{name: "captured ipv4", lines: capturedICMP4, payload: 44, want: IP{
		Version: 4, Src: loopback4, Dst: loopback4, HopLimit: 64, Protocol: ProtoICMP,
		TrafficClass: 0xc0, ID: 0xf4f5, HeaderLen: 20, TotalLen: 64,
	}},
	{name: "captured ipv4 with DF", lines: capturedRST4, payload: 20, want: IP{
		Version: 4, Src: loopback4, Dst: loopback4, HopLimit: 64, Protocol: ProtoTCP, DF: true,
		HeaderLen: 20, TotalLen: 40,
	}},
	{name: "captured ipv6", lines: capturedUDP6, payload: 16, want: IP{
		Version: 6, Src: loopback6, Dst: loopback6, HopLimit: 64, Protocol: ProtoUDP,
		FlowLabel: 0x43cb9, HeaderLen: 40, TotalLen: 56,
	}},
	{name: "ipv4 options", lines: `
			46 00 001a 0000 0000 01 11 0000 c0000201 c6336409
			94 04 0000 // router alert
			aabb`, payload: 2, want: IP{
		Version: 4, Src: src4, Dst: dst4, HopLimit: 1, Protocol: ProtoUDP,
		HeaderLen: 24, TotalLen: 26,
	}},
	{
		name: "quote shorter than the packet", lines: "45 00 05dc 0000 4000 01 11 0000 c0000201 c6336409 aabb",
		payload: 2, want: IP{
			Version: 4, Src: src4, Dst: dst4, HopLimit: 1, Protocol: ProtoUDP, DF: true,
			HeaderLen: 20, TotalLen: 1500,
		},
	},
	{
		name: "padding behind the packet", lines: "45 00 0015 0000 0000 01 11 0000 c0000201 c6336409 aa 0000",
		payload: 1, want: IP{
			Version: 4, Src: src4, Dst: dst4, HopLimit: 1, Protocol: ProtoUDP,
			HeaderLen: 20, TotalLen: 21,
		},
	},
	{
		name: "ipv4 fragment", lines: "45 00 0016 1234 20b9 01 11 0000 c0000201 c6336409 aabb",
		payload: 2, want: IP{
			Version: 4, Src: src4, Dst: dst4, HopLimit: 1, Protocol: ProtoUDP, MF: true,
			FragmentOffset: 1480, ID: 0x1234, HeaderLen: 20, TotalLen: 22,
		},
	},
	{
		name: "ipv4 last fragment", lines: "45 00 0016 1234 00b9 01 11 0000 c0000201 c6336409 aabb",
		payload: 2, want: IP{
			Version: 4, Src: src4, Dst: dst4, HopLimit: 1, Protocol: ProtoUDP,
			FragmentOffset: 1480, ID: 0x1234, HeaderLen: 20, TotalLen: 22,
		},
	},
	{name: "ipv6 extension headers", lines: `
			6a200000 0022 00 40 20010db8000000000000000000000001 20010db8000100000000000000000009
			3c 00 0502 0000 0100 // hop by hop: router alert; then destination options
			2c 00 0104 00000000  // destination options; then fragment
			33 09 0001 00001234  // first fragment, ID 0x1234, reserved bits set; then authentication
			11 00 0000 00000000  // authentication, a length that is too small; then UDP
			aabb`, payload: 2, want: IP{
		Version: 6, Src: src6, Dst: dst6, HopLimit: 64, Protocol: ProtoUDP,
		TrafficClass: 0xa2, MF: true, ID: 0x1234, HeaderLen: 72, TotalLen: 74,
	}},
	{name: "ipv6 authentication header of 24 bytes", lines: `
			60000000 001a 33 40 20010db8000000000000000000000001 20010db8000100000000000000000009
			11 04 0000 00000001 00000001 000102030405060708090a0b
			aabb`, payload: 2, want: IP{
		Version: 6, Src: src6, Dst: dst6, HopLimit: 64, Protocol: ProtoUDP,
		HeaderLen: 64, TotalLen: 66,
	}},
	{name: "ipv6 fragment in the middle", lines: `
			60000000 000a 2c 40 20010db8000000000000000000000001 20010db8000100000000000000000009
			3c 00 05a8 0000 1234 // offset 1448, destination options were behind
			aabb`, payload: 2, want: IP{
		Version: 6, Src: src6, Dst: dst6, HopLimit: 64, Protocol: ProtoDstOpts,
		FragmentOffset: 1448, ID: 0x1234, HeaderLen: 48, TotalLen: 50,
	}},
	{name: "nothing", err: ErrShort},
	{name: "version 5", lines: "55", err: ErrVersion},
	{name: "ipv4 cut", lines: "45 00 0024 0004 0000 40 11 3cc7 7f000001 7f0000", err: ErrShort},
	{name: "ipv4 header length 16", lines: "44 00 0024 0004 0000 40 11 3cc7 7f000001 7f000001", err: ErrLength},
	{name: "ipv4 options cut", lines: "46 00 0024 0004 0000 40 11 3cc7 7f000001 7f000001 0000", err: ErrShort},
	{name: "ipv4 total length 19", lines: "45 00 0013 0004 0000 40 11 3cc7 7f000001 7f000001", err: ErrLength},
	{name: "ipv6 cut", lines: "60000000 0000 11 40 20010db8", err: ErrShort},
	{name: "ipv6 extension header cut", lines: `
			60000000 0010 00 40 20010db8000000000000000000000001 20010db8000100000000000000000009
			11 01 0502 0000 0100`, err: ErrShort},
	{name: "ipv6 payload length less than the extension headers", lines: `
			60000000 0007 00 40 20010db8000000000000000000000001 20010db8000100000000000000000009
			11 00 0502 0000 0100`, err: ErrLength},
}

func TestParseIP(t *testing.T) {
	for _, tt := range ipPackets {
		t.Run(tt.name, func(t *testing.T) {
			b := exact(packet(t, tt.lines))
			got, payload, err := ParseIP(b)
			wantError(t, err, tt.err)
			if diff := cmp.Diff(tt.want, got, equate); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			if len(payload) != tt.payload {
				t.Errorf("payload %x, want %d bytes", payload, tt.payload)
			}
		})
	}
}

func TestAppendIP(t *testing.T) {
	// What the kernel sent is what AppendIP writes from its fields.
	for name, lines := range map[string]string{
		"ipv4": capturedUDP4, "icmp": capturedICMP4, "tcp": capturedRST4, "ipv6": capturedUDP6, "icmpv6": capturedICMP6,
	} {
		b := packet(t, lines)
		h, payload, err := ParseIP(b)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(b, AppendIP(nil, h, payload)); diff != "" {
			t.Errorf("%s: -captured +built:\n%s", name, diff)
		}
	}
}

func TestAppendIPOddities(t *testing.T) {
	prefix := []byte{1, 2, 3}
	got := AppendIP(prefix, IP{Src: src4, Dst: dst4, Protocol: ProtoUDP}, nil)
	if len(got) != 23 || Checksum(got[3:]) != 0 || got[3] != 0x45 {
		t.Errorf("behind a prefix, version of Src: %x", got)
	}
	got = AppendIP(nil, IP{Src: netip.MustParseAddr("::ffff:192.0.2.1"), Dst: src6}, nil)
	if h, _, err := ParseIP(got); err != nil || h.Src != src4 || h.Dst != netip.IPv4Unspecified() {
		t.Errorf("a mapped source, a destination of the other family: %+v, %v", h, err)
	}
	got = AppendIP(nil, IP{Version: 6, Protocol: ProtoUDP}, make([]byte, 70000))
	if h, payload, err := ParseIP(got); err != nil || h.TotalLen != 65575 || len(payload) != 65535 {
		t.Errorf("a payload too long: %+v, %v", h, err)
	}
}

func FuzzIP(f *testing.F) {
	for _, lines := range []string{
		capturedUDP4, capturedICMP4, capturedRST4, capturedUDP6, capturedICMP6, capturedSYN6,
		"46 00 001a 0000 0000 01 11 0000 c0000201 c6336409 94040000 aabb",
		"6a200000 0012 00 40 20010db8000000000000000000000001 20010db8000100000000000000000009 2c00050200000100 1100000100001234 aabb",
	} {
		f.Add(packet(f, lines))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		h, payload, err := ParseIP(exact(b))
		if err != nil {
			return
		}
		if h.HeaderLen+len(payload) > len(b) || h.HeaderLen > h.TotalLen {
			t.Fatalf("%+v with %d bytes of payload from %d bytes", h, len(payload), len(b))
		}
		if h.Version == 6 && isExtensionHeader(h.Protocol) {
			return // an extension header in the middle of a packet begins a fragment
		}
		got, again, err := ParseIP(AppendIP(nil, h, payload))
		if err != nil {
			t.Fatal(err)
		}
		// Options and extension headers are not written, nor is what was cut off.
		want := h
		want.HeaderLen, want.TotalLen = got.HeaderLen, got.HeaderLen+len(payload)
		if !h.MF && h.FragmentOffset == 0 && h.Version == 6 {
			want.ID = 0 // an atomic fragment
		}
		if diff := cmp.Diff(want, got, equate); diff != "" {
			t.Fatalf("-want +got:\n%s", diff)
		}
		if diff := cmp.Diff(payload, again, equate); diff != "" {
			t.Fatalf("-want +got:\n%s", diff)
		}
	})
}
