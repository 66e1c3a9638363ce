package host

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strconv"

	"github.com/vishvananda/netlink/nl"
	"golang.org/x/sys/unix"
)

// rtSocket is a route socket of the calling thread's network namespace.
type rtSocket struct {
	handle *nl.SocketHandle
}

// replyTimeout bounds the wait for an answer of the kernel, which comes at
// once; a sandbox that only pretends to have netlink may never give one.
var replyTimeout = unix.Timeval{Sec: 2}

func openRoute() (*rtSocket, error) {
	s, err := nl.Subscribe(unix.NETLINK_ROUTE) // to no group: a plain socket
	if err != nil {
		return nil, fmt.Errorf("netlink: %w", err)
	}
	if err := s.SetReceiveTimeout(&replyTimeout); err != nil {
		s.Close()
		return nil, fmt.Errorf("netlink: %w", err)
	}
	return &rtSocket{handle: &nl.SocketHandle{Socket: s}}, nil
}

func (s *rtSocket) close() { s.handle.Close() }

// request returns a request that goes out by this socket.
func (s *rtSocket) request(kind, flags int) *nl.NetlinkRequest {
	req := nl.NewNetlinkRequest(kind, flags)
	req.Sockets = map[int]*nl.SocketHandle{unix.NETLINK_ROUTE: s.handle}
	return req
}

// get asks for the route to an address (RTM_GETROUTE). With flag
// RTM_F_FIB_MATCH (Linux 4.13) the kernel answers with the route itself, else with
// what it would use, in which a cached path MTU has taken the place of the route's.
func (s *rtSocket) get(target netip.Addr, o Options, flag uint32) (rtRoute, error) {
	req := s.request(unix.RTM_GETROUTE, unix.NLM_F_REQUEST)
	msg := &nl.RtMsg{RtMsg: unix.RtMsg{
		Family: familyOf(target), Dst_len: uint8(target.BitLen()), Flags: flag | unix.RTM_F_LOOKUP_TABLE,
	}}
	req.AddData(msg)
	req.AddData(nl.NewRtAttr(unix.RTA_DST, target.AsSlice()))
	if o.Source.IsValid() {
		msg.Src_len = uint8(o.Source.BitLen())
		req.AddData(nl.NewRtAttr(unix.RTA_SRC, o.Source.AsSlice()))
	}
	device := o.Interface
	if device == "" {
		device = target.Zone()
	}
	if device != "" {
		index, err := interfaceIndex(device)
		if err != nil {
			return rtRoute{}, err
		}
		req.AddData(nl.NewRtAttr(unix.RTA_OIF, nl.Uint32Attr(uint32(index))))
	}
	if o.Mark != 0 {
		req.AddData(nl.NewRtAttr(unix.RTA_MARK, nl.Uint32Attr(o.Mark)))
	}
	answers, err := req.Execute(unix.NETLINK_ROUTE, unix.RTM_NEWROUTE)
	if err != nil {
		return rtRoute{}, err
	}
	if len(answers) == 0 {
		return rtRoute{}, errShort
	}
	return parseRoute(answers[0])
}

// dump hands every route of a family and, since Linux 5.2, every cached
// exception to visit until that returns false.
func (s *rtSocket) dump(family uint8, visit func(rtRoute) bool) error {
	req := s.request(unix.RTM_GETROUTE, unix.NLM_F_REQUEST|unix.NLM_F_DUMP)
	req.AddData(&nl.RtMsg{RtMsg: unix.RtMsg{Family: family}})
	var bad error
	err := req.ExecuteIter(unix.NETLINK_ROUTE, unix.RTM_NEWROUTE, func(b []byte) bool {
		r, err := parseRoute(b)
		if err != nil {
			bad = err
			return false
		}
		return visit(r)
	})
	// Routes that change meanwhile make a dump inexact, which matters little to a diagnosis.
	if err != nil && !errors.Is(err, nl.ErrDumpInterrupted) {
		return err
	}
	return bad
}

func familyOf(a netip.Addr) uint8 {
	if a.Is4() {
		return familyIPv4
	}
	return familyIPv6
}

// interfaceIndex finds an interface by name, or by number as zones may give it.
func interfaceIndex(name string) (int, error) {
	i, err := net.InterfaceByName(name)
	if err == nil {
		return i.Index, nil
	}
	if index, bad := strconv.Atoi(name); bad == nil && index > 0 {
		return index, nil
	}
	return 0, fmt.Errorf("interface %s: %w", name, unix.ENODEV)
}
