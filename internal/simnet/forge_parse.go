package simnet

import (
	"errors"
	"fmt"
	"net/netip"
	"time"

	"github.com/pathmtu/pmtu/pmtu"
)

// forgerHost is the number of the host that forges answers.
const forgerHost = 66

// forge reads a directive forge.
func (p *parser) forge(args []string) error {
	if len(args) == 0 {
		return errors.New("forge: its kind is missing")
	}
	kind, err := choice(args[0], []string{"token", "target", "minimal", "data"},
		[]forgeKind{forgeToken, forgeTarget, forgeMinimal, forgeData})
	if err != nil {
		return fmt.Errorf("forge: %w", err)
	}
	f := forgery{
		kind: kind, mtu: 600, after: time.Millisecond, hopLimit: 64, every: 1,
		from: byFamily[netip.Addr]{hostAddr(pmtu.IPv4, forgerHost, false), hostAddr(pmtu.IPv6, forgerHost, false)},
	}
	if len(args) > 1 {
		if err := setAll(&f, forgeKeys, args[1:]); err != nil {
			return fmt.Errorf("forge: %w", err)
		}
	}
	p.d.forgeries = append(p.d.forgeries, f)
	return nil
}

// forgeKeys are the keys of the directive forge.
var forgeKeys = map[string]func(*forgery, string) error{
	"from": func(f *forgery, value string) error { return setHost(&f.from, value, false) },
	"as": func(f *forgery, value string) (err error) {
		f.as, err = choice(value, []string{"ptb", "expired", "unreachable"}, []forgeAs{forgePTB, forgeExpired, forgeUnreachable})
		return err
	},
	"mtu": func(f *forgery, value string) (err error) {
		f.mtu, err = number32(value)
		return err
	},
	"after": func(f *forgery, value string) (err error) {
		f.after, err = duration(value)
		return err
	},
	"hoplimit": func(f *forgery, value string) error {
		n, err := number(value, 1, 255)
		f.hopLimit = uint8(n)
		return err
	},
	"every": func(f *forgery, value string) (err error) {
		f.every, err = number(value, 1, 1e9)
		return err
	},
}
