package tunnel

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

func TestParseStack(t *testing.T) {
	for _, tt := range []struct {
		text   string
		family Family
		want   string
		name   string
	}{
		{"wireguard", 0, "wireguard/ipv4", "WireGuard over IPv4"},
		{"wireguard", IPv6, "wireguard/ipv6", "WireGuard over IPv6"},
		{"WG/6", 0, "wireguard/ipv6", "WireGuard over IPv6"},
		{"wireguard + pppoe", 0, "wireguard/ipv4+pppoe", "WireGuard over IPv4 in PPPoE"},
		{"wireguard pppoe", 0, "wireguard/ipv4+pppoe", "WireGuard over IPv4 in PPPoE"},
		{"gre: key, seq  pppoe", 0, "gre/ipv4:key,seq+pppoe", "GRE with key, with sequence numbers over IPv4 in PPPoE"},
		{"wireguard /6 : mtu = 1412 pppoe", 0, "wireguard/ipv6:mtu=1412+pppoe", "WireGuard with interface MTU 1412 over IPv6 in PPPoE"},
		{"wireguard in pppoe", IPv6, "wireguard/ipv6+pppoe", "WireGuard over IPv6 in PPPoE"},
		{"GRE over ESP-GCM:Transport", 0, "gre/ipv4+esp-gcm/ipv4:transport", "GRE over IPv4 in ESP AES-GCM-16 or ChaCha20-Poly1305 in transport mode over IPv4"},
		{"gre:seq,key", 0, "gre/ipv4:key,seq", "GRE with key, with sequence numbers over IPv4"},
		{"6in4", 0, "6in4", "6in4"},
		{"sit", IPv4, "6in4", "6in4"},
		{"mpls", 0, "mpls", "MPLS with 1 label"},
		{"mpls:labels=3", IPv6, "mpls:labels=3", "MPLS with 3 labels"},
		{"geneve/v6:opts=12", 0, "geneve/ipv6:options=12", "Geneve with 12 bytes of options over IPv6"},
		{"l2tpv3:cookie=0", 0, "l2tpv3/ipv4:cookie=0", "L2TPv3 (Ethernet) over IPv4"},
		{"wireguard:mtu=1412", 0, "wireguard/ipv4:mtu=1412", "WireGuard with interface MTU 1412 over IPv4"},
		{"esp-gcm:tunnel", 0, "esp-gcm/ipv4", "ESP AES-GCM-16 or ChaCha20-Poly1305 over IPv4"},
		// The layer around decides where nothing is said.
		{"wireguard+6in4", 0, "wireguard/ipv6+6in4", "WireGuard over IPv6 in 6in4"},
		{"wireguard+dslite", 0, "wireguard/ipv4+dslite", "WireGuard over IPv4 in DS-Lite"},
		{"wireguard+dslite", IPv6, "wireguard/ipv4+dslite", "WireGuard over IPv4 in DS-Lite"},
		{"wireguard+vxlan", IPv6, "wireguard/ipv6+vxlan/ipv6", "WireGuard over IPv6 in VXLAN over IPv6"},
		// Transport mode has the family of the packet inside.
		{"gre/ipv6+esp-gcm:transport", 0, "gre/ipv6+esp-gcm/ipv6:transport", "GRE over IPv6 in ESP AES-GCM-16 or ChaCha20-Poly1305 in transport mode over IPv6"},
		{"6in4+esp-gcm:transport", 0, "6in4+esp-gcm/ipv4:transport", "6in4 in ESP AES-GCM-16 or ChaCha20-Poly1305 in transport mode over IPv4"},
		{"srv6+mpls+esp-gcm:transport", 0, "srv6+mpls+esp-gcm/ipv6:transport", ""},
	} {
		s, err := ParseStack(tt.text, tt.family)
		if tt.name == "" {
			// A link layer has no place in transport mode.
			if err == nil {
				t.Errorf("ParseStack(%q): no error", tt.text)
			}
			continue
		}
		if err != nil || s.String() != tt.want || s.Name() != tt.name {
			t.Errorf("ParseStack(%q, %v) = %q, %q, %v, want %q, %q", tt.text, tt.family, s, s.Name(), err, tt.want, tt.name)
		}
	}
}

func TestParseStackErrors(t *testing.T) {
	for _, tt := range []struct {
		text   string
		family Family
		want   string
	}{
		{"", 0, `parse stack: "": an encapsulation is missing`},
		{"wireguard+", 0, `parse stack: "": an encapsulation is missing`},
		{"+pppoe", 0, `parse stack: "": an encapsulation is missing`},
		{"/ipv4", 0, `parse stack: "/ipv4": an encapsulation is missing`},
		{"wireguard/5", 0, `parse stack: "5": no family: ipv4 or ipv6`},
		{"wireguard/", 0, `parse stack: "": no family: ipv4 or ipv6`},
		{"gre tunnel", 0, `parse stack: unknown encapsulation "tunnel"; name the encapsulations alone, as in gre or wireguard+pppoe`},
		{"gre:colour", 0, `parse stack: gre: option "colour": unknown; it has key, seq, csum, encap-limit`},
		{"6in4:key", 0, `parse stack: 6in4: option "key": unknown; it has no options`},
		{"gre:", 0, `parse stack: gre: option "": unknown; it has key, seq, csum, encap-limit`},
		{"gre:key,key", 0, `parse stack: gre: option "key": given twice`},
		{"gre:key=1", 0, `parse stack: gre: option "key": takes no number`},
		{"mpls:labels", 0, `parse stack: mpls: option "labels": needs a number from 1 to 16`},
		{"mpls:labels=17", 0, `parse stack: mpls: option "labels": needs a number from 1 to 16`},
		{"geneve:options=6", 0, `parse stack: geneve: option "options": needs a number from 0 to 252 in steps of 4`},
		{"wireguard:mtu=9999999999999999999", 0, `parse stack: wireguard: option "mtu": needs a number from 68 to 65535`},
		{"esp-gcm:transport,tunnel", 0, `parse stack: esp-gcm: option "transport": contradicts tunnel`},
		{"6in4/ipv6", 0, `parse stack: 6in4 over IPv6: it runs over IPv4 only`},
		{"6in4", IPv6, `parse stack: 6in4 over IPv6: it runs over IPv4 only`},
		{"pppoe/ipv4", 0, `parse stack: pppoe over IPv4: it has no outer IP header`},
		{"wireguard/ipv4", IPv6, `parse stack: wireguard over IPv4: the outer family is to be IPv6`},
		{"wireguard/ipv4+6in4", 0, `parse stack: wireguard over IPv4: 6in4 carries IPv6 only`},
		{"ipip+6in4", 0, `parse stack: ipip: it runs over IPv4, but 6in4 carries IPv6 only`},
		{"pppoe+6in4", 0, `parse stack: pppoe: 6in4 carries nothing but IPv6 packets`},
		{"gre/ipv6+esp-gcm/ipv4:transport", 0, `parse stack: gre over IPv6: esp-gcm carries IPv4 only`},
		{"azure", 0, `calc azure-gateway: a setting of 1400 bytes, not an encapsulation`},
		{"anyconnect", 0, `calc anyconnect: a setting of 1390 to 1406 bytes, not an encapsulation`},
		{"docker", 0, `calc docker-overlay: a setting of 1450 bytes, not an encapsulation; compute vxlan/ipv4 instead`},
		{"sstp", 0, `calc sstp: it carries packets in a TCP connection, so the MTU of the path does not limit its interface (1400 by default)`},
		{"wireguard", 7, `calc: family 7 is neither 4 nor 6`},
		{strings.Repeat("gre+", 8) + "gre", 0, `parse stack: "gre+gre+gre+gre+gre+gre+gre+gre+gre": more than 8 encapsulations`},
		{strings.Repeat("x", 513), 0, `parse stack: "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...": longer than 512 bytes`},
	} {
		s, err := ParseStack(tt.text, tt.family)
		if err == nil || err.Error() != tt.want || s.Len() != 0 {
			t.Errorf("ParseStack(%q) = %q\n got %v\nwant %s", tt.text, s, err, tt.want)
		}
	}
}

func TestErrorsAreTyped(t *testing.T) {
	parse := func(text string) error { _, err := ParseStack(text, 0); return err }
	inner := func(n int, text string) error { _, err := Inner(n, mustStack(t, text)); return err }
	outer := func(n int, text string) error { _, err := Outer(n, mustStack(t, text)); return err }
	for _, tt := range []struct {
		err    error
		target any
		want   string
	}{
		{parse("nothing-like-it"), new(*UnknownError), `parse stack: unknown encapsulation "nothing-like-it"`},
		{parse("IPsec"), new(*UnknownError), `parse stack: unknown encapsulation "IPsec"; what IPsec takes depends on its algorithms: esp-gcm (AES-GCM, ChaCha20; the usual ones today) or esp-cbc-sha256 (AES-CBC), and behind NAT with :nat-t, as in esp-gcm:nat-t`},
		{parse("gre+vpn"), new(*UnknownError), `parse stack: unknown encapsulation "vpn"; which one? wireguard, openvpn or esp-gcm (IPsec)`},
		{parse("gre/x"), new(*SyntaxError), `parse stack: "x": no family: ipv4 or ipv6`},
		{parse("gre:x"), new(*OptionError), `parse stack: gre: option "x": unknown; it has key, seq, csum, encap-limit`},
		{parse("6in4/6"), new(*FamilyError), `parse stack: 6in4 over IPv6: it runs over IPv4 only`},
		{parse("mullvad"), new(*NotComputableError), `calc mullvad: a setting of 1380 bytes, not an encapsulation`},
		{inner(67, "gre"), new(*RangeError), `calc outer MTU: 67 is not between 68 and 65535`},
		{outer(65536, "gre"), new(*RangeError), `calc inner MTU: 65536 is not between 68 and 65535`},
		{outer(65530, "gre"), new(*RangeError), `calc outer MTU: 65554 is not between 68 and 65535`},
		{inner(91, "gre"), new(*TooSmallError), `calc gre/ipv4: outer MTU 91 is too small, it needs at least 92`},
		{inner(1500, "vxlan+wireguard:mtu=100"), new(*TooSmallError), `calc vxlan/ipv4+wireguard/ipv4:mtu=100: its interface MTU leaves no room for packets of 68 bytes`},
		{outer(1300, "tailscale"), new(*InterfaceError), `calc tailscale: its interface has MTU 1280, a packet of 1300 bytes does not fit`},
	} {
		if tt.err == nil || !errors.As(tt.err, tt.target) || tt.err.Error() != tt.want {
			t.Errorf("%T %v, want %T %s", tt.err, tt.err, tt.target, tt.want)
		}
	}
}

func FuzzParseStack(f *testing.F) {
	for _, s := range []string{
		"wireguard", "wireguard/ipv6+pppoe", "gre:key,seq over esp-gcm:transport", "geneve/6:options=8", "mpls:labels=2",
		"wireguard:mtu=1420", "6in4/ipv6", "", "+", "a/b:c=d,e", "sstp", "azure", "gre:key=", "\x00", "in over in", "l2tpv3:cookie=8,udp in 802.1q",
	} {
		f.Add(s, uint8(0))
		f.Add(s, uint8(6))
	}
	f.Fuzz(func(t *testing.T, text string, family uint8) {
		s, err := ParseStack(text, Family(family))
		if err != nil {
			if s.Len() != 0 || err.Error() == "" {
				t.Fatalf("%q: %q with error %q", text, s, err)
			}
			return
		}
		again, err := ParseStack(s.String(), 0)
		if err != nil || again.String() != s.String() || again.Name() != s.Name() || !slices.Equal(again.IDs(), s.IDs()) {
			t.Fatalf("%q reads %q and that reads %q, %v", text, s, again, err)
		}
		for _, n := range []int{MinMTU, 576, 1280, 1500, 9000, MaxMTU} {
			in, err := Inner(n, s)
			if err != nil {
				continue
			}
			if in < MinMTU {
				t.Fatalf("%s: Inner(%d) = %d", s, n, in)
			}
			if out, err := Outer(in, s); err != nil || out > n {
				t.Fatalf("%s: Inner(%d) = %d, but Outer of that is %d, %v", s, n, in, out, err)
			}
		}
	})
}
