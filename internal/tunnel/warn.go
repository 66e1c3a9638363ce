package tunnel

import (
	"fmt"
	"slices"
)

// The codes of warnings.
const (
	// WarnNoIPv6: less than IPv6 needs passes inside.
	WarnNoIPv6 = "no_ipv6"
	// WarnNoQUIC: less than QUIC needs passes inside.
	WarnNoQUIC = "no_quic"
	// WarnNoTailscale: Tailscale inside would fragment its packets.
	WarnNoTailscale = "no_tailscale"
	// WarnInterface: the tunnel's interface takes larger packets than pass.
	WarnInterface = "interface_too_large"
	// WarnOuterIPv6: an outer IPv6 header on a link that IPv6 does not allow.
	WarnOuterIPv6 = "outer_below_ipv6_minimum"
	// WarnTooSmall: nothing passes inside.
	WarnTooSmall = "outer_too_small"
	// WarnInsideTunnel: what was traced may be the path inside of the tunnel.
	WarnInsideTunnel = "inside_tunnel"
)

// What others need, in bytes.
const (
	// quicPayload is the least UDP payload that QUIC works with (RFC 9000, section 14).
	quicPayload = 1200
	// tailscaleMTU is the MTU of Tailscale's interface (net/tstun/mtu.go).
	tailscaleMTU = 1280
	// wireGuardOverhead is what WireGuard adds besides the IP header.
	wireGuardOverhead = 40
)

// Warning is what does not work with the answer.
type Warning struct {
	Code string `json:"code"`
	Text string `json:"text"` // a sentence
}

// SizeWarnings says what does not work where packets of up to mtu bytes pass and
// the families may be used. It is nil where all is well; for 1500 bytes it is.
func SizeWarnings(mtu int, families Families) []Warning {
	var w []Warning
	add := func(code, format string, a ...any) { w = append(w, Warning{code, fmt.Sprintf(format, a...)}) }
	if families.Has(IPv6) && mtu < MinIPv6 {
		add(WarnNoIPv6, "%d is below 1280, the least MTU that IPv6 works with: no IPv6 inside", mtu)
	}
	quic4, quic6 := ipv4Header+udpHeader+quicPayload, ipv6Header+udpHeader+quicPayload
	switch {
	case families.Has(IPv4) && mtu < quic4:
		add(WarnNoQUIC, "QUIC (HTTP/3) needs %d over IPv4 and %d over IPv6: it does not work inside", quic4, quic6)
	case families.Has(IPv6) && mtu < quic6:
		add(WarnNoQUIC, "QUIC (HTTP/3) over IPv6 needs %d: it does not work inside", quic6)
	}
	need4, need6 := tailscaleMTU+wireGuardOverhead+ipv4Header, tailscaleMTU+wireGuardOverhead+ipv6Header
	switch {
	case families.Has(IPv4) && mtu < need4:
		add(WarnNoTailscale, "Tailscale, should it run inside, needs %d over IPv4 and %d over IPv6: its packets are fragmented or lost", need4, need6)
	case families.Has(IPv6) && mtu < need6:
		add(WarnNoTailscale, "Tailscale, should it run inside, needs %d over IPv6: its packets are fragmented or lost", need6)
	}
	return w
}

// warnings are those of the size inside and those of the layers.
func warnings(s Stack, r *Report) []Warning {
	w := SizeWarnings(r.InnerMTU, s.Carries())
	if slices.Contains(s.IDs(), "tailscale") {
		w = slices.DeleteFunc(w, func(x Warning) bool { return x.Code == WarnNoTailscale })
	}
	n := r.OuterMTU
	for i := len(s.layers) - 1; i >= 0; i-- {
		l := &s.layers[i]
		if l.family == IPv6 && n < MinIPv6 {
			w = append(w, Warning{WarnOuterIPv6, fmt.Sprintf("%s: IPv6 outside needs a link of 1280 bytes, here are %d", l.row.Name, n)})
		}
		if room := l.room(n); l.mtu > 0 && room < l.mtu {
			w = append(w, Warning{WarnInterface, fmt.Sprintf(
				"%s: its interface has MTU %d, but only %d bytes fit: larger packets are fragmented outside or lost. Set its MTU to %d",
				l.row.Name, l.mtu, room, room)})
		}
		n = l.inner(n)
	}
	return w
}
