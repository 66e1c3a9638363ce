package host

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"net/netip"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// Answers of Linux 6.18 to RTM_GETROUTE, with and without RTM_F_FIB_MATCH,
// after a packet too big of 1400 for a destination whose route has MTU 1450 (IPv4) or none (IPv6).
const (
	usedIPv4 = "02200000fe0000010002000008000f00fe000000080001000a0903020800040002000000080007000a090101080005000a0901020c0008000800020078050000080019000000000024000c0003000000050000005aea00000000000000000000000000000000000000000000"
	fibIPv4  = "02180000fe0300010000000008000f00fe000000080001000a0903000c00080008000200aa050000080005000a0901020800040002000000"
	usedIPv6 = "0a808000fe0300010002000008000f00fe00000014000100fd090003000000000000000000000002140002000000000000000000000000000000000014000700fd0900010000000000000000000000010c0008000800020078050000080006000004000014000500fd090001000000000000000000000002080004000200000024000c00030000000700000058ea000000000000000000000000000000000000000000000500140000000000"
	fibIPv6  = "0a400000fe0300010000000008000f00fe00000014000100fd090003000000000000000000000000080006000004000014000500fd090001000000000000000000000002080004000200000024000c0000000000000000000000000000000000000000000000000000000000000000000500140000000000"
)

var compareRoutes = cmp.Options{cmp.AllowUnexported(rtRoute{}), cmpopts.EquateComparable(netip.Addr{}, netip.Prefix{})}

// message decodes a message of a little-endian machine.
func message(t testing.TB, text string) []byte {
	t.Helper()
	if binary.NativeEndian.Uint16([]byte{1, 0}) != 1 {
		t.Skip("the bytes are those of a little-endian machine")
	}
	b, err := hex.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestParseRoute(t *testing.T) {
	tests := []struct {
		name, text string
		want       rtRoute
	}{
		{"IPv4 exception", usedIPv4, rtRoute{
			family: familyIPv4, kind: rtnUnicast, flags: rtmFlagCloned, table: 254, dst: netip.MustParsePrefix("10.9.3.2/32"),
			oif: 2, gateway: netip.MustParseAddr("10.9.1.2"), prefsrc: netip.MustParseAddr("10.9.1.1"),
			mtu: 1400, expires: 599940 * time.Millisecond, nextHops: 1,
		}},
		{"IPv4 route", fibIPv4, rtRoute{
			family: familyIPv4, kind: rtnUnicast, table: 254, dst: netip.MustParsePrefix("10.9.3.0/24"),
			oif: 2, gateway: netip.MustParseAddr("10.9.1.2"), mtu: 1450, nextHops: 1,
		}},
		{"IPv6 exception", usedIPv6, rtRoute{
			family: familyIPv6, kind: rtnUnicast, flags: rtmFlagCloned, table: 254, dst: netip.MustParsePrefix("fd09:3::2/128"),
			oif: 2, gateway: netip.MustParseAddr("fd09:1::2"), prefsrc: netip.MustParseAddr("fd09:1::1"),
			mtu: 1400, expires: 599920 * time.Millisecond, nextHops: 1,
		}},
		{"IPv6 route", fibIPv6, rtRoute{
			family: familyIPv6, kind: rtnUnicast, table: 254, dst: netip.MustParsePrefix("fd09:3::/64"),
			oif: 2, gateway: netip.MustParseAddr("fd09:1::2"), nextHops: 1,
		}},
		{"two next hops, the first by IPv6, locked MTU, MSS", "02180000fe0300010000000008000f00fe000000080001000a090300" +
			"1c00" + "0880" + "08000100" + "04000000" + "08000200" + "14050000" + "08000800" + "b4040000" +
			"3400" + "0900" +
			"2000" + "0000" + "03000000" + "1600" + "1200" + "0a00" + "fe800000000000000000000000000001" + "0000" +
			"1000" + "0000" + "04000000" + "08000500" + "0a090102", rtRoute{
			family: familyIPv4, kind: rtnUnicast, table: 254, dst: netip.MustParsePrefix("10.9.3.0/24"),
			oif: 3, gateway: netip.MustParseAddr("fe80::1"), mtu: 1300, locked: true, advMSS: 1204, nextHops: 2,
		}},
		{"in other packets", "02180000fe0300010000000008000f00fe000000080001000a090300" + "0800040002000000" + "0600150002000000" + "0c0016000800010000000001", rtRoute{
			family: familyIPv4, kind: rtnUnicast, table: 254, dst: netip.MustParsePrefix("10.9.3.0/24"), oif: 2, nextHops: 1, encap: true,
		}},
		{"default route without attributes", "0a000000fe03000100000000", rtRoute{
			family: familyIPv6, kind: rtnUnicast, table: 254, dst: netip.MustParsePrefix("::/0"),
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := parseRoute(message(t, test.text))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got, compareRoutes); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestParseRouteShort(t *testing.T) {
	whole := message(t, usedIPv6)
	for n := range whole {
		_, err := parseRoute(whole[:n])
		// An end between attributes is one that the kernel could have meant.
		if err != nil && !errors.Is(err, errShort) {
			t.Errorf("%d bytes: %v", n, err)
		}
	}
	for name, text := range map[string]string{
		"no header":              "0a80",
		"attribute of length 0":  fibIPv4 + "00000400",
		"attribute past the end": fibIPv4 + "10000400",
		"short interface":        fibIPv4 + "06000400" + "0200" + "0000",
		"short metrics":          fibIPv4 + "0a000800" + "06000200" + "0500" + "0000",
		"short cacheinfo":        fibIPv4 + "08000c00" + "00000000",
		"short next hop":         fibIPv4 + "08000900" + "04000000",
		"next hop past the end":  fibIPv4 + "0c000900" + "1000000003000000",
	} {
		if _, err := parseRoute(message(t, text)); !errors.Is(err, errShort) {
			t.Errorf("%s: got %v, want %v", name, err, errShort)
		}
	}
}

func FuzzParseRoute(f *testing.F) {
	for _, text := range []string{usedIPv4, fibIPv4, usedIPv6, fibIPv6} {
		f.Add(message(f, text))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := parseRoute(b)
		if err != nil {
			return
		}
		if r.mtu < 0 || r.advMSS < 0 || r.expires < 0 || r.nextHops < 0 {
			t.Errorf("negative: %+v", r)
		}
		var notes routeNotes
		notes.add(r, "e1")
		if len(notes.items()) < 2 {
			t.Error("a report on routes has two items at least")
		}
	})
}
