//go:build !linux

package errqueue

import (
	"context"
	"errors"
	"net/netip"
)

// Conn is an unconnected UDP socket with an error queue. Only Linux has one:
// elsewhere there is no Conn.
type Conn struct{}

const needsLinux = unsupported("needs Linux")

// Open returns an error that is errors.ErrUnsupported: this needs Linux.
func Open(Options) (*Conn, error) {
	return nil, &OpError{Op: "open", Object: "error queue", Err: needsLinux}
}

// FindRoute returns an error that is errors.ErrUnsupported: this needs Linux.
func FindRoute(to netip.AddrPort, _ Options) (Route, error) {
	return Route{}, &OpError{Op: "find route", Object: "to " + to.Addr().String(), Err: needsLinux}
}

// Send returns an error that is errors.ErrUnsupported.
func (*Conn) Send([]byte, netip.AddrPort, uint8) error {
	return &OpError{Op: "send", Object: "datagram", Err: needsLinux}
}

// SendBatch returns an error that is errors.ErrUnsupported.
func (*Conn) SendBatch([]Datagram) (int, error) {
	return 0, &OpError{Op: "send", Object: "datagrams", Err: needsLinux}
}

// Recv returns an error that is errors.ErrUnsupported.
func (*Conn) Recv(context.Context, *Message) error {
	return &OpError{Op: "receive", Object: "message", Err: needsLinux}
}

// LocalAddr returns the zero AddrPort.
func (*Conn) LocalAddr() netip.AddrPort { return netip.AddrPort{} }

// Close does nothing.
func (*Conn) Close() error { return nil }

// Set receives from several Conns at once.
type Set struct{}

// NewSet returns an error that is errors.ErrUnsupported.
func NewSet(...*Conn) (*Set, error) {
	return nil, &OpError{Op: "open", Object: "set", Err: needsLinux}
}

// Recv returns an error that is errors.ErrUnsupported.
func (*Set) Recv(context.Context, *Message) (int, error) {
	return 0, &OpError{Op: "receive", Object: "message", Err: needsLinux}
}

// Close does nothing.
func (*Set) Close() error { return nil }

// unsupported is errors.ErrUnsupported in words that help.
type unsupported string

func (e unsupported) Error() string { return string(e) }

func (e unsupported) Unwrap() error { return errors.ErrUnsupported }
