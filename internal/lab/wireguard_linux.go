package lab

import (
	"crypto/ecdh"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"net/netip"
	"strings"

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

// addWireGuard starts both ends of a WireGuard tunnel with new keys.
func (l *Lab) addWireGuard(i int, t *Tunnel) error {
	keyA, errA := ecdh.X25519().GenerateKey(rand.Reader)
	keyB, errB := ecdh.X25519().GenerateKey(rand.Reader)
	if err := errors.Join(errA, errB); err != nil {
		return err
	}
	port := uint16(wireGuardPort + i)
	peer := netip.AddrPortFrom(t.OuterB, port)
	if err := l.startWireGuard(t.A, wireGuardConfig(keyA, keyB.PublicKey(), port, peer)); err != nil {
		return err
	}
	peer = netip.AddrPortFrom(t.OuterA, port)
	return l.startWireGuard(t.B, wireGuardConfig(keyB, keyA.PublicKey(), port, peer))
}

// wireGuardConfig is one end's configuration in WireGuard's own protocol: all traffic to one peer.
func wireGuardConfig(key *ecdh.PrivateKey, peer *ecdh.PublicKey, port uint16, endpoint netip.AddrPort) string {
	var b strings.Builder
	fmt.Fprintf(&b, "private_key=%s\n", hex.EncodeToString(key.Bytes()))
	fmt.Fprintf(&b, "listen_port=%d\n", port)
	fmt.Fprintf(&b, "public_key=%s\n", hex.EncodeToString(peer.Bytes()))
	fmt.Fprintf(&b, "endpoint=%s\n", endpoint)
	b.WriteString("allowed_ip=0.0.0.0/0\nallowed_ip=::/0\n")
	return b.String()
}

// startWireGuard starts one end in its node's namespace.
func (l *Lab) startWireGuard(e End, config string) error {
	n := l.nodes[e.Host]
	if e.MTU == 0 {
		e.MTU = wireGuardMTU
	}
	var wg *device.Device
	err := n.Do(func() error {
		t, err := newTunnelDevice(e.Device)
		if err != nil {
			return err
		}
		if err := n.setMTU(e.Device, e.MTU); err != nil {
			return errors.Join(err, t.Close())
		}
		quiet := &device.Logger{Verbosef: device.DiscardLogf, Errorf: device.DiscardLogf}
		wg = device.NewDevice(t, &nodeBind{conn.NewStdNetBind(), n}, quiet)
		return nil
	})
	if err != nil {
		return err
	}
	l.tunnels = append(l.tunnels, wg)
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

// setMTU sets a device's MTU.
func (n *Node) setMTU(name string, mtu int) error {
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
