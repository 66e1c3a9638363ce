package tunnel

// vpnRows are VPNs but for IPsec.
func vpnRows() []Row {
	return []Row{
		{
			ID: "wireguard", Aliases: []string{"wg"}, Name: "WireGuard", Source: "wireguard.com/protocol; Linux drivers/net/wireguard/send.c, calculate_skb_padding",
			Kind: Capped, Outer: Both, Carries: Both, Position: Middle | Host | Access,
			Parts: []Part{{8, "UDP"}, {16, "WireGuard header"}, {16, "authentication tag"}},
			Block: 16, Options: []Option{interfaceMTU()},
			Forms: []Form{{"/ipv4", 80}, {"/ipv6", 82}},
			Note:  "it sends no packet too big for its outer path, it fragments the outer packets: test the path to the endpoint too",
		},
		{
			ID: "nebula", Name: "Nebula", Source: "nebula.defined.net, tun.mtu; github.com/slackhq/nebula, header",
			Kind: Plain, Outer: Both, Carries: Both, Position: Host | Last,
			Parts: []Part{{8, "UDP"}, {16, "Nebula header"}, {16, "authentication tag"}}, MTU: 1300,
			Options: []Option{interfaceMTU()},
		},
		{
			ID: "tailscale", Name: "Tailscale", Source: "github.com/tailscale/tailscale, net/tstun/mtu.go",
			Kind: Capped, Outer: Both, Carries: Both, Position: Host | Last,
			Parts: []Part{{8, "UDP"}, {16, "WireGuard header"}, {16, "authentication tag"}},
			Block: 16, MTU: 1280, Options: []Option{interfaceMTU()},
			Note: "its interface has 1280 whatever the path carries, which needs 1340 outside over IPv4 and 1360 over IPv6",
		},
		{
			ID: "netbird", Name: "NetBird", Source: "github.com/netbirdio/netbird, iface",
			Kind: Capped, Outer: Both, Carries: Both, Position: Host | Last,
			Parts: []Part{{8, "UDP"}, {16, "WireGuard header"}, {16, "authentication tag"}},
			Block: 16, MTU: 1280, Options: []Option{interfaceMTU()},
		},
		{
			ID: "openvpn", Aliases: []string{"openvpn-aead", "openvpn-gcm", "openvpn-udp", "ovpn"}, Name: "OpenVPN (UDP, AEAD)", Source: "OpenVPN wire protocol, P_DATA_V2",
			Kind: Plain, Outer: Both, Carries: Both, Position: Middle | Host,
			Parts: []Part{{8, "UDP"}, {4, "opcode and peer"}, {4, "packet ID"}, {16, "authentication tag"}},
			Forms: []Form{{"/ipv4", 45}, {"/ipv6", 22}},
			Note:  "its interface has 1500 by default and OpenVPN fragments the outer packets without telling; mssfix helps TCP only",
		},
		{
			ID: "openvpn-cbc-sha1", Name: "OpenVPN (UDP, AES-CBC, SHA1)", Source: "OpenVPN wire protocol, P_DATA_V2",
			Kind: Padded, Outer: Both, Carries: Both, Position: Middle | Host,
			Parts: []Part{{8, "UDP"}, {4, "opcode and peer"}, {20, "HMAC"}, {16, "IV"}},
			Block: 16, Trailer: Part{5, "packet ID 4 and at least 1 of padding"},
			Forms: []Form{{"/ipv4", 14}, {"/ipv6", 5}},
		},
		{
			ID: "openvpn-cbc-sha256", Name: "OpenVPN (UDP, AES-CBC, SHA256)", Source: "OpenVPN wire protocol, P_DATA_V2",
			Kind: Padded, Outer: Both, Carries: Both, Position: Middle | Host,
			Parts: []Part{{8, "UDP"}, {4, "opcode and peer"}, {32, "HMAC"}, {16, "IV"}},
			Block: 16, Trailer: Part{5, "packet ID 4 and at least 1 of padding"},
			Forms: []Form{{"/ipv4", 12}, {"/ipv6", 4}},
		},
		{
			ID: "openvpn-tcp", Name: "OpenVPN over TCP", Source: "OpenVPN manual, proto tcp",
			Kind: Stream, Carries: Both, Position: Host, MTU: 1500,
		},
		{
			ID: "sstp", Aliases: []string{"ssl-vpn"}, Name: "SSTP", Source: "MS-SSTP; Windows default",
			Kind: Stream, Carries: Both, Position: Host, MTU: 1400, Weight: 12,
		},
	}
}

func interfaceMTU() Option {
	return Option{Name: "mtu", Effect: InterfaceMTU, Min: MinMTU, Max: MaxMTU, Step: 1, Many: "with interface MTU %d"}
}
