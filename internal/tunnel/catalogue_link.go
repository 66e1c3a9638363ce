package tunnel

// linkRows are what takes bytes of a link's frames without an IP header.
func linkRows() []Row {
	return []Row{
		{
			ID: "pppoe", Aliases: []string{"ppp-over-ethernet"}, Name: "PPPoE", Source: "RFC 2516, section 4",
			Kind: Plain, Carries: Both, Position: Access,
			Parts: []Part{{6, "PPPoE"}, {2, "PPP"}},
			Forms: []Form{{"", 95}},
			Note:  "with RFC 4638 a PPPoE line carries 1500 bytes: its Ethernet link then carries 1508",
		},
		{
			ID: "mpls", Name: "MPLS", Source: "RFC 3032, section 2.1",
			Kind: Plain, Carries: Both, Position: Middle | Last,
			Options: []Option{{
				Name: "labels", Aliases: []string{"label"}, What: "MPLS labels", Per: 4,
				Min: 1, Max: 16, Step: 1, Default: 1, One: "with 1 label", Many: "with %d labels",
			}},
			Forms: []Form{{":labels=1", 22}, {":labels=2", 30}, {":labels=3", 12}},
			Note:  "only where the links inside of the MPLS network carry no more than their edges",
		},
		{
			ID: "vlan", Aliases: []string{"802.1q", "dot1q"}, Name: "802.1Q VLAN tag", Source: "IEEE 802.1Q, clause 9.6",
			Kind: Plain, Carries: Both, Position: Access | Last,
			Parts: []Part{{4, "802.1Q tag"}},
			Forms: []Form{{"", 25}},
			Note:  "only on equipment that counts the tag as part of the 1500 bytes",
		},
		{
			ID: "qinq", Aliases: []string{"802.1ad", "q-in-q", "double-vlan"}, Name: "QinQ (two VLAN tags)", Source: "IEEE 802.1ad",
			Kind: Plain, Carries: Both, Position: Access | Middle,
			Parts: []Part{{8, "two VLAN tags"}},
			Forms: []Form{{"", 20}},
			Note:  "only on equipment that counts the tags as part of the 1500 bytes",
		},
		{
			ID: "llc-snap", Aliases: []string{"802.3", "snap", "llc"}, Name: "802.3 with LLC and SNAP", Source: "RFC 1042",
			Kind: Plain, Carries: Both, Position: Access | Last,
			Parts: []Part{{3, "LLC"}, {5, "SNAP"}},
			Forms: []Form{{"", 8}},
		},
		{
			ID: "macsec", Aliases: []string{"802.1ae"}, Name: "MACsec", Source: "IEEE 802.1AE; Linux drivers/net/macsec.c",
			Kind: Plain, Carries: Both, Position: Middle | Last,
			Parts: []Part{{16, "SecTAG with SCI"}, {16, "ICV"}},
			Forms: []Form{{"", 12}},
			Note:  "only where the Ethernet below was not given 32 bytes more",
		},
	}
}
