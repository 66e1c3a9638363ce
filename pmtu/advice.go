package pmtu

import (
	"fmt"
	"net/netip"
	"strings"
)

// Setting is one way to act on an Advice, ready to be entered.
type Setting struct {
	// Tool is the program that takes it, or whose configuration it goes into: one word.
	Tool string
	// Line is the command, or the line of the configuration.
	Line string
}

// The bytes that WireGuard takes: outer IP header, UDP, and its own header
// and tag (drivers/net/wireguard/messages.h).
const (
	wireGuardIPv4 = 20 + 8 + 32
	wireGuardIPv6 = 40 + 8 + 32
)

// Settings returns the lines that put the advice into force for a
// destination, the most useful first: TCP by its MSS on a router, then this
// host's route and interface, then configurations. What is not known of the
// source is left out. A zero Advice has none.
func (a Advice) Settings(target netip.Addr, s Source) []Setting {
	if a.MTU <= 0 || !target.IsValid() {
		return nil
	}
	target = target.Unmap().WithZone("")
	tables, ip, overhead := "iptables", "ip", MTU(wireGuardIPv4)
	if target.Is6() {
		tables, ip, overhead = "ip6tables", "ip -6", wireGuardIPv6
	}
	var out []Setting
	add := func(tool, format string, args ...any) {
		out = append(out, Setting{Tool: tool, Line: fmt.Sprintf(format, args...)})
	}
	if a.TCPMSS > 0 {
		add("nft", "nft add rule inet filter forward tcp flags syn tcp option maxseg size set %d", a.TCPMSS)
		add("iptables", "%s -t mangle -A FORWARD -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --set-mss %d", tables, a.TCPMSS)
	}
	device := plainWord(s.Interface)
	if s.Gateway.IsValid() && device {
		add("route", "%s route replace %s via %s dev %s mtu %d", ip, target, s.Gateway.Unmap().WithZone(""), s.Interface, a.MTU)
	}
	// An IPv6 interface below 1280 bytes has no IPv6 any more.
	if device && (target.Is4() || a.MTU >= MinIPv6) {
		add("link", "ip link set dev %s mtu %d", s.Interface, a.MTU)
		if strings.HasPrefix(s.Interface, "e") {
			add("netplan", "netplan set ethernets.%s.mtu=%d", s.Interface, a.MTU)
		}
	}
	add("sysctl", "sysctl -w net.ipv4.tcp_mtu_probing=1")
	if a.MTU > overhead {
		add("wg-quick", "MTU = %d", a.MTU-overhead)
	}
	add("docker", `"mtu": %d`, a.MTU)
	return out
}

// plainWord reports whether the name of an interface is one that no shell
// takes for anything else. Linux lets it have almost any byte in it.
func plainWord(name string) bool {
	for _, c := range name {
		if !strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-@", c) {
			return false
		}
	}
	return name != "" && name[0] != '-' && name != "lo"
}
