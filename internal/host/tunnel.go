package host

import (
	"cmp"
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
	hiddenWireGuard = "WireGuard tells its endpoints to root only, and only together with its keys, so it was not asked"
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
	// DF is true where packets over IPv4 outside must not be sent in fragments.
	DF bool
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
			refused = append(refused, fmt.Sprintf("%s: %v", w.remote, w.err))
			continue
		case w.device == t.Interface.Name:
			item.Status = Problem
			item.Detail = fmt.Sprintf("The route to its own remote end %s leads into the tunnel itself.", w.remote)
			item.Remedy = fmt.Sprintf("give %s a route outside of %s", w.remote, t.Interface.Name)
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
		item.Status, item.Detail = Unknown, "What fits is not known: "+cmp.Or(t.Hidden, "no remote end is set")+"."
	case !narrow.remote.IsValid():
		judgeHidden(&item, t, narrow)
	case t.Interface.MTU <= fits:
		item.Detail = fmt.Sprintf("%d bytes fit: the way to %s by %s carries %d, less %d of overhead.",
			fits, narrow.remote, narrow.device, narrow.mtu, t.Overhead(narrow.is4))
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
		fits, w.remote, w.device, w.mtu, t.Overhead(w.is4))
	item.Remedy = fmt.Sprintf("ip link set dev %s mtu %d", t.Interface.Name, fits)
	if fits < minIPv6MTU {
		item.Detail += fmt.Sprintf(" IPv6 inside needs %d.", minIPv6MTU)
		item.Remedy += fmt.Sprintf(" (without IPv6 inside), or make the way outside carry %d", minIPv6MTU+t.Overhead(w.is4))
	}
}

// judgeHidden says of a tunnel whose remote end is not known what fits if it is
// reached by a default route. That is no more than likely, so that nothing is called
// right or wrong.
func judgeHidden(item *Item, t Tunnel, w underlay) {
	over4, over6 := w.mtu-t.Overhead(true), w.mtu-t.Overhead(false)
	if item.Status = Unknown; t.Interface.MTU > over6 {
		item.Status = Note
	}
	item.Detail = fmt.Sprintf(
		"Its remote end is not known: %s. If it is reached by the default route (%s, %d bytes), %d bytes fit over IPv4 and %d over IPv6.",
		t.Hidden, w.device, w.mtu, over4, over6)
	item.Remedy = fmt.Sprintf("look it up as root (wg show %s endpoints), and trace it: pmtu ENDPOINT", t.Interface.Name)
	switch {
	case t.Interface.MTU > over4:
		item.Remedy = fmt.Sprintf("if it is: ip link set dev %s mtu %d", t.Interface.Name, over6)
	case t.Interface.MTU > over6:
		item.Remedy = fmt.Sprintf("if it is, and over IPv6: ip link set dev %s mtu %d", t.Interface.Name, over6)
	}
	if t.Interface.MTU > over6 && over6 < minIPv6MTU {
		item.Remedy += fmt.Sprintf(" (IPv6 inside needs %d)", minIPv6MTU)
	}
}
