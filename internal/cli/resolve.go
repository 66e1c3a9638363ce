package cli

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"time"

	"github.com/pathmtu/pmtu/internal/resolve"
	"github.com/pathmtu/pmtu/pmtu"
)

// tracepathAddr finds the address of a destination in the way, and with the
// complaints, of tracepath.
func (e *env) tracepathAddr(ctx context.Context, host string, family pmtu.Family) (netip.Addr, error) {
	if host == "" {
		return netip.Addr{}, gaiError(host, "Name or service not known")
	}
	if a, err := netip.ParseAddr(host); err == nil {
		return tracepathLiteral(host, unmap(a), family)
	}
	addrs, err := e.lookup(ctx, host, family)
	if err != nil {
		return netip.Addr{}, gaiError(host, gaiText(err))
	}
	return addrs[0], nil
}

// tracepathLiteral checks a literal address as getaddrinfo(3) does. The
// unspecified address is this host, as the kernel has it.
func tracepathLiteral(host string, a netip.Addr, family pmtu.Family) (netip.Addr, error) {
	if family != 0 && family != resolve.FamilyOf(a) {
		return a, gaiError(host, "Address family for hostname not supported")
	}
	if a.Zone() != "" {
		if _, err := interfaceOf(a.Zone()); err != nil {
			return a, gaiError(host, "Name or service not known")
		}
	}
	switch {
	case a.IsUnspecified() && a.Is4():
		return netip.AddrFrom4([4]byte{127, 0, 0, 1}), nil
	case a.IsUnspecified():
		return netip.IPv6Loopback(), nil
	}
	return a, nil
}

// gaiError is "HOST: WHY", as tracepath prints it.
func gaiError(host, why string) error { return fmt.Errorf("%s: %s", printable(host), why) }

// gaiText returns what gai_strerror(3) of the GNU library says of an error.
func gaiText(err error) string {
	switch {
	case errors.Is(err, resolve.ErrInvalid), errors.Is(err, resolve.ErrNotFound):
		return "Name or service not known"
	case errors.Is(err, resolve.ErrNoAddress):
		return "No address associated with hostname"
	}
	return "Temporary failure in name resolution"
}

// lookup returns the addresses of a name, in the order of preference.
func (e *env) lookup(ctx context.Context, host string, family pmtu.Family) ([]netip.Addr, error) {
	r := e.resolver()
	defer r.Close()
	return r.Lookup(ctx, host, family)
}

// asker asks for the addresses of a name, as resolve.Resolver.Lookup does.
type asker func(ctx context.Context, host string, family pmtu.Family) ([]netip.Addr, error)

// within returns an asker that takes no longer than a run may; 0: as long as it likes.
func (ask asker) within(deadline time.Duration) asker {
	if deadline <= 0 {
		return ask
	}
	return func(ctx context.Context, host string, family pmtu.Family) ([]netip.Addr, error) {
		ctx, cancel := context.WithTimeout(ctx, deadline)
		defer cancel()
		return ask(ctx, host, family)
	}
}

// lookupError makes a name that is no name a matter of usage.
func lookupError(err error) error {
	if errors.Is(err, resolve.ErrInvalid) {
		return &usageError{text: err.Error()}
	}
	return err
}
