package errqueue

import (
	"context"
	"errors"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"syscall"

	"golang.org/x/sys/unix"
)

// Set receives from several Conns at once, for programs that have a socket
// for each family and protocol. Recv waits with one system object for all of
// them, an epoll instance that the runtime's poller waits for: no goroutine
// and no thread for each.
//
// One goroutine at a time may receive. Close may be called at any time.
type Set struct {
	conns  []*Conn
	file   *os.File // the epoll instance
	raw    syscall.RawConn
	closed atomic.Bool
	busy   sync.Mutex
	wakeMu sync.Mutex // orders changes of the read deadline, as that of a Conn does

	// The arguments and results of look, guarded by busy.
	m     *Message
	turn  int // which one is asked first
	from  int
	found bool
	err   error
	look  func(fd uintptr) bool // made once, as a closure allocates
}

// NewSet makes a set of conns, which from then on are received from by the
// set only, and closed by it. A Conn is in one set at most. The error is
// *OpError, and the conns are as they were.
func NewSet(conns ...*Conn) (*Set, error) {
	fd, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	if err != nil {
		return nil, &OpError{Op: "open", Object: "epoll instance", Err: err}
	}
	if err := unix.SetNonblock(fd, true); err != nil { // else os does not poll it
		unix.Close(fd)
		return nil, &OpError{Op: "open", Object: "epoll instance", Err: err}
	}
	s := &Set{conns: conns, file: os.NewFile(uintptr(fd), "epoll")}
	err = s.init(fd)
	if err == nil {
		err = s.take()
	}
	if err != nil {
		s.file.Close()
		return nil, &OpError{Op: "open", Object: "epoll instance", Err: err}
	}
	return s, nil
}

// init puts the sockets into the epoll instance. Errors need not be asked for.
func (s *Set) init(fd int) error {
	for _, c := range s.conns {
		var failed error
		err := c.raw.Control(func(socket uintptr) {
			failed = unix.EpollCtl(fd, unix.EPOLL_CTL_ADD, int(socket), &unix.EpollEvent{Events: unix.EPOLLIN})
		})
		if err := errors.Join(err, failed); err != nil {
			return err
		}
	}
	s.look = func(uintptr) bool { return s.ask() }
	var err error
	if s.raw, err = s.file.SyscallConn(); err != nil {
		return err
	}
	// It fails where the runtime cannot wait for the file.
	return s.file.SetReadDeadline(past)
}

// take makes the set the one that receives from its Conns, for good.
func (s *Set) take() error {
	for i, c := range s.conns {
		if !c.in.busy.TryLock() {
			for _, c := range s.conns[:i] {
				c.in.busy.Unlock()
			}
			return errBusy
		}
	}
	for _, c := range s.conns {
		c.wakeMu.Lock()
		c.set = s // what wakes the Conn wakes the set
		c.wakeMu.Unlock()
	}
	return nil
}

// ask takes the next message of the Conns, each in its turn, without waiting.
func (s *Set) ask() bool {
	s.found, s.err = false, nil
	for range s.conns {
		c := s.conns[s.turn]
		s.from = s.turn
		s.turn = (s.turn + 1) % len(s.conns)
		r := &c.in
		r.m = s.m
		err := c.raw.Control(r.once)
		r.m = nil
		switch {
		case err != nil:
			s.err = c.failed("receive", err)
		case r.err != nil:
			s.err = r.err
		default:
			s.found = r.got
		}
		if s.found || s.err != nil {
			return true
		}
	}
	return false
}

// Recv is Conn.Recv for whichever Conn has a message, and returns its index
// among the arguments of NewSet. Where several have one, they take turns.
func (s *Set) Recv(ctx context.Context, m *Message) (int, error) {
	if !s.busy.TryLock() {
		return 0, &OpError{Op: "receive", Object: "message", Err: errBusy}
	}
	defer s.busy.Unlock()
	s.m = m
	defer func() { s.m = nil }()
	var stop func() bool
	for {
		switch {
		case s.closed.Load():
			return 0, net.ErrClosed
		case ctx.Err() != nil && !errors.Is(ctx.Err(), context.DeadlineExceeded):
			return 0, context.Cause(ctx)
		case s.ask():
			return s.from, s.err
		case expired(ctx):
			return 0, context.DeadlineExceeded
		}
		if stop == nil && ctx.Done() != nil {
			stop = context.AfterFunc(ctx, s.wake)
			defer stop()
		}
		if !s.arm(ctx) {
			continue
		}
		switch err := s.raw.Read(s.look); {
		case err == nil:
			return s.from, s.err
		case s.closed.Load():
			return 0, net.ErrClosed
		case !errors.Is(err, os.ErrDeadlineExceeded):
			return 0, &OpError{Op: "receive", Object: "message", Err: err}
		}
	}
}

// arm sets the read deadline to that of ctx. It returns false where there
// are news, the wake of which may have been before.
func (s *Set) arm(ctx context.Context) bool {
	s.wakeMu.Lock()
	defer s.wakeMu.Unlock()
	if ctx.Err() != nil || s.closed.Load() {
		return false
	}
	for _, c := range s.conns {
		if c.closed.Load() || c.in.hasPending() {
			return false
		}
	}
	deadline, _ := ctx.Deadline()
	return s.file.SetReadDeadline(deadline) == nil
}

// wake makes a waiting Recv look again.
func (s *Set) wake() {
	s.wakeMu.Lock()
	defer s.wakeMu.Unlock()
	// It fails only where the file is closed, which Recv notices by itself.
	_ = s.file.SetReadDeadline(past)
}

// Close closes all Conns. A Recv that waits returns net.ErrClosed, as does
// everything that comes later. Closing again does nothing.
func (s *Set) Close() error {
	if s.closed.Swap(true) {
		return nil
	}
	s.wake()
	var errs []error
	for _, c := range s.conns {
		errs = append(errs, c.Close())
	}
	return errors.Join(append(errs, s.file.Close())...)
}
