package main

import (
	"fmt"
	"io"
	"net/netip"
	"os"
	"strings"
	"time"

	"github.com/pathmtu/pmtu/internal/lab"
)

// The hosts that probes start and end at.
const (
	client = "client"
	server = "server"
)

// narrow is the link, counted from 1, that limits the path: gw1-gw2. The
// router before it is the hop of the same number less one.
const narrow = 3

// plan is one network that can be shown, with the truth about it.
type plan struct {
	kind   lab.TunnelKind // zero: no tunnel, a plain link
	middle string         // what is between the gateways, in words
	mtu    int            // the path MTU that it is built with, bytes
	why    string         // why it is that
}

// plans returns what can be shown, the best first.
func plans() []plan {
	return []plan{
		{lab.WireGuard, "WireGuard", 1420, "what WireGuard is\nset to by default, to have room for 80 bytes of its own"},
		{lab.VXLAN, "VXLAN", 1450, "VXLAN needs 50 bytes\nfor its own headers"},
		{0, "a small link", 1420, "that is its MTU"},
	}
}

// network describes the plan's network.
func (p plan) network() *lab.Network {
	n := lab.Row(client, "r1", "gw1", "gw2", "r4", server)
	if p.kind == 0 {
		return n.Narrow(narrow, p.mtu)
	}
	return n.Through(narrow, p.kind)
}

// server returns the server's addresses.
func (p plan) server() (v4, v6 netip.Addr) { return lab.LinkAddrs(5, 2) }

// describe says in words and in a picture what was built.
func (p plan) describe(w io.Writer, took time.Duration) {
	n := p.network()
	as := "as root"
	if os.Getuid() != 0 || lab.Inside() {
		as = "as an ordinary user, in a user namespace"
	}
	fmt.Fprintf(w, "Built in %d ms, %s:\n%d network namespaces of this kernel, each a host.\n\n",
		took.Milliseconds(), as, len(n.Hosts))
	p.draw(w)
	v4, v6 := p.server()
	from4, from6 := lab.LinkAddrs(1, 1)
	fmt.Fprintf(w, "The links carry 1500 bytes. Between gw1 and gw2 it is %d: %s.\n", p.mtu, p.why)
	fmt.Fprintf(w, "So the path MTU is %d, and pmtu is not told so.\n", p.mtu)
	fmt.Fprintf(w, "client is %v and %v, server is %v and %v.\n\n", from4, from6, v4, v6)
}

// draw draws the network.
func (p plan) draw(w io.Writer) {
	bond := "=="
	if p.kind == 0 {
		bond = "--"
	}
	middle := fmt.Sprintf("%s %s (%d) %s", strings.Repeat(bond, 2), p.middle, p.mtu, strings.Repeat(bond, 2))
	fmt.Fprintf(w, "  client --- r1 --- gw1 %s gw2 --- r4 --- server\n", middle)
	if p.kind != 0 {
		side := strings.Repeat("-", (len(middle)-5)/2)
		fmt.Fprintf(w, "%s\\%s/\n", strings.Repeat(" ", 22), strings.Repeat(" ", len(middle)+2))
		fmt.Fprintf(w, "%s`%s %s %s'   what carries the tunnel\n", strings.Repeat(" ", 23), side, lab.ISP, strings.Repeat("-", len(middle)-5-len(side)))
	}
	fmt.Fprintln(w)
}
