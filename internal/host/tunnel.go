package host

import (
	"fmt"
	"net/netip"
	"strings"
)

// What an encapsulation puts between the outer IP header and the inner IP
// packet, in bytes. Only what Linux makes itself, as it makes it by default.
const (
	outerIPv4 = 20
	outerIPv6 = 40

	udpHeader      = 8
	ethernetHeader = 14 // of the inner frame

	headerVXLAN      = udpHeader + 8 + ethernetHeader // RFC 7348 section 5
	headerGeneve     = udpHeader + 8 + ethernetHeader // RFC 8926 section 3.4, without options
	headerGRE        = 4                              // RFC 2784 section 2
	headerGREOption  = 4                              // RFC 2890 section 2: each of checksum, key, sequence number
	headerWireGuard  = udpHeader + 16 + 16            // data message: 16 before the packet, a tag of 16 behind it
	headerEncapLimit = 8                              // RFC 2473 section 5.1, ip6tnl's default (net/ipv6/ip6_tunnel.c)
	headerFOU        = udpHeader
	headerGUE        = udpHeader + 4

	minIPv6MTU = 1280 // RFC 8200 section 5
)

// Reasons why a remote end is not known.
const (
	hiddenWireGuard = "WireGuard shows its endpoints to root only, and with them its keys"
	hiddenPerPacket = "a program chooses the remote end for every packet"
)

// Tunnel is an interface whose packets this host wraps into others.
type Tunnel struct {
	Interface Interface
	// Local is the outer source; the zero Addr: any.
	Local netip.Addr
	// Remotes are the outer destinations, as far as they are set on the interface.
	Remotes []netip.Addr
	// Lower is the index of the interface that the outer packets are bound to; 0: any.
	Lower int
	// Header is what is between the outer IP header and the inner IP packet, bytes.
	Header int
	// Hidden is the reason why Remotes is empty; "": it is not.
	Hidden string
}

// Overhead returns what the tunnel adds to a packet over IPv4 or IPv6, in bytes.
func (t Tunnel) Overhead(outer4 bool) int {
	if outer4 {
		return outerIPv4 + t.Header
	}
	return outerIPv6 + t.Header
}

// underlay is the way of a tunnel's outer packets, as this host knows it.
type underlay struct {
	remote netip.Addr // the zero Addr: any, by the default route
	is4    bool
	device string
	mtu    int   // the least limit of this host for it, bytes
	err    error // why there is no way
}

// towards says where it leads.
func (u underlay) towards() string {
	if u.remote.IsValid() {
		return u.remote.String()
	}
	return "the default gateway"
}

// judgeTunnel compares a tunnel's inner MTU with what fits into the packets around it.
func judgeTunnel(t Tunnel, ways []underlay) Item {
	item := Item{
		Group: GroupTunnels, Name: t.Interface.Name, Status: OK,
		Value: fmt.Sprintf("%s, inner MTU %d", t.Interface.Kind, t.Interface.MTU),
	}
	var narrow underlay
	fits := 0
	var refused []string
	for _, w := range ways {
		switch {
		case w.err != nil:
			refused = append(refused, fmt.Sprintf("%s: %v", w.towards(), w.err))
			continue
		case w.device == t.Interface.Name:
			item.Status = Problem
			item.Detail = fmt.Sprintf("The route to its own remote end %s leads into the tunnel itself.", w.towards())
			item.Remedy = fmt.Sprintf("give %s a route outside of %s", w.towards(), t.Interface.Name)
			return item
		case w.mtu == 0:
			continue
		}
		if inner := w.mtu - t.Overhead(w.is4); narrow.mtu == 0 || inner < fits {
			narrow, fits = w, inner
		}
	}
	switch {
	case narrow.mtu == 0 && len(refused) > 0:
		item.Status, item.Detail = Unknown, "No way to a remote end: "+strings.Join(refused, "; ")+"."
	case narrow.mtu == 0:
		item.Status, item.Detail = Unknown, "What fits is not known: "+orElse(t.Hidden, "no remote end is set")+"."
	case t.Interface.MTU <= fits:
		item.Detail = fmt.Sprintf("%d bytes fit: the way to %s by %s carries %d, less %d of overhead.",
			fits, narrow.towards(), narrow.device, narrow.mtu, t.Overhead(narrow.is4))
	default:
		judgeTooLarge(&item, t, narrow, fits)
	}
	return item
}

// judgeTooLarge reports a tunnel whose full packets do not fit.
func judgeTooLarge(item *Item, t Tunnel, w underlay, fits int) {
	item.Status = Problem
	item.Detail = fmt.Sprintf(
		"Only %d bytes fit: the way to %s by %s carries %d, less %d of overhead. Larger packets are fragmented outside, refused or lost.",
		fits, w.towards(), w.device, w.mtu, t.Overhead(w.is4))
	item.Remedy = fmt.Sprintf("ip link set dev %s mtu %d", t.Interface.Name, fits)
	// A remote end that nobody tells may be reached over IPv4, which leaves 20 bytes more.
	if !w.remote.IsValid() && t.Interface.MTU <= w.mtu-t.Overhead(true) {
		item.Status = Note
		item.Detail = fmt.Sprintf(
			"%s by %s carries %d: that leaves %d bytes over IPv6 and %d over IPv4, and over which the remote end is reached is not known (%s).",
			"The way to "+w.towards(), w.device, w.mtu, fits, w.mtu-t.Overhead(true), t.Hidden)
		item.Remedy = fmt.Sprintf("if it is IPv6: ip link set dev %s mtu %d", t.Interface.Name, fits)
	}
	if fits < minIPv6MTU {
		item.Detail += fmt.Sprintf(" IPv6 inside needs %d.", minIPv6MTU)
		item.Remedy += fmt.Sprintf(" (without IPv6 inside), or make the way outside carry %d", minIPv6MTU+t.Overhead(w.is4))
	}
}

func orElse(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
