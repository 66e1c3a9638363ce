package simnet

import (
	"context"
	"errors"
	"net/netip"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/pathmtu/pmtu/errqueue"
	"github.com/pathmtu/pmtu/internal/wire"
	"github.com/pathmtu/pmtu/pmtu"
)

// pingProbe returns a probe by ICMP.
func pingProbe(n *Network, f pmtu.Family, hopLimit, size int) pmtu.Probe {
	p := probe(n, f, hopLimit, size)
	p.Protocol, p.Sequence = pmtu.ICMP, 0xabcd
	return p
}

// echoed sends an echo and returns what comes of it in a second; nil: nothing.
func echoed(t *testing.T, n *Network, p pmtu.Probe) pmtu.Event {
	t.Helper()
	d := newDriver(t, n)
	mustSend(t, d, p)
	recv[pmtu.Sent](t, d, in(0))
	ev, err := d.Recv(in(time.Second))
	if err != nil && !errors.Is(err, context.DeadlineExceeded) {
		t.Fatal(err)
	}
	return ev
}

func TestPingQuotes(t *testing.T) {
	for _, tt := range []struct {
		text  string
		bytes int // of the quoted payload, of an echo of 300; -1: all
	}{
		{"quote=minimal", 0},
		{"quote=20", 12},
		{"quote=full", -1},
	} {
		eachFamily(t, "hops 3\nhop 1 "+tt.text, func(t *testing.T, n *Network, f pmtu.Family) {
			p := pingProbe(n, f, 1, 300)
			want := pmtu.Quote{
				Target: netip.AddrPortFrom(p.Target.Addr(), 0), Bytes: tt.bytes, HasSequence: true, Sequence: 0xabcd,
			}
			if tt.bytes < 0 {
				want.Bytes = p.PayloadSize()
			}
			if want.Bytes > 0 {
				want.HasToken, want.Token = true, testToken
			}
			te, ok := echoed(t, n, p).(pmtu.TimeExceeded)
			if !ok || te.Quote != want || te.Offender != hostAddr(f, 1, false) {
				t.Errorf("%s: %+v, want quote %+v", tt.text, te, want)
			}
		})
	}
}

func TestPingExtensions(t *testing.T) {
	for _, placement := range []string{"compliant", "legacy"} {
		eachFamily(t, "hops 3\nhop 1 mpls=5/1/1 extension="+placement, func(t *testing.T, n *Network, f pmtu.Family) {
			te, ok := echoed(t, n, pingProbe(n, f, 1, 1500)).(pmtu.TimeExceeded)
			if !ok || len(te.MPLS) != 1 || te.MPLS[0].Label != 5 || te.Quote.Token != testToken || te.Quote.Sequence != 0xabcd {
				t.Errorf("%s: %+v", placement, te)
			}
		})
	}
}

func TestPingTooBig(t *testing.T) {
	eachFamily(t, "hops 3\nhop 1 mtu=1400", func(t *testing.T, n *Network, f pmtu.Family) {
		ptb, ok := echoed(t, n, pingProbe(n, f, 64, 1500)).(pmtu.PacketTooBig)
		if !ok || ptb.NextHopMTU != 1400 || ptb.Quote.Token != testToken || ptb.Quote.Sequence != 0xabcd {
			t.Errorf("%+v", ptb)
		}
	})
}

// TestPingWayBack has a way back that is narrower than the way there.
func TestPingWayBack(t *testing.T) {
	for _, tt := range []struct {
		text     string
		size     int
		reply    bool
		largest4 pmtu.MTU // fragment over IPv4, and over IPv6
		largest6 pmtu.MTU
	}{
		{"dest echo=answer", 1500, true, 0, 0},
		{"dest echo=silent", 100, false, 0, 0},
		{"dest udp=silent", 1500, true, 0, 0},
		{"dest back-mtu=1300", 1300, true, 0, 0},
		{"dest back-mtu=1300", 1301, false, 0, 0},
		{"dest back-mtu=1300 back-large=fragmented", 1300, true, 0, 0},
		{"dest back-mtu=1300 back-large=fragmented", 1301, true, 1300, 1296},
		{"dest back-mtu=1299 back-large=fragmented", 1500, true, 1292, 1296},
	} {
		eachFamily(t, "hops 3\n"+tt.text, func(t *testing.T, n *Network, f pmtu.Family) {
			p := pingProbe(n, f, 64, tt.size)
			r, _ := echoed(t, n, p).(pmtu.Reply)
			want := pmtu.Reply{}
			if tt.reply {
				want = pmtu.Reply{
					At: r.At, From: netip.AddrPortFrom(p.Target.Addr(), 0), HopLimit: 62, Bytes: p.PayloadSize(),
					HasToken: true, Token: testToken, Echo: true, Sequence: 0xabcd,
					Fragment: map[pmtu.Family]pmtu.MTU{pmtu.IPv4: tt.largest4, pmtu.IPv6: tt.largest6}[f],
				}
			}
			if r != want {
				t.Errorf("%s, %d bytes: %+v, want %+v", tt.text, tt.size, r, want)
			}
		})
	}
}

// TestPingForged has somebody else answer with data of his own.
func TestPingForged(t *testing.T) {
	eachFamily(t, "hops 3\nforge data", func(t *testing.T, n *Network, f pmtu.Family) {
		r, ok := echoed(t, n, pingProbe(n, f, 64, 300)).(pmtu.Reply)
		if !ok || !r.Echo || r.Token == testToken || r.Bytes != 8 || r.Sequence != 0xabcd {
			t.Errorf("%+v, want a forged reply", r)
		}
	})
}

// TestPingOtherIdentifier wants replies and quotes of others to be heard by nobody.
func TestPingOtherIdentifier(t *testing.T) {
	eachFamily(t, "hops 3", func(t *testing.T, n *Network, f pmtu.Family) {
		for _, hop := range []int{1, 64} {
			d := Driver{n: n, port: testPort}
			b := d.appendProbe(nil, pingProbe(n, f, hop, 100))
			var r reassembler
			var m errqueue.Message
			c := n.Packet(Epoch, b)[0]
			if s := r.receive(&m, c.At, c.Packet, testPort+1); s != noSocket {
				t.Errorf("hop limit %d: socket %d hears %+v", hop, s, m)
			}
			if s := r.receive(&m, c.At, c.Packet, testPort); s != pingSocket {
				t.Errorf("hop limit %d: socket %d, want that of pings", hop, s)
			}
		}
	})
}

// Linux queues for ping sockets what it hides from others.
func TestErrnoOfPing(t *testing.T) {
	for _, m := range []wire.ICMP{{Type: wire.TypeSourceQuench}, {Type: wire.TypeRedirect, Rest: 0x0a000001}} {
		if errno, info, ok := errnoOf(4, m, pingSocket); !ok || errno != eREMOTEIO || info != m.Rest {
			t.Errorf("type %d: errno %d, information %#x, %t", m.Type, errno, info, ok)
		}
		if _, _, ok := errnoOf(4, m, udpSocket); ok {
			t.Errorf("type %d: UDP hears of it", m.Type)
		}
	}
}

func TestDriverNoPing(t *testing.T) {
	n := load(t, "plain-3")
	d, err := NewDriver(n, DriverOptions{NoPing: true})
	if err != nil {
		t.Fatal(err)
	}
	mustSend(t, d, pingProbe(n, pmtu.IPv4, 64, 100))
	if f := recv[pmtu.SendFailed](t, d, in(0)); f.Errno != eACCES || !strings.Contains(f.Err, "ping_group_range") {
		t.Errorf("%+v", f)
	}
	if err := d.CanPing(); !errors.Is(err, syscall.EACCES) {
		t.Errorf("CanPing: %v", err)
	}
	if err := newDriver(t, n).CanPing(); err != nil {
		t.Errorf("CanPing without NoPing: %v", err)
	}
}

// TestNamespacePing reads which groups may ping in a namespace.
func TestNamespacePing(t *testing.T) {
	for _, noPing := range []bool{false, true} {
		RunInTUNWith(t, load(t, "plain-3"), TUNOptions{NoPing: noPing}, func(ns *Namespace) {
			var b []byte
			err := ns.Do(func() (err error) {
				b, err = os.ReadFile("/proc/sys/net/ipv4/ping_group_range")
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			if none := strings.Join(strings.Fields(string(b)), " ") == "1 0"; none != noPing {
				t.Errorf("NoPing %t: groups %q", noPing, b)
			}
		})
	}
}
