package errqueue

import (
	"encoding/binary"
	"net/netip"
	"strconv"
	"time"
)

// Sizes of struct sock_extended_err (linux/errqueue.h) and of the address behind it.
const (
	extendedErrLen = 16
	sockaddr4Len   = 16
	sockaddr6Len   = 28
	afInet         = 2
	afInet6        = 10
	invalidFlag    = 1 // SO_EE_RFC4884_FLAG_INVALID
)

// Parse decodes the control messages of one received message, as recvmsg(2)
// returned them, into m. It sets every field of m that control messages tell
// of (FromQueue by whether an extended error is among them), to the value for "not
// said" where there is none. Peer, FlowInfo, Payload and Truncated, which are not in
// control messages, are left alone.
//
// The bytes have the layout of the running process: 64-bit or 32-bit, native
// byte order; on systems other than Linux, the layout that Linux would have.
// Control messages that Parse does not know are skipped. Link-local
// addresses get their interface's index as zone ("fe80::1%2"): names are for
// who may ask the system, as Conn.Recv does.
//
// It returns a *ParseError where oob is cut off or corrupt, with what stood
// before that place in m. It does not allocate, but for a zone that m.Offender did not have before,
// and keeps nothing of oob.
func Parse(oob []byte, m *Message) error { return parse(oob, m, nativeLayout, indexZone) }

// zoneFunc returns the zone for an interface index. old is the zone that was
// used last, to be returned again where it fits.
type zoneFunc func(index uint32, old string) string

func parse(oob []byte, m *Message, l layout, zone zoneFunc) error {
	old := m.Offender.Zone()
	m.reset()
	for at, rest := 0, oob; len(rest) > 0; {
		c, behind, err := l.next(rest, at)
		if err != nil {
			return err
		}
		if n := c.need(l); len(c.data) < n {
			return &ParseError{Offset: at, Object: c.name(), Want: n, Got: len(c.data)}
		}
		switch c.level {
		case solIP:
			m.setIP(c)
		case solIPv6:
			m.setIPv6(c)
		case solSocket:
			m.setSocket(c, l)
		}
		if c.isError() {
			m.setOffender(c.data[extendedErrLen:], zone, old)
		}
		at, rest = len(oob)-len(behind), behind
	}
	return nil
}

// reset sets what Parse sets to the values for "not said".
func (m *Message) reset() {
	m.FromQueue, m.Origin, m.Errno, m.Type, m.Code, m.Info = false, OriginNone, 0, 0, 0, 0
	m.ExtensionOffset, m.ExtensionInvalid, m.Offender = 0, false, netip.Addr{}
	m.HopLimit, m.TrafficClass, m.FragmentSize, m.Interface, m.At = -1, -1, 0, 0, time.Time{}
}

// isError reports whether c is an extended error.
func (c control) isError() bool {
	return c.level == solIP && c.kind == ipRecvErr || c.level == solIPv6 && c.kind == ipv6RecvErr
}

// need returns the least bytes of data that c must have; 0 for the unknown.
func (c control) need(l layout) int {
	switch c.level {
	case solIP:
		switch c.kind {
		case ipTOS:
			return 1
		case ipTTL, ipRecvFragSize:
			return 4
		case ipPktInfo:
			return 12
		case ipRecvErr:
			return extendedErrLen
		}
	case solIPv6:
		switch c.kind {
		case ipv6FlowInfo, ipv6HopLimit, ipv6TClass, ipv6RecvFragSize:
			return 4
		case ipv6PktInfo:
			return 20
		case ipv6RecvErr:
			return extendedErrLen
		}
	case solSocket:
		switch c.kind {
		case scmTimestampNS:
			return 2 * int(l)
		case scmTimestampNSNew:
			return 16
		}
	}
	return 0
}

func (m *Message) setIP(c control) {
	switch c.kind {
	case ipTOS:
		m.TrafficClass = int(c.data[0])
	case ipTTL:
		m.HopLimit = int(native32(c.data) & 0xff)
	case ipRecvFragSize:
		m.FragmentSize = fragmentSize(c.data)
	case ipPktInfo: // struct in_pktinfo: index, local address, destination
		m.Interface = int(int32(native32(c.data)))
	case ipRecvErr:
		m.setError(c.data)
	}
}

func (m *Message) setIPv6(c control) {
	switch c.kind {
	case ipv6HopLimit:
		m.HopLimit = int(native32(c.data) & 0xff)
	case ipv6RecvFragSize:
		m.FragmentSize = fragmentSize(c.data)
	case ipv6TClass:
		m.TrafficClass = int(native32(c.data) & 0xff)
	case ipv6FlowInfo: // of the packet that came; it has the traffic class too
		if m.TrafficClass < 0 {
			m.TrafficClass = int(binary.BigEndian.Uint32(c.data) >> 20 & 0xff)
		}
	case ipv6PktInfo: // struct in6_pktinfo: address, index
		m.Interface = int(int32(native32(c.data[16:])))
	case ipv6RecvErr:
		m.setError(c.data)
	}
}

func (m *Message) setSocket(c control, l layout) {
	var sec, nsec int64
	switch {
	case c.kind == scmTimestampNS && l == 4:
		sec, nsec = int64(int32(native32(c.data))), int64(int32(native32(c.data[4:])))
	case c.kind == scmTimestampNS, c.kind == scmTimestampNSNew:
		sec = int64(binary.NativeEndian.Uint64(c.data))
		nsec = int64(binary.NativeEndian.Uint64(c.data[8:]))
	default:
		return
	}
	m.At = time.Unix(sec, nsec)
}

// setError decodes struct sock_extended_err.
func (m *Message) setError(b []byte) {
	m.FromQueue = true
	m.Errno = native32(b)
	m.Origin, m.Type, m.Code = Origin(b[4]), b[5], b[6]
	m.Info = native32(b[8:])
	m.ExtensionOffset, m.ExtensionInvalid = 0, false
	// For the other origins the last word is a counter.
	if m.Origin == OriginICMP || m.Origin == OriginICMP6 {
		m.ExtensionOffset = int(binary.NativeEndian.Uint16(b[12:]))
		m.ExtensionInvalid = b[14]&invalidFlag != 0
	}
}

// setOffender decodes the address behind struct sock_extended_err. Entries
// that this host made have none, or one without family.
func (m *Message) setOffender(b []byte, zone zoneFunc, old string) {
	m.Offender, _, _ = sockaddr(b, zone, old)
}

// sockaddr decodes a struct sockaddr_in or sockaddr_in6; for other families
// and where b is too short it returns the zero Addr. Mapped IPv4
// addresses become IPv4. flowInfo is in host byte order.
func sockaddr(b []byte, zone zoneFunc, old string) (a netip.Addr, port uint16, flowInfo uint32) {
	if len(b) < 2 {
		return a, 0, 0
	}
	switch family := binary.NativeEndian.Uint16(b); {
	case family == afInet && len(b) >= sockaddr4Len:
		return netip.AddrFrom4([4]byte(b[4:8])), binary.BigEndian.Uint16(b[2:]), 0
	case family == afInet6 && len(b) >= sockaddr6Len:
		a = netip.AddrFrom16([16]byte(b[8:24])).Unmap()
		if index := native32(b[24:]); index != 0 && a.Is6() {
			a = a.WithZone(zone(index, old))
		}
		return a, binary.BigEndian.Uint16(b[2:]), binary.BigEndian.Uint32(b[4:])
	}
	return a, 0, 0
}

// indexZone is the zone without a system to ask: the index in decimal.
func indexZone(index uint32, old string) string {
	var buf [10]byte
	if s := strconv.AppendUint(buf[:0], uint64(index), 10); string(s) != old {
		return string(s)
	}
	return old
}

// fragmentSize decodes the int of the kernel, which is never negative.
func fragmentSize(b []byte) int { return max(0, int(int32(native32(b)))) }

func native32(b []byte) uint32 { return binary.NativeEndian.Uint32(b) }
