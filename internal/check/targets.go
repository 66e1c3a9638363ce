package check

import (
	"fmt"
	"net/netip"
	"strings"

	"github.com/pathmtu/pmtu/internal/resolve"
	"github.com/pathmtu/pmtu/pmtu"
)

// Dest is a destination as it was parsed, before anything is looked up.
type Dest struct {
	// Host is a name, or an address without brackets.
	Host string
	// Addr is the address; the zero Addr for a name.
	Addr netip.Addr
	// Port is 0 where none was given.
	Port uint16
}

// Spec is what a user said of a target. Zero values were not said.
type Spec struct {
	Input    string         // the destination as it was written
	Dest     Dest           // what that means
	Require  pmtu.MTU       // bytes of a whole IP packet; 0: as the defaults say
	Protocol *pmtu.Protocol // nil: as the defaults say
	Family   pmtu.Family    // 0: as the defaults say
	Label    string         // what the user calls it; "": as Input
	Where    string         // file:line; "": the command line
}

// Defaults is what holds where a Spec says nothing.
type Defaults struct {
	Require  pmtu.MTU      // bytes of a whole IP packet; 0: each target says its own
	Port     uint16        // of UDP; 0: pmtu.DefaultPort
	Protocol pmtu.Protocol // of the probes
	Family   pmtu.Family   // 0: any
}

// Problem is something that cannot be in a list of targets.
type Problem struct {
	Where string // file:line, or the file; "": the command line
	Text  string // what is wrong
}

// String returns "WHERE: TEXT".
func (p Problem) String() string {
	if p.Where == "" {
		return p.Text
	}
	return p.Where + ": " + p.Text
}

// ListError is all that is wrong with a list of targets. It has one Problem at least.
type ListError struct{ Problems []Problem }

// Error returns one line a problem.
func (e *ListError) Error() string {
	lines := make([]string, len(e.Problems))
	for i, p := range e.Problems {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}

// Complete makes targets of what the user said and what holds else; their
// names are not resolved. Targets that are named twice are left out and
// returned as notes. It returns a *ListError where a target cannot be meant.
func Complete(specs []Spec, d Defaults) (targets []Pending, notes []Problem, err error) {
	var problems []Problem
	unsaid := 0 // targets without a size
	seen := make(map[identity]string, len(specs))
	for _, s := range specs {
		t, why := s.complete(d)
		if t.Target.Require == 0 {
			if unsaid++; unsaid > 1 {
				continue // once is enough
			}
		}
		if why != "" {
			problems = append(problems, Problem{s.Where, why})
			continue
		}
		id := identity{strings.ToLower(t.Host), t.Target.Port, t.Target.Protocol, t.Target.Family, t.Target.Require}
		if first, again := seen[id]; again {
			notes = append(notes, Problem{s.Where, fmt.Sprintf("%s: named twice, checked once (first %s)", s.Input, first)})
			continue
		}
		seen[id] = "in " + s.Where
		if s.Where == "" {
			seen[id] = "on the command line"
		}
		targets = append(targets, t)
	}
	for i := range problems {
		if p := &problems[i]; unsaid > 1 && strings.HasSuffix(p.Text, sizeUnsaid) {
			p.Text += fmt.Sprintf(" (nor of %d more)", unsaid-1)
		}
	}
	if problems != nil {
		return nil, nil, &ListError{problems}
	}
	return targets, notes, nil
}

// sizeUnsaid is the problem of a target without a size.
const sizeUnsaid = ": how large packets must be is not said: require=N here, or --require N"

// identity is what makes two targets one.
type identity struct {
	host     string
	port     uint16
	protocol pmtu.Protocol
	family   pmtu.Family
	require  pmtu.MTU
}

// complete returns a target, or why it cannot be meant.
func (s Spec) complete(d Defaults) (p Pending, why string) {
	t := Target{
		Input: s.Input, Addr: s.Dest.Addr, Family: s.Family, Port: s.Dest.Port,
		Require: s.Require, Protocol: d.Protocol, Label: s.Label, Where: s.Where,
	}
	if !t.Addr.IsValid() {
		t.Name = s.Dest.Host
	}
	if s.Protocol != nil {
		t.Protocol = *s.Protocol
	}
	if t.Require == 0 {
		t.Require = d.Require
	}
	if t.Family == 0 {
		t.Family = d.Family
	}
	if t.Port == 0 && t.Protocol != pmtu.ICMP {
		t.Port = d.Port
	}
	addr := resolve.FamilyOf(t.Addr)
	switch {
	case t.Require == 0:
		why = s.Input + sizeUnsaid
	case t.Protocol == pmtu.ICMP && t.Port != 0:
		why = fmt.Sprintf("%s: protocol icmp has no ports", s.Input)
	case addr != 0 && t.Family != 0 && t.Family != addr:
		why = fmt.Sprintf("%s: it is no %s address", s.Input, familyName(t.Family))
	case addr != 0 && t.Require > addr.Max():
		why = tooLarge(s.Input, t.Require, addr)
	case t.Family != 0 && t.Require > t.Family.Max():
		why = tooLarge(s.Input, t.Require, t.Family)
	}
	if t.Family == 0 {
		t.Family = addr
	}
	return Pending{Target: t, Host: s.Dest.Host}, why
}

// tooLarge says that no packet of a family is so large.
func tooLarge(input string, require pmtu.MTU, f pmtu.Family) string {
	return fmt.Sprintf("%s: require=%d: more than %d, the most that %s has", input, require, f.Max(), familyName(f))
}

func familyName(f pmtu.Family) string {
	if f == pmtu.IPv6 {
		return "IPv6"
	}
	return "IPv4"
}
