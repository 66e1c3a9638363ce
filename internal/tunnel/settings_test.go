package tunnel

import "testing"

// settingTests are the MTUs of rows that are a number, as their sources have it: of some the least and the
// most. None of them was read from the catalogue.
var settingTests = map[string]struct{ mtu, most int }{
	// Standards.
	"ethernet":       {mtu: 1500}, // RFC 894: 1500 bytes of data
	"ipv6-minimum":   {mtu: 1280}, // RFC 8200, section 5
	"teredo-default": {mtu: 1280}, // RFC 4380, section 5.1: a Teredo interface's MTU
	"pppoe-1500":     {mtu: 1500}, // RFC 4638: PPP-Max-Payload
	"low-bandwidth":  {mtu: 576},  // RFC 1191, section 7.1: X.25, and others
	"ipoib":          {mtu: 2044}, // RFC 4391, section 7: a link MTU of 2044 bytes by default
	"fddi":           {mtu: 4352}, // RFC 1191, section 7.1, and RFC 1390
	"3gpp":           {mtu: 1358}, // TS 23.060, annex C: 1358 bytes fit the worst case
	"jumbo":          {mtu: 9000},
	"pppoa-llc":      {mtu: 1478},
	// Lines, as operators and p0f's list have them.
	"flets":       {mtu: 1454},
	"dsl-1452":    {mtu: 1452},
	"dsl-1456":    {mtu: 1456},
	"bt-dsl":      {mtu: 1458},
	"dsl-1462":    {mtu: 1462},
	"lte-verizon": {mtu: 1428},
	"lte-att":     {mtu: 1430},
	"lte-1440":    {mtu: 1440},
	// Clouds: Google's VPC has 1300 to 8896 and 1460 by default, its interconnect 1440, its VPN 1406 and 1386; Amazon's
	// VPC has 9001, its transit gateway and gateway load balancer 8500, its VPN 1446 at most.
	"gcp-vpc":              {mtu: 1460},
	"gcp-vpc-jumbo":        {mtu: 8896},
	"gcp-interconnect":     {mtu: 1440},
	"gcp-cloud-vpn":        {mtu: 1406},
	"gcp-cloud-vpn-ipv6":   {mtu: 1386},
	"gcp-cloud-vpn-advice": {mtu: 1390},
	"azure-vnet":           {mtu: 1500},
	"azure-gateway":        {mtu: 1400},
	"aws-vpc":              {mtu: 9001},
	"aws-transit-gateway":  {mtu: 8500},
	"aws-gwlb":             {mtu: 8500},
	"aws-internet":         {mtu: 1500},
	"aws-vpn":              {mtu: 1446},
	"hetzner-network":      {mtu: 1450},
	// VPNs, as they set up their interfaces.
	"wireguard-default": {mtu: 1420}, // drivers/net/wireguard/device.c: 1500 less 80
	"tailscale-default": {mtu: 1280},
	"netbird-default":   {mtu: 1280},
	"warp":              {mtu: 1280},
	"nebula-default":    {mtu: 1300},
	"zerotier":          {mtu: 2800},
	"mullvad":           {mtu: 1380},
	"anyconnect":        {mtu: 1390, most: 1406},
	"windows-vpn":       {mtu: 1400},
	"openvpn-tun":       {mtu: 1500}, // tun-mtu
	"openvpn-tcp":       {mtu: 1500}, // tun-mtu, too: a stream has no packets to be too large
	"sstp":              {mtu: 1400},
	"cisco-ip-mtu":      {mtu: 1400}, // ip mtu 1400 for GRE over IPsec
	"admin-1400":        {mtu: 1400},
	"firewall-clamp":    {mtu: 1380},
	// Clusters.
	"docker-overlay":   {mtu: 1450},
	"flannel":          {mtu: 1450},
	"flannel-udp":      {mtu: 1472},
	"calico":           {mtu: 1450},
	"calico-ipip":      {mtu: 1480},
	"calico-wireguard": {mtu: 1440},
	"cilium":           {mtu: 1450},
	"cilium-wireguard": {mtu: 1370}, // 1450 less 80
	"cilium-ipsec":     {mtu: 1373}, // 1450 less 77
	"weave":            {mtu: 1376},
	"ovn-kubernetes":   {mtu: 1400},
}

func TestSettingsAgainstTheirSources(t *testing.T) {
	numbers := 0
	for _, r := range Catalogue() {
		if r.Kind != Setting && r.Kind != Stream {
			continue
		}
		numbers++
		if want, ok := settingTests[r.ID]; !ok || r.MTU != want.mtu || r.MTUMax != want.most {
			t.Errorf("%s: MTU %d to %d, its source has %+v", r.ID, r.MTU, r.MTUMax, want)
		}
	}
	if numbers != len(settingTests) {
		t.Errorf("%d rows are numbers, %d are tested", numbers, len(settingTests))
	}
}
