//go:build !linux

package pmtu

import (
	"errors"
	"fmt"
)

// DialFleet returns an error that is errors.ErrUnsupported: pmtu needs Linux.
func DialFleet(SocketOptions) (FleetDriver, error) {
	return nil, fmt.Errorf("open sockets: pmtu needs Linux: %w", errors.ErrUnsupported)
}
