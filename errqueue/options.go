package errqueue

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
)

// Options says what Open opens. Only the family is required, by Network or
// by Source; what is left zero is left to the kernel.
type Options struct {
	// Network is "udp4", "udp6", or "ping4", "ping6" for ICMP echo. "" is
	// UDP of the family of Source.
	Network string
	// Source is the local address and port. The zero Addr means any
	// address; port 0 means one that is drawn at random (for UDP by the kernel from
	// net.ipv4.ip_local_port_range), which a forger has to guess.
	// Of a ping socket the port is the ICMP identifier.
	// A link-local address needs its zone.
	Source netip.AddrPort
	// Interface is the name of the interface to use (SO_BINDTODEVICE): what
	// is sent leaves by it, and only what comes in by it is received. "" leaves it to
	// the route. Since Linux 5.7 it needs no privilege.
	Interface string
	// Mark is the firewall mark (SO_MARK). It needs CAP_NET_ADMIN or, since
	// Linux 5.17, CAP_NET_RAW. 0: none.
	Mark uint32
	// TrafficClass is the traffic class (IPv4: TOS) of what is sent.
	TrafficClass uint8
	// FlowLabel is the IPv6 flow label of what is sent, 20 bits. 0 lets the
	// kernel choose, by default one label for each pair of addresses and ports.
	FlowLabel uint32
	// ReadBuffer and WriteBuffer are SO_RCVBUF and SO_SNDBUF, bytes. 0 means 4 MiB. The
	// kernel grants no more than net.core.rmem_max and wmem_max, silently.
	// The queue of errors shares the receive buffer, and what does not fit
	// is lost without a trace: an error takes up to 2.3 kB.
	ReadBuffer, WriteBuffer int
}

// defaultBuffer holds some 2000 of the largest errors, and is what newer kernels allow.
const defaultBuffer = 4 << 20

const maxFlowLabel = 1<<20 - 1

// family returns 4 or 6.
func (o Options) family() (int, error) {
	switch o.Network {
	case "udp4", "ping4":
		return 4, nil
	case "udp6", "ping6":
		return 6, nil
	case "":
		if a := o.Source.Addr(); a.IsValid() {
			return versionOf(a), nil
		}
		return 0, errors.New("network: is not set, and no source address says the family")
	}
	return 0, fmt.Errorf("network %q: is none of udp4, udp6, ping4, ping6", o.Network)
}

// ping reports whether the socket is one for ICMP echo.
func (o Options) ping() bool { return o.Network == "ping4" || o.Network == "ping6" }

// validate returns everything that is wrong with o.
func (o Options) validate() error {
	var errs []error
	family, err := o.family()
	if err != nil {
		errs = append(errs, err)
	} else if a := o.Source.Addr(); a.IsValid() && versionOf(a) != family {
		errs = append(errs, fmt.Errorf("source %v: is not of network %s", a, o.Network))
	}
	if o.FlowLabel > maxFlowLabel {
		errs = append(errs, fmt.Errorf("flow label %#x: has more than 20 bits", o.FlowLabel))
	}
	if o.FlowLabel != 0 && family == 4 {
		errs = append(errs, fmt.Errorf("flow label %#x: IPv4 has none", o.FlowLabel))
	}
	if o.ReadBuffer < 0 || o.WriteBuffer < 0 {
		errs = append(errs, fmt.Errorf("buffer %d: is negative", min(o.ReadBuffer, o.WriteBuffer)))
	}
	return errors.Join(errs...)
}

// versionOf returns 4 for IPv4 and mapped IPv4 addresses, else 6.
func versionOf(a netip.Addr) int {
	if a.Unmap().Is4() {
		return 4
	}
	return 6
}

// Datagram is one datagram to send.
type Datagram struct {
	// Payload is what stands behind the UDP header; for a ping socket, what
	// stands behind the IP header: the echo and its data.
	Payload []byte
	// To is the destination. A link-local address needs its zone, as a name
	// or an index: without one the kernel takes any interface.
	To netip.AddrPort
	// HopLimit is the hop limit (IPv4: TTL) of this datagram alone; 0 means
	// the system's default.
	HopLimit uint8
}

// Socket is what a Conn does, for programs that put something else in its
// place: errqueuetest has a kernel that is one function.
type Socket interface {
	// Send sends one datagram and never blocks. See Conn.Send for its errors.
	Send(b []byte, to netip.AddrPort, hopLimit uint8) error
	// Recv waits for the next message. See Conn.Recv for its errors.
	Recv(ctx context.Context, m *Message) error
	// LocalAddr returns the local address and port.
	LocalAddr() netip.AddrPort
	// Close unblocks Recv, which then returns net.ErrClosed.
	Close() error
}

var _ Socket = (*Conn)(nil)
