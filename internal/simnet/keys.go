package simnet

import (
	"maps"
	"net/netip"
	"time"
)

// setter sets a field of a hop from the text of a description.
type setter = func(*hop, string) error

// into returns a setter of one field. parse turns text into its value.
func into[T any](field func(*hop) *T, parse func(string) (T, error)) setter {
	return func(h *hop, value string) error {
		v, err := parse(value)
		if err == nil {
			*field(h) = v
		}
		return err
	}
}

func intFrom(lo, hi int) func(string) (int, error) {
	return func(word string) (int, error) { return number(word, lo, hi) }
}

func oneOf[T any](names []string, values ...T) func(string) (T, error) {
	return func(word string) (T, error) { return choice(word, names, values) }
}

// bothKeys are the keys of routers and of the destination.
var bothKeys = map[string]setter{
	"pick":         into(func(h *hop) *bool { return &h.perPacket }, oneOf([]string{"packet", "flow"}, true, false)),
	"delay":        into(func(h *hop) *time.Duration { return &h.delay }, duration),
	"back":         into(func(h *hop) *time.Duration { return &h.back }, duration),
	"slow":         into(func(h *hop) *time.Duration { return &h.slow }, duration),
	"loss":         into(func(h *hop) *float64 { return &h.loss }, percent),
	"back-loss":    into(func(h *hop) *float64 { return &h.backLoss }, percent),
	"hoplimit":     into(func(h *hop) *int { return &h.hopLimit }, intFrom(1, 255)),
	"return":       into(func(h *hop) *int { return &h.returnHops }, intFrom(1, 255)),
	"silent":       into(func(h *hop) *bool { return &h.silent }, yes),
	"limit":        setLimit,
	"quote":        setQuote,
	"damage":       into(func(h *hop) *damage { return &h.damage }, oneOf(damageNames, damageNone, damageZeroed, damageFlipped, damageShort)),
	"rewrite":      func(h *hop, value string) error { return setHost(&h.rewrite, value, true) },
	"rewrite-port": setRewritePort,
	"mpls":         setLabels,
	"interface":    setInterface,
	"extension":    into(func(h *hop) *bool { return &h.legacy }, oneOf([]string{"legacy", "compliant"}, true, false)),
	"copies":       into(func(h *hop) *int { return &h.copies }, intFrom(1, 100)),
	"unreachable4": into(func(h *hop) *icmpCode { return &h.unreachable.v4 }, parseCode),
	"unreachable6": into(func(h *hop) *icmpCode { return &h.unreachable.v6 }, parseCode),
}

var damageNames = []string{"none", "zeroed", "flipped", "short"}

// routerKeys are the keys of the directive hop.
var routerKeys = with(bothKeys, map[string]setter{
	"addr":      func(h *hop, value string) error { return setHosts(&h.addrs, value, false) },
	"mtu":       into(func(h *hop) *[]int { return &h.mtus }, func(value string) ([]int, error) { return numbers(value, maxMTU) }),
	"ptb":       into(func(h *hop) *script { return &h.ptb }, parseScript),
	"ptb-from":  func(h *hop, value string) error { return setHost(&h.ptbFrom, value, false) },
	"ptb-limit": setPTBLimit,
	"shared":    into(func(h *hop) *bool { return &h.shared }, yes),
	"refuse":    into(func(h *hop) *bool { return &h.refuseFilter }, oneOf([]string{"filter", "route"}, true, false)),
})

// destKeys are the keys of the directive dest.
var destKeys = with(bothKeys, map[string]setter{
	"addr":       func(h *hop, value string) error { return setHosts(&h.addrs, value, true) },
	"udp":        setUDP,
	"echo":       into(func(h *hop) *bool { return &h.echo }, oneOf([]string{"answer", "silent"}, true, false)),
	"tcp":        into(func(h *hop) *tcpAnswer { return &h.tcp }, oneOf([]string{"rst", "syn-ack", "silent"}, tcpReset, tcpSynAck, tcpSilent)),
	"back-mtu":   into(func(h *hop) *int { return &h.backMTU }, intFrom(minBackMTU, maxMTU)),
	"back-large": into(func(h *hop) *bool { return &h.fragments }, oneOf([]string{"fragmented", "lost"}, true, false)),
})

// minBackMTU leaves room for a fragment of 8 bytes of either family.
const minBackMTU = 68

// localKeys are the keys of the directive local.
var localKeys = map[string]func(*description, string) error{
	"mtu": func(d *description, value string) (err error) {
		d.localMTU, err = number(value, 68, maxMTU)
		return err
	},
	"link": func(d *description, value string) (err error) {
		d.localLink, err = number(value, 68, maxMTU)
		return err
	},
	"addr": func(d *description, value string) error { return setLocal(&d.local, value) },
}

func setLocal(to *byFamily[netip.Addr], value string) error { return setHost(to, value, false) }

// with returns the keys of both maps.
func with(a, b map[string]setter) map[string]setter {
	a = maps.Clone(a)
	maps.Copy(a, b)
	return a
}

func setLimit(h *hop, value string) error {
	if value == "linux" {
		h.limit = linuxLimits()
		return nil
	}
	l, err := parseLimit(value)
	h.limit = byFamily[limit]{l, l}
	return err
}

func setPTBLimit(h *hop, value string) error {
	l, err := parseLimit(value)
	h.ptbLimit = byFamily[limit]{l, l}
	return err
}

func setQuote(h *hop, value string) (err error) {
	switch value {
	case "full":
		h.quote = quoteFull
	case "minimal":
		h.quote = 8
	default:
		h.quote, err = number(value, 0, 65535)
	}
	return err
}

func setRewritePort(h *hop, value string) error {
	n, err := number(value, 1, 65535)
	h.rewritePort = uint16(n)
	return err
}

func setLabels(h *hop, value string) (err error) {
	h.mpls, err = parseLabels(value)
	return err
}

func setInterface(h *hop, value string) error {
	i, addr, err := parseInterface(value)
	h.iface, h.ifaceAddr = &i, addr
	return err
}

func setUDP(h *hop, value string) (err error) {
	switch value {
	case "unreachable":
		h.udp = udpUnreachable
	case "silent":
		h.udp = udpSilent
	case "echo":
		h.udp = udpEcho
	default:
		h.udp = udpData
		h.udpBytes, err = number(value, 0, 65507)
	}
	return err
}
