package wire

import (
	"bytes"
	"testing"
)

func TestParseICMP(t *testing.T) {
	for _, tt := range []struct {
		name, lines string
		typ, code   uint8
		rest        uint32
		body        int
		err         error
	}{
		{"captured port unreachable", "03 03 16c5 00000000 45 00", 3, 3, 0, 2, nil},
		{"packet too big", "02 00 ffff 00000578", 2, 0, 1400, 0, nil},
		{"cut", "03 03 16c5 000000", 0, 0, 0, 0, ErrShort},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m, err := ParseICMP(exact(packet(t, tt.lines)))
			wantError(t, err, tt.err)
			if m.Type != tt.typ || m.Code != tt.code || m.Rest != tt.rest || len(m.Body) != tt.body {
				t.Errorf("%+v", m)
			}
		})
	}
}

// What Linux answered is what AppendICMP writes, the checksum included.
func TestAppendICMPLikeLinux(t *testing.T) {
	for _, lines := range []string{capturedICMP4, capturedICMP6} {
		h, want, err := ParseIP(packet(t, lines))
		if err != nil {
			t.Fatal(err)
		}
		m, err := ParseICMP(want)
		if err != nil {
			t.Fatal(err)
		}
		if got := AppendICMP([]byte{7}, h.Src, h.Dst, m); !bytes.Equal(got[1:], want) {
			t.Errorf("%x\nwant %x", got[1:], want)
		}
	}
}

func TestNextHopMTU(t *testing.T) {
	for _, tt := range []struct {
		version int
		rest    uint32
		want    uint32
	}{
		{4, 0x00000578, 1400},
		{4, 0x12205678, 0x5678}, // a length of RFC 4884 beside it
		{4, 0, 0},
		{6, 0xffffffff, 0xffffffff},
		{6, 1280, 1280},
	} {
		if got := (ICMP{Rest: tt.rest}).NextHopMTU(tt.version); got != tt.want {
			t.Errorf("ipv%d %#x: %d, want %d", tt.version, tt.rest, got, tt.want)
		}
	}
}

func TestEcho(t *testing.T) {
	m := ICMP{Rest: EchoRest(0x1234, 0xabcd)}
	if id, seq := m.Echo(); id != 0x1234 || seq != 0xabcd || m.Rest != 0x1234abcd {
		t.Errorf("id %#x, sequence %#x, rest %#x", id, seq, m.Rest)
	}
}

func FuzzICMP(f *testing.F) {
	f.Add(packet(f, "03 03 16c5 00000000 45 00"))
	f.Add(packet(f, "80 00 0000 12340001"))
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := ParseICMP(exact(b))
		if err != nil {
			return
		}
		for _, version := range []int{4, 6} {
			from, to := pick(version, src4, src6), pick(version, dst4, dst6)
			built := AppendICMP(nil, from, to, m)
			// The checksum stands in bytes 2 and 3; everything else is as it was.
			if !bytes.Equal(built[:2], b[:2]) || !bytes.Equal(built[4:], b[4:]) {
				t.Fatalf("ipv%d: %x, want %x", version, built, b)
			}
			sum := Checksum(built)
			if version == 6 {
				sum = TransportChecksum(from, to, ProtoICMPv6, built)
			}
			if sum != 0 {
				t.Fatalf("ipv%d: checksum is off by %#04x", version, sum)
			}
		}
	})
}
