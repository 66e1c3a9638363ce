package wire

import (
	"encoding/binary"
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// sealed puts the right checksum into an extension structure.
func sealed(b []byte) []byte {
	if len(b) >= 4 {
		b[2], b[3] = 0, 0
		binary.BigEndian.PutUint16(b[2:], Checksum(b))
	}
	return b
}

// The structures of RFC 4950 and RFC 5837, written by hand.
const (
	twoLabels = `
		2000 0000            // version 2, checksum filled in by the test
		000c 01 01           // 12 bytes, MPLS label stack
		05dc1 2 01           // label 24001, class 1, not the bottom, TTL 1
		00010 1 ff           // label 16, class 0, bottom, TTL 255`
	outgoing4 = `
		2000 0000
		0020 02 8f           // 32 bytes, interface information: outgoing; index, address, name, MTU
		00000003             // ifIndex 3
		0001 0000 c0000201   // IPv4, 192.0.2.1
		0c 65 74 68 30 2f 30 2f 31 00 00 00 // 12 bytes of name: "eth0/0/1" and padding
		0000058c             // MTU 1420`
	nextHop6 = `
		2000 0000
		0018 02 c4           // 24 bytes: next hop; address
		0002 0000 20010db8000000000000000000000001`
)

func TestParseExtensions(t *testing.T) {
	labels := []Label{{Label: 24001, TC: 1, TTL: 1}, {Label: 16, Bottom: true, TTL: 255}}
	for _, tt := range []struct {
		name, lines string
		want        Extensions
		err         error
	}{
		{"label stack", twoLabels, Extensions{MPLS: labels}, nil},
		{"interface with everything", outgoing4, Extensions{Interfaces: []Interface{{
			Role: RoleOutgoing, Index: 3, Addr: src4, Name: "eth0/0/1", MTU: 1420,
		}}}, nil},
		{"next hop ipv6", nextHop6, Extensions{Interfaces: []Interface{{Role: RoleNextHop, Addr: src6}}}, nil},
		{"no objects", "2000 0000", Extensions{}, nil},
		{"several objects", "2000 0000 0008 01 01 00010101 0006 99 01 abcd 0008 02 01 00000578", Extensions{
			MPLS:       []Label{{Label: 16, Bottom: true, TTL: 1}},
			Interfaces: []Interface{{Role: RoleIncoming, MTU: 1400}},
			Unknown:    []Object{{Class: 0x99, Type: 1, Data: []byte{0xab, 0xcd}}},
		}, nil},
		{"mpls of another type", "2000 0000 0008 01 02 00010101", Extensions{
			Unknown: []Object{{1, 2, []byte{0, 1, 1, 1}}},
		}, nil},
		{"label stack of 3 bytes", "2000 0000 0007 01 01 000101", Extensions{
			Unknown: []Object{{1, 1, []byte{0, 1, 1}}},
		}, nil},
		{"empty label stack", "2000 0000 0004 01 01", Extensions{Unknown: []Object{{Class: 1, Type: 1}}}, nil},
		{"interface without anything", "2000 0000 0004 02 40", Extensions{Interfaces: []Interface{{Role: RoleSubIP}}}, nil},
		{"interface without room for its index", "2000 0000 0006 02 08 0000", Extensions{
			Unknown: []Object{{2, 8, []byte{0, 0}}},
		}, nil},
		{"address of an unknown family", "2000 0000 000c 02 04 0003 0000 01020304", Extensions{
			Unknown: []Object{{2, 4, []byte{0, 3, 0, 0, 1, 2, 3, 4}}},
		}, nil},
		{"ipv6 address cut", "2000 0000 000c 02 04 0002 0000 01020304", Extensions{
			Unknown: []Object{{2, 4, []byte{0, 2, 0, 0, 1, 2, 3, 4}}},
		}, nil},
		{"name longer than its object", "2000 0000 0008 02 02 08 414243", Extensions{
			Unknown: []Object{{2, 2, []byte{8, 0x41, 0x42, 0x43}}},
		}, nil},
		{"name of length 0", "2000 0000 0008 02 02 00 414243", Extensions{
			Unknown: []Object{{2, 2, []byte{0, 0x41, 0x42, 0x43}}},
		}, nil},
		{"name of 68 bytes", "2000 0000 0048 02 02 44" + strings.Repeat("41", 67), Extensions{
			Unknown: []Object{{2, 2, []byte("D" + strings.Repeat("A", 67))}},
		}, nil},
		{"name of no multiple of 4", "2000 0000 0008 02 02 03 414243", Extensions{
			Unknown: []Object{{2, 2, []byte{3, 0x41, 0x42, 0x43}}},
		}, nil},
		{"cut in the header", "2000 00", Extensions{}, ErrShort},
		{"nothing", "", Extensions{}, ErrShort},
		{"version 1", "1000 0000", Extensions{}, ErrVersion},
		{"object shorter than its header", twoLabels + "\n0003 01 01", Extensions{MPLS: labels}, ErrLength},
		{"object longer than the rest", twoLabels + "\n0010 01 01 00010101", Extensions{MPLS: labels}, ErrLength},
		{"object header cut", twoLabels + "\n0004", Extensions{MPLS: labels}, ErrShort},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := exact(sealed(packet(t, tt.lines)))
			got, err := ParseExtensions(b)
			wantError(t, err, tt.err)
			if diff := cmp.Diff(tt.want, got, equate); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestParseExtensionsChecksum(t *testing.T) {
	b := packet(t, twoLabels)
	if e, err := ParseExtensions(b); err != nil || len(e.MPLS) != 2 {
		t.Errorf("no checksum: %+v, %v", e, err)
	}
	sealed(b)
	b[8] ^= 1
	e, err := ParseExtensions(b)
	wantError(t, err, ErrChecksum)
	if !e.Empty() {
		t.Errorf("wrong checksum: %+v", e)
	}
	_, err = ParseExtensions(append([]byte{0x20, 0, 0, 0}, make([]byte, maxExtension)...))
	wantError(t, err, ErrLength)
}

func TestParseExtensionsKeepsNothing(t *testing.T) {
	b := sealed(packet(t, "2000 0000 0006 99 01 abcd 0008 02 02 04 414243"))
	e, err := ParseExtensions(b)
	if err != nil {
		t.Fatal(err)
	}
	clear(b)
	if e.Unknown[0].Data[0] != 0xab || e.Interfaces[0].Name != "ABC" {
		t.Errorf("the result refers to the input: %+v", e)
	}
}

func TestAppendExtensions(t *testing.T) {
	for name, lines := range map[string]string{"labels": twoLabels, "outgoing": outgoing4, "next hop": nextHop6} {
		want := sealed(packet(t, lines))
		e, err := ParseExtensions(want)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, AppendExtensions([]byte{1}, e)[1:]); diff != "" {
			t.Errorf("%s: -want +got:\n%s", name, diff)
		}
	}
}

func TestAppendExtensionsCuts(t *testing.T) {
	in := Extensions{
		MPLS:       []Label{{Label: 1<<20 + 4, TC: 9}},
		Interfaces: []Interface{{Name: strings.Repeat("x", 70)}, {Addr: netip.MustParseAddr("::ffff:192.0.2.1")}},
	}
	want := Extensions{
		MPLS:       []Label{{Label: 4, TC: 1}},
		Interfaces: []Interface{{Name: strings.Repeat("x", 63)}, {Addr: netip.MustParseAddr("::ffff:192.0.2.1")}},
	}
	got, err := ParseExtensions(AppendExtensions(nil, in))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got, equate); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	b := AppendExtensions(nil, Extensions{Unknown: []Object{{Data: make([]byte, 70000)}}})
	if len(b) != extensionHeadLen+maxExtension || binary.BigEndian.Uint16(b[4:]) != maxExtension {
		t.Errorf("an object too long: %d bytes", len(b))
	}
}

// A checksum that comes out as 0 is sent as all ones, as 0 would say that
// none was computed.
func TestAppendExtensionsNeverWithoutChecksum(t *testing.T) {
	for i := range 0x10000 {
		o := Object{Class: 9, Data: []byte{byte(i >> 8), byte(i)}}
		b := AppendExtensions(nil, Extensions{Unknown: []Object{o}})
		if sum := binary.BigEndian.Uint16(b[2:]); sum == 0 || Checksum(b) != 0 {
			t.Fatalf("data %x: checksum %#04x", o.Data, sum)
		}
	}
}

func TestFindLegacy(t *testing.T) {
	ext := sealed(packet(t, twoLabels))
	zeroSum := packet(t, twoLabels)
	wrong := exact(ext)
	wrong[9] ^= 1
	for _, tt := range []struct {
		name   string
		ext    []byte
		offset int
		want   bool
	}{
		{"at 128", ext, 128, true},
		{"behind ipv4 and udp", ext, 100, true},
		{"behind ipv6 and udp", ext, 80, true},
		{"at the front", ext, 0, true},
		{"no checksum", zeroSum, 100, false},
		{"wrong checksum", wrong, 100, false},
		{"no object", sealed([]byte{0x20, 0, 0, 0}), 100, false},
		{"version 0", sealed(packet(t, "0000 0000 0008 01 01 00010101")), 100, false},
		{"objects do not fill it", sealed(append(exact(ext), 0, 0)), 100, false},
		{"object of length 0", sealed(packet(t, "2000 0000 0000 01 01 00010101")), 100, false},
		{"cut", ext[:7], 100, false},
		{"nothing there", nil, 100, false},
		{"zeros", make([]byte, 16), 100, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			data := exact(append(make([]byte, tt.offset), tt.ext...))
			got, ok := FindLegacy(data, tt.offset)
			if ok != tt.want {
				t.Fatalf("found %v, want %v", ok, tt.want)
			}
			if ok && len(got) != len(tt.ext) {
				t.Errorf("%d bytes, want %d", len(got), len(tt.ext))
			}
		})
	}
	for _, offset := range []int{-1, 100, 1 << 30} {
		if _, ok := FindLegacy(ext, offset); ok {
			t.Errorf("offset %d of %d bytes: found", offset, len(ext))
		}
	}
}

func TestRoleString(t *testing.T) {
	for role, want := range map[Role]string{
		RoleIncoming: "incoming", RoleSubIP: "sub-ip", RoleOutgoing: "outgoing", RoleNextHop: "next hop", 4: "unknown",
	} {
		if got := role.String(); got != want {
			t.Errorf("role %d: %q, want %q", uint8(role), got, want)
		}
	}
}
