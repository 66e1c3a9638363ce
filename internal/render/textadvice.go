package render

import (
	"fmt"
	"slices"

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
	{"On this host, for all that leaves by the interface:", []string{"link", "netplan"}},
	{"On a router, for TCP through it:", []string{"nft", "iptables"}},
	{"On a sender, so that TCP finds out by itself:", []string{"sysctl"}},
	{"In a configuration:", []string{"wg-quick", "docker"}},
}

// settingLabel says what a line is for that does not tell by itself.
var settingLabel = map[string]string{
	"wg-quick": "WireGuard, where the tunnel's other end is the destination: ",
	"docker":   "/etc/docker/daemon.json: ",
}

// advice prints what to set. A black hole has to be lived with until somebody
// mends it, so there a line to enter follows for a host and for a router;
// elsewhere, as hosts learn the MTU by themselves, only if more is to be said.
func (t *text) advice(r *pmtu.Result) {
	a := r.Advice
	if a == nil || a.MTU == 0 {
		return
	}
	set, hole := "Set: ", hasFinding(r, pmtu.CodeBlackHole)
	if hole {
		set = "Until then set: "
	}
	t.sentence(plain, set, fmt.Sprintf("tunnel or interface MTU %d%s", a.MTU, mssOf(a.MTU)))
	settings := a.Settings(r.Target.Addr(), r.Source)
	if !hole && !t.o.Verbose {
		t.more("For the commands that set it, add -v.")
		return
	}
	for _, way := range waysToSet {
		lines := linesOf(way, settings)
		if !t.o.Verbose {
			if way.tools[0] != "route" && way.tools[0] != "nft" {
				continue
			}
			lines = lines[:min(1, len(lines))]
		}
		if len(lines) > 0 {
			t.sentence(plain, "", way.title)
		}
		for _, line := range lines {
			t.command(t.o.sentence(line))
		}
	}
	if !t.o.Verbose {
		t.more("For other ways to set it, add -v.")
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
	const indent, goOn = 2, " \\"
	room := t.o.width() - indent - len(goOn)
	parts := []string{line}
	if len(line) > t.o.width()-indent {
		parts = wrap(line, room, room-indent)
	}
	for i, part := range parts {
		t.line.pad(indent * min(i+1, 2))
		t.line.put(part)
		if i < len(parts)-1 {
			t.line.put(goOn)
		}
		t.flush()
	}
}

// mssOf is the TCP MSS that an MTU leaves each family: 20 bytes of TCP less,
// and the IP header. IPv6 is not to be had below 1280 bytes.
func mssOf(mtu pmtu.MTU) string {
	const tcp = 20
	four, six := max(0, int(mtu-pmtu.IPv4.Header())-tcp), 0
	if mtu >= pmtu.MinIPv6 {
		six = int(mtu-pmtu.IPv6.Header()) - tcp
	}
	return mssText(four, six)
}
