package errqueue

import (
	"crypto/rand"
	"encoding/binary"
	"errors"
	"net/netip"

	"golang.org/x/sys/unix"
)

// maxIdentifiers bounds how many identifiers are tried. Where so many are
// taken, there is no room.
const maxIdentifiers = 64

// bindPing binds a ping socket, for which the port is the ICMP identifier.
// Port 0 means one at random: the kernel would count up (net/ipv4/ping.c,
// ping_get_port), so that one ping tells the identifier of the next.
//
// Ping sockets can share an identifier unless one of them forbids it, and then
// answers go to any of them. So it is forbidden.
func bindPing(fd, version int, source netip.AddrPort) error {
	if err := unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_REUSEADDR, 0); err != nil {
		return &OpError{Op: "set", Object: "SO_REUSEADDR", Err: err}
	}
	if source.Port() != 0 {
		return bind(fd, version, source)
	}
	var err error
	for range maxIdentifiers {
		err = bind(fd, version, netip.AddrPortFrom(source.Addr(), identifier()))
		if !errors.Is(err, unix.EADDRINUSE) {
			break
		}
	}
	return err
}

// identifier draws an identifier other than 0.
func identifier() uint16 {
	var b [2]byte
	for {
		_, _ = rand.Read(b[:]) // it never fails
		if id := binary.NativeEndian.Uint16(b[:]); id != 0 {
			return id
		}
	}
}
