package tunnel

// greRows are GRE in its forms, and what else goes by GRE's protocol number.
func greRows() []Row {
	return []Row{
		{
			ID: "gre", Aliases: []string{"ip6gre"}, Name: "GRE", Source: "RFC 2784, section 2.1; RFC 2890; RFC 7676",
			Kind: Plain, Outer: Both, Carries: Both, Position: Middle | Last | Host,
			Parts: []Part{{4, "GRE"}},
			Options: []Option{
				{Name: "key", Bytes: 4, What: "key", One: "with key"},
				{Name: "seq", Aliases: []string{"sequence"}, Bytes: 4, What: "sequence number", One: "with sequence numbers"},
				{Name: "csum", Aliases: []string{"checksum"}, Bytes: 4, What: "checksum", One: "with checksum"},
				{Name: "encap-limit", Bytes: 8, What: encapLimit, One: "with encapsulation limit"},
			},
			Forms: []Form{{"/ipv4", 65}, {"/ipv4:key", 30}, {"/ipv4:key,seq", 12}, {"/ipv4:key,seq,csum", 4}, {"/ipv6", 22}, {"/ipv6:encap-limit", 20}},
			Note:  "Linux adds 8 bytes over IPv6 unless the tunnel says encaplimit none",
		},
		{
			ID: "gretap", Aliases: []string{"ip6gretap"}, Name: "GRETAP (Ethernet in GRE)", Source: "RFC 2784; RFC 1701; Linux net/ipv4/ip_gre.c",
			Kind: Plain, Outer: Both, Carries: Both, Position: Middle | Last,
			Parts: []Part{{4, "GRE"}, {14, "inner Ethernet"}},
			Options: []Option{
				{Name: "key", Bytes: 4, What: "key", One: "with key"},
				{Name: "encap-limit", Bytes: 8, What: encapLimit, One: "with encapsulation limit"},
			},
			Forms: []Form{{"/ipv4", 28}, {"/ipv6", 8}, {"/ipv6:encap-limit", 8}},
		},
		{
			ID: "nvgre", Name: "NVGRE", Source: "RFC 7637, section 3.2",
			Kind: Plain, Outer: Both, Carries: Both, Position: Last | Middle,
			Parts: []Part{{4, "GRE"}, {4, "key"}, {14, "inner Ethernet"}},
			Forms: []Form{{"/ipv4", 18}, {"/ipv6", 4}},
		},
		{
			ID: "eoip", Name: "EoIP (MikroTik)", Source: "MikroTik RouterOS manual",
			Kind: Plain, Outer: Only4, Carries: Both, Position: Middle | Access,
			Parts: []Part{{8, "GRE as EoIP uses it"}, {14, "inner Ethernet"}},
			Forms: []Form{{"", 24}},
			Note:  "by default the interface has 1500 and the router fragments the outer packets",
		},
		{
			ID: "etherip", Name: "EtherIP", Source: "RFC 3378, section 3",
			Kind: Plain, Outer: Both, Carries: Both, Position: Middle | Last,
			Parts: []Part{{2, "EtherIP"}, {14, "inner Ethernet"}},
			Forms: []Form{{"/ipv4", 5}},
		},
	}
}
