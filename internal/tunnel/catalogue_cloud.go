package tunnel

// cloudRows are what clouds and their gateways have.
func cloudRows() []Row {
	return []Row{
		{
			ID: "gcp-vpc", Aliases: []string{"gcp"}, Name: "a Google Cloud VPC", Source: "Google Cloud documentation, VPC MTU",
			Kind: Setting, Carries: Both, Position: Host | Last, MTU: 1460, Weight: 62,
		},
		{
			ID: "gcp-vpc-jumbo", Name: "a Google Cloud VPC with jumbo frames", Source: "Google Cloud documentation, VPC MTU",
			Kind: Setting, Carries: Both, Position: Host | Last, MTU: 8896, Weight: 60,
		},
		{
			ID: "gcp-interconnect", Name: "a Google Cloud Interconnect attachment", Source: "Google Cloud documentation, VLAN attachments",
			Kind: Setting, Carries: Both, Position: Middle | Last, MTU: 1440, Weight: 18,
		},
		{
			ID: "gcp-cloud-vpn", Aliases: []string{"gcp-vpn"}, Name: "Google Cloud VPN over IPv4", Source: "Google Cloud documentation, Cloud VPN MTU",
			Kind: Setting, Carries: Both, Position: Middle | Last, MTU: 1406, Basis: "esp-gcm/ipv4", Base: 1460, Weight: 45,
		},
		{
			ID: "gcp-cloud-vpn-ipv6", Name: "Google Cloud VPN over IPv6", Source: "Google Cloud documentation, Cloud VPN MTU",
			Kind: Setting, Carries: Both, Position: Middle | Last, MTU: 1386, Basis: "esp-gcm/ipv6", Base: 1460, Weight: 25,
		},
		{
			ID: "gcp-cloud-vpn-advice", Name: "systems behind Google Cloud VPN, as its documentation advises", Source: "Google Cloud documentation, Cloud VPN MTU",
			Kind: Setting, Carries: Both, Position: Host | Last, MTU: 1390, Weight: 15,
		},
		{
			ID: "azure-gateway", Aliases: []string{"azure", "azure-vpn"}, Name: "an Azure gateway", Source: "Azure documentation",
			Kind: Setting, Carries: Both, Position: Middle | Last, MTU: 1400, Weight: 46,
		},
		{
			ID: "aws-vpc", Aliases: []string{"aws"}, Name: "an AWS VPC with jumbo frames", Source: "AWS documentation, EC2 network MTU",
			Kind: Setting, Carries: Both, Position: Host | Last, MTU: 9001, Weight: 80,
		},
		{
			ID: "aws-transit-gateway", Aliases: []string{"aws-tgw"}, Name: "an AWS transit gateway", Source: "AWS documentation, transit gateway quotas",
			Kind: Setting, Carries: Both, Position: Middle | Last, MTU: 8500, Weight: 70,
		},
		{
			ID: "aws-gwlb", Name: "an AWS gateway load balancer", Source: "AWS documentation, gateway load balancers",
			Kind: Setting, Carries: Both, Position: Middle | Last, MTU: 8500, Weight: 45,
		},
		{
			ID: "aws-internet", Name: "AWS's internet gateway", Source: "AWS documentation, EC2 network MTU",
			Kind: Setting, Carries: Both, Position: Access | Middle, MTU: 1500, Weight: 40,
		},
		{
			ID: "aws-vpn", Name: "an AWS site-to-site VPN", Source: "AWS documentation, customer gateway device",
			Kind: Setting, Carries: Both, Position: Middle | Last, MTU: 1446, Basis: "esp-gcm/ipv4", Base: 1500, Weight: 40,
		},
		{
			ID: "azure-vnet", Name: "an Azure virtual network", Source: "Azure documentation",
			Kind: Setting, Carries: Both, Position: Host | Last, MTU: 1500, Weight: 20,
		},
		{
			ID: "hetzner-network", Aliases: []string{"hetzner"}, Name: "a Hetzner Cloud network", Source: "Hetzner documentation",
			Kind: Setting, Carries: Both, Position: Host | Last, MTU: 1450, Weight: 30,
		},
	}
}

// lineRows are what links and access lines have.
func lineRows() []Row {
	return []Row{
		{
			ID: "ethernet", Name: "plain Ethernet", Source: "RFC 894; IEEE 802.3",
			Kind: Setting, Carries: Both, MTU: 1500, Weight: 100,
		},
		{
			ID: "pppoe-1500", Name: "PPPoE with RFC 4638", Source: "RFC 4638",
			Kind: Setting, Carries: Both, Position: Access, MTU: 1500, Basis: "pppoe", Base: 1508, Weight: 15,
		},
		{
			ID: "jumbo", Name: "jumbo frames", Source: "practice",
			Kind: Setting, Carries: Both, Position: Host | Last, MTU: 9000, Weight: 100,
		},
		{
			ID: "lte-verizon", Aliases: []string{"lte"}, Name: "LTE (Verizon)", Source: "practice",
			Kind: Setting, Carries: Both, Position: Access, MTU: 1428, Weight: 48,
		},
		{
			ID: "lte-att", Name: "LTE (AT&T)", Source: "practice",
			Kind: Setting, Carries: Both, Position: Access, MTU: 1430, Weight: 48,
		},
		{
			ID: "lte-1440", Name: "LTE (other operators)", Source: "practice",
			Kind: Setting, Carries: Both, Position: Access, MTU: 1440, Weight: 40,
		},
		{
			ID: "3gpp", Name: "a mobile network, worst case", Source: "3GPP TS 23.060, annex C; TS 23.501, annex J",
			Kind: Setting, Carries: Both, Position: Access, MTU: 1358, Weight: 55,
		},
		{
			ID: "flets", Name: "Flets PPPoE (Japan)", Source: "NTT; p0f's list of links",
			Kind: Setting, Carries: Both, Position: Access, MTU: 1454, Weight: 55,
		},
		{
			ID: "dsl-1452", Name: "a DSL line", Source: "p0f's list of links",
			Kind: Setting, Carries: Both, Position: Access, MTU: 1452, Weight: 32,
		},
		{
			ID: "dsl-1456", Name: "a DSL line", Source: "p0f's list of links",
			Kind: Setting, Carries: Both, Position: Access, MTU: 1456, Weight: 25,
		},
		{
			ID: "bt-dsl", Name: "a BT DSL line", Source: "p0f's list of links",
			Kind: Setting, Carries: Both, Position: Access, MTU: 1458, Weight: 38,
		},
		{
			ID: "dsl-1462", Name: "a DSL line", Source: "p0f's list of links",
			Kind: Setting, Carries: Both, Position: Access, MTU: 1462, Weight: 20,
		},
		{
			ID: "pppoa-llc", Aliases: []string{"pppoa"}, Name: "PPPoA with LLC", Source: "RFC 2364; p0f's list of links",
			Kind: Setting, Carries: Both, Position: Access, MTU: 1478, Weight: 30,
		},
		{
			ID: "low-bandwidth", Name: "an old or slow line (dial-up, X.25)", Source: "RFC 1191, section 7.1",
			Kind: Setting, Carries: Only4, Position: Access, MTU: 576, Weight: 40,
		},
		{
			ID: "ipoib", Name: "IP over InfiniBand", Source: "RFC 4391, section 7",
			Kind: Setting, Carries: Both, Position: Host | Last, MTU: 2044, Weight: 50,
		},
		{
			ID: "fddi", Name: "FDDI", Source: "RFC 1191, section 7.1",
			Kind: Setting, Carries: Both, MTU: 4352, Weight: 20,
		},
	}
}
