package pmtu

import (
	"errors"
	"fmt"
	"net/netip"
	"time"
)

// The defaults of Options.
const (
	DefaultMaxHops   = 30
	DefaultAttempts  = 3
	DefaultTimeout   = time.Second
	DefaultDeadline  = 30 * time.Second
	DefaultMaxProbes = 1000
	DefaultMaxBytes  = 8 << 20
)

// fullHopLimit is the hop limit of probes that are to reach the destination.
// No path is that long; a loop costs no more than that.
const fullHopLimit = 64

// OptionError says which options cannot be. It wraps one error for each.
type OptionError struct{ Err error }

// Error returns all complaints, one a line.
func (e *OptionError) Error() string { return "options: " + e.Err.Error() }

// Unwrap returns the joined complaints.
func (e *OptionError) Unwrap() error { return e.Err }

func (o Options) withDefaults() (Options, error) {
	if o.Target.Port() == 0 {
		o.Target = netip.AddrPortFrom(o.Target.Addr(), DefaultPort)
		if o.Mode == ModeTracepath {
			o.Target = netip.AddrPortFrom(o.Target.Addr(), TracepathPort)
		}
	}
	o.Target = netip.AddrPortFrom(o.Target.Addr().Unmap(), o.Target.Port())
	o.FirstHop = orDefault(o.FirstHop, 1)
	o.MaxHops = orDefault(o.MaxHops, DefaultMaxHops)
	o.Attempts = orDefault(o.Attempts, DefaultAttempts)
	o.Timeout = orDefault(o.Timeout, DefaultTimeout)
	o.MaxProbes = orDefault(o.MaxProbes, DefaultMaxProbes)
	o.MaxBytes = orDefault(o.MaxBytes, DefaultMaxBytes)
	if o.Mode == ModeSweep {
		o.Deadline = orDefault(o.Deadline, DefaultDeadline)
	}
	err := o.check()
	if o.EndToEnd {
		o.StartSize = o.Require
	}
	return o, err
}

// Validate reports every value that cannot be, as an *OptionError. NewEngine does so, too.
func (o Options) Validate() error {
	_, err := o.withDefaults()
	return err
}

func (o Options) check() error {
	var errs []error
	complain := func(bad bool, format string, args ...any) {
		if bad {
			errs = append(errs, fmt.Errorf(format, args...))
		}
	}
	f := familyOf(o.Target.Addr())
	complain(f == 0, "target: no address")
	complain(o.Target.Addr().IsMulticast() || o.Target.Addr().IsUnspecified(), "target %s: not a host's address", o.Target.Addr())
	complain(o.MaxHops < 1 || o.MaxHops > 255, "max hops %d: not 1 to 255", o.MaxHops)
	complain(o.FirstHop < 1 || o.FirstHop > o.MaxHops, "first hop %d: not 1 to %d", o.FirstHop, o.MaxHops)
	complain(o.Attempts < 1 || o.Attempts > 20, "attempts %d: not 1 to 20", o.Attempts)
	complain(o.Timeout < time.Millisecond || o.Timeout > time.Minute, "timeout %v: not 1 ms to 1 min", o.Timeout)
	complain(o.Deadline < 0, "deadline %v: negative", o.Deadline)
	least := f.Header() + o.Protocol.header()
	complain(f != 0 && o.StartSize != 0 && (o.StartSize < least || o.StartSize > 1<<20), "start size %d: not %d to %d", o.StartSize, least, 1<<20)
	complain(o.EndToEnd && o.Require == 0, "end to end: which size is required is not said")
	complain(o.EndToEnd && (o.NoMTU || o.Mode == ModeTracepath), "end to end: is for the MTU, and not as tracepath")
	complain(o.EndToEnd && f != 0 && o.Require != 0 && (o.Require < least || o.Require > f.Max()), "require %d: not %d to %d", o.Require, least, f.Max())
	complain(o.MaxProbes < 1, "max probes %d: not positive", o.MaxProbes)
	complain(o.MaxBytes < 1, "max bytes %d: not positive", o.MaxBytes)
	complain(o.Rate < 0 || o.Rate > 0 && o.Rate < minRate, "rate %v: not 0, nor %v or more", o.Rate, minRate)
	complain(o.Protocol > Auto, "protocol %d: not known", o.Protocol)
	complain(o.Protocol == ICMP && o.Mode == ModeTracepath, "protocol icmp: tracepath has UDP only")
	if len(errs) == 0 {
		return nil
	}
	return &OptionError{Err: errors.Join(errs...)}
}

func orDefault[T comparable](v, d T) T {
	var zero T
	if v == zero {
		return d
	}
	return v
}
