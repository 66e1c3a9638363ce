package main

import (
	"encoding/json"
	"fmt"
	"net/netip"
	"regexp"
	"strings"

	"github.com/pathmtu/pmtu/internal/simnet"
	"github.com/pathmtu/pmtu/pmtu"
)

// family is what the programs are compared over.
const family = pmtu.IPv4

// contender is a program that looks for the path MTU.
type contender struct {
	name     string
	args     []string
	root     bool // it wants to be root
	ethernet bool // it knows no TUN device
	noPing   bool // this host opens no ping sockets
	// verdict says in few words what its output says; "": nothing.
	verdict func(output string) string
}

func probeTarget(n *simnet.Network) netip.AddrPort {
	return netip.AddrPortFrom(n.Target(family), pmtu.DefaultPort)
}

// ours is how many of contenders are pmtu.
const ours = 2

// contenders are the programs, ours first. Each does what it does by default.
func contenders(path string, n *simnet.Network) []contender {
	target := n.Target(family).String()
	return []contender{
		{name: "pmtu", args: []string{path, "--json", "-n", target}, verdict: ourVerdict},
		{name: "pmtu, no ping sockets", args: []string{path, "--json", "-n", target}, noPing: true, verdict: ourVerdict},
		{name: "tracepath", args: []string{"tracepath", "-n", target}, verdict: tracepathVerdict},
		{name: "traceroute --mtu", args: []string{"traceroute", "--mtu", "-n", target}, verdict: tracerouteVerdict},
		{name: "scamper trace -M", args: []string{"scamper", "-c", "trace -M -P udp-paris", "-i", target}, root: true, ethernet: true, verdict: scamperVerdict},
	}
}

// ourVerdict reads the JSON document.
func ourVerdict(output string) string {
	var doc struct {
		PathMTU struct {
			Status string `json:"status"`
			Bytes  int    `json:"bytes"`
		} `json:"path_mtu"`
		Limits []struct {
			AfterHop *int   `json:"after_hop"`
			Kind     string `json:"kind"`
		} `json:"limits"`
	}
	if json.Unmarshal([]byte(output), &doc) != nil {
		return ""
	}
	s := fmt.Sprintf("%d, %s", doc.PathMTU.Bytes, strings.ReplaceAll(doc.PathMTU.Status, "_", " "))
	for _, l := range doc.Limits {
		s += "; " + strings.ReplaceAll(l.Kind, "_", " ")
		if l.AfterHop != nil {
			s += fmt.Sprintf(" after hop %d", *l.AfterHop)
		}
	}
	return s
}

var (
	resume  = regexp.MustCompile(`Resume: pmtu (\d+)`)
	frag    = regexp.MustCompile(`F=(\d+)`)
	hopMTU  = regexp.MustCompile(`(?m)^ *(\d+) .*\[(\*?)mtu: (\d+)\]`)
	hopOnly = regexp.MustCompile(`(?m)^ *(\d+)[ :]`)
)

// tracepathVerdict reads the last line, or how far it got.
func tracepathVerdict(output string) string {
	if m := resume.FindStringSubmatch(output); m != nil {
		if strings.Contains(output, "Too many hops") {
			return m[1] + ", destination not reached"
		}
		return m[1]
	}
	return far(output)
}

// tracerouteVerdict reads the last fragment size that it names.
func tracerouteVerdict(output string) string {
	all := frag.FindAllStringSubmatch(output, -1)
	if len(all) == 0 {
		return far(output)
	}
	return all[len(all)-1][1] + ", " + far(output)
}

func far(output string) string {
	all := hopOnly.FindAllStringSubmatch(output, -1)
	if len(all) == 0 {
		return ""
	}
	return "as far as hop " + all[len(all)-1][1]
}

// scamperVerdict reads the MTU of each hop. One with an asterisk was inferred.
func scamperVerdict(output string) string {
	all := hopMTU.FindAllStringSubmatch(output, -1)
	if len(all) == 0 {
		return far(output)
	}
	s := all[len(all)-1][3]
	for i := 1; i < len(all); i++ {
		if all[i][3] != all[i-1][3] {
			s += "; narrower after hop " + all[i-1][1]
			if all[i][2] != "" {
				s += ", inferred"
			}
		}
	}
	return s
}
