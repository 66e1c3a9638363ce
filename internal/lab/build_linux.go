package lab

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// Lab is a running network.
type Lab struct {
	nodes      map[string]*Node
	wireGuards map[int]*wireGuard // by index in Network.Tunnels
}

// startLimit bounds how long [Start] waits for a network to answer. A link
// takes up to a second for its first IPv6 packet; the rest is for busy machines.
const startLimit = 20 * time.Second

// Start builds the network for a test and closes it when the test ends. Where
// this system cannot build it the test is skipped with the reason, see [Lacking].
func Start(tb TB, n *Network) *Lab {
	tb.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), startLimit)
	defer cancel()
	l, err := Build(ctx, n)
	if missing := (*UnsupportedError)(nil); errors.As(err, &missing) {
		Lacking(tb, missing)
	}
	if err != nil {
		tb.Fatalf("%v", err)
	}
	tb.Cleanup(l.Close)
	return l
}

// Build builds the network, waits until every link and tunnel has carried a
// packet for each of its addresses, and only then installs what refuses
// packets: routes that are not unicast, and filters. It blocks for some ten milliseconds up to about a second, at most until ctx
// ends. What this system does not offer is an [*UnsupportedError]; nothing is
// left behind then.
func Build(ctx context.Context, n *Network) (*Lab, error) {
	if err := n.check(); err != nil {
		return nil, err
	}
	l := &Lab{nodes: map[string]*Node{}, wireGuards: map[int]*wireGuard{}}
	if err := l.build(ctx, n); err != nil {
		l.Close()
		return nil, err
	}
	return l, nil
}

// build does what Build says, in the order in which one thing needs another.
func (l *Lab) build(ctx context.Context, n *Network) error {
	for _, h := range n.Hosts {
		node, err := newNode(h.Name)
		if err != nil {
			return err
		}
		l.nodes[h.Name] = node
		if err := node.setSysctls(h); err != nil {
			return err
		}
	}
	for _, link := range n.Links {
		if err := l.addLink(link); err != nil {
			return fmt.Errorf("lab: link %s-%s: %w", link.A.Host, link.B.Host, err)
		}
	}
	for i, t := range n.Tunnels {
		if err := l.addTunnel(i, t); err != nil {
			return fmt.Errorf("lab: %v tunnel %s-%s: %w", t.Kind, t.A.Host, t.B.Host, err)
		}
	}
	if err := l.addRoutes(n, func(k RouteKind) bool { return k == Unicast }); err != nil {
		return err
	}
	if err := l.ready(ctx, n); err != nil {
		return err
	}
	if err := l.addRoutes(n, func(k RouteKind) bool { return k != Unicast }); err != nil {
		return err
	}
	for _, h := range n.Hosts {
		if err := l.nodes[h.Name].addFilters(ctx, h.Filters); err != nil {
			return err
		}
	}
	return nil
}

// Node returns the host of that name. It panics where there is none, as [Network.Host] does.
func (l *Lab) Node(name string) *Node {
	n, ok := l.nodes[name]
	if !ok {
		panic(fmt.Sprintf("lab: no host %q in the lab", name))
	}
	return n
}

// Close takes the network down: it ends the tunnels, kills what still runs in
// the nodes and gives the namespaces back. It may be called more than once.
func (l *Lab) Close() {
	for _, w := range l.wireGuards {
		w.close()
	}
	clear(l.wireGuards)
	for _, n := range l.nodes {
		n.close()
	}
	clear(l.nodes)
}

// quiet are the sysctls of every host: addresses are usable at once, nobody
// learns routes by himself, and return paths may differ.
var quiet = map[string]string{
	"net.ipv4.conf.all.rp_filter":         "0",
	"net.ipv4.conf.default.rp_filter":     "0",
	"net.ipv6.conf.all.disable_ipv6":      "0",
	"net.ipv6.conf.default.disable_ipv6":  "0",
	"net.ipv6.conf.all.dad_transmits":     "0",
	"net.ipv6.conf.default.dad_transmits": "0",
	"net.ipv6.conf.all.accept_ra":         "0",
	"net.ipv6.conf.default.accept_ra":     "0",
}

// unlimited are the sysctls that remove the limits on ICMP errors.
var unlimited = map[string]string{
	"net.ipv4.icmp_ratelimit":  "0",
	"net.ipv6.icmp.ratelimit":  "0",
	"net.ipv4.icmp_msgs_burst": "100000",
}

// setSysctls writes the host's sysctls, its own ones last.
func (n *Node) setSysctls(h *Host) error {
	all := maps.Clone(quiet)
	if h.Forward {
		all["net.ipv4.ip_forward"] = "1"
		all["net.ipv6.conf.all.forwarding"] = "1"
	}
	if !h.RateLimits {
		maps.Copy(all, unlimited)
		// The global limits belong to the whole machine before Linux 6.13, and are not to be seen here then.
		err := n.SetSysctl("net.ipv4.icmp_msgs_per_sec", "100000")
		if err != nil {
			delete(all, "net.ipv4.icmp_msgs_burst")
		}
	}
	maps.Copy(all, h.Sysctls)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if err := n.SetSysctl(name, all[name]); err != nil {
			return n.sysctlError(name, err)
		}
	}
	return nil
}

// sysctlError tells what this system does not offer from what is wrong.
func (n *Node) sysctlError(name string, err error) error {
	switch {
	case errors.Is(err, fs.ErrPermission), errors.Is(err, unix.EROFS):
		return &UnsupportedError{What: "writable sysctl " + name, Why: "/proc/sys must be mounted writable", Err: err}
	case errors.Is(err, fs.ErrNotExist) && strings.HasSuffix(name, ".seg6_enabled"):
		return &UnsupportedError{What: "SRv6", Why: "the kernel is built without it (CONFIG_IPV6_SEG6_LWTUNNEL)", Err: err}
	case errors.Is(err, fs.ErrNotExist) && strings.HasPrefix(name, "net.ipv6."):
		return &UnsupportedError{What: "IPv6", Why: "the kernel is built or started without it", Err: err}
	case errors.Is(err, unix.EINVAL) && name == "net.ipv4.ping_group_range":
		return &UnsupportedError{What: "range of groups with ping sockets", Why: "a user namespace of one group has no other", Err: err}
	}
	return fmt.Errorf("lab: sysctl %s of %s: %w", name, n.name, err)
}
