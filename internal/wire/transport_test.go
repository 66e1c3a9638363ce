package wire

import (
	"bytes"
	"net/netip"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseUDP(t *testing.T) {
	for _, tt := range []struct {
		name, lines string
		want        UDP
		payload     []byte
		err         error
	}{
		{
			"captured", "9c41 ad9c 0010 fe23 0123456789abcdef",
			UDP{40001, 44444, 16, 0xfe23},
			[]byte{1, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef},
			nil,
		},
		{"minimal quote of a long datagram", "9c41 ad9c 05c8 fe23", UDP{40001, 44444, 1480, 0xfe23}, nil, nil},
		{"more bytes than length", "9c41 ad9c 0009 fe23 aabb", UDP{40001, 44444, 9, 0xfe23}, []byte{0xaa}, nil},
		{"length 7", "9c41 ad9c 0007 fe23", UDP{}, nil, ErrLength},
		{"cut", "9c41 ad9c 0010 fe", UDP{}, nil, ErrShort},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, payload, err := ParseUDP(exact(packet(t, tt.lines)))
			wantError(t, err, tt.err)
			if got != tt.want || !bytes.Equal(payload, tt.payload) {
				t.Errorf("%+v %x, want %+v %x", got, payload, tt.want, tt.payload)
			}
		})
	}
}

func TestAppendUDP(t *testing.T) {
	for _, version := range []int{4, 6} {
		from, to := pick(version, src4, src6), pick(version, dst4, dst6)
		got := AppendUDP([]byte{9}, from, to, UDP{Src: 1000, Dst: 2000}, []byte{1, 2, 3})
		u, payload, err := ParseUDP(got[1:])
		if err != nil || u.Src != 1000 || u.Dst != 2000 || u.Length != 11 || !bytes.Equal(payload, []byte{1, 2, 3}) {
			t.Errorf("ipv%d: %+v %x %v", version, u, payload, err)
		}
		if sum := TransportChecksum(from, to, ProtoUDP, got[1:]); sum != 0 {
			t.Errorf("ipv%d: checksum is off by %#04x", version, sum)
		}
	}
}

// A checksum that comes out as 0 is sent as all ones (RFC 768), as 0 would say
// that there is none.
func TestAppendUDPNeverWithoutChecksum(t *testing.T) {
	zero := netip.IPv4Unspecified()
	for last := range 0x10000 {
		got := AppendUDP(nil, zero, zero, UDP{Src: uint16(last)}, nil)
		u, _, err := ParseUDP(got)
		if err != nil || u.Checksum == 0 {
			t.Fatalf("source port %d: checksum %#04x, %v", last, u.Checksum, err)
		}
		if sum := TransportChecksum(zero, zero, ProtoUDP, got); sum != 0 {
			t.Fatalf("source port %d: checksum %#04x is wrong", last, u.Checksum)
		}
	}
}

func FuzzUDP(f *testing.F) {
	f.Add(packet(f, "9c41 ad9c 0010 fe23 0123456789abcdef"))
	f.Fuzz(func(t *testing.T, b []byte) {
		u, payload, err := ParseUDP(exact(b))
		if err != nil {
			return
		}
		got, again, err := ParseUDP(AppendUDP(nil, src6, dst6, u, payload))
		if err != nil {
			t.Fatal(err)
		}
		u.Length, u.Checksum = uint16(UDPHeaderLen+len(payload)), got.Checksum
		if got != u || !bytes.Equal(payload, again) {
			t.Fatalf("%+v %x, want %+v %x", got, again, u, payload)
		}
	})
}

func TestParseTCP(t *testing.T) {
	_, segment, err := ParseIP(packet(t, capturedSYN6))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name    string
		segment []byte
		want    TCP
		err     error
	}{
		{"captured with options", segment, TCP{
			Src: 53433, Dst: 9, Seq: 0x7e5e89cb, Flags: FlagSYN,
			Window: 0xffc4, HeaderLen: 40, Checksum: 0x30,
		}, nil},
		{"options cut", segment[:39], TCP{}, ErrShort},
		{"cut", segment[:19], TCP{}, ErrShort},
		{"offset 4", packet(t, "d0b9 0009 7e5e89cb 00000000 40 02 ffc4 0030 0000"), TCP{}, ErrLength},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, payload, err := ParseTCP(exact(tt.segment))
			wantError(t, err, tt.err)
			if got != tt.want || len(payload) != 0 {
				t.Errorf("%+v %x, want %+v", got, payload, tt.want)
			}
		})
	}
}

func FuzzTCP(f *testing.F) {
	f.Add(packet(f, "d0b9 0009 7e5e89cb 00000000 50 02 ffc4 0030 0000 aabb"))
	f.Add(packet(f, "d0b9 0009 7e5e89cb 01020304 6f ff ffc4 0030 0000 02040514"))
	f.Fuzz(func(t *testing.T, b []byte) {
		h, payload, err := ParseTCP(exact(b))
		if err != nil {
			return
		}
		built := AppendTCP(nil, src4, dst4, h, payload)
		if sum := TransportChecksum(src4, dst4, ProtoTCP, built); sum != 0 && len(built) < 0x10000 {
			t.Fatalf("checksum is off by %#04x", sum)
		}
		got, again, err := ParseTCP(built)
		if err != nil {
			t.Fatal(err)
		}
		h.HeaderLen, h.Checksum = TCPHeaderLen, got.Checksum
		if diff := cmp.Diff(h, got); diff != "" || !bytes.Equal(payload, again) {
			t.Fatalf("-want +got:\n%s", diff)
		}
	})
}
