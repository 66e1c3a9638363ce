package tunnel

import "strings"

// Inner returns the largest packet that passes inside of the stack where
// packets of outerMTU bytes pass outside; every smaller one passes as well. An
// interface MTU that the stack states, or that a product fixes, is counted in.
// Errors are a [*RangeError] and, where no packet of [MinMTU] fits, a [*TooSmallError].
func Inner(outerMTU int, s Stack) (int, error) {
	if outerMTU < MinMTU || outerMTU > MaxMTU {
		return 0, &RangeError{What: "outer MTU", Bytes: outerMTU}
	}
	n := s.inner(outerMTU)
	if n < MinMTU {
		need, err := Outer(MinMTU, s)
		if err != nil {
			need = 0
		}
		return 0, &TooSmallError{Stack: s.String(), Bytes: outerMTU, Need: need}
	}
	return n, nil
}

// Outer returns the least MTU outside of the stack with which packets of
// innerMTU bytes, and all smaller ones, pass inside. Errors are a [*RangeError],
// also where the outer packet would be larger than [MaxMTU], and an
// [*InterfaceError].
func Outer(innerMTU int, s Stack) (int, error) {
	if innerMTU < MinMTU || innerMTU > MaxMTU {
		return 0, &RangeError{What: "inner MTU", Bytes: innerMTU}
	}
	n := innerMTU
	for i := range s.layers {
		l := &s.layers[i]
		if l.mtu > 0 && n > l.mtu {
			return 0, &InterfaceError{ID: l.row.ID, Bytes: n, MTU: l.mtu}
		}
		n = l.outer(n)
	}
	if n > MaxMTU {
		return 0, &RangeError{What: "outer MTU", Bytes: n}
	}
	return n, nil
}

// inner is the plain arithmetic, from the outside in.
func (s Stack) inner(n int) int {
	for i := len(s.layers) - 1; i >= 0; i-- {
		n = s.layers[i].inner(n)
	}
	return n
}

// Len returns how many encapsulations the stack has.
func (s Stack) Len() int { return len(s.layers) }

// Carries returns which families the packets inside may have.
func (s Stack) Carries() Families {
	c := Both
	for i := range s.layers {
		// A link layer carries what it is carried as; so the innermost IP layer decides.
		if l := &s.layers[i]; l.row.Outer != 0 {
			return l.carries()
		}
	}
	return c
}

// OuterFamily returns the family of the outermost IP header; 0: the stack adds none.
func (s Stack) OuterFamily() Family {
	for i := len(s.layers) - 1; i >= 0; i-- {
		if f := s.layers[i].family; f != 0 {
			return f
		}
	}
	return 0
}

// String returns the stack as [ParseStack] reads it, every family stated that
// could be another: "wireguard/ipv6+pppoe".
func (s Stack) String() string {
	var t []string
	for i := range s.layers {
		t = append(t, s.layers[i].String())
	}
	return strings.Join(t, "+")
}

// Name returns the stack for people: "WireGuard over IPv6 in PPPoE".
func (s Stack) Name() string {
	var t []string
	for i := range s.layers {
		t = append(t, s.layers[i].name())
	}
	return strings.Join(t, " in ")
}

// IDs returns the catalogue IDs of the encapsulations, the innermost first.
func (s Stack) IDs() []string {
	var t []string
	for i := range s.layers {
		t = append(t, s.layers[i].row.ID)
	}
	return t
}
