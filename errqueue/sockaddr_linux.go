package errqueue

import (
	"net"
	"net/netip"
	"strconv"

	"golang.org/x/sys/unix"
)

// unixSockaddr returns a as x/sys wants it. The error is that of a zone that
// is no interface.
func unixSockaddr(a netip.AddrPort) (unix.Sockaddr, error) {
	addr := a.Addr().Unmap()
	if addr.Is4() {
		return &unix.SockaddrInet4{Port: int(a.Port()), Addr: addr.As4()}, nil
	}
	index, err := zoneIndex(addr.Zone())
	if err != nil {
		return nil, err
	}
	return &unix.SockaddrInet6{Port: int(a.Port()), Addr: addr.As16(), ZoneId: index}, nil
}

func fromUnix(sa unix.Sockaddr) netip.AddrPort {
	switch sa := sa.(type) {
	case *unix.SockaddrInet4:
		return netip.AddrPortFrom(netip.AddrFrom4(sa.Addr), uint16(sa.Port))
	case *unix.SockaddrInet6:
		a := netip.AddrFrom16(sa.Addr)
		if sa.ZoneId != 0 {
			a = a.WithZone(zoneName(sa.ZoneId))
		}
		return netip.AddrPortFrom(a, uint16(sa.Port))
	}
	return netip.AddrPort{}
}

// zoneIndex returns the index of the interface that a zone names; 0 for "".
// A zone of digits is an index, unless an interface has that name.
func zoneIndex(zone string) (uint32, error) {
	if zone == "" {
		return 0, nil
	}
	i, err := net.InterfaceByName(zone)
	if err == nil {
		return uint32(i.Index), nil
	}
	if n, err := strconv.ParseUint(zone, 10, 32); err == nil && n > 0 {
		return uint32(n), nil
	}
	return 0, unix.ENODEV
}

// zoneName returns the name of an interface, or its index in decimal where
// the system does not tell the name.
func zoneName(index uint32) string {
	if i, err := net.InterfaceByIndex(int(index)); err == nil {
		return i.Name
	}
	return indexZone(index, "")
}
