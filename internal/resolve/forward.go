package resolve

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/net/idna"

	"github.com/pathmtu/pmtu/pmtu"
)

// Why a name could not be resolved; for errors.Is.
var (
	// ErrInvalid: it is no name.
	ErrInvalid = errors.New("not a valid host name")
	// ErrNotFound: the name does not exist.
	ErrNotFound = errors.New("no such host")
	// ErrNoAddress: it exists, without an address of the family.
	ErrNoAddress = errors.New("no address of this family")
	// ErrTimeout: the resolver did not answer.
	ErrTimeout = errors.New("no answer from the resolver")
	// ErrFailed: the resolver could not say.
	ErrFailed = errors.New("the resolver failed")
)

// LookupError says why a name could not be resolved.
type LookupError struct {
	Host   string
	Family pmtu.Family // 0: any
	// Reason is one of ErrInvalid, ErrNotFound, ErrNoAddress, ErrTimeout and ErrFailed.
	Reason error
	// Waited is how long an answer was waited for, with ErrTimeout, in tenths of a second: the system's resolver may
	// give up before it has to. 0: no time to speak of.
	Waited time.Duration
	// Err is what the resolver said; nil: nothing.
	Err error
}

// Error returns "lookup HOST: REASON".
func (e *LookupError) Error() string {
	s := fmt.Sprintf("lookup %s: ", quoteOdd(e.Host))
	switch {
	case e.Reason == ErrNoAddress && e.Family == pmtu.IPv4:
		return s + "no IPv4 address"
	case e.Reason == ErrNoAddress && e.Family == pmtu.IPv6:
		return s + "no IPv6 address"
	case e.Reason == ErrTimeout && e.Waited > 0:
		return s + fmt.Sprintf("%v within %v", e.Reason, e.Waited)
	case e.Reason == ErrFailed && e.Err != nil:
		return s + fmt.Sprintf("%v: %v", e.Reason, cause(e.Err))
	}
	return s + e.Reason.Error()
}

// Unwrap returns the reason and what the resolver said.
func (e *LookupError) Unwrap() []error {
	if e.Err == nil {
		return []error{e.Reason}
	}
	return []error{e.Reason, e.Err}
}

// cause is what a DNS error says without repeating the name.
func cause(err error) string {
	var dns *net.DNSError
	if errors.As(err, &dns) {
		return dns.Err
	}
	return err.Error()
}

// quoteOdd quotes a name that would not be safe to print.
func quoteOdd(s string) string {
	if odd(s) {
		return fmt.Sprintf("%+q", s)
	}
	return s
}

// odd reports whether s has anything but visible ASCII.
func odd(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r >= 0x7f })
}

// Lookup returns the addresses of a host, in the order of the resolver's
// preference, without duplicates. The host is an address, with a zone where it is
// link-local ("fe80::1%eth0"), or a name, in Unicode too (RFC 5891). Family 0
// means any. It returns ctx's error once ctx is cancelled, and else a *LookupError
// within Options.Timeout and by ctx's deadline.
func (r *Resolver) Lookup(ctx context.Context, host string, family pmtu.Family) ([]netip.Addr, error) {
	fail := &LookupError{Host: host, Family: family}
	if addr, err := netip.ParseAddr(host); err == nil {
		addr = addr.Unmap()
		if odd(addr.Zone()) {
			fail.Reason = ErrInvalid
			return nil, fail
		}
		if family != 0 && family != FamilyOf(addr) {
			fail.Reason = ErrNoAddress
			return nil, fail
		}
		return []netip.Addr{addr}, nil
	}
	name, err := toASCII(host)
	if err != nil {
		fail.Reason, fail.Err = ErrInvalid, err
		return nil, fail
	}
	begin := time.Now()
	bounded, cancel := context.WithTimeout(ctx, r.o.Timeout)
	defer cancel()
	addrs, err := r.lookup(bounded, name, family)
	switch {
	case ctx.Err() != nil && len(addrs) == 0 && !errors.Is(ctx.Err(), context.DeadlineExceeded):
		return nil, fmt.Errorf("lookup %s: %w", quoteOdd(host), context.Cause(ctx))
	case err != nil:
		fail.Reason, fail.Err = reason(bounded, err), err
		fail.Waited = time.Since(begin).Truncate(time.Second / 10)
		return nil, fail
	}
	return addrs, nil
}

// lookup asks for a family, or for all. A name that has no address of the
// family is asked for the other, to tell that from a name that does not exist.
func (r *Resolver) lookup(ctx context.Context, name string, family pmtu.Family) ([]netip.Addr, error) {
	addrs, err := r.lookupNetwork(ctx, network(family), name)
	if err == nil || family == 0 || !isNotFound(err) {
		return addrs, err
	}
	other := pmtu.IPv4
	if family == pmtu.IPv4 {
		other = pmtu.IPv6
	}
	if _, otherErr := r.lookupNetwork(ctx, network(other), name); otherErr == nil {
		return nil, ErrNoAddress
	}
	return nil, err
}

// lookupNetwork never returns an empty list without an error.
func (r *Resolver) lookupNetwork(ctx context.Context, network, name string) ([]netip.Addr, error) {
	addrs, err := within(ctx, func() ([]netip.Addr, error) { return r.o.LookupIP(ctx, network, name) })
	if err != nil {
		return nil, err
	}
	var out []netip.Addr
	for _, a := range addrs {
		if a = a.Unmap(); a.IsValid() && !slices.Contains(out, a) {
			out = append(out, a)
		}
	}
	if len(out) == 0 {
		return nil, &net.DNSError{Err: "no such host", Name: name, IsNotFound: true}
	}
	return out, nil
}

func reason(ctx context.Context, err error) error {
	var dns *net.DNSError
	switch {
	case errors.Is(err, ErrNoAddress):
		return ErrNoAddress
	case isNotFound(err):
		return ErrNotFound
	case errors.As(err, &dns) && dns.IsTimeout, errors.Is(err, context.DeadlineExceeded), ctx.Err() != nil:
		return ErrTimeout
	}
	return ErrFailed
}

func isNotFound(err error) bool {
	var dns *net.DNSError
	var addr *net.AddrError // the name has addresses, and none of the network
	return errors.As(err, &dns) && dns.IsNotFound || errors.As(err, &addr)
}

// toASCII maps a name in Unicode to what DNS holds. Names in ASCII stay as
// they are, since resolvers know some that IDNA forbids ("my_host").
func toASCII(host string) (string, error) {
	switch {
	case host == "":
		return "", errors.New("it is empty")
	case len(host) > 1024: // no name of 253 bytes has a longer spelling
		return "", errors.New("it is too long")
	case !utf8.ValidString(host):
		return "", errors.New("it is not UTF-8")
	case !odd(host):
		return host, nil
	case strings.ContainsFunc(host, func(r rune) bool { return r <= ' ' || r == 0x7f }):
		return "", errors.New("it contains blanks or control characters")
	}
	return idna.Lookup.ToASCII(host)
}

func network(f pmtu.Family) string {
	switch f {
	case pmtu.IPv4:
		return "ip4"
	case pmtu.IPv6:
		return "ip6"
	}
	return "ip"
}

// FamilyOf returns the family of an address; 0 for the zero Addr.
func FamilyOf(a netip.Addr) pmtu.Family {
	switch {
	case a.Is4(), a.Is4In6():
		return pmtu.IPv4
	case a.Is6():
		return pmtu.IPv6
	}
	return 0
}
