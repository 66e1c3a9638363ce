package errqueue

import "context"

// UsedPoll reports whether a Recv had to do without the runtime's poller.
func (c *Conn) UsedPoll() bool {
	c.wakeMu.Lock()
	defer c.wakeMu.Unlock()
	return c.eventFD >= 0
}

// ArmWithPending reports whether a Recv would wait although a sender has left
// an entry for it.
func (c *Conn) ArmWithPending(ctx context.Context) bool {
	c.in.mu.Lock()
	c.in.pending = append(c.in.pending, Message{FromQueue: true})
	c.in.mu.Unlock()
	return c.arm(ctx)
}

// WouldPollAfterWake reports whether a Recv would poll although it was woken
// before there was a file to wake it with.
func (c *Conn) WouldPollAfterWake() bool {
	c.wake()
	fd, _ := c.eventFile()
	return fd >= 0
}
