package errqueue

import (
	"context"
	"net"
	"time"

	"golang.org/x/sys/unix"
)

// maxPoll bounds one wait in waitByPoll, as poll counts milliseconds in 32 bits.
const maxPoll = time.Hour

// waitByPoll waits with poll(2), in a system thread of its own. It is for
// when the runtime's poller refuses: once EPOLLERR was the only event (an error came
// while the send buffer was full, so that the socket was not writable), it
// answers "not pollable" until another event comes (runtime/netpoll.go,
// netpollcheckerr; golang.org/issue/30624).
func (c *Conn) waitByPoll(ctx context.Context) error {
	event, err := c.eventFile()
	if err != nil || event < 0 {
		return err
	}
	err = c.raw.Control(func(fd uintptr) {
		fds := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}, {Fd: int32(event), Events: unix.POLLIN}}
		// An error of poll is a signal, or shows again in what comes next.
		_, _ = unix.Poll(fds, pollMillis(ctx))
		if fds[1].Revents != 0 {
			var buf [8]byte
			_, _ = unix.Read(event, buf[:]) // set it back
		}
	})
	if err != nil {
		return c.failed("receive", err)
	}
	return nil
}

// eventFile returns the file descriptor that wake writes to, and makes it
// where it is not there yet; -1 where there was a wake before. Close closes it, after the last use of the socket.
func (c *Conn) eventFile() (int, error) {
	c.wakeMu.Lock()
	defer c.wakeMu.Unlock()
	if c.closed.Load() {
		return -1, net.ErrClosed
	}
	if c.woken {
		return -1, nil
	}
	if c.eventFD < 0 {
		fd, err := unix.Eventfd(0, unix.EFD_NONBLOCK|unix.EFD_CLOEXEC)
		if err != nil {
			return -1, &OpError{Op: "open", Object: "event file", Err: err}
		}
		c.eventFD = fd
	}
	return c.eventFD, nil
}

// pollMillis returns how long poll may wait: to the deadline of ctx, rounded up.
func pollMillis(ctx context.Context) int {
	wait := maxPoll
	if deadline, ok := ctx.Deadline(); ok {
		wait = min(wait, max(0, time.Until(deadline)))
	}
	return int((wait + time.Millisecond - 1) / time.Millisecond)
}
