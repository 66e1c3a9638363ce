package host

import (
	"fmt"
	"strconv"
	"strings"
)

// setting is one sysctl and what its values mean. judge fills in an item
// that has the value and is OK; nil: the value only is worth showing.
type setting struct {
	name  string
	judge func(item *Item, value int)
}

// settings are those that decide about MTUs, in the order of the report
// (Documentation/networking/ip-sysctl.rst).
var settings = []setting{
	{"net.ipv4.ip_no_pmtu_disc", judgeNoDiscovery},
	{"net.ipv4.route.min_pmtu", detail("A packet too big that names less is taken as this, and what is larger is then fragmented.")},
	{"net.ipv4.route.mtu_expires", detail("Seconds for which a path MTU is remembered, IPv4.")},
	{"net.ipv6.route.mtu_expires", detail("Seconds for which a path MTU is remembered, IPv6.")},
	{"net.ipv4.tcp_mtu_probing", judgeProbing},
	{"net.ipv4.tcp_base_mss", judgeBaseMSS},
	{"net.ipv4.icmp_ratelimit", judgeRateLimit},
	{"net.ipv4.icmp_msgs_per_sec", detail("ICMP messages a second that this host sends to everybody together.")},
	{"net.ipv6.icmp.ratelimit", judgeRateLimit},
	{"net.ipv6.conf.all.disable_ipv6", judgeDisabled},
	{"net.ipv6.conf.default.accept_ra_mtu", judgeAcceptMTU},
	{"net.core.rmem_max", judgeBuffer},
}

func detail(text string) func(*Item, int) {
	return func(item *Item, _ int) { item.Detail = text }
}

// settingItem judges the text of a sysctl's file.
func settingItem(s setting, text string) Item {
	item := Item{Group: GroupSettings, Name: s.name, Value: strings.Join(strings.Fields(text), " "), Status: OK}
	value, err := strconv.Atoi(item.Value)
	if err != nil {
		item.Status, item.Detail = Unknown, "The value is not a number."
		return item
	}
	s.judge(&item, value)
	return item
}

func judgeNoDiscovery(item *Item, value int) {
	texts := map[int]string{
		1: "IPv4 programs send without the don't-fragment bit unless they ask for it, and a packet too big counts as one of net.ipv4.route.min_pmtu.",
		2: "IPv4 programs send without the don't-fragment bit unless they ask for it; path MTUs that are named are taken over.",
		3: "A packet too big is believed only where the packet that it quotes is checked (TCP, SCTP): programs over UDP learn no path MTU.",
	}
	text, known := texts[value]
	if value == 0 {
		return
	}
	item.Status = Note
	item.Detail = text
	if !known {
		item.Detail = "A value that the kernel's documentation does not have."
	}
	item.Remedy = "sysctl -w net.ipv4.ip_no_pmtu_disc=0"
}

func judgeProbing(item *Item, value int) {
	switch value {
	case 0:
		item.Status = Note
		item.Detail = "TCP of this host does not recover from a black hole: connections through one hang."
		item.Remedy = "sysctl -w net.ipv4.tcp_mtu_probing=1"
	case 1:
		item.Detail = "TCP tries smaller packets where it suspects a black hole (RFC 4821)."
	default:
		item.Detail = "TCP always finds the size by probing (RFC 4821)."
	}
}

func judgeBaseMSS(item *Item, value int) {
	item.Detail = "The TCP MSS with which that probing begins."
	if value > minIPv6MTU-60 {
		item.Status = Note
		item.Detail += fmt.Sprintf(" More than %d may not pass where only the least MTU of IPv6 does.", minIPv6MTU-60)
		item.Remedy = "sysctl -w net.ipv4.tcp_base_mss=1024"
	}
}

func judgeRateLimit(item *Item, value int) {
	if value == 0 {
		item.Detail = "This host answers every probe with an error."
		return
	}
	item.Detail = fmt.Sprintf("Probes to this host get a few errors at once, then one every %d ms. Packets too big are exempt.", value)
}

func judgeDisabled(item *Item, value int) {
	if value != 0 {
		item.Status, item.Detail = Note, "IPv6 is switched off on this host."
	}
}

func judgeAcceptMTU(item *Item, value int) {
	if value == 0 {
		item.Status, item.Detail = Note, "The MTU in router advertisements is ignored: IPv6 uses that of the interface."
	}
}

func judgeBuffer(item *Item, value int) {
	const wanted = 4 << 20 // what errqueue asks for
	if value < wanted {
		// An error with a long quote takes 2304 bytes of the buffer.
		item.Detail = fmt.Sprintf("A socket holds about %d unread errors of full size; pmtu keeps less in flight.", 2*value/2304)
	}
}

// parseRange reads net.ipv4.ping_group_range: two group ids.
func parseRange(text string) (low, high uint32, err error) {
	fields := strings.Fields(text)
	if len(fields) != 2 {
		return 0, 0, fmt.Errorf("range %q: is not two numbers", strings.TrimSpace(text))
	}
	var ids [2]uint32
	for i, field := range fields {
		n, err := strconv.ParseUint(field, 10, 32)
		if err != nil {
			return 0, 0, fmt.Errorf("range: %w", err)
		}
		ids[i] = uint32(n)
	}
	return ids[0], ids[1], nil
}

// pingAllowed reports whether one of a process's groups is in the range
// (net/ipv4/ping.c ping_init_sock).
func pingAllowed(low, high uint32, groups []int) bool {
	for _, g := range groups {
		// A group id has 32 bits; on 32-bit systems the largest ones are negative here.
		if id := uint32(g); id >= low && id <= high {
			return true
		}
	}
	return false
}
