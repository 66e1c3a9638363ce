package cli

import (
	"errors"
	"net/netip"
	"runtime"
	"strings"
	"syscall"

	"github.com/pathmtu/pmtu/errqueue"
	"github.com/pathmtu/pmtu/internal/host"
	"github.com/pathmtu/pmtu/internal/resolve"
)

// explain returns what an error of the kernel means here, "" where its text
// says it.
func explain(err error) string {
	var op *errqueue.OpError
	if errors.As(err, &op) && !strings.Contains(err.Error(), op.Hint) {
		return op.Hint
	}
	return ""
}

// hint returns what the user can do about an error, "" if nobody knows.
func hint(err error) string {
	var usage *usageError
	var op *errqueue.OpError
	var name *resolve.LookupError
	switch {
	case errors.As(err, &usage):
		return usage.try
	case errors.As(err, &name):
		return meantCommand(name.Host)
	case runtime.GOOS != "linux" && errors.Is(err, errors.ErrUnsupported):
		return "a Linux host: pmtu reads the error queue of Linux sockets (IP_RECVERR)"
	case isUnreachable(err):
		return lookAtRoutes(err)
	case !errors.As(err, &op):
		return ""
	case errors.Is(err, syscall.ENODEV):
		return "ip link"
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		return "ip address"
	case strings.Contains(op.Hint, "ping_group_range"):
		return `sysctl -w net.ipv4.ping_group_range="0 2147483647", or -P udp`
	case op.Object == "SO_MARK" && errors.Is(err, syscall.EPERM):
		return "sudo, or without --mark"
	}
	return ""
}

// lookAtRoutes is what to try where there is no way to a destination: what pmtu.Diagnose
// says of it, too.
func lookAtRoutes(err error) string {
	var op *errqueue.OpError
	if errors.As(err, &op) {
		if to, err := netip.ParseAddr(strings.TrimPrefix(op.Object, "to ")); err == nil {
			return host.Route{Target: to}.ShowCommand() + "; nft list ruleset"
		}
	}
	return "ip route; ip -6 route"
}

// meantCommand is what to try where a name does not resolve that looks like that of
// a command; "" for others.
func meantCommand(host string) string {
	if meant := nearest(host, commandWords()); meant != "" {
		return "pmtu " + meant
	}
	return ""
}
