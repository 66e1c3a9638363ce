package render

import (
	"fmt"
	"slices"

	"github.com/pathmtu/pmtu/internal/tunnel"
	"github.com/pathmtu/pmtu/pmtu"
)

// Tunnel says that the path which was traced is the outer one of a tunnel.
type Tunnel struct {
	// Stack is the tunnel, every family stated.
	Stack tunnel.Stack
	// Interfaces are those of this host that may be its; nil: none, or unknown.
	Interfaces []tunnel.Interface
	// Chosen says that the user chose the interface by which the packets leave.
	Chosen bool
}

// insideOf is what a path leaves inside of the tunnel; nil: none was named.
// Linux lets the name of an interface have almost any byte in it.
func insideOf(r *pmtu.Result, o Options) *tunnel.Inside {
	if o.Tunnel == nil {
		return nil
	}
	p := tunnel.Path{MTU: int(r.PathMTU.MTU), Known: tunnel.Known(r.PathMTU.Status), PartWay: partWay(r)}
	if !o.Tunnel.Chosen {
		p.Device = EscapeName(r.Source.Interface)
	}
	for _, i := range o.Tunnel.Interfaces {
		i.Name = EscapeName(i.Name)
		p.Interfaces = append(p.Interfaces, i)
	}
	back := r.Advice != nil && r.Advice.MTU < r.PathMTU.MTU && comesBackLess(r)
	if back { // both ends of a tunnel have one MTU
		p.MTU = int(r.Advice.MTU)
	}
	in := tunnel.Within(o.Tunnel.Stack, p)
	if back {
		in.Notes = append(in.Notes, fmt.Sprintf("outside, %d bytes pass on the way there, and %d are known to come back: the MTU inside is for both ways, and for both ends", r.PathMTU.MTU, r.Advice.MTU))
	}
	if tunnelPortSilent(r) {
		in.Notes = append(in.Notes, "the port of a tunnel answers its peer only. Without a port, one that is closed is asked, which most hosts answer; -P icmp asks by echo")
	}
	return &in
}

// partWay says whether what is proven to pass is so for a part of the way only.
func partWay(r *pmtu.Result) bool {
	if r.PathMTU.Status == pmtu.StatusProven || r.Outcome == pmtu.OutcomeReached {
		return false
	}
	return !slices.ContainsFunc(r.Hops, func(h pmtu.Hop) bool { return h.Reached && h.MTU >= r.PathMTU.MTU })
}

// tunnelPortSilent says whether a port was asked that the user chose, in vain.
func tunnelPortSilent(r *pmtu.Result) bool {
	port := r.Target.Port()
	return r.Outcome == pmtu.OutcomeSilent && r.Protocol == pmtu.UDP && port != 0 && port != pmtu.DefaultPort
}

// outerNote says what is traced for a tunnel.
func (t *text) outerNote() {
	if t.o.Tunnel != nil {
		t.indented(2, plain, "the outer path of "+t.o.Tunnel.Stack.Name())
	}
}

// inside prints what a path leaves inside of a tunnel, and what to set.
func (t *text) inside(r *pmtu.Result, in *tunnel.Inside) {
	t.innerMTU(r, in)
	switch set := "Set: "; {
	case in.InnerMTU == 0:
	case partWay(r):
		t.sentence(plain, set, "nothing yet, as less may pass beyond.")
	default:
		if in.Status != tunnel.Proven {
			set = "Until more is proven: "
		}
		t.sentence(plain, set, fmt.Sprintf("tunnel interface MTU %d%s", in.InnerMTU, mssText(in.MSS4, in.MSS6)))
	}
	done := in.InForce()
	if done != "" && !partWay(r) {
		t.sentence(plain, "", fmt.Sprintf("%s has MTU %d already: if it is this tunnel, nothing is left to set here.", done, in.InnerMTU))
	}
	for _, c := range in.Commands {
		if label, first := tunnelLabel[c.Tool]; first && done == "" || !first && t.o.Verbose {
			t.command(label + c.Line)
		}
	}
	warnings := in.Warnings
	if !t.o.Verbose { // what Tailscale would need is for those who ask
		warnings = slices.DeleteFunc(slices.Clone(warnings), func(w tunnel.Warning) bool { return w.Code == tunnel.WarnNoTailscale })
	}
	t.remarks(warnings, in.Notes)
}

// tunnelLabel says where a line goes. The tools in it are named without -v.
var tunnelLabel = map[string]string{
	"wg-quick": "wg-quick, under [Interface]: ",
	"openvpn":  "OpenVPN: ",
	"nebula":   "Nebula, config.yml: ",
	"link":     "",
}

// innerMTU prints the answer. As with a path MTU, only what is proven is called it.
func (t *text) innerMTU(r *pmtu.Result, in *tunnel.Inside) {
	size := fmt.Sprint(in.InnerMTU)
	switch {
	case in.Status == tunnel.Unknown && newPathMTU(r.PathMTU).Bytes > 0:
		t.sentence(yellow, "", in.Name+": the MTU inside is unknown: this may not be its outer path.")
		return
	case in.Status == tunnel.Unknown:
		t.sentence(yellow, "", in.Name+": the MTU inside is unknown, as nothing is proven outside.")
		return
	case in.InnerMTU == 0 && in.Status == tunnel.AtLeast:
		t.sentence(yellow, "", fmt.Sprintf("%s: the MTU inside is unknown: the %d bytes that are proven outside leave no room.", in.Name, in.OuterMTU))
		return
	case in.InnerMTU == 0:
		t.sentence(red, "", in.Name+": nothing passes inside.")
		return
	}
	const answer = "MTU inside "
	known, rest := "at least ", whereProven(r)
	if in.Status == tunnel.Proven {
		known, rest = "", fmt.Sprintf(", of %d outside: %d less.", in.OuterMTU, in.Overhead)
	}
	t.line.put(in.Name + ":")
	if t.line.cols+len(" "+answer+known+size+", proven"+rest) > t.o.width() {
		t.flush()
		t.line.put(" ")
	}
	t.line.put(" " + answer)
	if in.Status == tunnel.Proven {
		t.line.styled(bold, size)
		t.line.put(", ")
		t.line.styled(green, "proven")
	} else {
		t.line.styled(yellow, known+size)
	}
	t.line.put(rest)
	t.flush()
	if t.o.Verbose {
		t.indented(2, dim, in.Arithmetic)
	}
}
