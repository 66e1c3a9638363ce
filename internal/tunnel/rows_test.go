package tunnel

import "testing"

// rowTests are numbers that standards, kernels and vendors give, not numbers
// that this package computed.
var rowTests = []struct {
	stack        string
	outer, inner int
}{
	// Links.
	{"pppoe", 1500, 1492},
	{"pppoe", 1508, 1500}, // RFC 4638
	{"mpls", 1500, 1496},
	{"mpls:labels=2", 1500, 1492},
	{"mpls:labels=3", 1500, 1488},
	{"vlan", 1500, 1496},
	{"qinq", 1500, 1492},
	{"llc-snap", 1500, 1492},
	{"macsec", 1500, 1468},
	// IP in IP.
	{"ipip", 1500, 1480},
	{"ipip", 9000, 8980},
	{"ipip", 9001, 8981},
	{"ipip", 1460, 1440},
	{"6in4", 1500, 1480},
	{"6in4+pppoe", 1500, 1472},
	{"6to4", 1500, 1480},
	{"6rd", 1500, 1480},
	{"isatap", 1500, 1480},
	{"teredo", 1500, 1280},
	{"dslite", 1500, 1460},
	{"dslite+pppoe", 1500, 1452},
	{"map-e", 1500, 1460},
	{"4in6", 1500, 1460},
	{"4in6:encap-limit", 1500, 1452},
	{"ip6ip6", 1500, 1460},
	{"ip6ip6:encap-limit", 1500, 1452},
	{"ip6tnl", 1500, 1452}, // what Linux gives
	{"ip6tnl:no-encap-limit", 1500, 1460},
	// Translation.
	{"464xlat", 1500, 1480},
	{"464xlat:fragment", 1500, 1472},
	{"map-t", 1500, 1480},
	{"map-t:fragment", 1500, 1472},
	{"nat64", 1500, 1480},
	{"nat64:fragment", 1500, 1472},
	// GRE and PPP.
	{"gre/ipv4", 1500, 1476},
	{"gre/ipv4:key", 1500, 1472},
	{"gre/ipv4:key,seq", 1500, 1468},
	{"gre/ipv4:key,csum", 1500, 1468},
	{"gre/ipv4:key,seq,csum", 1500, 1464},
	{"gre/ipv4+pppoe", 1500, 1468},
	{"gre/ipv4", 1460, 1436},
	{"gre/ipv6", 1500, 1456},
	{"gre/ipv6:encap-limit", 1500, 1448}, // what Linux gives
	{"gretap/ipv4", 1500, 1462},
	{"gretap/ipv4:key", 1500, 1458},
	{"gretap/ipv6:encap-limit", 1500, 1434},
	{"nvgre/ipv4", 1500, 1458},
	{"eoip", 1500, 1458},
	{"etherip/ipv4", 1500, 1464},
	{"l2tp/ipv4", 1500, 1460},
	{"l2tp/ipv4:no-length,acfc", 1500, 1464},
	{"l2tp/ipv4:acfc", 1500, 1462},
	{"pptp", 1500, 1460},
	{"pptp:acfc", 1500, 1462},
	{"pptp:mppe", 1500, 1456},
	{"l2tpv3/ipv4", 1500, 1462},
	{"l2tpv3/ipv4:cookie=4", 1500, 1458},
	{"l2tpv3/ipv4:cookie=8", 1500, 1454},
	{"l2tpv3/ipv4:cookie=8,sublayer", 1500, 1450},
	{"l2tpv3/ipv4:udp", 1500, 1450},
	// Overlays.
	{"vxlan/ipv4", 1500, 1450},
	{"vxlan/ipv4", 9000, 8950},
	{"vxlan/ipv4", 9001, 8951},
	{"vxlan/ipv4", 1460, 1410},
	{"vxlan/ipv6", 1500, 1430}, // what Linux gives
	{"vxlan/ipv6", 9000, 8930},
	{"vxlan/ipv4:vlan", 1500, 1446},
	{"vxlan-gpe/ipv4", 1500, 1464},
	{"geneve/ipv4", 1500, 1450},
	{"geneve/ipv6", 1500, 1430},
	{"geneve/ipv4:options=8", 1500, 1442}, // OVN
	{"lisp/ipv4", 1500, 1464},
	{"fou/ipv4", 1500, 1472},
	{"gue/ipv4", 1500, 1468},
	{"gtpu/ipv4", 1500, 1464},
	{"gtpu/ipv4:pdu-session", 1500, 1456},
	{"gtpu/ipv6", 1500, 1444},
	{"gtpu/ipv6:pdu-session", 1500, 1436},
	{"srv6", 1500, 1436}, // what Linux gives
	{"srv6:segments=2", 1500, 1420},
	{"srv6-reduced", 1500, 1460},
	{"srv6-reduced:segments=2", 1500, 1436},
	// VPNs.
	{"wireguard/ipv4", 1500, 1440},
	{"wireguard/ipv6", 1500, 1420}, // what Linux gives
	{"wireguard/ipv4+pppoe", 1500, 1432},
	{"wireguard/ipv6+pppoe", 1500, 1412},
	{"wireguard/ipv6", 1492, 1412},
	{"wireguard/ipv4", 9000, 8940},
	{"wireguard/ipv6", 9000, 8920},
	{"wireguard/ipv4", 9001, 8941},
	{"wireguard/ipv4", 1460, 1400},
	{"wireguard/ipv6", 1460, 1380},
	{"nebula/ipv4", 1500, 1300},
	{"nebula/ipv4:mtu=8941", 9001, 8941}, // nebula's own example
	{"tailscale/ipv4", 1340, 1280},
	{"tailscale/ipv6", 1360, 1280},
	{"tailscale/ipv6", 1500, 1280},
	{"netbird/ipv6", 1500, 1280},
	{"openvpn/ipv4", 1500, 1448},
	{"openvpn/ipv6", 1500, 1428},
	{"openvpn-cbc-sha1/ipv4", 1500, 1419},
	{"openvpn-cbc-sha256/ipv4", 1500, 1403},
	// ESP, tunnel mode.
	{"esp-cbc-sha1/ipv4", 1500, 1438},
	{"esp-cbc-sha1/ipv4:nat-t", 1500, 1422},
	{"esp-cbc-sha1/ipv6", 1500, 1422},
	{"esp-cbc-sha1/ipv6:nat-t", 1500, 1406},
	{"esp-cbc-sha256/ipv4", 1500, 1438},
	{"esp-cbc-sha256/ipv4:nat-t", 1500, 1422},
	{"esp-cbc-sha256/ipv6", 1500, 1406},
	{"esp-cbc-sha384/ipv4", 1500, 1422},
	{"esp-cbc-sha384/ipv4:nat-t", 1500, 1422},
	{"esp-cbc-sha384/ipv6", 1500, 1406},
	{"esp-cbc-sha512/ipv4", 1500, 1422},
	{"esp-cbc-sha512/ipv4:nat-t", 1500, 1406},
	{"esp-cbc-sha512/ipv6", 1500, 1390},
	{"esp-gcm/ipv4", 1500, 1446}, // AWS's maximum too
	{"esp-gcm/ipv4:nat-t", 1500, 1438},
	{"esp-gcm/ipv6", 1500, 1426},
	{"esp-gcm/ipv6:nat-t", 1500, 1418},
	{"esp-gcm/ipv4", 9000, 8946},
	{"esp-gcm8/ipv4", 1500, 1454},
	{"esp-gcm8/ipv4:nat-t", 1500, 1446},
	{"esp-gcm12/ipv4", 1500, 1450},
	{"esp-gcm12/ipv4:nat-t", 1500, 1442},
	{"esp-gcm12/ipv6", 1500, 1430},
	{"esp-3des-sha1/ipv4", 1500, 1446},
	{"esp-3des-sha1/ipv4:nat-t", 1500, 1438},
	{"esp-null-sha1/ipv4", 1500, 1458},
	{"esp-null-sha1/ipv4:nat-t", 1500, 1450},
	{"esp-cbc-sha1/ipv4", 1492, 1422},
	{"esp-gcm/ipv4", 1492, 1438},
	{"esp-cbc-sha1/ipv4", 1460, 1390},
	{"esp-gcm/ipv4", 1460, 1406}, // Google Cloud VPN
	{"esp-gcm/ipv6", 1460, 1386}, // Google Cloud VPN
	// ESP, transport mode and what runs in it.
	{"esp-cbc-sha1/ipv4:transport", 1500, 1458},
	{"esp-gcm/ipv4:transport", 1500, 1466},
	{"esp-cbc-sha1/ipv4:nat-t,transport", 1500, 1442},
	{"esp-gcm/ipv4:nat-t,transport", 1500, 1458},
	{"gre+esp-cbc-sha1:transport", 1500, 1434},
	{"gre+esp-gcm:transport", 1500, 1442},
	{"gre+esp-cbc-sha1", 1500, 1414},
	{"gre+esp-gcm", 1500, 1422},
	{"l2tp+esp-cbc-sha1:transport", 1500, 1418},
	{"l2tp+esp-gcm:transport", 1500, 1426},
	{"l2tp+esp-cbc-sha1:transport,nat-t", 1500, 1402},
	{"l2tp+esp-gcm:transport,nat-t", 1500, 1418},
	// Clouds and clusters.
	{"vxlan/ipv4+wireguard/ipv6", 1500, 1370}, // Cilium: 1450-80
}

func TestRowsAgainstPublishedNumbers(t *testing.T) {
	for _, tt := range rowTests {
		s := mustStack(t, tt.stack)
		got, err := Inner(tt.outer, s)
		if err != nil || got != tt.inner {
			t.Errorf("Inner(%d, %s) = %d, %v, want %d", tt.outer, tt.stack, got, err, tt.inner)
		}
		// And back: the inner MTU needs no more than the outer one, and with a byte more it does.
		if need, err := Outer(tt.inner, s); err != nil || need > tt.outer {
			t.Errorf("Outer(%d, %s) = %d, %v, want at most %d", tt.inner, tt.stack, need, err, tt.outer)
		}
		if limit := s.layers[0].mtu; limit > 0 {
			continue // its interface takes no more anyway
		}
		if need, err := Outer(tt.inner+1, s); err != nil || need <= tt.outer {
			t.Errorf("Outer(%d, %s) = %d, %v, want more than %d", tt.inner+1, tt.stack, need, err, tt.outer)
		}
	}
}

func TestEveryRowHasAPublishedNumber(t *testing.T) {
	tested := map[string]bool{}
	for _, tt := range rowTests {
		for _, id := range mustStack(t, tt.stack).IDs() {
			tested[id] = true
		}
	}
	for _, r := range Catalogue() {
		if r.Kind != Setting && r.Kind != Stream && !tested[r.ID] {
			t.Errorf("%s has no number in rowTests", r.ID)
		}
	}
}

func mustStack(t testing.TB, text string) Stack {
	t.Helper()
	s, err := ParseStack(text, 0)
	if err != nil {
		t.Fatalf("ParseStack(%q): %v", text, err)
	}
	return s
}
