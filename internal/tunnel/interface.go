package tunnel

import (
	"fmt"
	"slices"
	"strings"
)

// Interface is an interface of this host.
type Interface struct {
	Name string `json:"name"`      // "wg0"
	Kind string `json:"kind"`      // as the kernel calls it: "wireguard", "vxlan", "tun"
	MTU  int    `json:"mtu_bytes"` // of the packets inside
}

// Fit is the judgement on an interface that may be the tunnel's.
type Fit struct {
	Name string `json:"name"`      // as that of an Interface
	Kind string `json:"kind"`      // as that of an Interface
	MTU  int    `json:"mtu_bytes"` // as that of an Interface
	// Fits says whether all packets that the interface takes pass; nil: that is not known.
	Fits *bool `json:"fits,omitempty"`

	is int // which layer of the stack it would be, from the inside
}

// kinds are the kernel's names for interfaces of an encapsulation. Where a
// program makes its interface of a tun device, that has a name to know it by,
// or several: its beginnings stand behind "tun:".
var kinds = map[string][]string{
	"wireguard":          {"wireguard", "tun:wg", "tun:utun"},
	"netbird":            {"wireguard", "tun:wt"},
	"tailscale":          {"tun:tailscale"},
	"nebula":             {"tun:nebula"},
	"openvpn":            {"ovpn", "ovpn-dco", "tun:tun", "tun:ovpn"},
	"openvpn-cbc-sha1":   {"tun:tun", "tun:ovpn"},
	"openvpn-cbc-sha256": {"tun:tun", "tun:ovpn"},
	"ipip":               {"ipip"},
	"6in4":               {"sit"},
	"6to4":               {"sit"},
	"6rd":                {"sit"},
	"isatap":             {"sit"},
	"dslite":             {"ip6tnl"},
	"map-e":              {"ip6tnl"},
	"4in6":               {"ip6tnl"},
	"ip6ip6":             {"ip6tnl"},
	"ip6tnl":             {"ip6tnl"},
	"gre":                {"gre", "ip6gre"},
	"gretap":             {"gretap", "ip6gretap"},
	"nvgre":              {"gretap", "ip6gretap"},
	"l2tpv3":             {"l2tpeth"},
	"vxlan":              {"vxlan"},
	"vxlan-gpe":          {"vxlan"},
	"geneve":             {"geneve"},
	"gtpu":               {"gtp"},
}

// espKinds are the interfaces of IPsec, whatever the cipher.
var espKinds = []string{"xfrm", "vti", "vti6"}

func kindsOf(id string) []string {
	if strings.HasPrefix(id, "esp-") {
		return espKinds
	}
	return kinds[id]
}

// isKind says whether an interface is one of a kind, "vxlan" or "tun:wg".
func (i Interface) isKind(kind string) bool {
	prefix, byName := strings.CutPrefix(kind, "tun:")
	if byName {
		return i.Kind == "tun" && strings.HasPrefix(i.Name, prefix)
	}
	return i.Kind == kind
}

// MayHave says whether an interface may be of an encapsulation of the stack, by
// its kind, or by its name where a program makes it of a tun device.
func (s Stack) MayHave(i Interface) bool { return s.layerOf(i) >= 0 }

// layerOf returns which encapsulation of the stack an interface may be of, the
// outermost if several; -1: none.
func (s Stack) layerOf(i Interface) int {
	for n := len(s.layers) - 1; n >= 0; n-- {
		if slices.ContainsFunc(kindsOf(s.layers[n].row.ID), i.isKind) {
			return n
		}
	}
	return -1
}

// leads returns the interface by which the path begins, if that may be the
// tunnel's own: then it is the path inside of it, not the one outside.
func (p Path) leads(s Stack) (Interface, bool) {
	for _, i := range p.Interfaces {
		if i.Name == p.Device && s.layerOf(i) >= 0 {
			return i, true
		}
	}
	return Interface{}, false
}

// judge compares this host's interfaces with what passes inside of their layer.
func (in *Inside) judge(s Stack, p Path, r Report) {
	for _, i := range p.Interfaces {
		n := s.layerOf(i)
		if n < 0 {
			continue
		}
		f := Fit{Name: i.Name, Kind: i.Kind, MTU: i.MTU, is: n}
		if len(r.Steps) > 0 { // which go from the outside in
			in.fit(s, &f, r.Steps[len(r.Steps)-1-n].InnerMTU)
		}
		in.Interfaces = append(in.Interfaces, f)
	}
}

// InForce names the interface that has the MTU inside already; "": none does, or
// it is not sure that it is the tunnel's, as several may be.
func (in *Inside) InForce() string {
	if len(in.Interfaces) != 1 || in.InnerMTU == 0 {
		return ""
	}
	if f := in.Interfaces[0]; f.is == 0 && f.MTU == in.InnerMTU {
		return f.Name
	}
	return ""
}

// fit says whether what an interface takes passes, where room bytes do. The
// end of the tunnel is known to it, not to us: it may be another tunnel of the kind.
func (in *Inside) fit(s Stack, f *Fit, room int) {
	who := fmt.Sprintf("%s (%s) has MTU %d", f.Name, s.layers[f.is].row.Name, f.MTU)
	switch {
	case f.MTU <= room:
		f.Fits = new(true)
		if inside := (Stack{layers: s.layers[:f.is]}).inner(f.MTU); f.is > 0 && inside < in.InnerMTU {
			in.Notes = append(in.Notes, fmt.Sprintf("%s, though %d bytes fit: if it is this tunnel, only %d are left inside of it", who, room, inside))
		}
	case in.Status == Proven:
		f.Fits = new(false)
		in.Warnings = append(in.Warnings, Warning{WarnInterface, fmt.Sprintf(
			"%s, but only %d bytes fit: if it is this tunnel, larger packets are fragmented outside or lost", who, room)})
	default:
		in.Notes = append(in.Notes, fmt.Sprintf("%s; that more than %d bytes fit is not proven", who, room))
	}
}
