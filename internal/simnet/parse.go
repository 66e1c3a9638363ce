package simnet

import (
	"errors"
	"fmt"
	"path"
	"strconv"
	"strings"

	"github.com/pathmtu/pmtu/pmtu"
)

// Parse parses a description (see the package's documentation) and returns
// the network at the start of a run. name is that of a file: it stands in errors,
// each of which reads "name:line: what", and names the network, without path and ".net". All errors of a description are returned together.
func Parse(name string, text []byte) (*Network, error) {
	p := &parser{d: newDescription(name)}
	var errs []error
	line := 0
	for s := range strings.Lines(string(text)) {
		line++
		if err := p.directive(s); err != nil {
			errs = append(errs, fmt.Errorf("%s:%d: %w", name, line, err))
		}
	}
	if len(p.d.hops) == 0 && len(errs) == 0 {
		errs = append(errs, fmt.Errorf("%s:%d: no hops", name, line))
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return newNetwork(p.d, p.d.seed), nil
}

func newDescription(name string) *description {
	d := &description{name: strings.TrimSuffix(path.Base(name), suffix), ipv4: true, ipv6: true, seed: 1, localMTU: 1500}
	d.local.v4, d.local.v6 = localAddr(pmtu.IPv4), localAddr(pmtu.IPv6)
	return d
}

// parser reads one line after the other.
type parser struct {
	d    *description
	seen [5]bool // the directives that may come once
}

// The directives that may come once.
const (
	onceTitle = iota
	onceHops
	onceFamilies
	onceSeed
	onceLoop
)

// directive reads one line.
func (p *parser) directive(line string) error {
	line, _, _ = strings.Cut(line, "#")
	words := strings.Fields(line)
	if len(words) == 0 {
		return nil
	}
	name, args := words[0], words[1:]
	switch name {
	case "title":
		p.d.title = strings.Join(args, " ")
		return p.once(onceTitle, name, args)
	case "local":
		return setAll(p.d, localKeys, args)
	case "hop":
		return p.hop(args)
	case "dest":
		return p.dest(args)
	case "forge":
		return p.forge(args)
	}
	single := map[string]struct {
		once int
		set  func(string) error
	}{
		"hops": {onceHops, p.hops}, "families": {onceFamilies, p.families},
		"seed": {onceSeed, p.seedNumber}, "loop": {onceLoop, p.loop},
	}
	s, ok := single[name]
	if !ok {
		return fmt.Errorf("unknown directive %q", name)
	}
	if err := p.once(s.once, name, args); err != nil {
		return err
	}
	if len(args) != 1 {
		return fmt.Errorf("%s %s: one value is wanted", name, strings.Join(args, " "))
	}
	if err := s.set(args[0]); err != nil {
		return fmt.Errorf("%s %s: %w", name, args[0], err)
	}
	return nil
}

// once fails where a directive comes again or has no arguments.
func (p *parser) once(i int, name string, args []string) error {
	if len(args) == 0 {
		return fmt.Errorf("%s: a value is missing", name)
	}
	if p.seen[i] {
		return fmt.Errorf("%s: given twice", name)
	}
	p.seen[i] = true
	return nil
}

func (p *parser) hops(value string) error {
	n, err := number(value, 1, 255)
	if err != nil {
		return err
	}
	for i := 1; i <= n; i++ {
		p.d.hops = append(p.d.hops, defaultHop(i, i == n))
	}
	return nil
}

func (p *parser) families(value string) error {
	switch value {
	case "ipv4":
		p.d.ipv6 = false
	case "ipv6":
		p.d.ipv4 = false
	case "both":
	default:
		return errors.New("neither ipv4, ipv6 nor both")
	}
	return nil
}

func (p *parser) seedNumber(value string) (err error) {
	p.d.seed, err = strconv.ParseUint(value, 10, 64)
	if err != nil {
		return errors.New("no number")
	}
	return nil
}

func (p *parser) loop(value string) (err error) {
	from, to, ok := strings.Cut(value, "-")
	if !ok {
		return errors.New("not N-M")
	}
	if p.d.loopFrom, err = p.router(from); err != nil {
		return err
	}
	if p.d.loopTo, err = p.router(to); err != nil {
		return err
	}
	if p.d.loopTo < p.d.loopFrom {
		return errors.New("its end is before its start")
	}
	return nil
}

// router parses the number of a hop that is a router.
func (p *parser) router(value string) (int, error) {
	if len(p.d.hops) == 0 {
		return 0, errors.New("comes before hops")
	}
	if len(p.d.hops) == 1 {
		return 0, errors.New("there are no routers")
	}
	return number(value, 1, len(p.d.hops)-1)
}

// hop reads the directive of one or several routers.
func (p *parser) hop(args []string) error {
	if len(args) == 0 {
		return errors.New("hop: its number is missing")
	}
	which := args[0]
	if which == "all" {
		which = fmt.Sprintf("1-%d", len(p.d.hops)-1)
	}
	first, last, isRange := strings.Cut(which, "-")
	from, err := p.router(first)
	to := from
	if err == nil && isRange {
		to, err = p.router(last)
	}
	if err == nil && to < from {
		err = errors.New("its end is before its start")
	}
	if err != nil {
		return fmt.Errorf("hop %s: %w", args[0], err)
	}
	for n := from; n <= to; n++ {
		h := &p.d.hops[n-1]
		if err := setAll(h, routerKeys, args[1:]); err != nil {
			return fmt.Errorf("hop %d: %w", n, err)
		}
		if err := h.checkMembers(); err != nil {
			return fmt.Errorf("hop %d: %w", n, err)
		}
	}
	return nil
}

// checkMembers fails where there are several MTUs, but not one for each address.
func (h *hop) checkMembers() error {
	n := len(h.mtus)
	if n == 1 || n == len(h.addrs.v4) && n == len(h.addrs.v6) {
		return nil
	}
	return fmt.Errorf("mtu: %d values for %d addresses (IPv4) and %d (IPv6)", n, len(h.addrs.v4), len(h.addrs.v6))
}

func (p *parser) dest(args []string) error {
	if len(p.d.hops) == 0 {
		return errors.New("dest: comes before hops")
	}
	if err := setAll(&p.d.hops[len(p.d.hops)-1], destKeys, args); err != nil {
		return fmt.Errorf("dest: %w", err)
	}
	return nil
}

// setAll sets t's fields from arguments key=value.
func setAll[T any](t *T, keys map[string]func(*T, string) error, args []string) error {
	if len(args) == 0 {
		return errors.New("nothing is set")
	}
	done := make(map[string]bool, len(args))
	for _, arg := range args {
		key, value, ok := strings.Cut(arg, "=")
		set, known := keys[key]
		switch {
		case !ok:
			return fmt.Errorf("%q is not KEY=VALUE", arg)
		case !known:
			return fmt.Errorf("unknown key %q", key)
		case done[key]:
			return fmt.Errorf("%s: given twice", key)
		}
		done[key] = true
		if err := set(t, value); err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
	}
	return nil
}
