package wire

import (
	"math/rand/v2"
	"testing"
)

// slowChecksum is the Internet checksum word by word, as RFC 1071 section 1 tells it.
func slowChecksum(b []byte) uint16 {
	var sum uint32
	for i := 0; i < len(b); i += 2 {
		word := uint32(b[i]) << 8
		if i+1 < len(b) {
			word |= uint32(b[i+1])
		}
		if sum += word; sum > 0xffff {
			sum -= 0xffff
		}
	}
	return ^uint16(sum)
}

func TestChecksumKnown(t *testing.T) {
	for _, tt := range []struct {
		name, bytes string
		want        uint16
	}{
		{"nothing", "", 0xffff},
		{"example of RFC 1071, section 3", "0001 f203 f4f5 f6f7", ^uint16(0xddf2)},
		{"odd length", "0001 f2", ^uint16(0xf201)},
		{"all ones", "ffff ffff ffff ffff ffff ffff ffff ffff ffff", 0},
		{"captured IPv4 header", "45 00 0024 0000 4000 40 11 3cc7 7f000001 7f000001", 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := Checksum(packet(t, tt.bytes)); got != tt.want {
				t.Errorf("%#04x, want %#04x", got, tt.want)
			}
		})
	}
}

func TestChecksumLikeReference(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	b := make([]byte, 9001)
	for i := range b {
		b[i] = byte(random.Uint32())
	}
	for n := 0; n <= len(b); n++ {
		if n > 300 && n < len(b)-16 && n%97 != 0 {
			continue
		}
		if got, want := Checksum(b[:n]), slowChecksum(b[:n]); got != want {
			t.Fatalf("%d bytes: %#04x, want %#04x", n, got, want)
		}
	}
	// Ones in every place make every carry there is.
	for i := range b {
		b[i] = 0xff
	}
	for n := range 200 {
		if got, want := Checksum(b[:n]), slowChecksum(b[:n]); got != want {
			t.Fatalf("%d ones: %#04x, want %#04x", n, got, want)
		}
	}
}

func FuzzChecksum(f *testing.F) {
	f.Add([]byte{0, 1, 0xf2, 3, 0xf4, 0xf5, 0xf6, 0xf7}, 4)
	f.Add([]byte{0xff, 0xff, 0xff}, 2)
	f.Fuzz(func(t *testing.T, b []byte, cut int) {
		want := slowChecksum(b)
		if got := Checksum(b); got != want {
			t.Fatalf("%#04x, want %#04x", got, want)
		}
		// In parts: all but the last of even length.
		cut = min(max(0, cut), len(b)) &^ 1
		if got := ^FoldSum(AddSum(AddSum(0, b[:cut]), b[cut:])); got != want {
			t.Fatalf("cut at %d: %#04x, want %#04x", cut, got, want)
		}
	})
}

func TestTransportChecksumOfCaptured(t *testing.T) {
	for name, lines := range map[string]string{"icmpv6": capturedICMP6, "tcp": capturedRST4} {
		h, segment, err := ParseIP(packet(t, lines))
		if err != nil {
			t.Fatal(err)
		}
		got := TransportChecksum(h.Src, h.Dst, h.Protocol, segment)
		// The kernel leaves TCP's to the interface: the pseudo header's sum is in place.
		if name == "icmpv6" && got != 0 {
			t.Errorf("%s: %#04x, want 0", name, got)
		}
		segment[0] ^= 1
		if TransportChecksum(h.Src, h.Dst, h.Protocol, segment) == got {
			t.Errorf("%s: a changed byte does not change the checksum", name)
		}
	}
}
