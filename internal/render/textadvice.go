package render

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pathmtu/pmtu/pmtu"
)

// wayToSet is a place where an MTU can be set, and the tools that do it there.
type wayToSet struct {
	title string
	tools []string
}

// waysToSet are the places, the one that changes least first.
var waysToSet = []wayToSet{
	{"On this host, for this destination:", []string{"route"}},
	{"On this host, for all that leaves by the interface, wherever it goes (set the other end of its link as well, or it may lose what comes in):", []string{"link", "netplan"}},
	{"On a router, for TCP with this destination, by nft:", []string{"nft"}},
	{"The same by iptables:", []string{"iptables"}},
	{"On a sender, so that TCP finds out by itself, after some seconds each time:", []string{"sysctl"}},
	{"In a configuration:", []string{"wg-quick", "docker"}},
}

// settingLabel says what a line is for that does not tell by itself.
var settingLabel = map[string]string{
	"netplan":  "To keep it, where netplan is used: ",
	"wg-quick": "WireGuard, where the tunnel's other end is the destination: ",
	"docker":   "/etc/docker/daemon.json: ",
}

// advice prints what to set. Where that was done already, nothing need be; nor
// where the limits are reported, as hosts adapt. A black hole has to be lived with
// until somebody mends it, so there lines to enter follow for a host and for a
// router; elsewhere only if more is to be said.
func (t *text) advice(r *pmtu.Result) {
	a := r.Advice
	if a == nil || a.MTU == 0 {
		t.whereLocal(r)
		t.untilKnown(r)
		return
	}
	set, hole := "Set: ", hasFinding(r, pmtu.CodeBlackHole)
	where := whereToSet(a.MTU, r.Source)
	switch {
	case a.InForce(r.Source):
		t.sentence(plain, set, fmt.Sprintf("nothing on this host: its route to %s has MTU %d, so what it sends there fits already.",
			t.destination(), r.Source.RouteMTU))
		if !hole && !t.o.Verbose {
			return
		}
		set, where = "For other senders set: ", ""
	case hole:
		set = "Until then set: "
	case !comesBackLess(r) && reported(r):
		t.sentence(plain, set, "nothing for what goes out: path MTU discovery works, as what is too big is reported. Whether it works for what comes back was not tested: trace from there.")
		set = "If something loses the reports: "
	}
	t.sentence(plain, set, fmt.Sprintf("MTU %d%s%s", a.MTU, where, mssOf(r, a.MTU)))
	t.whichWay(r)
	if !hole && !t.o.Verbose {
		t.more("For the commands that set it, add -v.")
		return
	}
	settings := a.Settings(r.Target.Addr(), r.Source)
	for _, way := range waysToSet {
		lines := linesOf(way, settings)
		if len(lines) == 0 || !t.o.Verbose && way.tools[0] != "route" && way.tools[0] != "nft" {
			continue
		}
		t.sentence(plain, "", way.title)
		for _, line := range lines {
			t.command(t.o.sentence(line))
		}
	}
	if !t.o.Verbose {
		t.more("For other ways to set it, add -v.")
	}
}

// untilKnown prints how much can be set at most where packets vanish before a destination that is silent: more is lost in the
// hole. What is behind the last hop that answers may pass less, so that it is no advice, and nothing to enter.
func (t *text) untilKnown(r *pmtu.Result) {
	last := provenAsFar(r)
	most := r.PathMTU.MTU
	inHole := func(l pmtu.Limit) bool { return l.Kind == pmtu.LimitBlackHole && l.To == most }
	if r.Outcome != pmtu.OutcomeSilent || last == nil || (pmtu.Advice{MTU: most}).InForce(r.Source) || !slices.ContainsFunc(r.Limits, inHole) {
		return
	}
	t.sentence(plain, "Until then set at most: ", fmt.Sprintf("MTU %d%s%s. What passes behind hop %d is not known.",
		most, whereToSet(most, r.Source), mssOf(r, most), last.Hop))
}

// comesBackLess reports whether what is advised is for the way back, which is proven to carry less.
func comesBackLess(r *pmtu.Result) bool {
	return hasFinding(r, pmtu.CodeReturnPathLimit) && (r.PathMTU.Status != pmtu.StatusProven || r.Advice.MTU < r.PathMTU.MTU)
}

// whichWay says for which way what is advised is, where they differ.
func (t *text) whichWay(r *pmtu.Result) {
	switch there := "more pass"; {
	case !hasFinding(r, pmtu.CodeReturnPathLimit):
	case comesBackLess(r):
		if r.PathMTU.Status == pmtu.StatusProven {
			there = fmt.Sprintf("%d bytes pass", r.PathMTU.MTU)
		}
		t.sentence(plain, "", fmt.Sprintf("That is for both ways: %s on the way there, but only %d are known to come back. The MTU limits what this host sends; the MSS that it then announces limits what TCP sends back. For UDP and the rest, set it at %s, too.",
			there, r.Advice.MTU, t.destination()))
	default:
		t.sentence(plain, "", "That is for the way there. The way back may need less, see the warning above: there the MSS that this host announces limits TCP.")
	}
}

// senderDevice is the device of this host on which an MTU is to be set.
func senderDevice(s pmtu.Source) string {
	if s.Interface == "" {
		return "this host's interface"
	}
	return "this host's " + EscapeName(s.Interface)
}

// whereToSet is where on this host an MTU is to be set. An interface below 1280 bytes loses IPv6.
func whereToSet(mtu pmtu.MTU, s pmtu.Source) string {
	if mtu < pmtu.MinIPv6 {
		return " on this host's route there, and not on its interface, which would lose IPv6 below 1280"
	}
	return " on " + senderDevice(s)
}

// leastFollowed is the least path MTU that Linux takes over from a packet too big: that of net.ipv4.route.min_pmtu
// (net/ipv4/route.c), or of IPv6 (RFC 8200, section 5).
func leastFollowed(r *pmtu.Result) pmtu.MTU {
	if r.Target.Addr().Unmap().Is4() {
		return 552
	}
	return pmtu.MinIPv6
}

// reported says whether all that is too big is reported, with the size that
// passes, and this host does what it is told: then it finds the path MTU by itself.
func reported(r *pmtu.Result) bool {
	if r.Source.RouteLocked || len(r.Limits) == 0 {
		return false
	}
	for _, l := range r.Limits {
		if l.Kind == pmtu.LimitBlackHole || l.Kind == pmtu.LimitLocal && r.Dropper != "" ||
			l.Kind == pmtu.LimitPacketTooBig && (uint32(l.To) != l.Claimed || l.To < leastFollowed(r)) {
			return false
		}
	}
	return !slices.ContainsFunc(r.Findings, func(f pmtu.Finding) bool { return strings.HasPrefix(string(f.Code), "ptb_") })
}

// whereLocal says how to see where this host's own limit is set, where that is not said already.
func (t *text) whereLocal(r *pmtu.Result) {
	untold := func(f pmtu.Finding) bool {
		return f.Code == pmtu.CodeLocalMTU && f.Severity == pmtu.SeverityInfo
	}
	if slices.ContainsFunc(r.Findings, untold) && !t.o.Verbose {
		t.more("For where this host's limit is set, add -v.")
	}
}

// more says which flag prints more, where it is a flag of the command: the
// diagnosis behind tracepath's text has none.
func (t *text) more(s string) {
	if !t.diagnosis {
		t.sentence(dim, "", s)
	}
}

// linesOf are the lines of the tools of one place.
func linesOf(way wayToSet, settings []pmtu.Setting) (lines []string) {
	for _, s := range settings {
		if slices.Contains(way.tools, s.Tool) {
			lines = append(lines, settingLabel[s.Tool]+s.Line)
		}
	}
	return lines
}

// command prints a line to enter. One that is too long goes on behind a
// backslash, as a shell reads it.
func (t *text) command(line string) {
	const indent = 2
	for _, part := range continued(line, t.o.width()-indent) {
		t.line.pad(indent)
		t.line.put(part)
		t.flush()
	}
}

// continued breaks a command that is longer than room. In quotes a backslash is one.
func continued(line string, room int) []string {
	const indent, goOn = "  ", " \\"
	if len(line) <= room || strings.Contains(line, "'") {
		return []string{line}
	}
	room -= len(goOn)
	parts := wrap(line, room, room-len(indent))
	for i := range parts {
		if i > 0 {
			parts[i] = indent + parts[i]
		}
		if i < len(parts)-1 {
			parts[i] += goOn
		}
	}
	return parts
}

// mssOf is the TCP MSS that an MTU leaves each family: 20 bytes of TCP less,
// and the IP header. IPv6 is not to be had below 1280 bytes, but where it is what was traced.
func mssOf(r *pmtu.Result, mtu pmtu.MTU) string {
	const tcp = 20
	four, six := max(0, int(mtu-pmtu.IPv4.Header())-tcp), 0
	if mtu >= pmtu.MinIPv6 || !r.Target.Addr().Unmap().Is4() {
		six = max(0, int(mtu-pmtu.IPv6.Header())-tcp)
	}
	return mssText(four, six)
}
