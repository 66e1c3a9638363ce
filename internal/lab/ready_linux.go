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

	"github.com/vishvananda/netlink"
)

// readyPoll is how often a packet is sent while nothing answers.
const readyPoll = 5 * time.Millisecond

// ready waits until a packet has gone from end to end and back on every link,
// and then on every tunnel, for each address. Tunnels come second: a WireGuard
// handshake that is lost is repeated after 5 s only.
func (l *Lab) ready(ctx context.Context, n *Network) error {
	var links, tunnels [][2]End
	for _, link := range n.Links {
		links = append(links, [2]End{link.A, link.B})
		for _, e := range links[len(links)-1] {
			if err := l.nodes[e.Host].waitUp(ctx, e.Device); err != nil {
				return err
			}
		}
	}
	for _, t := range n.Tunnels {
		tunnels = append(tunnels, [2]End{t.A, t.B})
	}
	if err := l.answerAll(ctx, links); err != nil {
		return err
	}
	return l.answerAll(ctx, tunnels)
}

// waitUp waits until the kernel has noticed the carrier of a veth device. A
// question for a neighbour that is asked before is lost, and asked again after 1 s only.
func (n *Node) waitUp(ctx context.Context, device string) error {
	for ctx.Err() == nil {
		link, err := n.nl.LinkByName(device)
		if err != nil {
			return fmt.Errorf("lab: %s: device %s: %w", n.name, device, err)
		}
		if link.Attrs().OperState == netlink.OperUp {
			return nil
		}
		time.Sleep(time.Millisecond)
	}
	return fmt.Errorf("lab: %s: device %s has no carrier: %w", n.name, device, ctx.Err())
}

// answerAll waits for all pairs of ends at once and returns what failed.
func (l *Lab) answerAll(ctx context.Context, pairs [][2]End) error {
	var wg sync.WaitGroup
	var mu sync.Mutex
	var errs []error
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
