package tunnel

// productRows are what products of VPNs set, mostly whatever the path carries.
func productRows() []Row {
	return []Row{
		{
			ID: "wireguard-default", Name: "WireGuard's default", Source: "Linux drivers/net/wireguard/device.c; wg-quick",
			Kind: Setting, Carries: Both, Position: Host | Middle | Access, MTU: 1420, Basis: "wireguard/ipv6", Base: 1500, Weight: 84,
			Note: "the same over IPv4",
		},
		{
			ID: "tailscale-default", Name: "Tailscale's interface", Source: "github.com/tailscale/tailscale, net/tstun/mtu.go",
			Kind: Setting, Carries: Both, Position: Host | Last, MTU: 1280, Weight: 70,
		},
		{
			ID: "netbird-default", Name: "NetBird's interface", Source: "github.com/netbirdio/netbird, iface",
			Kind: Setting, Carries: Both, Position: Host | Last, MTU: 1280, Weight: 30,
		},
		{
			ID: "warp", Aliases: []string{"cloudflare-warp"}, Name: "Cloudflare WARP", Source: "Cloudflare documentation",
			Kind: Setting, Carries: Both, Position: Host, MTU: 1280, Weight: 45,
		},
		{
			ID: "teredo-default", Name: "Teredo", Source: "RFC 4380, section 5.1",
			Kind: Setting, Carries: Only6, Position: Host, MTU: 1280, Weight: 5,
		},
		{
			ID: "ipv6-minimum", Name: "the IPv6 minimum, set to be safe", Source: "RFC 8200, section 5; tunnel brokers",
			Kind: Setting, Carries: Both, MTU: 1280, Weight: 60,
		},
		{
			ID: "nebula-default", Name: "Nebula's interface", Source: "nebula.defined.net, tun.mtu",
			Kind: Setting, Carries: Both, Position: Host | Last, MTU: 1300, Weight: 45,
		},
		{
			ID: "zerotier", Name: "ZeroTier's interface", Source: "ZeroTier documentation",
			Kind: Setting, Carries: Both, Position: Host | Last, MTU: 2800, Weight: 60,
			Note: "ZeroTier fragments its own packets",
		},
		{
			ID: "mullvad", Name: "Mullvad VPN", Source: "Mullvad documentation",
			Kind: Setting, Carries: Both, Position: Host, MTU: 1380, Weight: 40,
		},
		{
			ID: "anyconnect", Aliases: []string{"cisco-anyconnect", "cisco-secure-client"}, Name: "Cisco AnyConnect", Source: "Cisco documentation; it varies with the cipher",
			Kind: Setting, Carries: Both, Position: Host, MTU: 1390, MTUMax: 1406, Weight: 28,
		},
		{
			ID: "windows-vpn", Aliases: []string{"windows-l2tp", "windows-pptp", "windows-ikev2"}, Name: "a VPN of Windows (PPTP, L2TP, IKEv2)", Source: "Microsoft documentation",
			Kind: Setting, Carries: Both, Position: Host, MTU: 1400, Weight: 35,
		},
		{
			ID: "openvpn-tun", Name: "OpenVPN's interface", Source: "OpenVPN manual, tun-mtu",
			Kind: Setting, Carries: Both, Position: Host, MTU: 1500, Weight: 10,
		},
	}
}

// administratorRows are what administrators set, by habit or by the book.
func administratorRows() []Row {
	return []Row{
		{
			ID: "cisco-ip-mtu", Name: "ip mtu 1400 on a GRE or IPsec tunnel", Source: "Cisco design guides",
			Kind: Setting, Carries: Both, Position: Middle, MTU: 1400, Weight: 48,
		},
		{
			ID: "admin-1400", Name: "a round number that an administrator chose", Source: "practice",
			Kind: Setting, Carries: Both, MTU: 1400, Weight: 65,
		},
		{
			ID: "firewall-clamp", Name: "a firewall's clamp", Source: "practice: MSS 1340",
			Kind: Setting, Carries: Both, Position: Middle | Last, MTU: 1380, Weight: 45,
		},
	}
}

// containerRows are what networks of containers set.
func containerRows() []Row {
	return []Row{
		{
			ID: "docker-overlay", Aliases: []string{"docker", "swarm"}, Name: "a Docker overlay network", Source: "Docker documentation",
			Kind: Setting, Carries: Both, Position: Last | Host, MTU: 1450, Basis: "vxlan/ipv4", Base: 1500, Weight: 45,
		},
		{
			ID: "flannel", Name: "flannel (VXLAN)", Source: "flannel documentation",
			Kind: Setting, Carries: Both, Position: Last | Host, MTU: 1450, Basis: "vxlan/ipv4", Base: 1500, Weight: 40,
		},
		{
			ID: "flannel-udp", Name: "flannel (UDP)", Source: "flannel documentation",
			Kind: Setting, Carries: Both, Position: Last | Host, MTU: 1472, Basis: "fou/ipv4", Base: 1500, Weight: 10,
		},
		{
			ID: "calico", Aliases: []string{"calico-vxlan"}, Name: "Calico (VXLAN)", Source: "Calico documentation, configure MTU",
			Kind: Setting, Carries: Both, Position: Last | Host, MTU: 1450, Basis: "vxlan/ipv4", Base: 1500, Weight: 38,
		},
		{
			ID: "calico-ipip", Name: "Calico (IPIP)", Source: "Calico documentation, configure MTU",
			Kind: Setting, Carries: Both, Position: Last | Host, MTU: 1480, Basis: "ipip", Base: 1500, Weight: 25,
		},
		{
			ID: "calico-wireguard", Name: "Calico (WireGuard)", Source: "Calico documentation, configure MTU",
			Kind: Setting, Carries: Both, Position: Last | Host, MTU: 1440, Basis: "wireguard/ipv4", Base: 1500, Weight: 22,
		},
		{
			ID: "cilium", Name: "Cilium (tunnel)", Source: "github.com/cilium/cilium, pkg/mtu",
			Kind: Setting, Carries: Both, Position: Last | Host, MTU: 1450, Basis: "vxlan/ipv4", Base: 1500, Weight: 38,
		},
		{
			ID: "cilium-wireguard", Name: "Cilium (tunnel and WireGuard)", Source: "github.com/cilium/cilium, pkg/mtu",
			Kind: Setting, Carries: Both, Position: Last | Host, MTU: 1370, Basis: "vxlan/ipv4+wireguard/ipv6", Base: 1500, Weight: 25,
		},
		{
			ID: "cilium-ipsec", Name: "Cilium (tunnel and IPsec)", Source: "github.com/cilium/cilium, pkg/mtu",
			Kind: Setting, Carries: Both, Position: Last | Host, MTU: 1373, Weight: 20,
		},
		{
			ID: "weave", Name: "Weave Net", Source: "Weave Net documentation",
			Kind: Setting, Carries: Both, Position: Last | Host, MTU: 1376, Weight: 25,
		},
		{
			ID: "ovn-kubernetes", Aliases: []string{"openshift"}, Name: "OVN-Kubernetes (OpenShift)", Source: "OVN-Kubernetes documentation",
			Kind: Setting, Carries: Both, Position: Last | Host, MTU: 1400, Weight: 38,
		},
	}
}
