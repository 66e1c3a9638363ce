package pmtu

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// commonMTU is the MTU of Ethernet, below which a link is worth a word.
const commonMTU MTU = 1500

// blackHoles names the places where larger packets vanish.
func (d *diagnosis) blackHoles() {
	for _, l := range d.r.Limits {
		if l.Kind != LimitBlackHole {
			continue
		}
		f := Finding{
			Code: CodeBlackHole, Severity: SeverityError, Hop: max(0, l.AfterHop),
			Detail: fmt.Sprintf("%s vanish %s: a black hole%s%s.", capital(l.swallowed()), d.between(l.AfterHop), d.knownToPass(l), d.reportsCame()),
			Remedy: d.holeRemedy(l) + d.widen(0 < l.To && l.To < MinIPv6 || l.From <= MinIPv6),
		}
		if l.Unsent > 0 {
			f.Detail = fmt.Sprintf("%s do not get out of this host, whose device drops them: a black hole.", capital(l.swallowed()))
		}
		for _, x := range d.probes {
			if l.vanished(x) {
				f.Evidence = append(f.Evidence, x.Probe)
			}
		}
		if n := d.echoedOver(l.To); n > 0 && l.To > 0 {
			f.Detail = strings.TrimSuffix(f.Detail, ".") + fmt.Sprintf(", though ICMP echoes of %d bytes get to the destination.", n)
			f.Remedy = "As echoes pass, look first for a filter of large UDP packets, at the destination or before it; trace with -P icmp, too. If there is none: " + f.Remedy
		}
		if d.r.HostTooBig > 0 { // nobody on the way is to blame before this host is mended
			d.lostOnThisHost(l, f.Evidence)
			f.Remedy = "Mend this host first and trace again. If packets still vanish then: " + f.Remedy
		}
		d.add(f)
	}
}

// echoedOver is the largest echo over a size that was answered beside UDP that was not; 0: none was.
func (d *diagnosis) echoedOver(size MTU) (largest MTU) {
	for _, f := range d.r.Probes {
		if f.Echo && f.Answer == AnswerReply && f.Size > max(size, largest) {
			largest = f.Size
		}
	}
	return largest
}

// reportsCame says that nobody need be silent where packets vanish; "": no report is known to have come. This host counts
// packets too big whatever they are about.
func (d *diagnosis) reportsCame() string {
	if d.r.HostTooBig <= 0 {
		return ""
	}
	return ", while packets too big reached this host, which dropped them"
}

// swallowed names the packets that vanish.
func (l Limit) swallowed() string {
	if l.To == 0 {
		return fmt.Sprintf("packets of %d bytes", l.From)
	}
	return fmt.Sprintf("packets over %d bytes", l.To)
}

// knownToPass says what is known to pass where the largest that does was not found; "": it was, or nothing is known.
func (d *diagnosis) knownToPass(l Limit) string {
	if p := d.r.PathMTU; l.To == 0 && p.MTU > 0 && p.MTU < l.From && d.r.Outcome == OutcomeReached {
		return fmt.Sprintf("; %d bytes pass", p.MTU)
	}
	return ""
}

// between names the two hops between which packets vanish.
func (d *diagnosis) between(after int) string {
	if after < 0 {
		return "somewhere on the way"
	}
	next := d.nextAnswering(after)
	if next == 0 {
		return "behind " + d.place(after)
	}
	return fmt.Sprintf("between %s and %s", d.place(after), d.place(next))
}

// holeRemedy says who has to let what pass, or to set the same MTU. Who filters may stand
// anywhere on the way back.
func (d *diagnosis) holeRemedy(l Limit) string {
	const through = "%s, or a filter between it and this host (this host's own included), must let %s through."
	who, next := "The router before the narrow link", d.nextAnswering(l.AfterHop)
	switch {
	case l.Unsent > 0:
		return "Give this host's interface and the other end of its link the same MTU: pmtu doctor names both, where both are here. If they are, look for a filter of this host that drops them (tc filter show, nft list ruleset)."
	case l.AfterHop == 0:
		return fmt.Sprintf("Give this host's interface and the first link the same MTU: a switch or virtual network that drops larger frames cannot say so. If a router is in between, it, and every filter as far as this host, must let %s through.", d.tooBigFilter())
	case l.To > 0 && d.saysSo(l.AfterHop, l.From):
		return fmt.Sprintf("%s reports what is larger than %d bytes, and that arrives here: no filter is in the way. If its link is a tunnel, the path outside of that carries less than the tunnel is set to: there set the tunnel's MTU to %d or less, or mend its path outside, see pmtu --outer. If not, %s must come from who loses the rest behind it.", capital(d.place(l.AfterHop)), l.From, l.To, d.tooBigFilter())
	case l.AfterHop > 0:
		who = capital(d.place(l.AfterHop))
	}
	remedy, link := fmt.Sprintf(through, who, d.tooBigFilter()), fmt.Sprintf("the link behind hop %d", l.AfterHop)
	if l.AfterHop < 0 {
		return remedy
	}
	if next != 0 && next == d.r.HopCount && next == l.AfterHop+1 {
		link = "the last link"
	}
	return remedy + fmt.Sprintf(" If the two ends of %s differ in their MTU, a switch or the receiver drops what is larger, and no router can say so: give them the same.", link)
}

// widen is what else to do where a link is known to carry less than 1280 bytes; "": nothing, as in IPv4.
func (d *diagnosis) widen(below bool) string {
	if d.family != IPv6 || !below {
		return ""
	}
	return " IPv6 links must carry 1280 bytes (RFC 8200, section 5): raise the MTU of the link or tunnel there."
}

// saysSo reports whether the hop reported packets that are larger than the size, and these reports arrived.
func (d *diagnosis) saysSo(hop int, size MTU) bool {
	return slices.ContainsFunc(d.r.Claims, func(c Claim) bool {
		return hop > 0 && c.Size > size && c.Auth == AuthToken && slices.ContainsFunc(d.r.Hops, func(h Hop) bool {
			return h.Hop == hop && slices.ContainsFunc(h.Answers, func(a Answer) bool { return a.Addr == c.Addr })
		})
	})
}

// lostOnThisHost: the packets too big came after all, but not as far as the socket.
func (d *diagnosis) lostOnThisHost(l Limit, evidence []uint32) {
	d.add(Finding{
		Code: CodePTBLostOnThisHost, Severity: SeverityError, Hop: max(0, l.AfterHop), Evidence: evidence,
		Detail: fmt.Sprintf("While %s vanished, %s too big reached this host and no socket got them.", l.swallowed(), count(d.r.HostTooBig, "packet")),
		Remedy: fmt.Sprintf("A filter or connection tracking on this host drops them: let %s in, before any rule that drops state invalid.", d.tooBigFilter()),
	})
}

// drops says which device of this host takes more than it carries.
func (d *diagnosis) drops() {
	for _, l := range d.r.Limits {
		if l.Kind != LimitLocal || d.r.Dropper == "" {
			continue
		}
		device, set := " "+d.r.Dropper, fmt.Sprintf("ip link set dev %s mtu %d", d.r.Dropper, l.To)
		if !plainWord(d.r.Dropper) {
			device, set = "", fmt.Sprintf("Set that device's MTU to %d", l.To)
		}
		f := Finding{
			Code: CodeLocalMTU, Severity: SeverityWarning,
			Detail: fmt.Sprintf("Packets over %d bytes do not get through this host's own device%s, though its MTU is larger: a tunnel's packets outside have room for no more. This host has learned that, so its own TCP adapts.", l.To, device),
			Remedy: set + ". For more, raise the MTU of the way outside the tunnel.",
		}
		switch { // net/ipv6/addrconf.c, addrconf_notify
		case l.To < MinIPv6 && d.family == IPv6:
			f.Remedy = "Raise the MTU of the way outside the tunnel: IPv6 inside needs 1280 bytes."
		case l.To < MinIPv6:
			f.Remedy = "Without IPv6 inside, which that would take away: " + f.Remedy
		}
		d.add(f)
	}
}

// thisHost says what this host itself makes smaller.
func (d *diagnosis) thisHost() {
	d.drops()
	s, p := d.r.Source, d.r.PathMTU
	if d.r.LocalMTU > 0 && d.r.LocalMTU < commonMTU && p.Status == StatusProven && p.MTU == d.r.LocalMTU {
		f := Finding{
			Code: CodeLocalMTU, Severity: SeverityInfo,
			Detail: fmt.Sprintf("This host itself sends no more than %d bytes at once, and the path carries all of them.", p.MTU),
			Remedy: "If more should pass, look at the MTU of the interface and of the route: ip link; ip route get " + routeTo(d.r.Target.Addr()) + ".",
		}
		if s.Interface != "" {
			f.Detail = fmt.Sprintf("This host itself sends no more than %d bytes at once by %s, and the path carries all of them.", p.MTU, s.Interface)
		}
		if d.family == IPv6 && p.MTU < MinIPv6 {
			f.Severity = SeverityWarning
		}
		d.add(f)
	}
	if d.r.Withheld > 0 && d.r.Refusal == "" && p.MTU < d.r.Withheld {
		d.add(Finding{
			Code: CodeLocalMTU, Severity: SeverityError,
			Detail: fmt.Sprintf("This host itself does not send packets of %d bytes and more to %s: %s. Whether the path carries them is not known.", d.r.Withheld, d.r.Target.Addr(), strings.TrimSuffix(d.r.WithheldBy, ".")),
			Remedy: lookHere(d.r.Target.Addr()),
		})
	}
	d.cachedMTU()
	d.routeMTU()
}

// cachedMTU says that this host remembers less than passes.
func (d *diagnosis) cachedMTU() {
	s, p := d.r.Source, d.r.PathMTU
	if s.CachedMTU <= 0 || p.MTU <= s.CachedMTU || p.Status != StatusProven && (p.Status != StatusAtLeast || d.r.Outcome != OutcomeReached) {
		return
	}
	flush, expires := "ip route flush cache", ""
	if d.family == IPv6 {
		flush = "ip -6 route flush cache"
	}
	if s.CachedExpires > 0 {
		expires = fmt.Sprintf(" It forgets that in %s.", s.CachedExpires.Round(time.Second))
	}
	f := Finding{
		Code: CodeCachedMTU, Severity: SeverityWarning, Evidence: d.arrivedOver(s.CachedMTU),
		Detail: fmt.Sprintf("This host remembers a path MTU of %d for %s from earlier traffic; the path carries %d now.", s.CachedMTU, d.r.Target.Addr(), p.MTU) + expires,
		Remedy: "Make it forget: " + flush + ". If it comes back, a router says so again: trace while the other traffic runs.",
	}
	if s.CachedHere {
		f.Detail = fmt.Sprintf("This host's own tunnel to %s has room for %d bytes, which the kernel notes as path MTU; the path carries %d, as the tunnel's packets are sent in fragments.", d.r.Target.Addr(), s.CachedMTU, p.MTU)
		f.Remedy = "Set the tunnel's MTU to what it has room for, or raise the MTU of the way outside: see pmtu doctor."
	}
	d.add(f)
}

// routeMTU says that other packets of this host are smaller than what passes, as its route there has an MTU.
func (d *diagnosis) routeMTU() {
	s, p := d.r.Source, d.r.PathMTU
	if s.RouteMTU <= 0 || p.MTU <= s.RouteMTU || d.r.Outcome != OutcomeReached || p.Status == StatusUnknown {
		return
	}
	d.add(Finding{
		Code: CodeLocalMTU, Severity: SeverityWarning, Evidence: d.arrivedOver(s.RouteMTU),
		Detail: fmt.Sprintf("This host's own route to %s has MTU %d, so that what its programs send is no larger, though the path carries %d.", d.r.Target.Addr(), s.RouteMTU, p.MTU),
		Remedy: "If that is no longer needed, take the MTU off the route, or delete the route if it is there for that only: see ip route get " + routeTo(d.r.Target.Addr()) + ".",
	})
}

// arrivedOver lists the probes larger than size that arrived at the destination.
func (d *diagnosis) arrivedOver(size MTU) (ids []uint32) {
	for _, f := range d.probes {
		if f.Size > size && (f.Answer == AnswerReply || f.Answer == AnswerUnreachable) {
			ids = append(ids, f.Probe)
		}
	}
	return ids
}
