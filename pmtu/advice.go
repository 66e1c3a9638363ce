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

// tableMain is where routes are that name no table (linux/rtnetlink.h, RT_TABLE_MAIN).
const tableMain = 254

// InForce reports whether this host's route keeps its packets to what is advised
// already. A cached path MTU does not: the kernel forgets it. TCP offers an MSS that fits
// the route's MTU as well (Linux: net/ipv4/route.c, ipv4_default_advmss).
func (a Advice) InForce(s Source) bool { return s.RouteMTU > 0 && s.RouteMTU <= a.MTU }

// Settings returns the lines that put the advice into force for a
// destination, the most useful first: TCP with it by its MSS on a router, then
// this host's route and interface, then configurations. The lines of a tool
// belong together, in their order. What is not known of the source is left
// out, and this host's route and interface where the advice is in force. Below 1280 bytes, the
// least that IPv6 needs (RFC 8200, section 5), there are no lines for interfaces and configurations. A zero
// Advice has none.
func (a Advice) Settings(target netip.Addr, s Source) []Setting {
	if a.MTU <= 0 || !target.IsValid() {
		return nil
	}
	target = target.Unmap().WithZone("")
	ip, overhead := "ip", MTU(wireGuardIPv4)
	if target.Is6() {
		ip, overhead = "ip -6", wireGuardIPv6
	}
	var out []Setting
	add := func(tool, format string, args ...any) {
		out = append(out, Setting{Tool: tool, Line: fmt.Sprintf(format, args...)})
	}
	if a.TCPMSS > 0 {
		out = a.clamp(target)
	}
	device := plainWord(s.Interface) && !a.InForce(s)
	if s.Gateway.IsValid() && device {
		add("route", "%s", a.route(ip, target, s))
	}
	// Below 1280 bytes an interface loses IPv6, with its addresses (net/ipv6/addrconf.c, addrconf_notify).
	if device && a.MTU >= MinIPv6 {
		add("link", "ip link set dev %s mtu %d", s.Interface, a.MTU)
		if strings.HasPrefix(s.Interface, "e") {
			add("netplan", "netplan set ethernets.%s.mtu=%d", s.Interface, a.MTU)
		}
	}
	add("sysctl", "sysctl -w net.ipv4.tcp_mtu_probing=1")
	if a.MTU >= MinIPv6 {
		add("wg-quick", "MTU = %d", a.MTU-overhead)
		add("docker", `"mtu": %d`, a.MTU)
	}
	return out
}

// route is the command that gives the target a route of its own. It keeps the source address of the route that there is: who is
// at the other end, or on the way, may let no other pass. And its table: a rule that leads past main would not find it there.
func (a Advice) route(ip string, target netip.Addr, s Source) string {
	line := fmt.Sprintf("%s route replace %s via %s dev %s", ip, target, s.Gateway.Unmap().WithZone(""), s.Interface)
	if s.RouteSource.IsValid() {
		line += " src " + s.RouteSource.Unmap().WithZone("").String()
	}
	line += fmt.Sprintf(" mtu %d", a.MTU)
	if s.RouteTable != 0 && s.RouteTable != tableMain {
		line += fmt.Sprintf(" table %d", s.RouteTable)
	}
	return line
}

// clamp are the lines that lower the MSS of TCP with the target on a router.
// Each end sends what the other's SYN allows, so the SYNs of both are matched;
// by address, so that nothing else is touched, of the other family either. The
// table is one of our own: no router need have any, and deleting it undoes all.
func (a Advice) clamp(target netip.Addr) []Setting {
	tables, ip := "iptables", "ip"
	if target.Is6() {
		tables, ip = "ip6tables", "ip6"
	}
	out := []Setting{
		{"nft", "nft add table inet pmtu"},
		{"nft", "nft add chain inet pmtu mss '{ type filter hook forward priority mangle; }'"},
	}
	for _, side := range []string{"saddr", "daddr"} {
		out = append(out, Setting{"nft", fmt.Sprintf("nft add rule inet pmtu mss %s %s %s tcp flags syn tcp option maxseg size set %d", ip, side, target, a.TCPMSS)})
	}
	for _, side := range []string{"-s", "-d"} {
		out = append(out, Setting{"iptables", fmt.Sprintf("%s -t mangle -A FORWARD %s %s -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --set-mss %d", tables, side, target, a.TCPMSS)})
	}
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
