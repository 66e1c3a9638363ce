package host

import (
	"encoding/binary"
	"fmt"
	"math"
	"net/netip"
	"time"
)

// Numbers of linux/rtnetlink.h and linux/in_route.h.
const (
	familyIPv4 = 2
	familyIPv6 = 10

	rtnUnicast = 1
	rtnLocal   = 2

	rtmFlagCloned  = 0x200       // RTM_F_CLONED: IPv6 sets it for an exception, IPv4 for every look-up
	flagRedirected = 0x0004_0000 // RTCF_REDIRECTED: what is cached is (also) a redirect

	rtaDst       = 1
	rtaOif       = 4
	rtaGateway   = 5
	rtaPrefsrc   = 7
	rtaMetrics   = 8
	rtaMultipath = 9
	rtaCacheinfo = 12
	rtaTable     = 15
	rtaVia       = 18
	rtaEncapType = 21

	rtaxLock   = 1
	rtaxMTU    = 2
	rtaxAdvMSS = 8

	sizeofRtmsg     = 12
	sizeofRtnexthop = 8

	// userHZ is the unit of rta_cacheinfo.rta_expires, a part of the ABI on
	// every architecture that Go has.
	userHZ = 100
)

// rtRoute is one route of the kernel's, as RTM_NEWROUTE tells it.
type rtRoute struct {
	family   uint8
	kind     uint8 // RTN_UNICAST, RTN_LOCAL and so on
	flags    uint32
	table    uint32
	dst      netip.Prefix
	oif      int // 0: none
	gateway  netip.Addr
	prefsrc  netip.Addr
	mtu      int // RTAX_MTU, bytes; 0: none
	locked   bool
	advMSS   int
	expires  time.Duration // 0: does not expire
	nextHops int
	encap    bool // its packets are put into others (ip-route(8), encap)
}

// parseRoute reads the body of an RTM_NEWROUTE message: struct rtmsg and its attributes.
func parseRoute(b []byte) (rtRoute, error) {
	if len(b) < sizeofRtmsg {
		return rtRoute{}, fmt.Errorf("route: %w", errShort)
	}
	r := rtRoute{
		family: b[0],
		table:  uint32(b[4]),
		kind:   b[7],
		flags:  binary.NativeEndian.Uint32(b[8:]),
	}
	dst := netip.IPv4Unspecified()
	if r.family == familyIPv6 {
		dst = netip.IPv6Unspecified()
	}
	for rest := b[sizeofRtmsg:]; len(rest) > 0; {
		kind, value, next, err := nextAttribute(rest)
		if err != nil {
			return rtRoute{}, fmt.Errorf("route: %w", err)
		}
		rest = next
		if kind == rtaDst {
			if addr, ok := netip.AddrFromSlice(value); ok {
				dst = addr
			}
			continue
		}
		if err := r.setAttribute(kind, value); err != nil {
			return rtRoute{}, fmt.Errorf("route: attribute %d: %w", kind, err)
		}
	}
	r.dst = netip.PrefixFrom(dst, int(b[1]))
	if r.nextHops == 0 && r.oif != 0 {
		r.nextHops = 1
	}
	return r, nil
}

// setAttribute takes over one attribute; those that it does not know are ignored.
func (r *rtRoute) setAttribute(kind uint16, value []byte) (err error) {
	switch kind {
	case rtaOif:
		r.oif, err = intOf(value)
	case rtaTable:
		var table int
		table, err = intOf(value)
		r.table = uint32(table)
	case rtaGateway:
		r.gateway, _ = netip.AddrFromSlice(value)
	case rtaVia: // struct rtvia: the next hop is of another family
		if len(value) > 2 {
			r.gateway, _ = netip.AddrFromSlice(value[2:])
		}
	case rtaPrefsrc:
		r.prefsrc, _ = netip.AddrFromSlice(value)
	case rtaMetrics:
		err = r.setMetrics(value)
	case rtaEncapType:
		r.encap = true
	case rtaMultipath:
		err = r.setNextHops(value)
	case rtaCacheinfo: // struct rta_cacheinfo
		if len(value) < 12 {
			return errShort
		}
		if ticks := int32(binary.NativeEndian.Uint32(value[8:])); ticks > 0 {
			r.expires = time.Duration(ticks) * (time.Second / userHZ)
		}
	}
	return err
}

// setMetrics reads the nested attributes of RTA_METRICS.
func (r *rtRoute) setMetrics(b []byte) error {
	for len(b) > 0 {
		kind, value, next, err := nextAttribute(b)
		if err != nil {
			return err
		}
		b = next
		switch kind {
		case rtaxLock:
			locks, err := intOf(value)
			if err != nil {
				return err
			}
			r.locked = locks&(1<<rtaxMTU) != 0
		case rtaxMTU:
			if r.mtu, err = intOf(value); err != nil {
				return err
			}
		case rtaxAdvMSS:
			if r.advMSS, err = intOf(value); err != nil {
				return err
			}
		}
	}
	return nil
}

// setNextHops reads RTA_MULTIPATH, a list of struct rtnexthop with
// attributes of their own, and takes interface and gateway from the first.
func (r *rtRoute) setNextHops(b []byte) error {
	for len(b) > 0 {
		if len(b) < sizeofRtnexthop {
			return errShort
		}
		length := int(binary.NativeEndian.Uint16(b))
		if length < sizeofRtnexthop || length > len(b) {
			return errShort
		}
		hop := rtRoute{oif: int(int32(binary.NativeEndian.Uint32(b[4:])))}
		for rest := b[sizeofRtnexthop:length]; len(rest) > 0; {
			kind, value, next, err := nextAttribute(rest)
			if err != nil {
				return err
			}
			rest = next
			if kind == rtaGateway || kind == rtaVia {
				if err := hop.setAttribute(kind, value); err != nil {
					return err
				}
			}
		}
		if r.nextHops++; r.nextHops == 1 {
			r.oif, r.gateway = hop.oif, hop.gateway
		}
		b = b[min(align4(length), len(b)):]
	}
	return nil
}

// nextAttribute splits the first struct rtattr off b.
func nextAttribute(b []byte) (kind uint16, value, rest []byte, err error) {
	const header = 4
	if len(b) < header {
		return 0, nil, nil, errShort
	}
	length := int(binary.NativeEndian.Uint16(b))
	if length < header || length > len(b) {
		return 0, nil, nil, errShort
	}
	kind = binary.NativeEndian.Uint16(b[2:]) & 0x3fff // without NLA_F_NESTED and NLA_F_NET_BYTEORDER
	return kind, b[header:length], b[min(align4(length), len(b)):], nil
}

func align4(n int) int { return (n + 3) &^ 3 }

// intOf reads an u32 that stands for a number of bytes, an index or bits.
func intOf(b []byte) (int, error) {
	if len(b) < 4 {
		return 0, errShort
	}
	return int(min(binary.NativeEndian.Uint32(b), math.MaxInt32)), nil
}
