package simnet

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"github.com/pathmtu/pmtu/pmtu"
)

// hostAddr returns the address of host n: a router's or a destination's.
func hostAddr(f pmtu.Family, n int, dest bool) netip.Addr {
	if f == pmtu.IPv4 {
		if dest {
			return netip.AddrFrom4([4]byte{10, 77, 99, byte(n)})
		}
		return netip.AddrFrom4([4]byte{10, 77, 0, byte(n)})
	}
	a := [16]byte{0: 0xfd, 1: 0x77}
	if dest {
		a[3] = 0x99
	}
	// The decimal digits are to stand there, for who reads a trace.
	a[14], a[15] = byte(n/100), byte(n/10%10)<<4|byte(n%10)
	return netip.AddrFrom16(a)
}

// localAddr returns the address of this host.
func localAddr(f pmtu.Family) netip.Addr {
	if f == pmtu.IPv4 {
		return netip.AddrFrom4([4]byte{10, 77, 254, 2})
	}
	return netip.AddrFrom16([16]byte{0: 0xfd, 1: 0x77, 2: 0x02, 3: 0x54, 15: 2})
}

// parseHost parses a HOST. An address is of one family, a number of both.
func parseHost(word string, dest bool) (byFamily[netip.Addr], error) {
	var a byFamily[netip.Addr]
	if n, err := strconv.Atoi(word); err == nil {
		if n < 1 || n > 254 {
			return a, fmt.Errorf("%d is no host from 1 to 254", n)
		}
		a.v4, a.v6 = hostAddr(pmtu.IPv4, n, dest), hostAddr(pmtu.IPv6, n, dest)
		return a, nil
	}
	addr, err := netip.ParseAddr(word)
	switch {
	case err != nil || addr.Zone() != "" || addr.Is4In6():
		return a, fmt.Errorf("%q is neither a host's number nor an address", word)
	case addr.Is4():
		a.v4 = addr
	default:
		a.v6 = addr
	}
	return a, nil
}

// parseHosts parses HOST,... for each family.
func parseHosts(value string, dest bool) (byFamily[[]netip.Addr], error) {
	var list byFamily[[]netip.Addr]
	for word := range strings.SplitSeq(value, ",") {
		a, err := parseHost(word, dest)
		if err != nil {
			return list, err
		}
		if a.v4.IsValid() {
			list.v4 = append(list.v4, a.v4)
		}
		if a.v6.IsValid() {
			list.v6 = append(list.v6, a.v6)
		}
	}
	return list, nil
}

// setHosts sets the lists of the families that value names.
func setHosts(to *byFamily[[]netip.Addr], value string, dest bool) error {
	list, err := parseHosts(value, dest)
	if err != nil {
		return err
	}
	if list.v4 != nil {
		to.v4 = list.v4
	}
	if list.v6 != nil {
		to.v6 = list.v6
	}
	return nil
}

// setHost sets one address of each family that value names.
func setHost(to *byFamily[netip.Addr], value string, dest bool) error {
	list, err := parseHosts(value, dest)
	if err != nil {
		return err
	}
	if len(list.v4) > 1 || len(list.v6) > 1 {
		return fmt.Errorf("%q is more than one host", value)
	}
	if list.v4 != nil {
		to.v4 = list.v4[0]
	}
	if list.v6 != nil {
		to.v6 = list.v6[0]
	}
	return nil
}

func familyOf(a netip.Addr) pmtu.Family {
	if a.Is4() {
		return pmtu.IPv4
	}
	return pmtu.IPv6
}
