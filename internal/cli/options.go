package cli

import (
	"fmt"
	"net"
	"net/netip"
	"path/filepath"
	"time"

	"github.com/pathmtu/pmtu/internal/resolve"
	"github.com/pathmtu/pmtu/pmtu"
)

// request is what a command line asks for, as far as it can be told without
// looking anything up.
type request struct {
	target  target
	family  pmtu.Family // 0: either
	source  netip.Addr  // the zero Addr: the route chooses
	options pmtu.Options
	ask     question
}

// request checks the flags against each other.
func (f *traceFlags) request() (*request, error) {
	t, err := parseTarget(f.Dest)
	if err != nil {
		return nil, err
	}
	r := &request{target: t, ask: question{require: pmtu.MTU(f.Require), noMTU: !f.MTU}}
	if r.source, err = parseSource(f.Source); err != nil {
		return nil, err
	}
	if r.family, err = oneFamily(f, t.addr, r.source); err != nil {
		return nil, err
	}
	if err := f.conflicts(t, r.family); err != nil {
		return nil, err
	}
	r.options = f.options()
	r.options.Socket.Source = r.source
	if f.Port != 0 {
		r.target.port = uint16(f.Port)
	}
	return r, f.zone(r)
}

// options translates the flags that need no more than that.
func (f *traceFlags) options() pmtu.Options {
	o := pmtu.Options{
		Protocol:  f.protocol(),
		NoMTU:     !f.MTU,
		FirstHop:  f.FirstHop,
		MaxHops:   f.MaxHops,
		Attempts:  f.Attempts,
		Timeout:   time.Duration(f.Timeout),
		Deadline:  time.Duration(f.Deadline),
		StartSize: pmtu.MTU(f.Length),
		Require:   pmtu.MTU(f.Require),
		Rate:      f.Rate,
		Socket: pmtu.SocketOptions{
			Interface:    f.Interface,
			Mark:         f.Mark,
			TrafficClass: uint8(f.DSCP) << 2, // the two low bits are ECN's (RFC 3168)
			FlowLabel:    uint32(f.FlowLabel),
		},
	}
	if f.format() == "tracepath" {
		o.Mode = pmtu.ModeTracepath
	}
	return o
}

// protocol is what probes are made of. iputils tracepath has UDP only.
func (f *traceFlags) protocol() pmtu.Protocol {
	switch {
	case f.Protocol == "icmp":
		return pmtu.ICMP
	case f.Protocol == "udp" || f.format() == "tracepath":
		return pmtu.UDP
	}
	return pmtu.Auto
}

// format returns the name of the output format.
func (f *traceFlags) format() string {
	return chosenFormat(f.Format, f.JSON)
}

// chosenFormat joins --format and --json, which exclude each other.
func chosenFormat(format string, json bool) string {
	switch {
	case json:
		return "json"
	case format == "":
		return "text"
	}
	return format
}

func parseSource(s string) (netip.Addr, error) {
	if s == "" {
		return netip.Addr{}, nil
	}
	literal, _ := unbracket(s)
	a, err := netip.ParseAddr(literal)
	if err != nil {
		return a, &usageError{fmt.Sprintf("--source: %q is not an address", s), "-i for an interface"}
	}
	a = unmap(a)
	if a.IsMulticast() || a.IsUnspecified() {
		return a, &usageError{text: fmt.Sprintf("--source: %s is not a host's address", a)}
	}
	return a, nil
}

// oneFamily returns the family that flags and addresses agree upon.
func oneFamily(f *traceFlags, dest, source netip.Addr) (pmtu.Family, error) {
	var family pmtu.Family
	var named string
	for _, c := range []struct {
		name   string
		family pmtu.Family
	}{
		{"-4", when(f.IPv4, pmtu.IPv4)},
		{"-6", when(f.IPv6, pmtu.IPv6)},
		{"destination " + dest.String(), resolve.FamilyOf(dest)},
		{"--source " + source.String(), resolve.FamilyOf(source)},
	} {
		if c.family == 0 {
			continue
		}
		if family != 0 && family != c.family {
			return 0, &usageError{text: fmt.Sprintf("%s: conflicts with %s", named, c.name)}
		}
		family, named = c.family, c.name
	}
	return family, nil
}

func when(set bool, f pmtu.Family) pmtu.Family {
	if set {
		return f
	}
	return 0
}

// conflicts finds flags that cannot be meant together.
func (f *traceFlags) conflicts(t target, family pmtu.Family) error {
	a := t.addr
	switch {
	case a.IsValid() && (a.IsMulticast() || a.IsUnspecified() || a == netip.AddrFrom4([4]byte{255, 255, 255, 255})):
		return badTarget(t.input, "not the address of one host")
	case f.Port != 0 && t.port != 0:
		return &usageError{text: fmt.Sprintf("--port %d: conflicts with the port in %s", f.Port, t.input)}
	case f.protocol() == pmtu.ICMP && (f.Port != 0 || t.port != 0):
		return &usageError{text: "--protocol icmp: it has no ports"}
	case f.protocol() == pmtu.ICMP && f.format() == "tracepath":
		return &usageError{text: "--protocol icmp: tracepath has UDP only"}
	case f.Output != "" && f.Record != "" && filepath.Clean(f.Output) == filepath.Clean(f.Record):
		return &usageError{text: "--output " + printable(f.Output) + ": conflicts with --record to the same file"}
	case f.Redact && f.Record != "":
		return &usageError{text: "--redact: conflicts with --record, which keeps every address"}
	case f.FirstHop > orDefault(f.MaxHops, pmtu.DefaultMaxHops):
		return &usageError{text: fmt.Sprintf("--first-hop %d: beyond the last hop, %d", f.FirstHop, orDefault(f.MaxHops, pmtu.DefaultMaxHops))}
	case f.Require != 0 && !f.MTU:
		return &usageError{text: "--require: conflicts with --no-mtu"}
	case f.Require != 0 && f.Length != 0 && f.Length < f.Require:
		return &usageError{text: fmt.Sprintf("--require %d: larger than --length %d", f.Require, f.Length)}
	case f.FlowLabel != 0 && family == pmtu.IPv4:
		return &usageError{text: "--flow-label: IPv4 has none"}
	case len(f.Interface) > maxInterfaceName:
		return &usageError{text: fmt.Sprintf("--interface %q: longer than a name can be (%d bytes)", f.Interface, maxInterfaceName)}
	}
	return checkSizes(f, family)
}

// maxInterfaceName is IFNAMSIZ of linux/if.h without the NUL.
const maxInterfaceName = 15

// checkSizes holds sizes against what packets of a family can have; 0: of any.
func checkSizes(f *traceFlags, family pmtu.Family) error {
	as := map[pmtu.Family]string{pmtu.IPv4: ", as IPv4 has it", pmtu.IPv6: ", as IPv6 has it"}[family]
	least, most := pmtu.IPv4.Header()+8+1, pmtu.IPv6.Max()
	if family != 0 {
		least, most = family.Header()+8+1, family.Max()
	}
	for _, s := range []struct {
		flag        string
		size        int
		least, most pmtu.MTU
	}{
		{"--length", f.Length, least, most},
		{"--require", f.Require, pmtu.MinIPv4, most},
	} {
		if size := pmtu.MTU(s.size); size != 0 && (size < s.least || size > s.most) {
			return &usageError{text: fmt.Sprintf("%s: %d is not between %d and %d%s", s.flag, size, s.least, s.most, as)}
		}
	}
	return nil
}

func orDefault(v, d int) int {
	if v == 0 {
		return d
	}
	return v
}

// zone gives a link-local destination the interface that it needs, and finds
// zones that this host does not have.
func (f *traceFlags) zone(r *request) error {
	a := r.target.addr
	if a.Is6() && a.IsLinkLocalUnicast() && a.Zone() == "" {
		if f.Interface == "" {
			return &usageError{
				fmt.Sprintf("destination %q: a link-local address needs its interface", r.target.input),
				fmt.Sprintf("pmtu %s%%eth0, with your interface for eth0", a),
			}
		}
		a = a.WithZone(f.Interface)
		r.target.addr = a
	}
	if a.Zone() == "" {
		return nil
	}
	if _, err := interfaceOf(a.Zone()); err != nil {
		return &hostError{fmt.Sprintf("destination %s", printable(r.target.input)), err}
	}
	return nil
}

// interfaceOf finds an interface by its name or index.
func interfaceOf(zone string) (*net.Interface, error) {
	if index, err := parseInt(zone, "1-2147483647"); err == nil {
		if i, err := net.InterfaceByIndex(index); err == nil {
			return i, nil
		}
	}
	i, err := net.InterfaceByName(zone)
	if err != nil {
		return nil, fmt.Errorf("interface %s: there is none", printable(zone))
	}
	return i, nil
}
