package errqueue

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"os"
	"sync"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

const (
	// oobLen holds every control message that Open asks for, with room.
	oobLen = 512
	// maxDatagram is the memory for a payload where the caller has none: no datagram is larger.
	maxDatagram = 65536
	// maxErrnos bounds how many pending errors without an entry on the queue are passed over in one go.
	maxErrnos = 1000
)

// errBusy is the cause where two goroutines receive at once.
var errBusy = errors.New("another goroutine is receiving")

// receiver is the receiving half of a Conn.
type receiver struct {
	// busy is held by the Recv that is under way.
	busy sync.Mutex

	// mu guards what follows and every recvmsg. A sender takes it to look
	// for the answer to its own send among the entries of the queue.
	mu      sync.Mutex
	hdr     unix.Msghdr
	iov     unix.Iovec
	name    [sockaddr6Len]byte
	oob     [oobLen]byte
	zones   map[uint32]string // names of interfaces seen
	zone    zoneFunc
	pending []Message // entries that a sender took off the queue
	scratch Message   // memory for what a sender takes off the queue
	limit   int       // MTU of the last local entry that nobody has asked for; -1: none

	// The arguments and results of once and park, guarded by busy.
	m    *Message
	got  bool
	err  error
	once func(fd uintptr)      // made once, as closures allocate
	park func(fd uintptr) bool // the same for RawConn.Read
}

func (r *receiver) init(c *Conn) {
	r.limit = -1
	r.zones = make(map[uint32]string)
	r.zone = r.zoneName
	r.once = func(fd uintptr) { r.got, r.err = r.next(int(fd), r.m) }
	r.park = func(fd uintptr) bool {
		r.once(fd)
		return r.got || r.err != nil
	}
}

// zoneName is zoneName with a memory. A name that changes while the socket is
// open is not noticed.
func (r *receiver) zoneName(index uint32, _ string) string {
	name, ok := r.zones[index]
	if !ok {
		name = zoneName(index)
		r.zones[index] = name
	}
	return name
}

// Recv waits for the next message and stores it in m: an entry of the error
// queue as long as there is one, else a datagram. Where m.Payload has no capacity,
// Recv allocates enough for any datagram; the memory is used again by the next Recv with the same m.
//
// Recv waits until the context is cancelled, for which it returns the
// context's cause, or its deadline has passed, for which it returns
// context.DeadlineExceeded. Recv keeps to ctx.Deadline() by itself: the
// context needs no timer for it. What has already arrived is returned even after the
// deadline, so that a deadline in the past is a way not to wait. After Close it returns net.ErrClosed.
//
// Entries about this host's own refusals are not returned, as they are the
// answers of Send, nor are transmit timestamps and completions of zero-copy sends.
func (c *Conn) Recv(ctx context.Context, m *Message) error {
	r := &c.in
	if !r.busy.TryLock() {
		return &OpError{Op: "receive", Object: "message", Err: errBusy}
	}
	defer r.busy.Unlock()
	r.m = m
	defer func() { r.m = nil }()
	var stop func() bool
	for {
		if err := ctx.Err(); err != nil && !errors.Is(err, context.DeadlineExceeded) {
			return context.Cause(ctx)
		}
		if err := c.raw.Control(r.once); err != nil {
			return c.failed("receive", err)
		}
		if r.got || r.err != nil {
			return r.err
		}
		if expired(ctx) {
			return context.DeadlineExceeded
		}
		if stop == nil && ctx.Done() != nil {
			stop = context.AfterFunc(ctx, c.wake)
			defer stop()
		}
		if done, err := c.wait(ctx); done || err != nil {
			return err
		}
	}
}

// expired reports whether the deadline of ctx has passed, whether or not ctx noticed.
func expired(ctx context.Context) bool {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return true
	}
	deadline, ok := ctx.Deadline()
	return ok && !time.Now().Before(deadline)
}

// wait waits until there may be something to do. It returns true where a
// message was received, or the error of that, on the way.
func (c *Conn) wait(ctx context.Context) (bool, error) {
	if !c.arm(ctx) {
		return false, nil
	}
	r := &c.in
	r.got, r.err = false, nil
	err := c.raw.Read(r.park)
	switch {
	case err == nil:
		return true, r.err
	case c.closed.Load():
		return false, net.ErrClosed
	case errors.Is(err, os.ErrDeadlineExceeded):
		return false, nil // of ours, or someone woke us: the caller looks
	}
	return false, c.waitByPoll(ctx)
}

// arm sets the read deadline to that of ctx. It returns false where there
// are news, the wake of which may have been before.
func (c *Conn) arm(ctx context.Context) bool {
	c.wakeMu.Lock()
	defer c.wakeMu.Unlock()
	if ctx.Err() != nil || c.in.hasPending() {
		return false
	}
	c.woken = false
	deadline, _ := ctx.Deadline() // the zero Time is no deadline here and there
	return c.file.SetReadDeadline(deadline) == nil
}

func (r *receiver) hasPending() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.pending) > 0
}

// next receives one message without waiting: an entry that a sender left, or
// of the queue, or a datagram. It returns false where there is nothing.
func (r *receiver) next(fd int, m *Message) (bool, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	m.room()
	if len(r.pending) > 0 {
		m.copyFrom(&r.pending[0])
		r.pending[0] = Message{}
		r.pending = r.pending[1:]
		return true, nil
	}
	for range maxErrnos {
		if err := r.nextEntry(fd, m); err != unix.EAGAIN {
			return err == nil, err
		}
		switch err := r.receive(fd, m, 0); err {
		case unix.EAGAIN:
			return false, nil
		case nil:
			return true, nil
		default:
			// The pending error of an entry that came this moment, or that
			// was lost as the buffer was full. Reading cleared it: look again.
			if _, ok := err.(syscall.Errno); !ok {
				return false, err
			}
		}
	}
	return false, &OpError{Op: "receive", Object: "message", Err: errors.New("errors without end")}
}

// nextEntry receives the next entry of the error queue that is for the
// caller, and keeps what others say. EAGAIN means that there is none.
func (r *receiver) nextEntry(fd int, m *Message) error {
	for {
		err := r.receive(fd, m, unix.MSG_ERRQUEUE)
		switch {
		case err == unix.EINTR:
			continue
		case err != nil:
			return err
		case m.Origin == OriginICMP, m.Origin == OriginICMP6:
			return nil
		case m.Origin == OriginLocal && m.Errno == uint32(unix.EMSGSIZE):
			r.limit = int(m.Info)
		}
	}
}

// receive is recvmsg(2). Its error is an errno, or that of Parse.
func (r *receiver) receive(fd int, m *Message, flags int) error {
	m.room()
	buf := m.Payload[:cap(m.Payload)]
	r.iov = unix.Iovec{Base: unsafe.SliceData(buf)}
	r.iov.SetLen(len(buf))
	r.hdr = unix.Msghdr{Name: &r.name[0], Namelen: uint32(len(r.name)), Iov: &r.iov, Control: &r.oob[0]}
	r.hdr.SetIovlen(1)
	r.hdr.SetControllen(len(r.oob))
	n, _, errno := unix.Syscall(unix.SYS_RECVMSG, uintptr(fd), uintptr(unsafe.Pointer(&r.hdr)), uintptr(flags|unix.MSG_DONTWAIT))
	r.iov = unix.Iovec{} // keep no hold of the caller's memory
	if errno != 0 {
		return errno
	}
	if err := parse(r.oob[:r.hdr.Controllen], m, nativeLayout, r.zone); err != nil {
		return &OpError{Op: "receive", Object: "message", Err: err}
	}
	addr, port, flowInfo := sockaddr(r.name[:min(int(r.hdr.Namelen), len(r.name))], r.zone, "")
	m.FromQueue = flags&unix.MSG_ERRQUEUE != 0
	m.Payload = buf[:n]
	m.Truncated = r.hdr.Flags&unix.MSG_TRUNC != 0
	m.Peer = netip.AddrPort{}
	m.FlowInfo = 0
	if addr.IsValid() {
		m.Peer = netip.AddrPortFrom(addr, port)
	}
	if m.FromQueue {
		m.FlowInfo = flowInfo
	}
	return nil
}

// room gives m memory where it has none.
func (m *Message) room() {
	if cap(m.Payload) == 0 {
		m.Payload = make([]byte, 0, maxDatagram)
	}
}

// copyFrom makes m a copy of from with m's own memory.
func (m *Message) copyFrom(from *Message) {
	payload := append(m.Payload[:0], from.Payload...)
	*m = *from
	m.Payload = payload
}

// localMTU looks for the entry that the kernel queues when it refuses a send
// for its size, and returns the MTU in it. Entries of others that it finds
// before are kept for Recv.
func (c *Conn) localMTU() (int, bool) {
	r := &c.in
	found := 0
	err := c.raw.Control(func(fd uintptr) {
		r.mu.Lock()
		defer r.mu.Unlock()
		for r.nextEntry(int(fd), &r.scratch) == nil {
			var kept Message
			kept.copyFrom(&r.scratch)
			r.pending = append(r.pending, kept)
			found++
		}
	})
	if found > 0 {
		// Recv may be waiting, and the queue that would wake it is empty now.
		c.wake()
	}
	if err != nil {
		return 0, false
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	mtu := r.limit
	r.limit = -1
	return mtu, mtu >= 0
}
