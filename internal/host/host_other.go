//go:build !linux

package host

import (
	"context"
	"errors"
	"net/netip"
)

// FindRoute needs Linux: it returns errors.ErrUnsupported.
func FindRoute(netip.Addr, Options) (Route, error) { return Route{}, unsupported("find route") }

// Interfaces needs Linux: it returns errors.ErrUnsupported.
func Interfaces() ([]Interface, error) { return nil, unsupported("read interfaces") }

// ReadCounters needs Linux: it returns errors.ErrUnsupported.
func ReadCounters() (Counters, error) { return Counters{}, unsupported("read counters") }

// TunnelRoom needs Linux: it knows nothing.
func TunnelRoom(string, int) (exact, drops bool) { return false, false }

// Doctor needs Linux: its report says so.
func Doctor(context.Context) Report {
	return Report{Items: []Item{{
		Group: GroupSystem, Name: "system", Status: Unknown,
		Detail: unsupported("examine this host").Error(),
	}}}
}

func unsupported(what string) error {
	return &Error{Op: what, Object: "by the Linux kernel", Err: errors.ErrUnsupported}
}
