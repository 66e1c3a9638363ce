package tunnel

import (
	"crypto/ecdh"
	"crypto/rand"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"sync"
	"testing"

	"golang.zx2c4.com/wireguard/conn"
	"golang.zx2c4.com/wireguard/conn/bindtest"
	"golang.zx2c4.com/wireguard/device"
	"golang.zx2c4.com/wireguard/tun"
)

// Two ends of a real tunnel, in memory: every packet size is sent through and
// the UDP payload that comes out is compared with the arithmetic, to the byte.
func TestWireGuardAgainstWireGuardGo(t *testing.T) {
	for _, mtu := range []int{1392, 1407, 1408, 1420} {
		t.Run(fmt.Sprint(mtu), func(t *testing.T) {
			a, b, sent := tunnelOf(t, mtu)
			s := mustStack(t, fmt.Sprintf("wireguard/ipv4:mtu=%d", mtu))
			most := 0
			for n := MinMTU; n <= mtu; n++ {
				a.outbound <- ipv4Packet(n)
				if got := len(<-b.inbound); got != n {
					t.Fatalf("a packet of %d came out with %d", n, got)
				}
				most = max(most, <-sent)
				if need, err := Outer(n, s); err != nil || need != most+udpHeader+ipv4Header {
					t.Fatalf("packets of up to %d: Outer says %d, %v, WireGuard sent %d", n, need, err, most+udpHeader+ipv4Header)
				}
			}
			// The whole interface: what Inner says must be set over this outer MTU.
			if got, err := Inner(most+udpHeader+ipv4Header, mustStack(t, "wireguard/ipv4")); err != nil || got != mtu {
				t.Errorf("Inner(%d) = %d, %v, want %d", most+udpHeader+ipv4Header, got, err, mtu)
			}
		})
	}
}

// ipv4Packet is a packet of n bytes from 10.0.0.1 to 10.0.0.2.
func ipv4Packet(n int) []byte {
	p := make([]byte, n)
	p[0], p[8], p[9] = 0x45, 64, 17
	binary.BigEndian.PutUint16(p[2:], uint16(n))
	copy(p[12:], []byte{10, 0, 0, 1, 10, 0, 0, 2})
	return p
}

// tunnelOf is both ends of a tunnel, and the UDP payloads with which packets leave end A.
func tunnelOf(t *testing.T, mtu int) (a, b *memoryTUN, sent <-chan int) {
	t.Helper()
	keyA, errA := ecdh.X25519().GenerateKey(rand.Reader)
	keyB, errB := ecdh.X25519().GenerateKey(rand.Reader)
	if errA != nil || errB != nil {
		t.Fatal(errA, errB)
	}
	binds := bindtest.NewChannelBinds()
	sizes := make(chan int, 64)
	a, b = newMemoryTUN(mtu), newMemoryTUN(mtu)
	startEnd(t, a, &sizeBind{binds[0], sizes}, keyA, keyB.PublicKey(), 1)
	startEnd(t, b, binds[1], keyB, keyA.PublicKey(), 2)
	return a, b, sizes
}

// startEnd starts one end. The in-memory network knows its ends by port.
func startEnd(t *testing.T, d tun.Device, bind conn.Bind, key *ecdh.PrivateKey, peer *ecdh.PublicKey, port int) {
	t.Helper()
	dev := device.NewDevice(d, bind, device.NewLogger(device.LogLevelSilent, ""))
	t.Cleanup(dev.Close)
	config := fmt.Sprintf("private_key=%s\npublic_key=%s\nendpoint=127.0.0.1:%d\nallowed_ip=0.0.0.0/0\n",
		hex.EncodeToString(key.Bytes()), hex.EncodeToString(peer.Bytes()), port)
	if err := dev.IpcSet(config); err != nil {
		t.Fatal(err)
	}
	if err := dev.Up(); err != nil {
		t.Fatal(err)
	}
}

// sizeBind reports the sizes of the messages that carry packets.
type sizeBind struct {
	conn.Bind
	sizes chan<- int
}

func (s *sizeBind) Send(messages [][]byte, to conn.Endpoint) error {
	for _, m := range messages {
		const data, empty = 4, 32 // message type; a keepalive has header and tag only
		if len(m) > empty && m[0] == data {
			s.sizes <- len(m)
		}
	}
	return s.Bind.Send(messages, to)
}

// memoryTUN is a TUN device of channels with an MTU of its own.
type memoryTUN struct {
	mtu               int
	outbound, inbound chan []byte
	events            chan tun.Event
	closed            chan struct{}
	once              sync.Once
}

func newMemoryTUN(mtu int) *memoryTUN {
	m := &memoryTUN{mtu: mtu, outbound: make(chan []byte), inbound: make(chan []byte), events: make(chan tun.Event, 1), closed: make(chan struct{})}
	m.events <- tun.EventUp
	return m
}

func (m *memoryTUN) File() *os.File           { return nil }
func (m *memoryTUN) MTU() (int, error)        { return m.mtu, nil }
func (m *memoryTUN) Name() (string, error)    { return "memory", nil }
func (m *memoryTUN) Events() <-chan tun.Event { return m.events }
func (m *memoryTUN) BatchSize() int           { return 1 }

func (m *memoryTUN) Read(bufs [][]byte, sizes []int, offset int) (int, error) {
	select {
	case <-m.closed:
		return 0, os.ErrClosed
	case p := <-m.outbound:
		sizes[0] = copy(bufs[0][offset:], p)
		return 1, nil
	}
}

func (m *memoryTUN) Write(bufs [][]byte, offset int) (int, error) {
	for i, b := range bufs {
		select {
		case <-m.closed:
			return i, io.EOF
		case m.inbound <- append([]byte(nil), b[offset:]...):
		}
	}
	return len(bufs), nil
}

func (m *memoryTUN) Close() error {
	m.once.Do(func() {
		close(m.closed)
		close(m.events)
	})
	return nil
}
