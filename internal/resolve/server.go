package resolve

import (
	"context"
	"net"
	"time"
)

// serverWait is how long one name server is waited for before the next one is asked, or
// the same once more. The net package waits for five seconds, which is all
// that a lookup may take, so that one dead server among several would end it.
const serverWait = 1500 * time.Millisecond

// systemResolver is the net package's, with less patience for one server where
// it asks servers itself.
func systemResolver(wait time.Duration, dial func(ctx context.Context, network, address string) (net.Conn, error)) *net.Resolver {
	return &net.Resolver{Dial: func(ctx context.Context, network, address string) (net.Conn, error) {
		c, err := dial(ctx, network, address)
		if udp, ok := c.(*net.UDPConn); ok && err == nil {
			return impatient{udp, wait}, nil
		}
		return c, err
	}}
}

// impatient is a socket to a name server whose deadlines are near.
type impatient struct {
	*net.UDPConn
	wait time.Duration
}

// SetDeadline sets t, or what is left to wait where that is sooner.
func (c impatient) SetDeadline(t time.Time) error {
	if soon := time.Now().Add(c.wait); t.IsZero() || soon.Before(t) {
		t = soon
	}
	return c.UDPConn.SetDeadline(t)
}
