package host

import (
	"errors"
	"net/netip"

	"github.com/pathmtu/pmtu/errqueue"
	"golang.org/x/sys/unix"
)

// anyPort is a port to ask for a route with; nothing is sent to it.
const anyPort = 33434

// FindRoute returns what this host would do with a packet to an address. It
// sends nothing and does not block. A link-local address needs its zone.
//
// Where netlink is not to be had, as in a sandbox, it returns what a socket
// can tell (source, interface, Effective) and says so in Unknown.
// Errors are *Error: ENETUNREACH and EHOSTUNREACH for no route, EACCES for a
// route that prohibits, EINVAL for one that drops, EADDRNOTAVAIL for a source
// that is not this host's, ENODEV for an interface that is not there.
func FindRoute(target netip.Addr, o Options) (Route, error) {
	return findRoute(target, o, openRoute)
}

// findRoute is FindRoute with the route socket of open, which may fail.
func findRoute(target netip.Addr, o Options, open func() (*rtSocket, error)) (Route, error) {
	if !target.IsValid() {
		return Route{}, &Error{Op: "find route", Object: "to no address", Err: unix.EINVAL}
	}
	r := Route{Target: target.Unmap(), Options: o}
	r.Options.Source = o.Source.Unmap()
	bySocket, socketErr := r.askSocket()
	if errors.Is(socketErr, unix.EADDRNOTAVAIL) {
		return Route{}, r.failed(unix.EADDRNOTAVAIL) // IPv6 has routes from other hosts' addresses, too
	}
	s, err := open()
	if err != nil {
		if socketErr != nil {
			return Route{}, r.failed(socketErr)
		}
		r.Unknown = err
		r.Source = bySocket.Source
		r.Interface = Interface{Index: bySocket.Index, Name: bySocket.Interface, MTU: bySocket.InterfaceMTU}
		return r, nil
	}
	defer s.close()
	if err := r.ask(s); err != nil {
		return Route{}, r.failed(err)
	}
	if !r.Source.IsValid() {
		r.Source = bySocket.Source
	}
	if !r.Source.IsValid() { // a mark that only netlink takes without privileges
		r.Source = r.Options.Source
	}
	return r, nil
}

// askSocket asks the kernel as a sending socket would, which tells the MTU in force.
func (r *Route) askSocket() (errqueue.Route, error) {
	found, err := errqueue.FindRoute(netip.AddrPortFrom(r.Target, anyPort), errqueue.Options{
		Source:    netip.AddrPortFrom(r.Options.Source, 0),
		Interface: r.Options.Interface,
		Mark:      r.Options.Mark,
	})
	if err == nil {
		r.Effective = found.MTU
	}
	return found, err
}

// ask asks by netlink.
func (r *Route) ask(s *rtSocket) error {
	got, err := s.get(r.Target, r.Options, 0)
	if err != nil {
		return err
	}
	if err := refusal(got.kind); err != nil {
		return err
	}
	var fib *rtRoute
	if match, err := s.get(r.Target, r.Options, unix.RTM_F_FIB_MATCH); err == nil {
		fib = &match
	}
	r.take(got, fib)
	if got.oif != 0 {
		i, err := findInterface(got.oif)
		if err != nil {
			r.Unknown = err
			i.Index = got.oif
		}
		r.Interface = i
	}
	return nil
}

// refusal returns the error of a route that carries nothing. IPv6 answers
// with such a route where IPv4 answers with the error.
func refusal(kind uint8) error {
	switch kind {
	case unix.RTN_UNREACHABLE:
		return unix.EHOSTUNREACH
	case unix.RTN_PROHIBIT:
		return unix.EACCES
	case unix.RTN_BLACKHOLE:
		return unix.EINVAL
	}
	return nil
}

func (r *Route) failed(err error) error {
	return &Error{Op: "find route", Object: "to " + r.Target.String(), Err: err}
}
