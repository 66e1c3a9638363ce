package check

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/pathmtu/pmtu/internal/resolve"
	"github.com/pathmtu/pmtu/pmtu"
)

// The bounds of require=: as --require has them.
const (
	minRequire = pmtu.MinIPv4
	maxRequire = pmtu.MaxIPv6
)

// maxLabel bounds what a target may be called.
const maxLabel = 255

// fieldDest is the field that every target has.
const fieldDest = "dest"

// field is one thing that a list says of a target.
type field struct {
	key, value string
	line       int
}

// setters take the fields of a target, by their names.
var setters = map[string]func(s *Spec, value string) error{
	"port":     (*Spec).setPort,
	"require":  (*Spec).setRequire,
	"protocol": (*Spec).setProtocol,
	"family":   (*Spec).setFamily,
	"name":     (*Spec).setLabel,
}

// fieldNames lists what may be said, the destination first.
const fieldNames = "dest, port, require, protocol, family and name"

// list collects the targets of a file, and all that is wrong with them.
type list struct {
	name     string // of the file, in messages
	dest     func(string) (Dest, error)
	specs    []Spec
	problems []Problem
}

func (l *list) where(line int) string { return fmt.Sprintf("%s:%d", l.name, line) }

// complain notes what is wrong on a line.
func (l *list) complain(line int, format string, args ...any) {
	l.problems = append(l.problems, Problem{l.where(line), fmt.Sprintf(format, args...)})
}

// add makes a target of its fields. Every bad field is a problem of its own.
func (l *list) add(line int, fields []field) {
	s := Spec{Where: l.where(line)}
	before := len(l.problems)
	seen := make(map[string]bool, len(fields))
	for _, f := range fields {
		set := setters[f.key]
		switch {
		case seen[f.key]:
			l.complain(f.line, "%s: given twice", f.key)
		case f.key == fieldDest:
			l.setDest(&s, f)
		case set == nil:
			l.complain(f.line, "%q: not known, there are %s", f.key, fieldNames)
		default:
			if err := set(&s, f.value); err != nil {
				l.complain(f.line, "%s: %v", f.key, err)
			}
		}
		seen[f.key] = true
	}
	if !seen[fieldDest] {
		l.complain(line, "dest: none given")
	}
	l.sameFamily(s, line, fields)
	if len(l.problems) == before {
		l.specs = append(l.specs, s)
	}
}

// sameFamily looks whether the address is of the family that was asked for.
func (l *list) sameFamily(s Spec, line int, fields []field) {
	is := resolve.FamilyOf(s.Dest.Addr)
	if is == 0 || s.Family == 0 || is == s.Family {
		return
	}
	for _, f := range fields {
		if f.key == "family" {
			line = f.line
		}
	}
	l.complain(line, "family: %s is an %s address, and %s was asked for", s.Dest.Addr.Unmap(), familyName(is), strings.TrimPrefix(s.Family.String(), "ipv"))
}

// setDest takes the destination; its port may have come before it.
func (l *list) setDest(s *Spec, f field) {
	d, err := l.dest(f.value)
	switch {
	case err != nil:
		l.complain(f.line, "%v", err)
	case d.Port != 0 && s.Dest.Port != 0:
		l.complain(f.line, "port: given twice")
	case s.Dest.Port != 0:
		d.Port = s.Dest.Port
	}
	s.Input, s.Dest = f.value, d
}

func (s *Spec) setPort(v string) error {
	n, err := number(v, 1, 65535)
	if err == nil && s.Dest.Port != 0 {
		return fmt.Errorf("given twice")
	}
	s.Dest.Port = uint16(n)
	return err
}

func (s *Spec) setRequire(v string) error {
	n, err := number(v, int(minRequire), int(maxRequire))
	s.Require = pmtu.MTU(n)
	return err
}

func (s *Spec) setProtocol(v string) error {
	for _, p := range []pmtu.Protocol{pmtu.Auto, pmtu.UDP, pmtu.ICMP} {
		if v == p.String() {
			s.Protocol = &p
			return nil
		}
	}
	return fmt.Errorf("%q is none of auto, udp, icmp", v)
}

func (s *Spec) setFamily(v string) error {
	switch v {
	case "4", "ipv4":
		s.Family = pmtu.IPv4
	case "6", "ipv6":
		s.Family = pmtu.IPv6
	default:
		return fmt.Errorf("%q is none of 4, 6", v)
	}
	return nil
}

func (s *Spec) setLabel(v string) error {
	switch {
	case v == "":
		return fmt.Errorf("it is empty")
	case len(v) > maxLabel:
		return fmt.Errorf("longer than %d bytes", maxLabel)
	case !utf8.ValidString(v), strings.ContainsFunc(v, unicode.IsControl):
		return fmt.Errorf("%q contains a control character, or is not UTF-8", v)
	}
	s.Label = v
	return nil
}

// number parses a decimal number within bounds.
func number(v string, lo, hi int) (int, error) {
	if v == "" || strings.ContainsFunc(v, func(r rune) bool { return r < '0' || r > '9' }) {
		return 0, fmt.Errorf("%q is not a whole number", v)
	}
	n, err := strconv.Atoi(v)
	if err != nil || n < lo || n > hi {
		return 0, fmt.Errorf("%s is not between %d and %d", v, lo, hi)
	}
	return n, nil
}
