package host

import (
	"net"
	"testing"

	"github.com/vishvananda/netlink"
)

func TestTunnelOf(t *testing.T) {
	v4, v6 := net.IPv4(192, 0, 2, 9), net.ParseIP("2001:db8::9")
	any4 := net.IPv4zero
	tests := []struct {
		name         string
		link         netlink.Link
		over4, over6 int // overhead as in RFC or kernel source
		remote       string
		hidden       string
	}{
		{"vxlan", &netlink.Vxlan{Group: v4}, 50, 70, "192.0.2.9", ""},
		{"vxlan, remote in the database", &netlink.Vxlan{}, 50, 70, "", ""},
		{"vxlan of a program", &netlink.Vxlan{FlowBased: true}, 50, 70, "", hiddenPerPacket},
		{"geneve", &netlink.Geneve{Remote: v6}, 50, 70, "2001:db8::9", ""},
		{"geneve without Ethernet", &netlink.Geneve{Remote: v4, InnerProtoInherit: true}, 36, 56, "192.0.2.9", ""},
		{"gre", &netlink.Gretun{Local: v4.To4(), Remote: v4}, 24, 44, "192.0.2.9", ""},
		{"gre with key, checksum, sequence numbers", &netlink.Gretun{Local: v4.To4(), Remote: v4, OFlags: greKey | greChecksum | greSequence}, 36, 56, "192.0.2.9", ""},
		{"gre to anybody", &netlink.Gretun{Local: any4.To4(), Remote: any4}, 24, 44, "", ""},
		{"gretap", &netlink.Gretap{Local: v4.To4(), Remote: v4}, 38, 58, "192.0.2.9", ""},
		{"NVGRE", &netlink.Gretap{Local: v4.To4(), Remote: v4, OFlags: greKey}, 42, 62, "192.0.2.9", ""},
		{"ipip", &netlink.Iptun{Remote: v4}, 20, 40, "192.0.2.9", ""},
		{"ipip in FOU", &netlink.Iptun{Remote: v4, EncapType: uint16(netlink.FOU)}, 28, 48, "192.0.2.9", ""},
		{"ipip in GUE", &netlink.Iptun{Remote: v4, EncapType: uint16(netlink.GUE)}, 32, 52, "192.0.2.9", ""},
		{"sit", &netlink.Sittun{Remote: v4}, 20, 40, "192.0.2.9", ""},
		{"ip6tnl", &netlink.Ip6tnl{Remote: v6}, 28, 48, "2001:db8::9", ""},
		{"ip6tnl without limit", &netlink.Ip6tnl{Remote: v6, Flags: uint32(netlink.IP6_TNL_F_IGN_ENCAP_LIMIT)}, 20, 40, "2001:db8::9", ""},
		{"wireguard", &netlink.Wireguard{}, 60, 80, "", hiddenWireGuard},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			tunnel, ok := tunnelOf(test.link)
			if !ok {
				t.Fatal("is not seen as a tunnel")
			}
			if got4, got6 := tunnel.Overhead(true), tunnel.Overhead(false); got4 != test.over4 || got6 != test.over6 {
				t.Errorf("overhead %d and %d, want %d and %d", got4, got6, test.over4, test.over6)
			}
			remote := ""
			if len(tunnel.Remotes) > 0 {
				remote = tunnel.Remotes[0].String()
			}
			if remote != test.remote || tunnel.Hidden != test.hidden {
				t.Errorf("remote %q (%s), want %q (%s)", remote, tunnel.Hidden, test.remote, test.hidden)
			}
			if tunnel.Interface.Kind != test.link.Type() {
				t.Errorf("kind %q, want %q", tunnel.Interface.Kind, test.link.Type())
			}
		})
	}
	for _, link := range []netlink.Link{&netlink.Device{}, &netlink.Veth{}, &netlink.Tuntap{}, &netlink.Vlan{}} {
		if _, ok := tunnelOf(link); ok {
			t.Errorf("%s is seen as a tunnel", link.Type())
		}
	}
}

func TestKindOf(t *testing.T) {
	for want, link := range map[string]netlink.Link{
		"loopback": &netlink.Device{LinkAttrs: netlink.LinkAttrs{Flags: net.FlagLoopback}},
		"device":   &netlink.Device{},
		"tun":      &netlink.Tuntap{Mode: netlink.TUNTAP_MODE_TUN},
		"tap":      &netlink.Tuntap{Mode: netlink.TUNTAP_MODE_TAP},
		"veth":     &netlink.Veth{},
		"ppp":      &netlink.GenericLink{LinkType: "ppp"},
	} {
		if got := kindOf(link); got != want {
			t.Errorf("kind %q, want %q", got, want)
		}
	}
}

// An interface beneath another is told only where it is in this namespace.
func TestInterfaceLower(t *testing.T) {
	attrs := netlink.LinkAttrs{Index: 5, ParentIndex: 4, NetNsID: -1, MasterIndex: 7, Flags: net.FlagUp, MTU: 1400, Name: "no such name"}
	if got := interfaceOf(&netlink.Veth{LinkAttrs: attrs}); got.Lower != 4 || got.Master != 7 || !got.Up || got.MTU != 1400 || got.IPv6MTU != 0 {
		t.Errorf("%+v", got)
	}
	attrs.NetNsID = 0
	if got := interfaceOf(&netlink.Veth{LinkAttrs: attrs}); got.Lower != 0 {
		t.Errorf("the peer is in another namespace: %+v", got)
	}
}
