//go:build !linux

package pmtu

import (
	"errors"
	"fmt"
	"net/netip"
)

// Dial returns an error that is errors.ErrUnsupported: pmtu needs Linux.
func Dial(target netip.Addr, _ SocketOptions) (Driver, error) {
	return nil, fmt.Errorf("trace %v: pmtu needs Linux: %w", target, errors.ErrUnsupported)
}

// LocalSource returns an error that is errors.ErrUnsupported: pmtu needs Linux.
func LocalSource(target netip.Addr, _ SocketOptions) (Source, error) {
	return Source{}, fmt.Errorf("find route to %v: pmtu needs Linux: %w", target, errors.ErrUnsupported)
}
