package tunnel

import (
	"fmt"
	"testing"
)

// The model builds packets byte by byte, as a sender does, and looks how long they
// get. It shares no arithmetic with the package: what passes is found by trying.

// espPacket is RFC 4303, section 2: header, IV, then the payload padded with
// 1, 2, 3 ... until pad length and next header end on a block, then the ICV.
func espPacket(n, outerIP, udp, iv, block, icv int, transport bool) int {
	payload := make([]byte, n, n+64)
	if transport {
		payload = payload[outerIP:] // the packet's own header goes to the front
	}
	for pad := byte(1); (len(payload)+2)%block != 0; pad++ {
		payload = append(payload, pad)
	}
	payload = append(payload, 0, 4) // pad length, next header
	p := make([]byte, 0, 128)
	for _, h := range []int{outerIP, udp, 4, 4, iv} { // IP, UDP, SPI, sequence number, IV
		p = append(p, make([]byte, h)...)
	}
	return len(p) + len(payload) + icv
}

// wireGuardPacket is what wireguard.com/protocol says of transport data, padded
// with zeros up to 16, but not beyond the MTU of the interface (0: it has none).
func wireGuardPacket(n, outerIP, mtu int) int {
	data := make([]byte, n)
	for len(data)%16 != 0 && len(data) != mtu {
		data = append(data, 0)
	}
	message := append([]byte{4, 0, 0, 0}, make([]byte, 4+8)...) // type, receiver, counter
	message = append(message, data...)
	message = append(message, make([]byte, 16)...) // Poly1305
	return outerIP + 8 + len(message)
}

// openVPNCBCPacket is OpenVPN's P_DATA_V2 in CBC mode: PKCS #7 always pads.
func openVPNCBCPacket(n, outerIP, hmac int) int {
	plain := make([]byte, 4+n) // packet ID first
	for pad := 16 - len(plain)%16; pad > 0; pad-- {
		plain = append(plain, 16)
	}
	return outerIP + 8 + 4 + hmac + 16 + len(plain)
}

// sizes is the model's packets of a stack, each built once.
type sizes struct {
	outer []int // by inner size
	most  []int // the largest of all inner sizes up to this one
}

func build(limit int, size func(int) int) *sizes {
	s := &sizes{make([]int, limit+1), make([]int, limit+1)}
	for n := MinMTU; n <= limit; n++ {
		s.outer[n] = size(n)
		s.most[n] = max(s.most[n-1], s.outer[n])
	}
	return s
}

// fits finds by trying what Inner computes: the largest n so that no packet of
// up to n bytes is larger than outer; below MinMTU where none fits.
func (s *sizes) fits(outer int) int {
	n := MinMTU - 1
	for n+1 < len(s.most) && s.most[n+1] <= outer {
		n++
	}
	return n
}

// checkModel compares a stack with a model for outer MTUs from..to; limit is
// the largest packet inside that there is.
func checkModel(t *testing.T, text string, from, to, limit int, size func(int) int) {
	t.Helper()
	s := mustStack(t, text)
	m := build(limit, size)
	for outer := from; outer <= to; outer++ {
		want := m.fits(outer)
		got, err := Inner(outer, s)
		if want < MinMTU {
			if err == nil {
				t.Fatalf("%s: Inner(%d) = %d, want an error", text, outer, got)
			}
			continue
		}
		if err != nil || got != want {
			t.Fatalf("%s: Inner(%d) = %d, %v, by trying %d", text, outer, got, err, want)
		}
	}
	for n := MinMTU; n <= limit; n++ {
		if got, err := Outer(n, s); err != nil || got != m.most[n] {
			t.Fatalf("%s: Outer(%d) = %d, %v, by trying %d", text, n, got, err, m.most[n])
		}
	}
}

// espModels are what the ciphers of the catalogue put into packets.
var espModels = []struct {
	id             string
	iv, block, icv int
}{
	{"esp-gcm", 8, 4, 16},
	{"esp-gcm12", 8, 4, 12},
	{"esp-gcm8", 8, 4, 8},
	{"esp-cbc-sha1", 16, 16, 12},
	{"esp-cbc-sha256", 16, 16, 16},
	{"esp-cbc-sha384", 16, 16, 24},
	{"esp-cbc-sha512", 16, 16, 32},
	{"esp-3des-sha1", 8, 8, 12},
	{"esp-null-sha1", 0, 4, 12},
}

// openVPNModels are the bytes of the HMAC of OpenVPN in CBC mode.
var openVPNModels = map[string]int{"openvpn-cbc-sha1": 20, "openvpn-cbc-sha256": 32}

func TestESPAgainstPackets(t *testing.T) {
	for _, c := range espModels {
		for family, ip := range map[string]int{"ipv4": 20, "ipv6": 40} {
			for _, transport := range []bool{false, true} {
				for udp, natT := range map[int]string{0: "tunnel", 8: "nat-t"} {
					text := fmt.Sprintf("%s/%s:%s", c.id, family, natT)
					if transport {
						text += ",transport"
						if natT == "tunnel" {
							text = fmt.Sprintf("%s/%s:transport", c.id, family)
						}
					}
					size := func(n int) int { return espPacket(n, ip, udp, c.iv, c.block, c.icv, transport) }
					checkModel(t, text, MinMTU, 1520, 1520, size)
				}
			}
		}
	}
}

func TestOpenVPNAgainstPackets(t *testing.T) {
	for id, hmac := range openVPNModels {
		checkModel(t, id+"/ipv4", MinMTU, 1520, 1520, func(n int) int { return openVPNCBCPacket(n, 20, hmac) })
		checkModel(t, id+"/ipv6", MinMTU, 1520, 1520, func(n int) int { return openVPNCBCPacket(n, 40, hmac) })
	}
}

// An interface MTU that is stated: packets above it do not exist, and those
// below are padded no further than it.
func TestWireGuardAgainstPackets(t *testing.T) {
	for family, ip := range map[string]int{"ipv4": 20, "ipv6": 40} {
		for _, mtu := range []int{576, 1280, 1281, 1392, 1400, 1408, 1409, 1415, 1420, 1423, 1424, 1440} {
			text := fmt.Sprintf("wireguard/%s:mtu=%d", family, mtu)
			checkModel(t, text, MinMTU, 1520, mtu, func(n int) int { return wireGuardPacket(n, ip, mtu) })
		}
	}
}

// Without a stated one the answer is the MTU to set: the largest interface with
// which every packet passes.
func TestWireGuardInterfaceIsTheLargestThatWorks(t *testing.T) {
	for family, ip := range map[string]int{"ipv4": 20, "ipv6": 40} {
		s := mustStack(t, "wireguard/"+family)
		for outer := 1400; outer <= 1500; outer += 17 {
			got, err := Inner(outer, s)
			if err != nil {
				t.Fatal(err)
			}
			works := func(mtu int) bool {
				return build(mtu, func(n int) int { return wireGuardPacket(n, ip, mtu) }).most[mtu] <= outer
			}
			if !works(got) || works(got+1) {
				t.Fatalf("%s: Inner(%d) = %d: works %v, one more works %v", s, outer, got, works(got), works(got+1))
			}
		}
	}
}

// What Linux 6.18 sends, as UDP payload, from an interface of 1420 bytes.
func TestWireGuardAgainstTheKernel(t *testing.T) {
	s := mustStack(t, "wireguard/ipv4:mtu=1420")
	for n, payload := range map[int]int{1408: 1440, 1409: 1452, 1415: 1452, 1420: 1452} {
		if got, err := Outer(n, s); err != nil || got != payload+8+20 {
			t.Errorf("a packet of %d needs %d, %v, the kernel sends %d", n, got, err, payload+8+20)
		}
		if got := wireGuardPacket(n, 20, 1420); got != payload+8+20 {
			t.Errorf("the model sends %d for %d, the kernel %d", got, n, payload+8+20)
		}
	}
}
