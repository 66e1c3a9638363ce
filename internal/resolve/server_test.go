package resolve

import (
	"context"
	"net"
	"net/netip"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"
)

// nameServer answers every question for an A record with 192.0.2.7, and others with
// nothing, on the loopback.
func nameServer(t *testing.T) net.Addr {
	t.Helper()
	c := listen(t)
	go func() {
		b := make([]byte, 1500)
		for {
			n, from, err := c.ReadFrom(b)
			if err != nil {
				return
			}
			var m dnsmessage.Message
			if m.Unpack(b[:n]) != nil || len(m.Questions) != 1 {
				continue
			}
			m.Response, m.Additionals = true, nil
			if q := m.Questions[0]; q.Type == dnsmessage.TypeA {
				m.Answers = []dnsmessage.Resource{{
					Header: dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class},
					Body:   &dnsmessage.AResource{A: [4]byte{192, 0, 2, 7}},
				}}
			}
			if answer, err := m.Pack(); err == nil {
				_, _ = c.WriteTo(answer, from) // who does not get it asks again
			}
		}
	}()
	return c.LocalAddr()
}

func listen(t *testing.T) net.PacketConn {
	t.Helper()
	c, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Skip(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

// TestDeadServer: a name server that is dead is not all that is asked.
func TestDeadServer(t *testing.T) {
	live, dead := nameServer(t), listen(t).LocalAddr()
	var dialled atomic.Int32
	system := systemResolver(200*time.Millisecond, func(ctx context.Context, _, _ string) (net.Conn, error) {
		to := live
		if dialled.Add(1) <= 2 { // the first questions, for both families
			to = dead
		}
		return new(net.Dialer).DialContext(ctx, "udp4", to.String())
	})
	system.PreferGo = true
	r := New(Options{LookupIP: system.LookupNetIP, Timeout: 4 * time.Second})
	defer r.Close()
	addrs, err := r.Lookup(t.Context(), "git.example.", 0)
	if err != nil || len(addrs) != 1 || addrs[0] != netip.MustParseAddr("192.0.2.7") {
		t.Errorf("%v, %v", addrs, err)
	}
	if n := dialled.Load(); n < 3 {
		t.Errorf("asked %d times", n)
	}
}
