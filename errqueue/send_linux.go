package errqueue

import (
	"errors"
	"net/netip"
	"sync"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

const (
	// maxBatch is how many datagrams one sendmmsg takes. More gains nothing.
	maxBatch = 32
	// maxTries bounds how often a datagram is sent again after an errno that
	// may be that of an earlier one. With each try the kernel gives one
	// pending error away, and errors come no faster than answers do.
	maxTries = 16
)

// mmsghdr is struct mmsghdr, the element of sendmmsg(2).
type mmsghdr struct {
	hdr unix.Msghdr
	n   uint32
}

// sender is the sending half of a Conn. Its memory is reused, so that a send
// does not allocate.
type sender struct {
	mu    sync.Mutex
	msgs  [maxBatch]mmsghdr
	iovs  [maxBatch]unix.Iovec
	names [maxBatch][sockaddr6Len]byte
	oobs  [maxBatch][hopLimitLen]byte
	one   [1]Datagram
	zones map[string]uint32 // indexes of zones seen
	// hops is the hop limit of the socket, where that of a datagram is set by
	// it (perSocket); 0: the system's default.
	perSocket bool
	hops      uint8
	// The arguments and results of call.
	first, count int
	sent         int
	errno        syscall.Errno
	call         func(fd uintptr) // sendmmsg; made once, as a closure allocates
}

func (s *sender) init(c *Conn) {
	s.perSocket = c.ping && c.version == 6
	s.call = func(fd uintptr) {
		n, _, errno := unix.Syscall6(unix.SYS_SENDMMSG, fd, uintptr(unsafe.Pointer(&s.msgs[s.first])),
			uintptr(s.count-s.first), unix.MSG_DONTWAIT, 0, 0)
		s.sent, s.errno = int(n), errno
	}
}

// Send sends one datagram with a hop limit of its own; 0 means the system's
// default. It never blocks. Its error is about this datagram alone:
//
//   - *SizeError: larger than the MTU of the interface. That is the answer;
//     nothing comes by Recv.
//   - ErrNotSent: dropped on this host for want of memory or room in a queue.
//     Send does not wait for room: the caller knows best what is still worth sending then.
//   - *OpError with an errno: no route (ENETUNREACH, EHOSTUNREACH), a firewall
//     or route of this host that forbids it (EPERM, EACCES, EINVAL), an address
//     of the other family (EAFNOSUPPORT), a zone that is no interface (ENODEV).
//   - net.ErrClosed after Close.
//
// By a ping socket b is an ICMP echo (type 8, for IPv6 128, code 0) and its data:
// the kernel fills in checksum and identifier, and leaves the sequence number to the
// caller; it refuses everything else with EINVAL. The port of to is not used.
//
// The kernel also uses the return of a send to report the error of an earlier
// datagram (sk_err), and does not send the datagram then. Send notices and sends it again;
// the error is on the queue, for Recv.
func (c *Conn) Send(b []byte, to netip.AddrPort, hopLimit uint8) error {
	c.out.mu.Lock()
	defer c.out.mu.Unlock()
	c.out.one[0] = Datagram{Payload: b, To: to, HopLimit: hopLimit}
	_, err := c.send(c.out.one[:])
	c.out.one[0] = Datagram{}
	return err
}

// SendBatch sends datagrams in their order with few system calls. It returns
// how many it sent; where that is not all, the error is that of the next one, as Send
// has it, and those behind it were not tried. It never blocks.
func (c *Conn) SendBatch(batch []Datagram) (int, error) {
	c.out.mu.Lock()
	defer c.out.mu.Unlock()
	for sent := 0; sent < len(batch); {
		n, err := c.send(batch[sent:min(sent+maxBatch, len(batch))])
		sent += n
		if err != nil {
			return sent, err
		}
	}
	return len(batch), nil
}

// send sends at most maxBatch datagrams.
func (c *Conn) send(batch []Datagram) (int, error) {
	s := &c.out
	var bad error
	count := 0
	for count < len(batch) && (!s.perSocket || batch[count].HopLimit == batch[0].HopLimit) {
		if bad = c.prepare(count, batch[count]); bad != nil {
			break
		}
		count++
	}
	n, err := 0, error(nil)
	if count > 0 && s.perSocket {
		err = c.setHops(batch[0].HopLimit)
	}
	if err == nil {
		n, err = c.transmit(batch[:count])
	}
	for i := range count { // keep no hold of the caller's memory
		s.iovs[i] = unix.Iovec{}
	}
	if err != nil {
		return n, err
	}
	return n, bad
}

// prepare fills in the i-th message.
func (c *Conn) prepare(i int, d Datagram) error {
	s := &c.out
	if !d.To.IsValid() || versionOf(d.To.Addr()) != c.version {
		return &OpError{Op: "send", Object: "to " + d.To.String(), Err: unix.EAFNOSUPPORT}
	}
	index, err := s.zoneIndex(d.To.Addr().Zone())
	if err != nil {
		return &OpError{Op: "send", Object: "to " + d.To.String(), Err: err, Hint: "there is no interface of that name"}
	}
	h := &s.msgs[i].hdr
	*h = unix.Msghdr{Name: &s.names[i][0], Iov: &s.iovs[i]}
	h.Namelen = uint32(putSockaddr(&s.names[i], d.To, c.flowInfo, index))
	h.SetIovlen(1)
	s.iovs[i] = unix.Iovec{Base: unsafe.SliceData(d.Payload)}
	s.iovs[i].SetLen(len(d.Payload))
	if d.HopLimit != 0 && !s.perSocket {
		h.Control = &s.oobs[i][0]
		h.SetControllen(putHopLimit(&s.oobs[i], nativeLayout, c.version, d.HopLimit))
	}
	return nil
}

// setHops sets the hop limit of what the socket sends next. IPv6 ping sockets
// need that: before Linux 5.18 they ignore the control message
// (net/ipv6/ping.c, ping_v6_sendmsg).
func (c *Conn) setHops(hops uint8) error {
	s := &c.out
	if hops == s.hops {
		return nil
	}
	value := int(hops)
	if hops == 0 {
		value = -1
	}
	var failed error
	err := c.raw.Control(func(fd uintptr) {
		failed = unix.SetsockoptInt(int(fd), unix.SOL_IPV6, unix.IPV6_UNICAST_HOPS, value)
	})
	if err != nil {
		return c.failed("send", err)
	}
	if failed != nil {
		return &OpError{Op: "set", Object: "IPV6_UNICAST_HOPS", Err: failed}
	}
	s.hops = hops
	return nil
}

// zoneIndex is zoneIndex with a memory.
func (s *sender) zoneIndex(zone string) (uint32, error) {
	if zone == "" {
		return 0, nil
	}
	if index, ok := s.zones[zone]; ok {
		return index, nil
	}
	index, err := zoneIndex(zone)
	if err != nil {
		return 0, err
	}
	if s.zones == nil {
		s.zones = make(map[string]uint32)
	}
	s.zones[zone] = index
	return index, nil
}

// transmit sends the messages that were prepared for batch.
func (c *Conn) transmit(batch []Datagram) (int, error) {
	s := &c.out
	s.first, s.count = 0, len(batch)
	for tries := 0; s.first < s.count; {
		if err := c.raw.Control(s.call); err != nil {
			return s.first, c.failed("send", err)
		}
		if s.errno == 0 {
			// The error of the next one, if there was one, is lost. It
			// comes again if it was real.
			s.first += s.sent
			tries = 0
			continue
		}
		tries++
		if err := c.refused(batch[s.first], s.errno, tries >= maxTries); err != nil {
			return s.first, err
		}
	}
	return s.first, nil
}

// refused decides about an errno of a send: nil means to send again. last is
// true where that was done often enough.
func (c *Conn) refused(d Datagram, errno syscall.Errno, last bool) error {
	switch errno {
	case unix.EINTR:
		return nil
	case unix.ENOBUFS, unix.EAGAIN, unix.ENOMEM:
		// Never a pending error: no ICMP message has these (net/ipv4/icmp.c, icmp_err_convert).
		return &OpError{Op: "send", Object: "to " + d.To.String(), Err: notSent{errno}}
	case unix.EMSGSIZE:
		size := c.packetLen(len(d.Payload))
		if mtu, ok := c.localMTU(); ok {
			return &SizeError{Size: size, MTU: mtu}
		}
		if last { // larger than IP can be: the kernel queues no entry for that
			return &SizeError{Size: size, MTU: c.interfaceMTU(d.To)}
		}
		return nil
	}
	if last {
		return &OpError{Op: "send", Object: "to " + d.To.String(), Err: errno, Hint: c.sendHint(errno, d.To)}
	}
	return nil
}

// packetLen returns the bytes of the whole IP packet that carries n bytes.
func (c *Conn) packetLen(n int) int {
	if !c.ping {
		n += 8 // the UDP header
	}
	if c.version == 6 {
		return 40 + n
	}
	return 20 + n
}

// interfaceMTU returns the MTU of the interface that the route to a
// destination leaves by; 0 where it is not known.
func (c *Conn) interfaceMTU(to netip.AddrPort) int {
	r, err := FindRoute(to, Options{Source: netip.AddrPortFrom(c.local.Addr(), 0)})
	if err != nil {
		return 0
	}
	return r.InterfaceMTU
}

func (c *Conn) sendHint(err error, to netip.AddrPort) string {
	switch {
	case c.ping && errors.Is(err, unix.EINVAL):
		return "it is no ICMP echo, or a route of this host discards it"
	case errors.Is(err, unix.ECONNREFUSED): // nf_reject_ipv4.c and nf_reject_ipv6.c, for what is sent from here
		return "a firewall of this host refuses it"
	case errors.Is(err, unix.ENETUNREACH), errors.Is(err, unix.EHOSTUNREACH), errors.Is(err, unix.EACCES):
		// A filter may say the same, and a rule for marks, which are not asked with.
		if _, none := FindRoute(to, Options{Source: netip.AddrPortFrom(c.local.Addr(), 0)}); none == nil {
			return "a firewall or a routing rule of this host refuses it"
		}
	}
	return sendHint(err)
}

func sendHint(err error) string {
	switch {
	case errors.Is(err, unix.ENETUNREACH), errors.Is(err, unix.EHOSTUNREACH):
		return "this host has no route to it"
	case errors.Is(err, unix.EPERM):
		return "a firewall of this host forbids it"
	case errors.Is(err, unix.EACCES):
		return "a route of this host forbids it, or it is a broadcast address"
	case errors.Is(err, unix.EINVAL):
		return "a route of this host discards it, or the source address cannot reach it"
	case errors.Is(err, unix.EADDRNOTAVAIL):
		return "this host has no address of that family"
	}
	return ""
}

// notSent is an errno that means ErrNotSent.
type notSent struct{ errno syscall.Errno }

func (e notSent) Error() string { return ErrNotSent.Error() + ": " + e.errno.Error() }

func (e notSent) Unwrap() []error { return []error{ErrNotSent, e.errno} }
