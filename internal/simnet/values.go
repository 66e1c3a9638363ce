package simnet

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/pathmtu/pmtu/internal/wire"
)

// maxMTU is the largest MTU of a link: nothing that can be sent is larger.
const maxMTU = 1 << 17

// number parses a decimal number from lo to hi.
func number(word string, lo, hi int) (int, error) {
	n, err := strconv.ParseUint(word, 10, 32)
	if err != nil || n < uint64(lo) || n > uint64(hi) {
		return 0, fmt.Errorf("%q is no number from %d to %d", word, lo, hi)
	}
	return int(n), nil
}

// numbers parses a list of numbers from 0 to hi.
func numbers(value string, hi int) ([]int, error) {
	var list []int
	for word := range strings.SplitSeq(value, ",") {
		n, err := number(word, 0, hi)
		if err != nil {
			return nil, err
		}
		list = append(list, n)
	}
	return list, nil
}

// duration parses a time of up to an hour, which keeps sums of them in range.
func duration(word string) (time.Duration, error) {
	d, err := time.ParseDuration(word)
	if err != nil || d < 0 || d > time.Hour {
		return 0, fmt.Errorf("%q is no time from 0 to 1h", word)
	}
	return d, nil
}

// percent parses P% as a share of 1.
func percent(word string) (float64, error) {
	digits, ok := strings.CutSuffix(word, "%")
	p, err := strconv.ParseFloat(digits, 64)
	if !ok || err != nil || math.IsNaN(p) || p < 0 || p > 100 {
		return 0, fmt.Errorf("%q is no share from 0%% to 100%%", word)
	}
	return p / 100, nil
}

// choice returns what word stands for.
func choice[T any](word string, names []string, values []T) (T, error) {
	for i, name := range names {
		if name == word {
			return values[i], nil
		}
	}
	var zero T
	return zero, fmt.Errorf("%q is none of %s", word, strings.Join(names, ", "))
}

// yes parses yes and no.
func yes(word string) (bool, error) {
	return choice(word, []string{"yes", "no"}, []bool{true, false})
}

// parseLimit parses none, N/D and N/D/WAIT.
func parseLimit(value string) (limit, error) {
	if value == "none" {
		return unlimited, nil
	}
	n, d, _ := strings.Cut(value, "/")
	burst, err := number(n, 1, 1e6)
	if err != nil {
		return limit{}, err
	}
	d, w, spent := strings.Cut(d, "/")
	interval, err := duration(d)
	if err != nil || !spent {
		return limit{burst: burst, interval: interval}, err
	}
	wait, err := duration(w)
	return limit{burst: burst, interval: interval, spent: true, wait: wait}, err
}

// parseCode parses T/C.
func parseCode(value string) (icmpCode, error) {
	t, c, _ := strings.Cut(value, "/")
	typ, err := number(t, 0, 255)
	if err != nil {
		return icmpCode{}, err
	}
	code, err := number(c, 0, 255)
	return icmpCode{typ: uint8(typ), code: uint8(code), set: true}, err
}

// parseLabels parses LABEL/TC/TTL,...
func parseLabels(value string) ([]wire.Label, error) {
	var stack []wire.Label
	for word := range strings.SplitSeq(value, ",") {
		fields := strings.Split(word, "/")
		if len(fields) != 3 {
			return nil, fmt.Errorf("%q is not LABEL/TC/TTL", word)
		}
		label, err1 := number(fields[0], 0, 1<<20-1)
		tc, err2 := number(fields[1], 0, 7)
		ttl, err3 := number(fields[2], 0, 255)
		if err := errors.Join(err1, err2, err3); err != nil {
			return nil, err
		}
		stack = append(stack, wire.Label{Label: uint32(label), TC: uint8(tc), TTL: uint8(ttl)})
	}
	if len(stack) > 16 {
		return nil, fmt.Errorf("%d labels are more than 16", len(stack))
	}
	stack[len(stack)-1].Bottom = true
	return stack, nil
}

// parseInterface parses ROLE and what follows. addr is true where the
// interface is to have the hop's address.
func parseInterface(value string) (i wire.Interface, addr bool, err error) {
	words := strings.Split(value, ",")
	i.Role, err = choice(words[0], []string{"incoming", "subip", "outgoing", "nexthop"},
		[]wire.Role{wire.RoleIncoming, wire.RoleSubIP, wire.RoleOutgoing, wire.RoleNextHop})
	for _, word := range words[1:] {
		if err != nil {
			break
		}
		key, v, _ := strings.Cut(word, "=")
		switch key {
		case "addr":
			addr = true
		case "index":
			i.Index, err = number32(v)
		case "mtu":
			i.MTU, err = number32(v)
		case "name":
			i.Name = v
			if v == "" || len(v) > 63 { // RFC 5837, section 4.4
				err = fmt.Errorf("name %q has no 1 to 63 bytes", v)
			}
		default:
			err = fmt.Errorf("%q is none of addr, index, mtu, name", key)
		}
	}
	return i, addr, err
}

func number32(word string) (uint32, error) {
	n, err := strconv.ParseUint(word, 10, 32)
	if err != nil {
		return 0, fmt.Errorf("%q is no number of 32 bits", word)
	}
	return uint32(n), nil
}
