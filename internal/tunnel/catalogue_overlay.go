package tunnel

// overlayRows are the overlays of data centres and of mobile networks.
func overlayRows() []Row {
	ethernet := Part{14, "inner Ethernet"}
	udp := Part{8, "UDP"}
	vlan := Option{Name: "vlan", Aliases: []string{"802.1q"}, Bytes: 4, What: "inner 802.1Q tag", One: "with inner 802.1Q"}
	return []Row{
		{
			ID: "vxlan", Name: "VXLAN", Source: "RFC 7348, section 5; Linux drivers/net/vxlan",
			Kind: Plain, Outer: Both, Carries: Both, Position: Last | Host,
			Parts: []Part{udp, {8, "VXLAN"}, ethernet}, Options: []Option{vlan},
			Forms: []Form{{"/ipv4", 85}, {"/ipv6", 42}, {"/ipv4:vlan", 22}, {"/ipv6:vlan", 8}},
		},
		{
			ID: "geneve", Name: "Geneve", Source: "RFC 8926, section 3",
			Kind: Plain, Outer: Both, Carries: Both, Position: Last | Host,
			Parts: []Part{udp, {8, "Geneve"}, ethernet},
			Options: []Option{
				{Name: "options", Aliases: []string{"opts"}, Per: 1, What: "Geneve options", Max: 252, Step: 4, One: "with options", Many: "with %d bytes of options"},
				vlan,
			},
			Forms: []Form{{"/ipv4", 55}, {"/ipv6", 26}, {"/ipv4:options=8", 45}, {"/ipv6:options=8", 16}, {"/ipv4:options=12", 5}},
			Note:  "OVN uses 8 bytes of options",
		},
		{
			ID: "vxlan-gpe", Name: "VXLAN-GPE without Ethernet", Source: "draft-ietf-nvo3-vxlan-gpe; Linux drivers/net/vxlan",
			Kind: Plain, Outer: Both, Carries: Both, Position: Last,
			Parts: []Part{udp, {8, "VXLAN-GPE"}},
			Forms: []Form{{"/ipv4", 4}},
		},
		{
			ID: "lisp", Name: "LISP", Source: "RFC 9300, section 5",
			Kind: Plain, Outer: Both, Carries: Both, Position: Middle | Last,
			Parts: []Part{udp, {8, "LISP"}},
			Forms: []Form{{"/ipv4", 12}, {"/ipv6", 4}},
		},
		{
			ID: "fou", Aliases: []string{"foo-over-udp", "ipip-fou"}, Name: "FOU (IP in UDP)", Source: "Linux net/ipv4/fou_core.c",
			Kind: Plain, Outer: Both, Carries: Both, Position: Middle | Last,
			Parts: []Part{udp},
			Forms: []Form{{"/ipv4", 14}, {"/ipv6", 4}},
		},
		{
			ID: "gue", Name: "GUE", Source: "draft-ietf-intarea-gue, section 3.1; Linux net/ipv4/fou_core.c",
			Kind: Plain, Outer: Both, Carries: Both, Position: Last,
			Parts: []Part{udp, {4, "GUE"}},
			Forms: []Form{{"/ipv4", 8}, {"/ipv6", 3}},
		},
		{
			ID: "gtpu", Aliases: []string{"gtp", "gtp-u"}, Name: "GTP-U", Source: "3GPP TS 29.281, section 5.1; TS 38.415",
			Kind: Plain, Outer: Both, Carries: Both, Position: Access,
			Parts: []Part{udp, {8, "GTP-U"}},
			Options: []Option{
				{Name: "pdu-session", Aliases: []string{"5g", "ext"}, Bytes: 8, What: "sequence fields 4 and 5G PDU session container 4", One: "with 5G PDU session container"},
			},
			Forms: []Form{{"/ipv4", 35}, {"/ipv4:pdu-session", 35}, {"/ipv6", 16}, {"/ipv6:pdu-session", 18}},
		},
		{
			ID: "srv6", Aliases: []string{"seg6"}, Name: "SRv6", Source: "RFC 8986, section 5.1; RFC 8754, section 2",
			Kind: Plain, Outer: Only6, Carries: Both, Position: Middle | Last,
			Options: []Option{{
				Name: "segments", Aliases: []string{"segs", "sids"}, Bytes: 8, Per: 16, What: "routing header",
				Min: 1, Max: 16, Step: 1, Default: 1, One: "with 1 segment", Many: "with %d segments",
			}},
			Forms: []Form{{":segments=1", 25}, {":segments=2", 10}, {":segments=3", 8}},
		},
		{
			ID: "srv6-reduced", Aliases: []string{"srv6-red", "seg6-reduced"}, Name: "SRv6 reduced", Source: "RFC 8986, section 5.2",
			Kind: Plain, Outer: Only6, Carries: Both, Position: Middle | Last,
			Options: []Option{{
				Name: "segments", Aliases: []string{"segs", "sids"}, Bytes: 8, Per: 16, Skip: 1, What: "routing header",
				Min: 1, Max: 16, Step: 1, Default: 1, One: "with 1 segment", Many: "with %d segments",
			}},
			Forms: []Form{{":segments=1", 20}, {":segments=2", 8}},
			Note:  "the first segment is the destination address and needs no routing header",
		},
	}
}
