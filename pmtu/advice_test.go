package pmtu_test

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pathmtu/pmtu/pmtu"
)

func lines(settings []pmtu.Setting) string {
	var b strings.Builder
	for _, s := range settings {
		b.WriteString(s.Tool + ": " + s.Line + "\n")
	}
	return b.String()
}

func TestSettings(t *testing.T) {
	four, six := netip.MustParseAddr("198.51.100.9"), netip.MustParseAddr("2001:db8::9")
	for _, c := range []struct {
		name   string
		a      pmtu.Advice
		target netip.Addr
		s      pmtu.Source
		want   string
	}{
		{"IPv4", pmtu.Advice{MTU: 1392, TCPMSS: 1352}, four, pmtu.Source{Interface: "eth0", Gateway: netip.MustParseAddr("192.0.2.1")}, `nft: nft add table inet pmtu
nft: nft add chain inet pmtu mss '{ type filter hook forward priority mangle; }'
nft: nft add rule inet pmtu mss ip saddr 198.51.100.9 tcp flags syn tcp option maxseg size set 1352
nft: nft add rule inet pmtu mss ip daddr 198.51.100.9 tcp flags syn tcp option maxseg size set 1352
iptables: iptables -t mangle -A FORWARD -s 198.51.100.9 -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --set-mss 1352
iptables: iptables -t mangle -A FORWARD -d 198.51.100.9 -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --set-mss 1352
route: ip route replace 198.51.100.9 via 192.0.2.1 dev eth0 mtu 1392
link: ip link set dev eth0 mtu 1392
netplan: netplan set ethernets.eth0.mtu=1392
sysctl: sysctl -w net.ipv4.tcp_mtu_probing=1
wg-quick: MTU = 1332
docker: "mtu": 1392
`},
		{"IPv6, less than an interface may have", pmtu.Advice{MTU: 1000, TCPMSS: 940}, six, pmtu.Source{Interface: "wg0", Gateway: netip.MustParseAddr("fe80::1%wg0")}, `nft: nft add table inet pmtu
nft: nft add chain inet pmtu mss '{ type filter hook forward priority mangle; }'
nft: nft add rule inet pmtu mss ip6 saddr 2001:db8::9 tcp flags syn tcp option maxseg size set 940
nft: nft add rule inet pmtu mss ip6 daddr 2001:db8::9 tcp flags syn tcp option maxseg size set 940
iptables: ip6tables -t mangle -A FORWARD -s 2001:db8::9 -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --set-mss 940
iptables: ip6tables -t mangle -A FORWARD -d 2001:db8::9 -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --set-mss 940
route: ip -6 route replace 2001:db8::9 via fe80::1 dev wg0 mtu 1000
sysctl: sysctl -w net.ipv4.tcp_mtu_probing=1
`},
		{"IPv4, less than IPv6 needs of an interface", pmtu.Advice{MTU: 1279}, four, pmtu.Source{Interface: "eth0", Gateway: netip.MustParseAddr("192.0.2.1")}, "route: ip route replace 198.51.100.9 via 192.0.2.1 dev eth0 mtu 1279\nsysctl: sysctl -w net.ipv4.tcp_mtu_probing=1\n"},
		{"IPv4, the least of an interface", pmtu.Advice{MTU: 1280}, four, pmtu.Source{Interface: "eth0"}, "link: ip link set dev eth0 mtu 1280\nnetplan: netplan set ethernets.eth0.mtu=1280\nsysctl: sysctl -w net.ipv4.tcp_mtu_probing=1\nwg-quick: MTU = 1220\ndocker: \"mtu\": 1280\n"},
		{"the route's source address is kept", pmtu.Advice{MTU: 1279}, four, pmtu.Source{Interface: "eth0", Gateway: netip.MustParseAddr("192.0.2.1"), Addr: netip.MustParseAddr("192.0.2.9"), RouteSource: netip.MustParseAddr("::ffff:192.0.2.2")}, "route: ip route replace 198.51.100.9 via 192.0.2.1 dev eth0 src 192.0.2.2 mtu 1279\nsysctl: sysctl -w net.ipv4.tcp_mtu_probing=1\n"},
		{"main needs no name", pmtu.Advice{MTU: 1279}, four, pmtu.Source{Interface: "eth0", Gateway: netip.MustParseAddr("192.0.2.1"), RouteTable: 254}, "route: ip route replace 198.51.100.9 via 192.0.2.1 dev eth0 mtu 1279\nsysctl: sysctl -w net.ipv4.tcp_mtu_probing=1\n"},
		{"in the table that a rule leads to", pmtu.Advice{MTU: 1279}, four, pmtu.Source{Interface: "eth0", Gateway: netip.MustParseAddr("192.0.2.1"), RouteTable: 100}, "route: ip route replace 198.51.100.9 via 192.0.2.1 dev eth0 mtu 1279 table 100\nsysctl: sysctl -w net.ipv4.tcp_mtu_probing=1\n"},
		{"in force already", pmtu.Advice{MTU: 100}, four, pmtu.Source{Interface: "eth0", Gateway: four, RouteMTU: 100}, "sysctl: sysctl -w net.ipv4.tcp_mtu_probing=1\n"},
		{"nothing known, too small for a configuration", pmtu.Advice{MTU: 60}, four, pmtu.Source{}, "sysctl: sysctl -w net.ipv4.tcp_mtu_probing=1\n"},
		{"a name that a shell would take for more", pmtu.Advice{MTU: 60}, four, pmtu.Source{Interface: "e;reboot", Gateway: four}, "sysctl: sysctl -w net.ipv4.tcp_mtu_probing=1\n"},
		{"no advice", pmtu.Advice{}, four, pmtu.Source{Interface: "eth0"}, ""},
		{"no target", pmtu.Advice{MTU: 1400}, netip.Addr{}, pmtu.Source{}, ""},
	} {
		if d := cmp.Diff(c.want, lines(c.a.Settings(c.target, c.s))); d != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, d)
		}
	}
}
