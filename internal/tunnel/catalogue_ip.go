package tunnel

// The encapsulation limit is a destination options header that Linux adds by
// default to what it tunnels in IPv6 (net/ipv6/ip6_tunnel.c, init_tel_txopt).
const encapLimit = "encapsulation limit (RFC 2473, section 4.1.1)"

// over4Rows are tunnels of IP in IPv4.
func over4Rows() []Row {
	return []Row{
		{
			ID: "ipip", Aliases: []string{"4in4", "ipencap"}, Name: "IPIP", Source: "RFC 2003, section 3.1",
			Kind: Plain, Outer: Only4, Carries: Only4, Position: Middle | Last | Host,
			Forms: []Form{{"", 45}},
		},
		{
			ID: "6in4", Aliases: []string{"sit", "ipv6ip", "proto-41"}, Name: "6in4", Source: "RFC 4213, section 3.2",
			Kind: Plain, Outer: Only4, Carries: Only6, Position: Host | Access | Middle,
			Forms: []Form{{"", 70}},
			Note:  "tunnel brokers often set 1280 instead",
		},
		{
			ID: "6to4", Name: "6to4", Source: "RFC 3056, section 4",
			Kind: Plain, Outer: Only4, Carries: Only6, Position: Host | Access,
			Forms: []Form{{"", 8}},
		},
		{
			ID: "6rd", Name: "6rd", Source: "RFC 5969, section 9.1",
			Kind: Plain, Outer: Only4, Carries: Only6, Position: Access,
			Forms: []Form{{"", 45}},
		},
		{
			ID: "isatap", Name: "ISATAP", Source: "RFC 5214, section 6",
			Kind: Plain, Outer: Only4, Carries: Only6, Position: Host | Last,
			Forms: []Form{{"", 5}},
			Note:  "its default is 1280",
		},
		{
			ID: "teredo", Name: "Teredo", Source: "RFC 4380, section 5.1",
			Kind: Plain, Outer: Only4, Carries: Only6, Position: Host,
			Parts: []Part{{8, "UDP"}}, MTU: 1280,
			Note: "its MTU is always 1280",
		},
	}
}

// over6Rows are tunnels of IP in IPv6.
func over6Rows() []Row {
	return []Row{
		{
			ID: "dslite", Aliases: []string{"ds-lite", "lw4o6", "aftr"}, Name: "DS-Lite", Source: "RFC 6333, section 5.3",
			Kind: Plain, Outer: Only6, Carries: Only4, Position: Access,
			Forms: []Form{{"", 60}},
		},
		{
			ID: "map-e", Aliases: []string{"mape"}, Name: "MAP-E", Source: "RFC 7597, section 8.3.1",
			Kind: Plain, Outer: Only6, Carries: Only4, Position: Access,
			Forms: []Form{{"", 40}},
		},
		{
			ID: "4in6", Aliases: []string{"ipip6", "ipv4-in-ipv6"}, Name: "IPv4 in IPv6", Source: "RFC 2473, section 7",
			Kind: Plain, Outer: Only6, Carries: Only4, Position: Access | Middle,
			Options: []Option{{Name: "encap-limit", Bytes: 8, What: encapLimit, One: "with encapsulation limit"}},
			Forms:   []Form{{"", 18}},
		},
		{
			ID: "ip6ip6", Aliases: []string{"6in6", "ipv6-in-ipv6"}, Name: "IPv6 in IPv6", Source: "RFC 2473, section 7",
			Kind: Plain, Outer: Only6, Carries: Only6, Position: Middle | Last,
			Options: []Option{{Name: "encap-limit", Bytes: 8, What: encapLimit, One: "with encapsulation limit"}},
			Forms:   []Form{{"", 15}},
		},
		{
			ID: "ip6tnl", Name: "Linux ip6tnl", Source: "RFC 2473; Linux net/ipv6/ip6_tunnel.c",
			Kind: Plain, Outer: Only6, Carries: Both, Position: Host | Access | Middle,
			Parts:   []Part{{8, encapLimit}},
			Options: []Option{{Name: "no-encap-limit", Aliases: []string{"encaplimit-none"}, Bytes: -8, What: encapLimit, One: "without encapsulation limit"}},
			Forms:   []Form{{"", 35}},
			Note:    "with encaplimit none on the tunnel it is 8 bytes more",
		},
	}
}

// pppRows are tunnels of PPP and of Ethernet in IP.
func pppRows() []Row {
	return []Row{
		{
			ID: "l2tp", Aliases: []string{"l2tpv2"}, Name: "L2TP", Source: "RFC 2661, sections 3.1 and 8.1; RFC 1661, section 2",
			Kind: Plain, Outer: Both, Carries: Both, Position: Access | Middle,
			Parts: []Part{{8, "UDP"}, {8, "L2TP"}, {4, "PPP"}},
			Options: []Option{
				{Name: "no-length", Bytes: -2, What: "length field", One: "without length field"},
				{Name: "acfc", Bytes: -2, What: "PPP address and control (RFC 1661, section 6.6)", One: "without PPP address and control"},
			},
			Forms: []Form{{"/ipv4", 45}, {"/ipv4:acfc", 18}, {"/ipv4:no-length,acfc", 18}},
		},
		{
			ID: "pptp", Name: "PPTP", Source: "RFC 2637, section 4.1; RFC 3078, section 3",
			Kind: Plain, Outer: Only4, Carries: Both, Position: Middle | Host,
			Parts: []Part{{16, "enhanced GRE with sequence and acknowledgement"}, {4, "PPP"}},
			Options: []Option{
				{Name: "acfc", Bytes: -2, What: "PPP address and control (RFC 1661, section 6.6)", One: "without PPP address and control"},
				{Name: "mppe", Bytes: 4, What: "MPPE coherency count and protocol", One: "with MPPE"},
			},
			Forms: []Form{{"", 18}, {":acfc", 6}, {":mppe", 6}},
			Note:  "Microsoft's default is 1400",
		},
		{
			ID: "l2tpv3", Name: "L2TPv3 (Ethernet)", Source: "RFC 3931, sections 4.1 and 4.6; RFC 4719",
			Kind: Plain, Outer: Both, Carries: Both, Position: Middle | Last,
			Parts: []Part{{4, "session ID"}, {14, "inner Ethernet"}},
			Options: []Option{
				{Name: "cookie", Per: 1, What: "cookie", Max: 8, Step: 4, One: "with a cookie", Many: "with a cookie of %d bytes"},
				{Name: "sublayer", Aliases: []string{"l2spec", "seq"}, Bytes: 4, What: "L2-specific sublayer", One: "with sublayer"},
				{Name: "udp", Bytes: 12, What: "UDP 8 and L2TPv3 flags 4", One: "in UDP"},
			},
			Forms: []Form{{"/ipv4", 18}, {"/ipv4:cookie=4", 8}, {"/ipv4:cookie=8", 8}, {"/ipv4:cookie=8,sublayer", 14}, {"/ipv4:udp", 16}},
		},
	}
}

// translationRows are translations between the families: the IPv4 side loses
// what the longer header takes.
func translationRows() []Row {
	fragment := Option{Name: "fragment", Aliases: []string{"frag"}, Bytes: 8, What: "fragment header", One: "with fragment header"}
	longer := []Part{{-ipv4Header, "IPv4 header that it replaces"}}
	return []Row{
		{
			ID: "464xlat", Aliases: []string{"clat", "xlat464"}, Name: "464XLAT", Source: "RFC 6877; RFC 7915, section 1.4",
			Kind: Plain, Outer: Only6, Carries: Only4, Position: Host | Access, Parts: longer,
			Options: []Option{fragment},
			Forms:   []Form{{"", 35}, {":fragment", 30}},
			Note:    "Android leaves 28 bytes: room for a fragment header as well",
		},
		{
			ID: "map-t", Aliases: []string{"mapt"}, Name: "MAP-T", Source: "RFC 7599, section 10.1; RFC 7915",
			Kind: Plain, Outer: Only6, Carries: Only4, Position: Access, Parts: longer,
			Options: []Option{fragment},
			Forms:   []Form{{"", 25}, {":fragment", 8}},
		},
		{
			ID: "nat64", Aliases: []string{"siit"}, Name: "NAT64", Source: "RFC 6146; RFC 7915, section 1.4",
			Kind: Plain, Outer: Only6, Carries: Only4, Position: Middle | Last | Access, Parts: longer,
			Options: []Option{fragment},
			Forms:   []Form{{"", 28}, {":fragment", 10}},
			Note:    "from the IPv6 side it is the other way round: 20 bytes more pass than on the IPv4 side",
		},
	}
}
