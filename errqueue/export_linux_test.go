package errqueue

// UsedPoll reports whether a Recv had to do without the runtime's poller.
func (c *Conn) UsedPoll() bool {
	c.wakeMu.Lock()
	defer c.wakeMu.Unlock()
	return c.eventFD >= 0
}
