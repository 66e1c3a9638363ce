package tunnel

import (
	"fmt"
	"strings"
)

// UnknownError says that no encapsulation has this name.
type UnknownError struct {
	Name string
	Near []string // IDs that may have been meant, the nearest first; nil: none
	Hint string   // what to take for a word that stands for several; "": none
}

// Error returns `parse stack: unknown encapsulation "NAME"`, and what may have been meant.
func (e *UnknownError) Error() string {
	s := fmt.Sprintf("parse stack: unknown encapsulation %q", e.Name)
	switch {
	case e.Hint != "":
		s += "; " + e.Hint
	case len(e.Near) > 0:
		s += "; near it: " + strings.Join(e.Near, ", ")
	}
	return s
}

// SyntaxError says what is wrong in the text of a stack.
type SyntaxError struct {
	Text  string // the part at fault
	Cause string
}

// Error returns `parse stack: "TEXT": CAUSE`.
func (e *SyntaxError) Error() string { return fmt.Sprintf("parse stack: %q: %s", e.Text, e.Cause) }

// OptionError says that an encapsulation has no such option, or not with this number.
type OptionError struct {
	ID     string
	Option string
	Cause  string
}

// Error returns "parse stack: ID: option OPTION: CAUSE".
func (e *OptionError) Error() string {
	return fmt.Sprintf("parse stack: %s: option %q: %s", e.ID, e.Option, e.Cause)
}

// FamilyError says that an encapsulation cannot have an outer header of a family.
type FamilyError struct {
	ID     string
	Family Family // that it cannot have; 0: a link layer in something that carries IP packets only
	Cause  string
}

// Error returns "parse stack: ID over FAMILY: CAUSE".
func (e *FamilyError) Error() string {
	if e.Family == 0 {
		return fmt.Sprintf("parse stack: %s: %s", e.ID, e.Cause)
	}
	return fmt.Sprintf("parse stack: %s over %v: %s", e.ID, e.Family, e.Cause)
}

// NotComputableError says that a name stands for a number, or for a byte
// stream, where there is nothing to compute.
type NotComputableError struct {
	ID    string
	Cause string
}

// Error returns "calc ID: CAUSE".
func (e *NotComputableError) Error() string { return fmt.Sprintf("calc %s: %s", e.ID, e.Cause) }

// RangeError says that a size is none that an MTU can have.
type RangeError struct {
	What  string // "outer MTU", "inner MTU", "MTU"
	Bytes int
}

// Error returns "calc WHAT: N is not between 68 and 65535".
func (e *RangeError) Error() string {
	return fmt.Sprintf("calc %s: %d is not between %d and %d", e.What, e.Bytes, MinMTU, MaxMTU)
}

// TooSmallError says that an MTU leaves no room for packets inside.
type TooSmallError struct {
	Stack string
	Bytes int // the outer MTU
	Need  int // the least that leaves room for [MinMTU] bytes; 0: none does, for an interface inside is too small
}

// Error returns "calc STACK: outer MTU N is too small, it needs at least NEED".
func (e *TooSmallError) Error() string {
	if e.Need == 0 {
		return fmt.Sprintf("calc %s: its interface MTU leaves no room for packets of %d bytes", e.Stack, MinMTU)
	}
	return fmt.Sprintf("calc %s: outer MTU %d is too small, it needs at least %d", e.Stack, e.Bytes, e.Need)
}

// InterfaceError says that no outer MTU is enough, for the interface of an
// encapsulation takes no packets as large.
type InterfaceError struct {
	ID    string
	Bytes int // the packet
	MTU   int // of the interface
}

// Error returns "calc ID: its interface has MTU N, a packet of M bytes does not fit".
func (e *InterfaceError) Error() string {
	return fmt.Sprintf("calc %s: its interface has MTU %d, a packet of %d bytes does not fit", e.ID, e.MTU, e.Bytes)
}

// RequestError says that a request contradicts itself.
type RequestError struct {
	Cause string
}

// Error returns "calc: CAUSE".
func (e *RequestError) Error() string { return "calc: " + e.Cause }
