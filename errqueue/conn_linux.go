package errqueue

import (
	"net"
	"net/netip"
	"os"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// Conn is an unconnected UDP or ping socket that reports what becomes of the
// datagrams it sends: errors and data arrive by Recv. One Conn serves any number of
// destinations of one family.
//
// Any number of goroutines may send; one at a time may receive; LocalAddr
// and Close may be called at any time. The file descriptor belongs to the Conn.
type Conn struct {
	file     *os.File
	raw      syscall.RawConn
	local    netip.AddrPort
	version  int    // 4 or 6
	ping     bool   // ICMP echo, not UDP
	flowInfo uint32 // of what is sent, host byte order
	closed   atomic.Bool

	out sender
	in  receiver

	// wakeMu orders changes of the read deadline: Recv sets it, and who has
	// news for Recv moves it to the past.
	wakeMu  sync.Mutex
	woken   bool // there was a wake since the deadline was set
	eventFD int  // written to by wake, for waitByPoll; -1: not there yet
	set     *Set // that receives from this; nil: none
}

// Open opens a socket. It sends nothing and does not block. Errors of the
// kernel are *OpError; those of a sandbox and of a system without IPv6 have a hint. The socket
//
//   - queues errors (IP_RECVERR, IPV6_RECVERR) and finds RFC 4884 extensions in
//     them where the kernel can (Linux 5.9),
//   - sends with the don't-fragment bit set and whatever the cached path MTU
//     says, up to the MTU of the interface (IP_PMTUDISC_PROBE),
//   - asks for hop limit, traffic class, interface and receive time of what arrives,
//   - is bound, and for IPv6 takes IPv6 only.
//
// A ping socket needs the group of the process to be in net.ipv4.ping_group_range,
// which holds for IPv6 too; the error is EACCES otherwise. Its identifier is
// its own: no other ping socket of this network namespace can have the same.
func Open(o Options) (*Conn, error) {
	if err := o.validate(); err != nil {
		return nil, &OpError{Op: "open", Object: "socket", Err: err}
	}
	version, _ := o.family()
	fd, err := newSocket(version, o.ping())
	if err != nil {
		return nil, err
	}
	local, err := setUp(fd, version, o)
	if err != nil {
		unix.Close(fd)
		return nil, err
	}
	c := &Conn{local: local, version: version, ping: o.ping(), flowInfo: o.FlowLabel, eventFD: -1}
	c.file = os.NewFile(uintptr(fd), kindOf(version, c.ping)+" socket")
	if c.raw, err = c.file.SyscallConn(); err != nil {
		c.file.Close()
		return nil, &OpError{Op: "open", Object: "socket", Err: err}
	}
	c.out.init(c)
	c.in.init(c)
	return c, nil
}

// newSocket opens a non-blocking UDP or ping socket.
func newSocket(version int, ping bool) (int, error) {
	domain, protocol := unix.AF_INET, unix.IPPROTO_UDP
	if version == 6 {
		domain = unix.AF_INET6
	}
	switch {
	case ping && version == 6:
		protocol = unix.IPPROTO_ICMPV6
	case ping:
		protocol = unix.IPPROTO_ICMP
	}
	fd, err := unix.Socket(domain, unix.SOCK_DGRAM|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, protocol)
	if err != nil {
		return -1, &OpError{Op: "open", Object: kindOf(version, ping) + " socket", Err: err, Hint: socketHint(err, version, ping)}
	}
	return fd, nil
}

// kindOf names a kind of socket for people.
func kindOf(version int, ping bool) string {
	name := "IPv4"
	if version == 6 {
		name = "IPv6"
	}
	if ping {
		return name + " ping"
	}
	return name + " UDP"
}

// setUp sets the options, binds, and returns the local address.
func setUp(fd, version int, o Options) (netip.AddrPort, error) {
	if err := setOptions(fd, version, o); err != nil {
		return netip.AddrPort{}, err
	}
	bound := bind
	if o.ping() {
		bound = bindPing
	}
	if err := bound(fd, version, o.Source); err != nil {
		return netip.AddrPort{}, err
	}
	return localAddr(fd)
}

func bind(fd, version int, source netip.AddrPort) error {
	addr := source.Addr().Unmap()
	if !addr.IsValid() {
		addr = netip.IPv4Unspecified()
		if version == 6 {
			addr = netip.IPv6Unspecified()
		}
	}
	object := netip.AddrPortFrom(addr, source.Port())
	sa, err := unixSockaddr(object)
	if err == nil {
		err = unix.Bind(fd, sa)
	}
	if err != nil {
		return &OpError{Op: "bind", Object: object.String(), Err: err, Hint: bindHint(err)}
	}
	return nil
}

func localAddr(fd int) (netip.AddrPort, error) {
	sa, err := unix.Getsockname(fd)
	if err != nil {
		return netip.AddrPort{}, &OpError{Op: "open", Object: "local address", Err: err}
	}
	return fromUnix(sa), nil
}

// LocalAddr returns the address and port that the socket is bound to. The
// address is unspecified where Options.Source was.
func (c *Conn) LocalAddr() netip.AddrPort { return c.local }

// Close closes the socket. A Recv that waits returns net.ErrClosed, as does
// everything that comes later. Closing again does nothing.
func (c *Conn) Close() error {
	if c.closed.Swap(true) {
		return nil
	}
	c.wake()
	err := c.file.Close() // waits for every use of the descriptor to end
	c.wakeMu.Lock()
	defer c.wakeMu.Unlock()
	if c.eventFD >= 0 {
		unix.Close(c.eventFD)
		c.eventFD = -1
	}
	return err
}

// past is a deadline that has passed.
var past = time.Unix(1, 0)

// wake makes a waiting Recv look again. To wake one that does not wait does
// no harm.
func (c *Conn) wake() {
	c.wakeMu.Lock()
	defer c.wakeMu.Unlock()
	c.woken = true
	// It fails only where the socket is closed, which Recv notices by itself.
	_ = c.file.SetReadDeadline(past)
	if c.set != nil {
		c.set.wake()
	}
	if c.eventFD >= 0 {
		_, _ = unix.Write(c.eventFD, []byte{1, 0, 0, 0, 0, 0, 0, 0})
	}
}

// failed returns what an operation on the descriptor shall return that ended
// with err.
func (c *Conn) failed(op string, err error) error {
	if c.closed.Load() {
		return net.ErrClosed
	}
	return &OpError{Op: op, Object: "socket", Err: err}
}
