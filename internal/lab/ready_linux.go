package lab

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"sync"
	"time"
)

// readyPoll is how often a packet is sent while nothing answers.
const readyPoll = 5 * time.Millisecond

// ready waits until a packet has gone from end to end and back on every link,
// and then on every tunnel in order, for each address.
func (l *Lab) ready(ctx context.Context, n *Network) error {
	var links [][2]End
	for _, link := range n.Links {
		links = append(links, [2]End{link.A, link.B})
	}
	if err := l.answerAll(ctx, links); err != nil {
		return err
	}
	for i, t := range n.Tunnels {
		if w := l.wireGuards[i]; w != nil {
			if err := w.connect(ctx); err != nil {
				return fmt.Errorf("lab: %v tunnel %s-%s: %w", t.Kind, t.A.Host, t.B.Host, err)
			}
		}
		if err := l.answerAll(ctx, [][2]End{{t.A, t.B}}); err != nil {
			return err
		}
	}
	return nil
}

// answerAll waits for all pairs of ends at once and returns what failed.
func (l *Lab) answerAll(ctx context.Context, pairs [][2]End) error {
	var wg sync.WaitGroup
	var mu sync.Mutex
	var errs []error
	for _, p := range pairs {
		for _, e := range p {
			if err := l.nodes[e.Host].listening(ctx, e); err != nil {
				return fmt.Errorf("lab: device %s of %s: %w", e.Device, e.Host, err)
			}
		}
	}
	for _, p := range pairs {
		for _, from := range p[0].Addrs {
			for _, to := range p[1].Addrs {
				if !to.Contains(from.Addr()) {
					continue
				}
				wg.Go(func() {
					if err := answer(ctx, l.nodes[p[0].Host], l.nodes[p[1].Host], from.Addr(), to.Addr()); err != nil {
						mu.Lock()
						defer mu.Unlock()
						errs = append(errs, fmt.Errorf("lab: %s %v to %s %v: %w", p[0].Host, from.Addr(), p[1].Host, to.Addr(), err))
					}
				})
			}
		}
	}
	wg.Wait()
	return errors.Join(errs...)
}

// answer sends datagrams from one node to another until one has come back. It
// uses sockets of its own at both ends, so no ICMP error is provoked and no
// rate limit is spent.
func answer(ctx context.Context, from, to *Node, src, dst netip.Addr) error {
	echo, err := to.listen(dst)
	if err != nil {
		return err
	}
	var wg sync.WaitGroup
	wg.Go(func() { echoAll(echo) })
	defer wg.Wait()
	defer echo.Close()

	c, err := from.listen(src)
	if err != nil {
		return err
	}
	defer c.Close()
	peer := echo.LocalAddr().(*net.UDPAddr).AddrPort()
	hello := []byte("ready?")
	buf := make([]byte, len(hello)+1)
	for ctx.Err() == nil {
		// An error here is one more try: the device has no carrier yet, or the neighbour no address.
		_, _ = c.WriteToUDPAddrPort(hello, peer)
		_ = c.SetReadDeadline(time.Now().Add(readyPoll))
		if n, _, err := c.ReadFromUDPAddrPort(buf); err == nil && bytes.Equal(buf[:n], hello) {
			return nil
		}
	}
	return fmt.Errorf("no answer: %w", ctx.Err())
}

// echoAll returns every datagram to its sender until the socket is closed.
func echoAll(c *net.UDPConn) {
	buf := make([]byte, 64)
	for {
		n, from, err := c.ReadFromUDPAddrPort(buf)
		if err != nil {
			return
		}
		_, _ = c.WriteToUDPAddrPort(buf[:n], from) // the sender asks again
	}
}

// listen opens a UDP socket in the node's namespace, on any port of an address.
func (n *Node) listen(addr netip.Addr) (*net.UDPConn, error) {
	var c *net.UDPConn
	err := n.Do(func() error {
		var err error
		c, err = net.ListenUDP("udp", net.UDPAddrFromAddrPort(netip.AddrPortFrom(addr, 0)))
		return err
	})
	return c, err
}
