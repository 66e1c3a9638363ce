package lab

import (
	"context"
	"crypto/ecdh"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"time"

	"golang.org/x/sys/unix"
	"golang.zx2c4.com/wireguard/conn"
	"golang.zx2c4.com/wireguard/device"
	"golang.zx2c4.com/wireguard/tun"
)

const (
	tunnelPath = "/dev/net/tun"
	// wireGuardPort is the first tunnel's UDP port, by custom; each next tunnel has the next one.
	wireGuardPort = 51820
	// wireGuardMTU is what wg-quick sets over a link of 1500 bytes: 1500-80.
	wireGuardMTU = 1420
)

// TunnelDevice returns nil where a TUN device, and so WireGuard, can be had
// here, or an [*UnsupportedError] that says why not.
func TunnelDevice() error {
	fd, err := openTunnel()
	if err != nil {
		return err
	}
	return unix.Close(fd)
}

// openTunnel opens the device from which TUN devices are made.
func openTunnel() (int, error) {
	fd, err := unix.Open(tunnelPath, unix.O_RDWR|unix.O_CLOEXEC, 0)
	switch {
	case errors.Is(err, unix.EACCES), errors.Is(err, unix.EPERM):
		return -1, &UnsupportedError{What: "TUN device", Why: tunnelPath + " may not be opened by this user", Err: err}
	case errors.Is(err, unix.ENOENT), errors.Is(err, unix.ENODEV), errors.Is(err, unix.ENXIO):
		return -1, &UnsupportedError{What: "TUN device", Why: tunnelPath + " is missing, or the kernel has no tun module", Err: err}
	case err != nil:
		return -1, fmt.Errorf("lab: open %s: %w", tunnelPath, err)
	}
	return fd, nil
}

// wireGuard is a running tunnel: both ends, with what each is to know of the other.
type wireGuard struct {
	ends  []*device.Device
	peers []string // for connect, one for each end
}

// addWireGuard starts both ends of a WireGuard tunnel with new keys. Each
// accepts the other, but sends nothing yet, see connect.
func (l *Lab) addWireGuard(i int, t *Tunnel) error {
	keyA, errA := ecdh.X25519().GenerateKey(rand.Reader)
	keyB, errB := ecdh.X25519().GenerateKey(rand.Reader)
	if err := errors.Join(errA, errB); err != nil {
		return err
	}
	port := uint16(wireGuardPort + i)
	w := &wireGuard{}
	l.wireGuards[i] = w
	if err := w.start(l.nodes[t.A.Host], t.A, port, keyA, keyB.PublicKey()); err != nil {
		return err
	}
	if err := w.start(l.nodes[t.B.Host], t.B, port, keyB, keyA.PublicKey()); err != nil {
		return err
	}
	w.peers = []string{
		everythingTo(keyB.PublicKey(), netip.AddrPortFrom(t.OuterB, port)),
		everythingTo(keyA.PublicKey(), netip.AddrPortFrom(t.OuterA, port)),
	}
	return nil
}

// everythingTo sends all traffic to a peer, and a first packet at once, in
// WireGuard's configuration protocol.
func everythingTo(key *ecdh.PublicKey, endpoint netip.AddrPort) string {
	return fmt.Sprintf("public_key=%s\nendpoint=%s\nallowed_ip=0.0.0.0/0\nallowed_ip=::/0\npersistent_keepalive_interval=25\n",
		hex.EncodeToString(key.Bytes()), endpoint)
}

// connect lets the ends send, one after the other: a handshake that is lost,
// or crosses one from the other end, is repeated after 5 s only (REKEY_TIMEOUT). So the
// network below has to be ready, the ends know each other, and only one begins.
func (w *wireGuard) connect(ctx context.Context) error {
	for i, end := range w.ends {
		if err := end.IpcSet(w.peers[i]); err != nil {
			return err
		}
		for {
			state, err := end.IpcGet()
			if err != nil {
				return err
			}
			if !strings.Contains(state, "last_handshake_time_sec=0\n") {
				break
			}
			if ctx.Err() != nil {
				return fmt.Errorf("no handshake: %w", ctx.Err())
			}
			time.Sleep(time.Millisecond)
		}
	}
	return nil
}

// close ends the tunnel and its devices.
func (w *wireGuard) close() {
	for _, end := range w.ends {
		end.Close()
	}
}

// start starts one end in its node's namespace.
func (w *wireGuard) start(n *Node, e End, port uint16, key *ecdh.PrivateKey, peer *ecdh.PublicKey) error {
	var wg *device.Device
	err := n.Do(func() error {
		t, err := newTunnelDevice(e.Device)
		if err != nil {
			return err
		}
		if err := n.SetMTU(e.Device, mtuOr(e.MTU, wireGuardMTU)); err != nil {
			return errors.Join(err, t.Close())
		}
		silent := &device.Logger{Verbosef: device.DiscardLogf, Errorf: device.DiscardLogf}
		wg = device.NewDevice(t, &nodeBind{conn.NewStdNetBind(), n}, silent)
		return nil
	})
	if err != nil {
		return err
	}
	w.ends = append(w.ends, wg)
	config := fmt.Sprintf("private_key=%s\nlisten_port=%d\npublic_key=%s\n",
		hex.EncodeToString(key.Bytes()), port, hex.EncodeToString(peer.Bytes()))
	if err := wg.IpcSet(config); err != nil {
		return err
	}
	if err := wg.Up(); err != nil {
		return err
	}
	return n.configure(e)
}

// newTunnelDevice creates a TUN device in the calling thread's namespace. It
// is not watched for changes as tun.CreateTUN would do, because those watchers
// look the device up from threads that are in another namespace.
func newTunnelDevice(name string) (tun.Device, error) {
	fd, err := openTunnel()
	if err != nil {
		return nil, err
	}
	req, err := unix.NewIfreq(name)
	if err == nil {
		req.SetUint16(unix.IFF_TUN | unix.IFF_NO_PI)
		err = unix.IoctlIfreq(fd, unix.TUNSETIFF, req)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("create TUN device %s: %w", name, err), unix.Close(fd))
	}
	t, _, err := tun.CreateUnmonitoredTUNFromFD(fd)
	return t, err
}

// SetMTU sets the MTU of one of the node's devices, in bytes. The other end of
// a link keeps its own.
func (n *Node) SetMTU(name string, mtu int) error {
	link, err := n.nl.LinkByName(name)
	if err != nil {
		return fmt.Errorf("device %s: %w", name, err)
	}
	return n.nl.LinkSetMTU(link, mtu)
}

// nodeBind opens WireGuard's own sockets in the namespace of a node, whichever
// thread they are asked for from.
type nodeBind struct {
	conn.Bind
	node *Node
}

// Open opens the sockets; see conn.Bind.
func (b *nodeBind) Open(port uint16) (fns []conn.ReceiveFunc, actual uint16, err error) {
	err = b.node.Do(func() error {
		var err error
		fns, actual, err = b.Bind.Open(port)
		return err
	})
	return fns, actual, err
}
