package lab

import (
	"fmt"
	"strings"
)

// Hook is where on a host's way a packet meets a filter.
type Hook string

// The hooks of nftables for packets to, from and through a host.
const (
	Input   Hook = "input"   // to this host
	Output  Hook = "output"  // made by this host
	Forward Hook = "forward" // through this host
)

// Filter is an nftables rule on a hook, both families: the rule's text is what
// nft(8) reads behind "add rule inet TABLE CHAIN".
type Filter struct {
	Hook Hook
	Rule string
}

// tooBig returns the rules that drop the packet-too-big messages of both families at a hook.
func tooBig(h Hook) []Filter {
	return []Filter{
		{h, "icmp type destination-unreachable icmp code frag-needed drop"},
		{h, "icmpv6 type packet-too-big drop"},
	}
}

// DropOwnTooBig keeps a router from sending any packet too big of its own: a
// black hole at its origin.
func DropOwnTooBig() []Filter { return tooBig(Output) }

// DropTransitTooBig drops every packet too big that passes through: a black
// hole made by a router on the way back.
func DropTransitTooBig() []Filter { return tooBig(Forward) }

// DropArrivingTooBig drops every packet too big that reaches this host: its
// own firewall makes the black hole.
func DropArrivingTooBig() []Filter { return tooBig(Input) }

// Silent keeps a router from answering probes whose hop limit ends there: a
// hop shown as no reply. It forwards, and says packet too big, as before.
func Silent() []Filter {
	return []Filter{
		{Output, "icmp type time-exceeded drop"},
		{Output, "icmpv6 type time-exceeded drop"},
	}
}

// Mute keeps a host from saying port unreachable: a destination that never answers UDP.
func Mute() []Filter {
	return []Filter{
		{Output, "icmp type destination-unreachable icmp code port-unreachable drop"},
		{Output, "icmpv6 type destination-unreachable icmpv6 code port-unreachable drop"},
	}
}

// DropLarge silently drops packets of more than size bytes, IP header
// included, that leave through a device: a link that is smaller than its ends believe.
func DropLarge(device string, size int) []Filter {
	return []Filter{{Forward, fmt.Sprintf("oifname %q meta length gt %d drop", device, size)}}
}

// nftScript returns the commands that nft -f reads for the filters.
func nftScript(filters []Filter) string {
	var b strings.Builder
	b.WriteString("add table inet lab\n")
	for _, h := range []Hook{Input, Output, Forward} {
		fmt.Fprintf(&b, "add chain inet lab %s { type filter hook %s priority 0 ; }\n", h, h)
	}
	for _, f := range filters {
		fmt.Fprintf(&b, "add rule inet lab %s %s\n", f.Hook, f.Rule)
	}
	return b.String()
}
