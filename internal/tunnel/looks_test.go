package tunnel

import (
	"slices"
	"testing"
)

// ambiguous is what each number is known to come from: stacks, and settings by their ID.
var ambiguous = map[int][]string{
	1492: {"pppoe", "mpls:labels=2", "qinq", "llc-snap"},
	1480: {"6in4", "ipip", "6rd", "map-t", "nat64", "464xlat", "calico-ipip"},
	1476: {"gre/ipv4"},
	1472: {"gre/ipv4:key", "6in4+pppoe", "464xlat:fragment", "fou/ipv4", "flannel-udp"},
	1460: {"dslite", "map-e", "gcp-vpc", "l2tp/ipv4", "pptp", "srv6-reduced:segments=1"},
	1458: {"nvgre/ipv4", "eoip", "esp-cbc-sha1/ipv4:transport", "bt-dsl"},
	1454: {"flets", "esp-gcm8/ipv4"},
	1452: {"ip6tnl", "dslite+pppoe", "dsl-1452"},
	1450: {"vxlan/ipv4", "geneve/ipv4", "l2tpv3/ipv4:cookie=8,sublayer", "esp-gcm12/ipv4", "docker-overlay", "flannel", "calico", "cilium", "hetzner-network"},
	1446: {"esp-gcm/ipv4", "esp-3des-sha1/ipv4", "vxlan/ipv4:vlan", "aws-vpn"},
	1442: {"geneve/ipv4:options=8", "gre/ipv4+esp-gcm/ipv4:transport"},
	1440: {"wireguard/ipv4", "ipip", "lte-1440", "calico-wireguard"},
	1438: {"esp-cbc-sha1/ipv4", "esp-cbc-sha256/ipv4", "esp-gcm/ipv4:nat-t"},
	1436: {"srv6:segments=1", "gtpu/ipv6:pdu-session", "gre/ipv4"},
	1430: {"vxlan/ipv6", "lte-att", "esp-gcm12/ipv6"},
	1428: {"lte-verizon", "openvpn/ipv6"},
	1426: {"esp-gcm/ipv6"},
	1422: {"esp-cbc-sha1/ipv4:nat-t", "esp-cbc-sha1/ipv6", "esp-cbc-sha512/ipv4", "gre/ipv4+esp-gcm/ipv4"},
	1420: {"wireguard/ipv6", "wireguard-default"},
	1412: {"wireguard/ipv6+pppoe"},
	1406: {"gcp-cloud-vpn", "esp-gcm/ipv4", "esp-cbc-sha1/ipv6:nat-t", "anyconnect"},
	1400: {"admin-1400", "azure-gateway", "wireguard/ipv4", "windows-vpn", "cisco-ip-mtu", "ovn-kubernetes"},
	1380: {"firewall-clamp", "mullvad", "wireguard/ipv6"},
	1376: {"weave"},
	1358: {"3gpp"},
	1300: {"nebula-default"},
	1280: {"tailscale-default", "warp", "netbird-default", "ipv6-minimum"},
	1478: {"pppoa-llc"},
	1456: {"dsl-1456", "gre/ipv6", "gtpu/ipv4:pdu-session"},
	1462: {"dsl-1462", "gretap/ipv4"},
	1390: {"gcp-cloud-vpn-advice", "esp-cbc-sha1/ipv4", "vxlan/ipv4+wireguard/ipv4"},
	1370: {"cilium-wireguard"},
	1373: {"cilium-ipsec"},
	2800: {"zerotier"},
	1500: {"ethernet", "pppoe-1500", "aws-internet", "azure-vnet"},
	8500: {"aws-transit-gateway", "aws-gwlb"},
	8950: {"vxlan/ipv4", "geneve/ipv4"},
	8951: {"vxlan/ipv4"},
	8981: {"ipip"},
	8941: {"wireguard/ipv4"},
	8940: {"wireguard/ipv4"},
	8920: {"wireguard/ipv6"},
	8946: {"esp-gcm/ipv4"},
	9000: {"jumbo"},
	9001: {"aws-vpc"},
	1410: {"vxlan/ipv4"},
}

func TestLooksLikeGivesEveryExplanation(t *testing.T) {
	for mtu, want := range ambiguous {
		// Hints that exclude nothing may only change the order.
		for _, h := range []Hints{{}, {Before: 1500}, {Before: 1492}, {Position: Middle}, {OtherMTU: 1500}, {Before: 9000, Position: Access, OtherMTU: mtu}} {
			got := keys(LooksLike(mtu, h))
			for _, w := range want {
				if !slices.Contains(got, w) && !(h.Before == 1492 && slices.Contains(got, withoutLine(w))) {
					t.Errorf("LooksLike(%d, %+v) lacks %s: %v", mtu, h, w, got)
				}
			}
		}
	}
}

// withoutLine is how a stack on PPPoE reads when 1492 before the limit is the start.
func withoutLine(stack string) string {
	const line = "+pppoe"
	if len(stack) > len(line) && stack[len(stack)-len(line):] == line {
		return stack[:len(stack)-len(line)]
	}
	return stack
}

// keys are the stacks of explanations, and the IDs of settings.
func keys(es []Explanation) []string {
	var out []string
	for _, e := range es {
		if e.Stack != "" {
			out = append(out, e.Stack)
		} else {
			out = append(out, e.ID)
		}
	}
	return out
}

// Whatever is said is so: the stack makes the MTU from the base, and is said once.
func TestExplanationsAreTrue(t *testing.T) {
	rank := map[Likelihood]int{Rare: 1, Possible: 2, Likely: 3}
	for mtu := 1200; mtu <= 9100; mtu++ {
		if mtu > 1510 && mtu < 8800 && mtu%7 != 0 {
			continue // nothing usual is there but single numbers
		}
		for _, h := range []Hints{{}, {Before: mtu + 108, Family: IPv6}} {
			seen := map[string]bool{}
			all := LooksLike(mtu, h)
			for i, e := range all {
				checkExplanation(t, mtu, e)
				key := e.Name
				if e.Stack == "" {
					key = e.ID
				}
				if seen[key] {
					t.Errorf("%d, %+v: %s is said twice", mtu, h, key)
				}
				seen[key] = true
				if i > 0 && (e.score > all[i-1].score || rank[e.Likelihood] > rank[all[i-1].Likelihood]) {
					t.Errorf("%d: %s is not in order", mtu, e.Name)
				}
			}
		}
	}
}

func checkExplanation(t *testing.T, mtu int, e Explanation) {
	t.Helper()
	if e.Base-e.Overhead != mtu || e.Overhead < 0 || e.ID == "" || e.Name == "" || e.Arithmetic == "" || e.Why == "" || e.Source == "" || e.Likelihood == "" {
		t.Errorf("%d: incomplete or wrong: %+v", mtu, e)
	}
	if e.Stack == "" {
		return
	}
	if n, err := Inner(e.Base, mustStack(t, e.Stack)); err != nil || n != mtu {
		t.Errorf("%d: %s from %d gives %d, %v", mtu, e.Stack, e.Base, n, err)
	}
}

// Which comes first, by what is known.
func TestLooksLikeOrder(t *testing.T) {
	for _, tt := range []struct {
		mtu   int
		hints Hints
		first string
		after string // is there, but later
	}{
		{1492, Hints{}, "pppoe", "mpls:labels=2"},
		{1480, Hints{}, "6in4", "ipip"},
		{1450, Hints{}, "vxlan/ipv4", "geneve/ipv4"},
		{1420, Hints{}, "wireguard-default", "wireguard/ipv6"},
		{1440, Hints{}, "wireguard/ipv4", "lte-1440"},
		{1412, Hints{}, "wireguard/ipv6+pppoe", "wireguard/ipv4+464xlat:fragment"},
		// The MTU before the limit.
		{1412, Hints{Before: 1492}, "wireguard/ipv6", "wireguard/ipv4+464xlat:fragment"},
		{1400, Hints{Before: 1460}, "wireguard/ipv4", "admin-1400"},
		{1410, Hints{Before: 1460}, "vxlan/ipv4", ""},
		{1370, Hints{Before: 1420}, "vxlan/ipv4", "cilium-wireguard"},
		{1392, Hints{Before: 1472}, "wireguard/ipv6", "anyconnect"},
		// The place in the path.
		{1460, Hints{Position: Access}, "dslite", "gcp-vpc"},
		{1460, Hints{Position: Last}, "gcp-vpc", "dslite"},
		{1440, Hints{Position: Access}, "wireguard/ipv4", "gcp-interconnect"},
		{1430, Hints{Position: Access}, "lte-att", "vxlan/ipv6"},
		{1430, Hints{Position: Last}, "vxlan/ipv6", "lte-att"},
		{1458, Hints{Position: Access}, "bt-dsl", "nvgre/ipv4"},
		// The family.
		{1480, Hints{Family: IPv6}, "6in4", "6rd"},
		{1480, Hints{Family: IPv4}, "ipip", "464xlat"},
		// The other family: untouched, alike, or 20 away.
		{1460, Hints{Family: IPv4, Before: 1500, OtherMTU: 1500}, "dslite", "gcp-vpc"},
		{1460, Hints{Family: IPv4, OtherMTU: 1460}, "gcp-vpc", "dslite"},
		{1480, Hints{Family: IPv6, Before: 1500, OtherMTU: 1500}, "6in4", "calico-ipip"},
		{1420, Hints{OtherMTU: 1440}, "wireguard/ipv6", "wireguard-default"},
		{1420, Hints{OtherMTU: 1420}, "wireguard-default", "wireguard/ipv6"},
		{1426, Hints{OtherMTU: 1446}, "esp-gcm/ipv6", "vxlan/ipv6:vlan"},
		{1430, Hints{OtherMTU: 1450}, "vxlan/ipv6", "lte-att"},
		{1422, Hints{OtherMTU: 1438}, "esp-cbc-sha1/ipv6", "esp-cbc-sha1/ipv4:nat-t"},
		{1492, Hints{OtherMTU: 1492, Position: Middle}, "pppoe", "mpls:labels=2"},
	} {
		got := keys(LooksLike(tt.mtu, tt.hints))
		first, after := slices.Index(got, tt.first), slices.Index(got, tt.after)
		if first != 0 || tt.after != "" && after < 1 {
			t.Errorf("LooksLike(%d, %+v): want %s first and %s after it: %v", tt.mtu, tt.hints, tt.first, tt.after, got)
		}
	}
}

func TestFamilyLeavesOutWhatIsImpossible(t *testing.T) {
	for _, tt := range []struct {
		family  Family
		without []string
		with    []string
	}{
		{IPv4, []string{"6in4", "6rd", "6to4", "isatap"}, []string{"ipip", "464xlat", "nat64", "map-t"}},
		{IPv6, []string{"ipip", "464xlat", "nat64", "map-t"}, []string{"6in4", "6rd"}},
	} {
		got := keys(LooksLike(1480, Hints{Family: tt.family}))
		for _, k := range tt.without {
			if slices.Contains(got, k) {
				t.Errorf("%v: %s cannot be: %v", tt.family, k, got)
			}
		}
		for _, k := range tt.with {
			if !slices.Contains(got, k) {
				t.Errorf("%v: %s is missing: %v", tt.family, k, got)
			}
		}
	}
}

// Two encapsulations in each other are tried only where nothing usual fits.
func TestPairs(t *testing.T) {
	got := keys(LooksLike(1378, Hints{}))
	if !slices.Contains(got, "wireguard/ipv4+esp-cbc-sha1/ipv4") {
		t.Errorf("1378: %v", got)
	}
	const pair = "6in4+dslite"
	if n, err := Inner(1500, mustStack(t, pair)); n != 1440 || err != nil {
		t.Fatalf("%s gives %d, %v: choose another pair", pair, n, err)
	}
	if got := keys(LooksLike(1440, Hints{})); slices.Contains(got, pair) {
		t.Errorf("1440 is explained by %s, though usual ones fit: %v", pair, got)
	}
	// A number that somebody sets is one that is usual, and a range of them is not.
	for mtu, want := range map[int]bool{1358: false, 1394: true} {
		got := keys(LooksLike(mtu, Hints{}))
		if pairs := len(fromPairs(mtu, guess(), Hints{})); pairs == 0 || (len(got) > pairs) != want {
			t.Errorf("%d: %d pairs, and %v", mtu, pairs, got)
		}
	}
	if got := LooksLike(1499, Hints{}); got != nil {
		t.Errorf("1499: %v, want nothing", keys(got))
	}
	for _, mtu := range []int{-1, 0, MinMTU - 1, MaxMTU + 1} {
		if got := LooksLike(mtu, Hints{Before: 1500}); got != nil {
			t.Errorf("%d: %v, want nothing", mtu, keys(got))
		}
	}
}

func TestPositionOf(t *testing.T) {
	for _, tt := range []struct {
		after, hops int
		want        Position
	}{
		{0, 9, Host},
		{0, 0, Host},
		{-1, 9, 0},
		{3, 0, 0},
		{9, 9, 0},
		{1, 9, Access},
		{2, 9, Access | Middle},
		{3, 9, Middle},
		{6, 9, Middle},
		{7, 9, Middle | Last},
		{8, 9, Last},
		{1, 2, 0},
		{1, 3, Access},
		{2, 3, Last},
		{2, 4, Access | Middle | Last},
	} {
		if got := PositionOf(tt.after, tt.hops); got != tt.want {
			t.Errorf("PositionOf(%d, %d) = %v, want %v", tt.after, tt.hops, got, tt.want)
		}
	}
	if got := (Access | Last).String(); got != "the access line or the last links" {
		t.Error(got)
	}
	if got := Position(0).String(); got != "anywhere" {
		t.Error(got)
	}
}
