package errqueue_test

import (
	"net/netip"
	"testing"

	"github.com/pathmtu/pmtu/errqueue"
)

// BenchmarkSendRecv is a probe and its answer by ICMP, over the loopback.
func BenchmarkSendRecv(b *testing.B) {
	for name, lo := range map[string]netip.Addr{"ipv4": lo4, "ipv6": lo6} {
		b.Run(name, func(b *testing.B) {
			c, to, ctx := open(b, lo), closedPort(b, lo), b.Context()
			payload := make([]byte, 64)
			var m errqueue.Message
			b.ReportAllocs()
			for b.Loop() {
				if err := c.Send(payload, to, 64); err != nil {
					b.Fatal(err)
				}
				if err := c.Recv(ctx, &m); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkSend is one datagram to a socket that takes them, alone and in batches.
func BenchmarkSend(b *testing.B) {
	payload := make([]byte, 64)
	b.Run("one", func(b *testing.B) {
		c, to := open(b, lo4), open(b, lo4).LocalAddr()
		b.ReportAllocs()
		for b.Loop() {
			if err := c.Send(payload, to, 64); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("batch of 32", func(b *testing.B) {
		c, to := open(b, lo4), open(b, lo4).LocalAddr()
		batch := make([]errqueue.Datagram, 32)
		for i := range batch {
			batch[i] = errqueue.Datagram{Payload: payload, To: to, HopLimit: 64}
		}
		b.ReportAllocs()
		for b.Loop() {
			if _, err := c.SendBatch(batch); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// TestAllocs is a promise: what has arrived is received without allocating,
// and sending does not allocate.
func TestAllocs(t *testing.T) {
	c, to, ctx := open(t, lo4), closedPort(t, lo4), t.Context()
	payload := make([]byte, 64)
	var m errqueue.Message
	n := testing.AllocsPerRun(200, func() {
		if err := c.Send(payload, to, 64); err != nil {
			t.Fatal(err)
		}
		if err := c.Recv(ctx, &m); err != nil {
			t.Fatal(err)
		}
	})
	if n != 0 {
		t.Errorf("%v allocations for a probe and its answer, want 0", n)
	}
}
