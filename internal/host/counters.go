package host

import (
	"maps"
	"strconv"
	"strings"
)

// Counters is a snapshot of the kernel's counters of one network namespace,
// or the difference of two. They are kept by name, as nstat(8) prints them:
// "IcmpInDestUnreachs", "IcmpMsgInType3", "Icmp6InPktTooBigs". The zero value has none.
//
// They count for the whole host. Other programs' traffic is in them, so a
// difference over a short time says what may have happened, not what did.
type Counters struct {
	values map[string]uint64
}

// Get returns a counter and whether this kernel has it.
func (c Counters) Get(name string) (value uint64, ok bool) {
	value, ok = c.values[name]
	return value, ok
}

// Len returns the number of counters.
func (c Counters) Len() int { return len(c.values) }

// Sub returns how much each counter has grown since an earlier snapshot.
// What is not in both, or has shrunk because it was reset, is left out.
func (c Counters) Sub(earlier Counters) Counters {
	grown := make(map[string]uint64, len(c.values))
	for name, now := range c.values {
		if then, ok := earlier.values[name]; ok && now >= then {
			grown[name] = now - then
		}
	}
	return Counters{values: grown}
}

// PacketTooBig returns how many packets too big this host has taken in. For
// IPv6 that is exact. For IPv4 the kernel counts every destination
// unreachable as one (IcmpInDestUnreachs, the same as IcmpMsgInType3), so that it is the most that they can be: subtract
// those that arrived at a socket. ok is false where the kernel does not tell.
//
// A firewall that drops in its input hook does so before these are counted; see Undelivered.
func (c Counters) PacketTooBig(is4 bool) (n uint64, ok bool) {
	if !is4 {
		return c.Get("Icmp6InPktTooBigs")
	}
	return c.Get("IcmpInDestUnreachs")
}

// Unmatched returns how many ICMP messages this host took in that were broken or quoted
// a packet that no socket here had sent (IcmpInErrors, Icmp6InErrors): the error
// reached the host but not the program. ok is false where the kernel does not tell.
func (c Counters) Unmatched(is4 bool) (n uint64, ok bool) {
	if is4 {
		return c.Get("IcmpInErrors")
	}
	return c.Get("Icmp6InErrors")
}

// Undelivered returns how many packets reached this host's IP layer and were
// neither given to a protocol nor forwarded, and are in none of the counters that
// say why: what a firewall on this host has dropped. It is for a
// difference, and about right: the counters are not read at one instant. ok is false where one is missing.
func (c Counters) Undelivered(is4 bool) (n uint64, ok bool) {
	prefix, forwarded := "Ip6", "Ip6OutForwDatagrams"
	if is4 {
		prefix, forwarded = "Ip", "IpForwDatagrams"
	}
	in, ok := c.Get(prefix + "InReceives")
	if !ok {
		return 0, false
	}
	// A packet put together of several fragments is received several times and delivered once.
	whole, _ := c.Get(prefix + "ReasmOKs")
	in += whole
	for _, name := range []string{prefix + "InDelivers", forwarded} {
		n, ok := c.Get(name)
		if !ok {
			return 0, false
		}
		in -= min(n, in)
	}
	for _, reason := range []string{
		"InHdrErrors", "InAddrErrors", "InUnknownProtos", "InDiscards", "InTruncatedPkts", "InNoRoutes", "InTooBigErrors", "ReasmReqds",
	} {
		n, _ := c.Get(prefix + reason) // no kernel has all of them
		in -= min(n, in)
	}
	return in, true
}

// RateLimited returns how many ICMP errors this host itself did not send for
// its own rate limits (since Linux 5.19). ok is false where the kernel does not tell.
func (c Counters) RateLimited(is4 bool) (n uint64, ok bool) {
	if !is4 {
		return c.Get("Icmp6OutRateLimitHost")
	}
	host, ok := c.Get("IcmpOutRateLimitHost")
	all, _ := c.Get("IcmpOutRateLimitGlobal")
	return host + all, ok
}

// parsePairs reads /proc/net/snmp and /proc/net/netstat: pairs of lines, the
// first with names and the second with numbers, both beginning with "Prefix:".
// Lines that do not pair and values that are no counters (Tcp MaxConn is -1) are left out.
func parsePairs(text string) map[string]uint64 {
	values := map[string]uint64{}
	var prefix string
	var names []string
	for line := range strings.Lines(text) {
		head, rest, ok := strings.Cut(line, ":")
		if !ok {
			continue
		}
		fields := strings.Fields(rest)
		if head != prefix || names == nil {
			prefix, names = head, fields
			continue
		}
		if len(fields) == len(names) {
			for i, field := range fields {
				if n, err := strconv.ParseUint(field, 10, 64); err == nil {
					values[prefix+names[i]] = n
				}
			}
		}
		names = nil
	}
	return values
}

// parseColumns reads /proc/net/snmp6: a name and a number a line.
func parseColumns(text string) map[string]uint64 {
	values := map[string]uint64{}
	for line := range strings.Lines(text) {
		fields := strings.Fields(line)
		if len(fields) != 2 {
			continue
		}
		if n, err := strconv.ParseUint(fields[1], 10, 64); err == nil {
			values[fields[0]] = n
		}
	}
	return values
}

// parseCounters puts together the files that could be read.
func parseCounters(snmp, snmp6, netstat string) Counters {
	values := parsePairs(snmp)
	maps.Copy(values, parseColumns(snmp6))
	maps.Copy(values, parsePairs(netstat))
	return Counters{values: values}
}
