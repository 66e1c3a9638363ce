package errqueue

import (
	"net"
	"net/netip"

	"golang.org/x/sys/unix"
)

// FindRoute returns what this host would do with a datagram to an address. It
// connects a socket of its own, which sends nothing, and does not block. Of the options
// it uses Source, Interface, Mark and TrafficClass, which routes may depend on;
// Network is that of the destination.
//
// Errors are *OpError: ENETUNREACH and EHOSTUNREACH for no route, EACCES for
// broadcast and prohibiting routes, ENODEV for a zone or interface that is not there.
func FindRoute(to netip.AddrPort, o Options) (Route, error) {
	object := "to " + to.Addr().String()
	version := versionOf(to.Addr())
	if a := o.Source.Addr(); !to.IsValid() || a.IsValid() && versionOf(a) != version {
		return Route{}, &OpError{Op: "find route", Object: object, Err: unix.EAFNOSUPPORT}
	}
	fd, err := newSocket(version, false)
	if err != nil {
		return Route{}, err
	}
	defer unix.Close(fd)
	if err := connect(fd, version, to, o); err != nil {
		return Route{}, err
	}
	local, err := localAddr(fd)
	if err != nil {
		return Route{}, err
	}
	r := Route{Source: local.Addr(), MTU: pathMTU(fd, version)}
	r.setInterface(to.Addr(), o.Interface)
	return r, nil
}

// connect makes the kernel choose a route.
func connect(fd, version int, to netip.AddrPort, o Options) error {
	if err := setRouteOptions(fd, version, o); err != nil {
		return err
	}
	if o.Source.Addr().IsValid() {
		if err := bind(fd, version, o.Source); err != nil {
			return err
		}
	}
	sa, err := unixSockaddr(to)
	if err == nil {
		err = unix.Connect(fd, sa)
	}
	if err != nil {
		return &OpError{Op: "find route", Object: "to " + to.Addr().String(), Err: err, Hint: sendHint(err)}
	}
	return nil
}

// setRouteOptions sets what routes may depend on.
func setRouteOptions(fd, version int, o Options) error {
	tos := option{name: "IP_TOS", level: unix.SOL_IP, opt: unix.IP_TOS, value: int(o.TrafficClass)}
	if version == 6 {
		tos = option{name: "IPV6_TCLASS", level: unix.SOL_IPV6, opt: unix.IPV6_TCLASS, value: int(o.TrafficClass)}
	}
	var list []option
	if o.TrafficClass != 0 {
		list = append(list, tos)
	}
	return applyOptions(fd, append(list, markOption(o)...), o.Interface)
}

// pathMTU reads the path MTU of a connected socket; 0 where it cannot be had.
func pathMTU(fd, version int) int {
	level, opt := unix.SOL_IP, unix.IP_MTU
	if version == 6 {
		level, opt = unix.SOL_IPV6, unix.IPV6_MTU
	}
	mtu, err := unix.GetsockoptInt(fd, level, opt)
	if err != nil {
		return 0
	}
	return mtu
}

// setInterface finds the interface that packets to an address leave by. The
// kernel tells a socket the source address only: the interface is the loopback for
// addresses of this host, else the one that was asked for, else the one that
// the zone names, else the only one that has the source address.
func (r *Route) setInterface(to netip.Addr, asked string) {
	interfaces, err := net.Interfaces()
	if err != nil {
		return
	}
	zone, _ := zoneIndex(to.Zone())
	own := to.IsLoopback()
	var named, holders []net.Interface
	for _, i := range interfaces {
		holds, isTo := addrsOf(i, r.Source, to)
		own = own || isTo
		if i.Name == asked || asked == "" && i.Index == int(zone) {
			named = append(named, i)
		}
		// An address on the loopback that is used towards others says nothing of the way.
		if holds && i.Flags&net.FlagLoopback == 0 {
			holders = append(holders, i)
		}
	}
	switch {
	case own:
		holders = loopbacks(interfaces)
	case asked != "" || zone != 0:
		holders = named
	}
	if len(holders) == 1 {
		i := holders[0]
		r.Interface, r.Index, r.InterfaceMTU = i.Name, i.Index, i.MTU
	}
}

// addrsOf reports whether an interface has the source address, and whether it has the destination.
func addrsOf(i net.Interface, source, to netip.Addr) (holds, isTo bool) {
	addrs, err := i.Addrs()
	if err != nil {
		return false, false
	}
	for _, a := range addrs {
		prefix, ok := a.(*net.IPNet)
		if !ok {
			continue
		}
		addr, _ := netip.AddrFromSlice(prefix.IP)
		addr = addr.Unmap()
		holds = holds || addr == source.Unmap().WithZone("")
		// A link-local address may be ours on another interface only.
		if addr == to.Unmap().WithZone("") {
			index, _ := zoneIndex(to.Zone())
			isTo = isTo || index == 0 || index == uint32(i.Index)
		}
	}
	return holds, isTo
}

func loopbacks(interfaces []net.Interface) []net.Interface {
	for _, i := range interfaces {
		if i.Flags&net.FlagLoopback != 0 {
			return []net.Interface{i}
		}
	}
	return nil
}
