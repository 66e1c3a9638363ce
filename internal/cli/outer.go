package cli

import (
	"fmt"
	"strings"

	"github.com/pathmtu/pmtu/internal/render"
	"github.com/pathmtu/pmtu/internal/tunnel"
	"github.com/pathmtu/pmtu/pmtu"
)

// checkOuter checks --outer before anything is looked up. A tunnel that runs
// over one family only decides which of a name's addresses is meant.
func (f *traceFlags) checkOuter(r *request) error {
	if f.Outer == "" {
		return nil
	}
	if _, err := tunnel.ParseTunnel(f.Outer, tunnel.Family(r.family)); err != nil {
		return outerError(err)
	}
	switch format := f.format(); {
	case !f.MTU:
		return &usageError{text: "--outer: conflicts with --no-mtu"}
	case format == "tracepath" || format == "traceroute":
		return &usageError{text: fmt.Sprintf("--outer: conflicts with --format %s, which has no place for the answer", format)}
	}
	if r.family != 0 {
		return nil
	}
	switch tunnel.OuterFamilies(f.Outer) {
	case tunnel.Only4:
		r.family = pmtu.IPv4
	case tunnel.Only6:
		r.family = pmtu.IPv6
	default:
		return nil
	}
	return f.conflicts(r.target, r.family)
}

// outerError makes what tunnel refuses a matter of usage, as with pmtu calc.
func outerError(err error) error {
	u := calcError(err)
	u.text = "--outer: " + strings.TrimPrefix(strings.TrimPrefix(u.text, "parse stack: "), "calc ")
	return u
}

// tunnelNames are the names of single encapsulations that --outer takes.
func tunnelNames() (names []string) {
	for _, name := range stackNames() {
		if _, err := tunnel.ParseTunnel(name, 0); err == nil {
			names = append(names, name)
		}
	}
	return names
}

// outerTunnel is the tunnel of --outer over the family of the destination,
// with those of this host's interfaces that may be its; nil: none was named.
func (e *env) outerTunnel(f *traceFlags, family pmtu.Family) (*render.Tunnel, error) {
	if f.Outer == "" {
		return nil, nil
	}
	s, err := tunnel.ParseTunnel(f.Outer, tunnel.Family(family))
	if err != nil {
		return nil, outerError(err)
	}
	t := &render.Tunnel{Stack: s, Chosen: f.Interface != ""}
	links, err := e.links()
	if err != nil { // a sandbox hides them; that is no reason not to trace
		return t, nil
	}
	for _, l := range links {
		if i := (tunnel.Interface{Name: l.Name, Kind: l.Kind, MTU: l.MTU}); l.Up && s.MayHave(i) {
			t.Interfaces = append(t.Interfaces, i)
		}
	}
	return t, nil
}

// tunnelNote is a render.Tunnel in a record.
type tunnelNote struct {
	Stack      string             `json:"stack"`
	Chosen     bool               `json:"chosen,omitempty"`
	Interfaces []tunnel.Interface `json:"interfaces,omitempty"`
}

func newTunnelNote(t *render.Tunnel) *tunnelNote {
	if t == nil {
		return nil
	}
	return &tunnelNote{Stack: t.Stack.String(), Chosen: t.Chosen, Interfaces: t.Interfaces}
}

// tunnel is the other way; nil for a stack that this version does not know.
func (n *tunnelNote) tunnel() *render.Tunnel {
	if n == nil {
		return nil
	}
	s, err := tunnel.ParseTunnel(n.Stack, 0)
	if err != nil {
		return nil
	}
	return &render.Tunnel{Stack: s, Chosen: n.Chosen, Interfaces: n.Interfaces}
}
