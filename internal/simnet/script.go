package simnet

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// script says what packets too big claim, one element for each in turn.
type script []element

// element is one or several claims of a script.
type element struct {
	kind elementKind
	// n is the claim of elementNumber, what is added to the others; to is the
	// last claim of elementRange, whose first is n.
	n, to int64
}

type elementKind uint8

const (
	elementNumber elementKind = iota
	elementRange
	elementMTU
	elementSize
	elementDropped
	elementAgain // start from the front
)

// claim returns what the i-th packet too big (from 0) claims, for a link of
// the given MTU and a packet of the given size; false where it is dropped.
func (s script) claim(i uint64, mtu, size int) (uint32, bool) {
	last := s[len(s)-1]
	if total := s.len(); last.kind == elementAgain {
		i %= total
	} else if i >= total {
		i = total - 1
	}
	for _, e := range s {
		if n := e.len(); i >= n {
			i -= n
			continue
		}
		return e.claim(int64(i), mtu, size)
	}
	return 0, false
}

// len returns how many claims the script has before it repeats.
func (s script) len() uint64 {
	var n uint64
	for _, e := range s {
		n += e.len()
	}
	return n
}

func (e element) len() uint64 {
	switch e.kind {
	case elementRange:
		return uint64(max(e.to-e.n, e.n-e.to)) + 1
	case elementAgain:
		return 0
	}
	return 1
}

func (e element) claim(i int64, mtu, size int) (uint32, bool) {
	v := e.n
	switch e.kind {
	case elementDropped:
		return 0, false
	case elementMTU:
		v += int64(mtu)
	case elementSize:
		v += int64(size)
	case elementRange:
		if e.to < e.n {
			i = -i
		}
		v += i
	}
	return uint32(min(max(v, 0), math.MaxUint32)), true
}

// parseScript parses the value of ptb.
func parseScript(value string) (script, error) {
	var s script
	for word := range strings.SplitSeq(value, ",") {
		if len(s) > 0 && s[len(s)-1].kind == elementAgain {
			return nil, fmt.Errorf("%q after ...", word)
		}
		e, err := parseElement(word)
		if err != nil {
			return nil, err
		}
		s = append(s, e)
	}
	if s.len() == 0 {
		return nil, fmt.Errorf("nothing before ...")
	}
	return s, nil
}

func parseElement(word string) (element, error) {
	switch {
	case word == "dropped":
		return element{kind: elementDropped}, nil
	case word == "...":
		return element{kind: elementAgain}, nil
	case strings.HasPrefix(word, "mtu"):
		n, err := parseOffset(word[len("mtu"):])
		return element{kind: elementMTU, n: n}, err
	case strings.HasPrefix(word, "size"):
		n, err := parseOffset(word[len("size"):])
		return element{kind: elementSize, n: n}, err
	}
	from, to, isRange := strings.Cut(word, "..")
	n, err := parseClaim(from)
	if err != nil || !isRange {
		return element{n: n}, err
	}
	last, err := parseClaim(to)
	return element{kind: elementRange, n: n, to: last}, err
}

// parseOffset parses what follows mtu and size: nothing, +N or -N.
func parseOffset(word string) (int64, error) {
	if word == "" {
		return 0, nil
	}
	if word[0] != '+' && word[0] != '-' {
		return 0, fmt.Errorf("%q is neither +N nor -N", word)
	}
	n, err := parseClaim(word[1:])
	if word[0] == '-' {
		n = -n
	}
	return n, err
}

func parseClaim(word string) (int64, error) {
	n, err := strconv.ParseUint(word, 10, 32)
	if err != nil {
		return 0, fmt.Errorf("%q is no number from 0 to %d", word, uint32(math.MaxUint32))
	}
	return int64(n), nil
}
