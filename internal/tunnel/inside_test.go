package tunnel

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/pathmtu/pmtu/internal/golden"
)

// Whole answers, to be read: what is proven, what is not, every tool.
func TestInsideGolden(t *testing.T) {
	here := []Interface{{"eth0", "device", 1500}, {"wg0", "wireguard", 1420}, {"vxlan7", "vxlan", 1450}, {"tun0", "tun", 1500}}
	var b strings.Builder
	for _, c := range []struct {
		stack  string
		family Family
		path   Path
	}{
		{"wireguard", IPv4, Path{MTU: 1472, Known: Proven, Device: "eth0", Interfaces: here}},
		{"wireguard", IPv6, Path{MTU: 1492, Known: Proven, Interfaces: here}},
		{"wireguard", IPv6, Path{MTU: 1340, Known: Proven}},
		{"wireguard", IPv4, Path{MTU: 1280, Known: AtLeast, Interfaces: here}},
		{"wireguard", IPv4, Path{Known: Unknown, Interfaces: here}},
		{"wireguard", IPv4, Path{MTU: 1420, Known: Proven, Device: "wg0", Interfaces: here}},
		{"wireguard", IPv4, Path{MTU: 100, Known: Proven}},
		{"wireguard", IPv4, Path{MTU: 100, Known: AtLeast}},
		{"vxlan+wireguard", IPv4, Path{MTU: 1500, Known: Proven, Interfaces: here}},
		{"openvpn", IPv4, Path{MTU: 1500, Known: Proven, Interfaces: here}},
		{"tailscale", IPv6, Path{MTU: 1280, Known: Proven}},
		{"nebula:mtu=1400", IPv4, Path{MTU: 1500, Known: Proven}},
		{"esp-gcm:nat-t", IPv4, Path{MTU: 1500, Known: Proven}},
		{"6in4", IPv4, Path{MTU: 1280, Known: Proven}},
		{"464xlat", IPv6, Path{MTU: 1500, Known: Proven}},
	} {
		s, err := ParseTunnel(c.stack, c.family)
		if err != nil {
			t.Fatalf("%s: %v", c.stack, err)
		}
		text, err := json.MarshalIndent(Within(s, c.path), "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "# %s over %v, %s %d\n%s\n", c.stack, c.family, c.path.Known, c.path.MTU, text)
	}
	golden.Check(t, "inside.golden", b.String())
}

// No number that is not proven, or at least that, is given.
func TestInsideSaysNoMoreThanIsKnown(t *testing.T) {
	for _, known := range []Known{"", Unknown, "likely", Proven, AtLeast} {
		for _, mtu := range []int{-1, 0, 68, 1280, 1500, 65536} {
			in := Within(mustStack(t, "wireguard/ipv4"), Path{MTU: mtu, Known: known, Interfaces: []Interface{{"wg0", "wireguard", 1440}}})
			number := mtu > 0 && (known == Proven || known == AtLeast)
			if number != (in.OuterMTU > 0) || !number && (in.Status != Unknown || in.InnerMTU+in.Overhead+in.MSS4+in.MSS6+len(in.Commands) != 0) {
				t.Errorf("%q %d: %+v", known, mtu, in)
			}
			if number && in.Status != known {
				t.Errorf("%q %d is called %s", known, mtu, in.Status)
			}
			if number && (in.InnerMTU > 0) != (mtu > 128) {
				t.Errorf("%q %d leaves %d", known, mtu, in.InnerMTU)
			}
			fits := in.Interfaces[0].Fits
			if fits == nil != (in.InnerMTU == 0 || known == AtLeast && in.InnerMTU < 1440) || fits != nil && *fits != (in.InnerMTU >= 1440) {
				t.Errorf("%q %d: fits: %v", known, mtu, fits)
			}
		}
	}
}

// Where less may pass on the rest of the way there is nothing to set.
func TestInsidePartOfTheWay(t *testing.T) {
	for _, part := range []bool{false, true} {
		in := Within(mustStack(t, "wireguard/ipv4"), Path{MTU: 1500, Known: AtLeast, PartWay: part})
		if in.InnerMTU != 1440 || in.Status != AtLeast || (in.Commands == nil) != part {
			t.Errorf("%v: %+v", part, in)
		}
	}
}

// The answer is the arithmetic of the catalogue, for every form that is usual.
func TestInsideIsInner(t *testing.T) {
	tried := 0
	for _, c := range guess().candidates {
		family := c.stack.OuterFamily()
		s, err := ParseTunnel(c.stack.String(), family)
		var link *TracedError
		if errors.As(err, &link) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, mtu := range []int{1280, 1400, 1500, 9000} {
			want, err := Inner(mtu, s)
			if err != nil {
				t.Fatal(err)
			}
			in := Within(s, Path{MTU: mtu, Known: Proven})
			if in.InnerMTU != want || in.OuterMTU != mtu || in.Overhead != mtu-want || in.Arithmetic == "" {
				t.Errorf("%s in %d: %+v, want %d", s, mtu, in, want)
			}
			tried++
		}
	}
	if tried < 200 {
		t.Errorf("only %d were tried", tried)
	}
}

func TestParseTunnel(t *testing.T) {
	for _, tt := range []struct {
		text   string
		family Family
		want   string // of the stack, or of the error
	}{
		{"wireguard", IPv6, "wireguard/ipv6"},
		{"vxlan over wireguard", IPv4, "vxlan/ipv4+wireguard/ipv4"},
		{"wireguard/ipv4", IPv6, "parse stack: wireguard over IPv4: the outer family is to be IPv6"},
		{"6in4", IPv6, "parse stack: 6in4 over IPv6: it runs over IPv4 only"},
		{"wireguard+pppoe", IPv4, "trace under pppoe: it adds no IP header, what it takes is in the path MTU already"},
		{"wiregaurd", 0, `parse stack: unknown encapsulation "wiregaurd"; near it: wireguard`},
		{"mullvad", 0, "calc mullvad: a setting of 1380 bytes, not an encapsulation"},
	} {
		s, err := ParseTunnel(tt.text, tt.family)
		got := s.String()
		if err != nil {
			got = err.Error()
		}
		if !strings.HasPrefix(got, tt.want) {
			t.Errorf("ParseTunnel(%q, %v) = %s, want %s", tt.text, tt.family, got, tt.want)
		}
	}
	for text, want := range map[string]Families{"wireguard": Both, "6in4": Only4, "dslite": Only6, "gre/ipv6": Only6, "pppoe": 0, "nonsense": 0} {
		if got := OuterFamilies(text); got != want {
			t.Errorf("OuterFamilies(%q) = %v, want %v", text, got, want)
		}
	}
}

// Every encapsulation that has interfaces has a name for them, and the other way round.
func TestKindsAreOfTheCatalogue(t *testing.T) {
	for id := range kinds {
		if r, err := Lookup(id); err != nil || r.ID != id || usualNames[id] == "" {
			t.Errorf("%s: %v, usual name %q", id, err, usualNames[id])
		}
	}
	for id := range usualNames {
		if kinds[id] == nil {
			t.Errorf("%s has a usual name and no kind", id)
		}
	}
}

// An interface is taken for the tunnel's by its kind, or by a name that a
// program gives it; and only a name that a shell takes for itself is in a command.
func TestInterfaceOfTunnel(t *testing.T) {
	for _, tt := range []struct {
		stack string
		i     Interface
		layer int
	}{
		{"wireguard", Interface{"x", "wireguard", 1420}, 0},
		{"wireguard", Interface{"wg1", "tun", 1420}, 0},
		{"wireguard", Interface{"tun1", "tun", 1420}, -1},
		{"wireguard", Interface{"wg1", "veth", 1420}, -1},
		{"tailscale", Interface{"tailscale0", "tun", 1280}, 0},
		{"esp-gcm", Interface{"ipsec0", "xfrm", 1400}, 0},
		{"gre+esp-gcm", Interface{"gre1", "gre", 1400}, 0},
		{"gre+esp-gcm", Interface{"vti1", "vti", 1400}, 1},
		{"wireguard+wireguard", Interface{"wg0", "wireguard", 1400}, 1},
	} {
		if got := mustStack(t, tt.stack).layerOf(tt.i); got != tt.layer {
			t.Errorf("%+v in %s: layer %d, want %d", tt.i, tt.stack, got, tt.layer)
		}
	}
	evil := []Interface{{"wg0;reboot", "wireguard", 1500}}
	for _, c := range Within(mustStack(t, "wireguard/ipv4"), Path{MTU: 1500, Known: Proven, Interfaces: evil}).Commands {
		if strings.Contains(c.Line, "reboot") {
			t.Errorf("%s", c.Line)
		}
	}
}
