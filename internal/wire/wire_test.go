package wire

import (
	"encoding/hex"
	"errors"
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

var (
	src4 = netip.MustParseAddr("192.0.2.1")
	dst4 = netip.MustParseAddr("198.51.100.9")
	src6 = netip.MustParseAddr("2001:db8::1")
	dst6 = netip.MustParseAddr("2001:db8:1::9")
)

// equate lets cmp compare addresses, and nil with empty slices: the wire does not know the difference.
var equate = cmp.Options{cmpopts.EquateComparable(netip.Addr{}), cmpopts.EquateEmpty()}

// pick returns a for version 4 and b for version 6.
func pick[T any](version int, a, b T) T {
	if version == 6 {
		return b
	}
	return a
}

// packet decodes hexadecimal bytes. What follows a "//" on a line, and blanks, are ignored.
func packet(t testing.TB, lines string) []byte {
	t.Helper()
	var digits strings.Builder
	for line := range strings.Lines(lines) {
		line, _, _ = strings.Cut(line, "//")
		digits.WriteString(strings.Join(strings.Fields(line), ""))
	}
	b, err := hex.DecodeString(digits.String())
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// exact returns a copy of b that has no capacity beyond its length, so that a
// read past the slice by reslicing panics.
func exact(b []byte) []byte { return append([]byte(nil), b...)[:len(b):len(b)] }

// wantError fails unless err is an *Error that wraps want; want nil means none.
func wantError(t *testing.T, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Fatalf("error %v, want %v", err, want)
	}
	if e, ok := errors.AsType[*Error](err); err != nil && (!ok || e.Object == "") {
		t.Fatalf("error %#v is not an *Error with an object", err)
	}
}

// Captured on the loopback interface of Linux 6.18: a datagram of 8 bytes to a
// closed port, the answer, and the reset of a TCP connection. The UDP checksums are those
// that the kernel leaves to the interface to complete: of the pseudo header only.
const (
	capturedUDP4 = `
		45 00 0024 0000 4000 40 11 3cc7 7f000001 7f000001  // IPv4, 36 bytes, DF, TTL 64, UDP
		9c41 ad9c 0010 fe23                                // 40001 to 44444, 16 bytes
		01 23 45 67 89 ab cd ef`
	capturedICMP4 = `
		45 c0 0040 f4f5 0000 40 01 8705 7f000001 7f000001  // IPv4, TOS 0xc0, 64 bytes, ICMP
		03 03 16c5 00000000                                // port unreachable
		` + capturedUDP4
	capturedRST4 = `
		45 00 0028 0000 4000 40 06 3cce 7f000001 7f000001  // IPv4, 40 bytes, DF, TCP
		0009 d437 00000000 f66260cd 50 14 0000 865c 0000   // 9 to 54327, RST ACK`
	capturedUDP6 = `
		60043cb9 0010 11 40                                // IPv6, label 0x43cb9, 16 bytes, UDP, hop limit 64
		00000000000000000000000000000001
		00000000000000000000000000000001
		9c41 ad9c 0010 0023
		01 23 45 67 89 ab cd ef`
	capturedICMP6 = `
		600c595f 0040 3a 40                                // IPv6, label 0xc595f, 64 bytes, ICMPv6
		00000000000000000000000000000001
		00000000000000000000000000000001
		01 04 6839 00000000                                // port unreachable
		` + capturedUDP6
	capturedSYN6 = `
		60047470 0028 06 40                                // IPv6, 40 bytes, TCP
		00000000000000000000000000000001
		00000000000000000000000000000001
		d0b9 0009 7e5e89cb 00000000 a0 02 ffc4 0030 0000   // SYN, 40 bytes of header
		0204 ffc4 0402 080a 6513fd92 00000000 01 0303 0a   // options`
)
