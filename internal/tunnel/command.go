package tunnel

import (
	"fmt"
	"slices"
	"strings"
)

// usualNames are what interfaces of an encapsulation are mostly called, for
// commands where this host has none.
var usualNames = map[string]string{
	"wireguard": "wg0", "netbird": "wt0", "tailscale": "tailscale0", "nebula": "nebula1",
	"openvpn": "tun0", "openvpn-cbc-sha1": "tun0", "openvpn-cbc-sha256": "tun0",
	"ipip": "ipip0", "6in4": "sit1", "6to4": "sit1", "6rd": "sit1", "isatap": "sit1",
	"dslite": "ip6tnl1", "map-e": "ip6tnl1", "4in6": "ip6tnl1", "ip6ip6": "ip6tnl1", "ip6tnl": "ip6tnl1",
	"gre": "gre1", "gretap": "gretap1", "nvgre": "gretap1", "l2tpv3": "l2tpeth0",
	"vxlan": "vxlan0", "vxlan-gpe": "vxlan0", "geneve": "geneve0", "gtpu": "gtp0",
}

// commands are the lines that put the MTU inside into force, the most useful
// first: the tunnel's own configuration, its interface, TCP through a router.
func commands(s Stack, in Inside) []Command {
	id := s.layers[0].row.ID
	var out []Command
	add := func(tool, format string, a ...any) { out = append(out, Command{tool, fmt.Sprintf(format, a...)}) }
	switch {
	case id == "wireguard":
		add("wg-quick", "MTU = %d", in.InnerMTU)
	case strings.HasPrefix(id, "openvpn"):
		add("openvpn", "tun-mtu %d", in.InnerMTU)
	case id == "nebula":
		add("nebula", "tun: {mtu: %d}", in.InnerMTU)
	}
	device := in.device(id)
	if device != "" {
		add("link", "ip link set dev %s mtu %d", device, in.InnerMTU)
		// In a table of its own, as no router need have one. What the route lets through depends on the family.
		add("nft", "nft add table inet pmtu")
		add("nft", "nft add chain inet pmtu mss '{ type filter hook forward priority mangle; }'")
		// In quotes, as nft takes names such as 6in4-wan or tcp for something else.
		add("nft", `nft add rule inet pmtu mss oifname \"%s\" tcp flags syn tcp option maxseg size set rt mtu`, device)
	}
	for _, f := range []struct {
		tables string
		mss    int
	}{{"iptables", in.MSS4}, {"ip6tables", in.MSS6}} {
		switch {
		case f.mss <= 0: // it has no such packets
		case device != "":
			add("iptables", "%s -t mangle -A FORWARD -o %s -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu", f.tables, device)
		case strings.HasPrefix(id, "esp-"): // by policy, without an interface
			add("iptables", "%s -t mangle -A FORWARD -m policy --dir out --pol ipsec -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --set-mss %d", f.tables, f.mss)
		default:
			add("iptables", "%s -t mangle -A FORWARD -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --set-mss %d", f.tables, f.mss)
		}
	}
	return out
}

// device is the tunnel's interface: the only one of this host that it may be,
// else what it would mostly be called; "": it has none.
func (in *Inside) device(id string) string {
	var names []string
	for _, f := range in.Interfaces {
		if f.is == 0 && plainWord(f.Name) && !slices.Contains(names, f.Name) {
			names = append(names, f.Name)
		}
	}
	if len(names) == 1 {
		return names[0]
	}
	return usualNames[id]
}

// plainWord reports whether the name of an interface is one that no shell
// takes for anything else. Linux lets it have almost any byte in it.
func plainWord(name string) bool {
	for _, c := range name {
		if !strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-@", c) {
			return false
		}
	}
	return name != "" && name[0] != '-'
}
