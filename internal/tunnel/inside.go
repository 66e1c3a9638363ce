package tunnel

import "fmt"

// Known is how well a size is known.
type Known string

// How well, named as in JSON.
const (
	// Proven: it passes, and no larger one does.
	Proven Known = "proven"
	// AtLeast: it passes; whether larger ones do is not known.
	AtLeast Known = "at_least"
	// Unknown: there is no number. The zero value reads the same.
	Unknown Known = "unknown"
)

// Path is what is known of the way of a tunnel's outer packets. The zero value
// knows nothing.
type Path struct {
	// MTU is the largest packet that passes outside, in bytes; 0: unknown.
	MTU int
	// Known is how well that is known.
	Known Known
	// PartWay says that MTU is proven for a part of the way only: less may pass
	// behind it, so there is nothing to set.
	PartWay bool
	// Device is the interface by which the outer packets leave, if that was left
	// to routes; "": unknown, or chosen. Where it may be the tunnel's own, the
	// path is not taken for the outer one.
	Device string
	// Interfaces are those of this host that may be the tunnel; nil: none, or unknown.
	Interfaces []Interface
}

// Inside is what a path leaves for the packets inside of a tunnel. It is
// complete: a renderer only writes it down.
type Inside struct {
	// Stack reads as [ParseStack] does, every family stated; Name is it for people.
	Stack string `json:"stack"`
	Name  string `json:"name"`
	// Status says what the numbers are worth. With Unknown there are none.
	Status Known `json:"status"`
	// OuterMTU is what passes outside, InnerMTU what passes inside, in bytes,
	// and Overhead the difference.
	OuterMTU int `json:"outer_mtu_bytes,omitempty"`
	InnerMTU int `json:"inner_mtu_bytes,omitempty"`
	Overhead int `json:"overhead_bytes,omitempty"`
	// MSS4 and MSS6 are the TCP maximum segment sizes inside; 0 where the
	// family cannot be carried.
	MSS4 int `json:"tcp_mss_ipv4_bytes,omitempty"`
	MSS6 int `json:"tcp_mss_ipv6_bytes,omitempty"`
	// Arithmetic shows how InnerMTU comes about, layer by layer.
	Arithmetic string `json:"arithmetic,omitempty"`
	// Interfaces are those that were asked about, with a judgement.
	Interfaces []Fit `json:"interfaces,omitempty"`
	// Commands put the numbers into force; nil without numbers, and where they
	// are proven for a part of the way only.
	Commands []Command `json:"commands,omitempty"`
	// Warnings are what does not work; Notes is what else there is to know.
	Warnings []Warning `json:"warnings,omitempty"`
	Notes    []string  `json:"notes,omitempty"`
}

// Command is a line that puts a number into force.
type Command struct {
	// Tool is the program that takes it, or whose configuration it goes into.
	Tool string `json:"tool"`
	// Line is what to enter.
	Line string `json:"line"`
}

// Within says what a path leaves for the packets inside of a stack, of which
// the outermost encapsulation is what travels that path.
func Within(s Stack, p Path) Inside {
	in := Inside{Stack: s.String(), Name: s.Name(), Status: p.Known}
	if p.MTU <= 0 || p.Known != Proven && p.Known != AtLeast {
		in.Status, p.MTU = Unknown, 0
	}
	if i, leads := p.leads(s); leads {
		in.Status, p.MTU = Unknown, 0
		in.Warnings = append(in.Warnings, Warning{WarnInsideTunnel, fmt.Sprintf(
			"the probes left by %[1]s. If that is this tunnel, the path is the one inside of it and not the outer one: trace by the interface below it (-i), or with the mark of its packets (--mark). If it is another one, say so: -i %[1]s", i.Name)})
	}
	r := in.compute(s, p.MTU)
	in.judge(s, p, r)
	if in.InnerMTU > 0 && !p.PartWay {
		in.Commands = commands(s, in)
	}
	return in
}

// compute does the arithmetic. It returns the report on it; the zero Report
// where there are no numbers.
func (in *Inside) compute(s Stack, outer int) Report {
	if outer == 0 {
		return Report{}
	}
	// No link carries the larger packets that IPv6 could have, but the loopback does.
	r, err := Calc(Request{Stack: s.String(), OuterMTU: min(outer, MaxMTU)})
	if err != nil {
		in.OuterMTU = outer
		if in.Status == Proven { // else more may pass
			in.Warnings = append(in.Warnings, Warning{WarnTooSmall, fmt.Sprintf("%d bytes outside leave no room for packets of %d inside", outer, MinMTU)})
		}
		return Report{}
	}
	in.OuterMTU, in.InnerMTU, in.Overhead = r.OuterMTU, r.InnerMTU, r.Overhead
	in.MSS4 = r.MSS4
	if r.InnerMTU >= MinIPv6 { // below there is no IPv6
		in.MSS6 = r.MSS6
	}
	in.Arithmetic = arithmetic(r.OuterMTU, s)
	for _, w := range r.Warnings {
		if in.Status == AtLeast {
			w.Text = "If no more passes than is proven: " + w.Text
		}
		in.Warnings = append(in.Warnings, w)
	}
	return r
}

// TracedError says that there is no path to trace under a stack.
type TracedError struct {
	ID string // of the outermost encapsulation
}

// Error returns "trace under ID: it adds no IP header, what it takes is in the path MTU already".
func (e *TracedError) Error() string {
	return fmt.Sprintf("trace under %s: it adds no IP header, what it takes is in the path MTU already", e.ID)
}

// ParseTunnel reads a stack as [ParseStack] does, for a path that is traced
// with packets of the family; 0: that is not known yet. Besides the errors of
// [ParseStack] there is a [*TracedError] for a stack whose outermost
// encapsulation is a link layer.
func ParseTunnel(text string, family Family) (Stack, error) {
	s, err := ParseStack(text, family)
	if err != nil {
		return Stack{}, err
	}
	if last := s.layers[len(s.layers)-1].row; last.Outer == 0 {
		return Stack{}, &TracedError{ID: last.ID}
	}
	return s, nil
}

// OuterFamilies returns over which families the text of a stack can be; the
// empty set where [ParseTunnel] fails for both.
func OuterFamilies(text string) (f Families) {
	for _, x := range []Family{IPv4, IPv6} {
		if _, err := ParseTunnel(text, x); err == nil {
			f |= only(x)
		}
	}
	return f
}
