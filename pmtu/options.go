package pmtu

import (
	"net/netip"
	"time"
)

// Mode is how a trace goes about it. The zero value is ModeSweep.
type Mode uint8

const (
	// ModeSweep sends small probes to all hops at once and large ones to the
	// destination.
	ModeSweep Mode = iota
	// ModeTracepath gives the answers in the order and with the text of iputils tracepath.
	ModeTracepath
)

// Options says what to trace and how. Zero values mean the defaults.
type Options struct {
	// Target is the destination. Its address is required. Port 0 means
	// DefaultPort (in ModeTracepath, TracepathPort).
	Target netip.AddrPort
	// Protocol is what probes are made of. ModeTracepath knows UDP only, and
	// takes Auto for it.
	Protocol Protocol
	// Mode is how to go about it.
	Mode Mode
	// NoMTU leaves the path MTU alone and learns the hops only.
	NoMTU bool
	// FirstHop is the first hop limit, 1 to MaxHops. 0 means 1.
	FirstHop int
	// MaxHops is the last hop limit, at most 255. 0 means 30.
	MaxHops int
	// Attempts is how often a question is asked before the answer is
	// silence. 0 means 3.
	Attempts int
	// Timeout is the longest that one attempt waits; the engine waits less
	// where the path answers fast. 0 means 1 s.
	Timeout time.Duration
	// Deadline ends the whole run. 0 means 30 s (in ModeTracepath: no deadline but that of its hops).
	Deadline time.Duration
	// StartSize is the size of the first large probe, bytes of the whole IP
	// packet. 0 means the largest of the family, which this host cuts down to its own limit.
	StartSize MTU
	// Require is the path MTU that is asked for; 0: none.
	Require MTU
	// EndToEnd asks only whether the destination gets packets of Require
	// bytes, which is then wanted: a small probe and one of that size, both with a full hop limit. It ends
	// with the answer, most often after one round trip and two packets, and no hops. It looks at hops only
	// where the large ones vanish, where a router calls them too big and the destination never answers, or where
	// somebody says what is not so. StartSize is not used.
	//
	// The answer is in the Result. Yes: Outcome is OutcomeReached and PathMTU.MTU at least Require,
	// with StatusAtLeast. No: PathMTU has StatusProven and is less, or Limits has
	// a LimitBlackHole with From not above Require, or a LimitPacketTooBig with AuthToken and
	// To, which is less. Else there is none.
	EndToEnd bool `json:",omitzero"`
	// MaxProbes and MaxBytes bound the run. 0 means 1000 probes, 8 MiB.
	MaxProbes int
	MaxBytes  int64
	// Rate bounds how many probes are sent a second. 0 means no bound.
	Rate float64
	// Seed makes the tokens. All zero means that Trace draws one at random;
	// NewEngine uses it as it is, so that a run can be repeated.
	Seed [32]byte
	// Source is what is known of this host's side; it is reported, not used.
	Source Source
	// Socket says how Trace opens its sockets; the engine does not look at it.
	Socket SocketOptions
}

// SocketOptions says how probes leave this host. The zero value leaves all
// to the kernel.
type SocketOptions struct {
	// Source is the address to send from. The zero Addr lets the route choose.
	Source netip.Addr
	// Interface is the name of the interface to send by (SO_BINDTODEVICE).
	Interface string
	// Mark is the firewall mark (SO_MARK; needs CAP_NET_ADMIN). 0: none.
	Mark uint32
	// TrafficClass is the TOS or traffic class byte of the probes.
	TrafficClass uint8
	// FlowLabel is the IPv6 flow label, 20 bits. 0 lets the kernel choose.
	FlowLabel uint32
}

// Source is this host's side of a path.
type Source struct {
	// Addr is the source address. The zero Addr: unknown.
	Addr netip.Addr
	// Interface is the name of the interface by which probes leave; "": unknown.
	Interface string
	// InterfaceMTU, RouteMTU and CachedMTU are bytes; 0: unknown or none.
	InterfaceMTU, RouteMTU, CachedMTU MTU
	// Gateway is the next hop of the route. The zero Addr: none, or unknown.
	Gateway netip.Addr
	// RouteSource is the source address that the route gives packets that have none, to be kept where the route is
	// replaced. The zero Addr: the route need not say so, or unknown.
	RouteSource netip.Addr
	// RouteTable is the number of the routing table that the route is in, as ip-rule(8) has led to it. 0: unknown.
	RouteTable uint32
	// CachedExpires is the time after which the kernel forgets CachedMTU; 0:
	// unknown, or nothing is cached.
	CachedExpires time.Duration
	// CachedHere is true where CachedMTU is what Interface, a tunnel of this host, has room for: the kernel notes that with every
	// larger packet (net/ipv4/ip_tunnel_core.c, skb_tunnel_check_pmtu).
	CachedHere bool
	// RouteLocked is true where RouteMTU is locked ("mtu lock"): the kernel
	// learns no path MTU for the route.
	RouteLocked bool
}

// Default ports of UDP probes.
const (
	// DefaultPort is traceroute's first port.
	DefaultPort = 33434
	// TracepathPort is iputils tracepath's first port.
	TracepathPort = 44444
)
