package simnet

import (
	"net/netip"
	"time"

	"github.com/pathmtu/pmtu/internal/wire"
	"github.com/pathmtu/pmtu/pmtu"
)

// description is a parsed description. It never changes: the state of a run is
// in the Network.
type description struct {
	name, title string
	ipv4, ipv6  bool
	seed        uint64
	localMTU    int
	localLink   int // 0: as much as localMTU
	local       byFamily[netip.Addr]
	hops        []hop // hops[0] is hop 1; the last is the destination
	loopFrom    int   // 0: no loop
	loopTo      int
	forgeries   []forgery
}

// byFamily is one thing for each family.
type byFamily[T any] struct{ v4, v6 T }

func (b *byFamily[T]) of(f pmtu.Family) *T {
	if f == pmtu.IPv6 {
		return &b.v6
	}
	return &b.v4
}

// hop is a router or the destination, as described. doc.go says what each
// field means.
type hop struct {
	addrs                byFamily[[]netip.Addr]
	perPacket            bool
	delay, back, slow    time.Duration // back: -1 where it is the way there
	loss, backLoss       float64
	hopLimit, returnHops int // returnHops: 0 where it is the way there
	silent               bool
	limit, ptbLimit      byFamily[limit]
	quote                int // bytes behind the IP header; quoteFull
	damage               damage
	rewrite              byFamily[netip.Addr]
	rewritePort          uint16
	mpls                 []wire.Label
	iface                *wire.Interface
	ifaceAddr            bool
	legacy               bool
	copies               int
	unreachable          byFamily[icmpCode]

	mtus         []int
	ptb          script
	ptbFrom      byFamily[netip.Addr]
	refuseFilter bool
	shared       bool

	udp       udpAnswer
	udpBytes  int
	echo      bool
	tcp       tcpAnswer
	backMTU   int // 0: no limit
	fragments bool
}

// quoteFull quotes as much as fits, as Linux does.
const quoteFull = -1

// icmpCode is the type and code of an ICMP message.
type icmpCode struct {
	typ, code uint8
	set       bool
}

// damage is what happens to a quote.
type damage uint8

const (
	damageNone damage = iota
	damageZeroed
	damageFlipped
	damageShort
)

// udpAnswer is what a destination does with a UDP datagram.
type udpAnswer uint8

const (
	udpUnreachable udpAnswer = iota
	udpSilent
	udpEcho
	udpData
)

// tcpAnswer is what a destination does with a TCP segment.
type tcpAnswer uint8

const (
	tcpReset tcpAnswer = iota
	tcpSynAck
	tcpSilent
)

// forgery describes answers that nobody on the path gave.
type forgery struct {
	kind     forgeKind
	from     byFamily[netip.Addr]
	as       forgeAs
	mtu      uint32
	after    time.Duration
	hopLimit uint8
	every    int
}

type forgeKind uint8

const (
	forgeToken forgeKind = iota
	forgeTarget
	forgeMinimal
	forgeData
)

type forgeAs uint8

const (
	forgePTB forgeAs = iota
	forgeExpired
	forgeUnreachable
)

// defaultHop is a hop before its description is read.
func defaultHop(number int, dest bool) hop {
	h := hop{
		delay: 2 * time.Millisecond, back: -1, hopLimit: 64, quote: quoteFull, copies: 1,
		limit:    linuxLimits(),
		ptbLimit: byFamily[limit]{unlimited, unlimited},
		mtus:     []int{1500},
		ptb:      script{{kind: elementMTU}},
		echo:     true,
	}
	if number == 1 {
		h.delay = 0
	}
	n := number
	if dest {
		n = destHost
	}
	h.addrs.v4 = []netip.Addr{hostAddr(pmtu.IPv4, n, dest)}
	h.addrs.v6 = []netip.Addr{hostAddr(pmtu.IPv6, n, dest)}
	return h
}

// destHost is the number of the destination where none is given.
const destHost = 9
