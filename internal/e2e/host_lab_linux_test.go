package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/netip"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/pathmtu/pmtu/internal/lab"
)

// report is what these tests read of a JSON document.
type report struct {
	Source struct {
		RouteMTU      int  `json:"route_mtu_bytes"`
		RouteLocked   bool `json:"route_mtu_locked"`
		CachedMTU     int  `json:"cached_mtu_bytes"`
		CachedExpires int  `json:"cached_expires_s"`
	} `json:"source"`
	PathMTU struct {
		Status string `json:"status"`
		Bytes  int    `json:"bytes"`
	} `json:"path_mtu"`
	Findings []struct {
		Code string `json:"code"`
	} `json:"findings"`
}

func (r report) has(code string) bool {
	return slices.ContainsFunc(r.Findings, func(f struct {
		Code string `json:"code"`
	},
	) bool {
		return f.Code == code
	})
}

// reportOf runs the built program on a node and reads its document.
func reportOf(t *testing.T, node *lab.Node, target netip.Addr) report {
	t.Helper()
	out := inLab(t, node, pmtuPath(), []string{"--json", "-n", "-P", "udp", target.String()})
	var r report
	if err := json.Unmarshal([]byte(out.stdout), &r); err != nil {
		t.Fatalf("%v\n%s%s", err, out.stdout, out.stderr)
	}
	return r
}

// TestLostOnThisHost: a black hole that this host's own firewall makes is
// told from those of others.
func TestLostOnThisHost(t *testing.T) {
	if testing.Short() {
		t.Skip("short: real time")
	}
	for name, c := range map[string]struct {
		host string
		rule []lab.Filter
		want bool
	}{
		"this host":   {lab.Origin, lab.DropArrivingTooBig(), true},
		"the router":  {"r2", lab.DropOwnTooBig(), false},
		"on the way":  {"r1", lab.DropTransitTooBig(), false},
		"nobody does": {"r1", nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := lab.Chain(3).Narrow(3, 1400)
			n.Host(c.host).Filter(c.rule...)
			origin := lab.Start(t, n).Node(lab.Origin)
			v4, v6 := lab.TargetAddrs(3)
			for _, target := range []netip.Addr{v4, v6} {
				r := reportOf(t, origin, target)
				if r.PathMTU.Status != "proven" || r.PathMTU.Bytes != 1400 {
					t.Errorf("%v: path MTU %+v", target, r.PathMTU)
				}
				if got := r.has("ptb_lost_on_this_host"); got != c.want {
					t.Errorf("%v: packets too big lost on this host: %v, want %v; %+v", target, got, c.want, r.Findings)
				}
			}
			out := inLab(t, origin, pmtuPath(), []string{"check", "--json", "-n", "-P", "udp", "--require", "1500", v4.String(), v6.String()})
			if n := strings.Count(out.stdout, `"code":"ptb_lost_on_this_host"`); n != map[bool]int{true: 2}[c.want] {
				t.Errorf("check: %d findings, want them: %v\n%s%s", n, c.want, out.stdout, out.stderr)
			}
		})
	}
}

// TestSourceInLab: the route's MTU and the cached path MTU are told apart.
func TestSourceInLab(t *testing.T) {
	if _, err := exec.LookPath("ping"); err != nil {
		lab.Lacking(t, fmt.Errorf("ping is not installed (Debian, Ubuntu: apt-get install iputils-ping): %w", err))
	}
	n := lab.Chain(2).Narrow(3, 1400)
	n.Host(lab.Origin).Route(
		lab.Route{Dst: netip.MustParsePrefix("10.9.3.0/24"), Via: netip.MustParseAddr("10.9.1.2"), MTU: 1450},
		lab.Route{Dst: netip.MustParsePrefix("fd09:3::/64"), Via: netip.MustParseAddr("fd09:1::2"), MTU: 1450},
	)
	origin := lab.Start(t, n).Node(lab.Origin)
	v4, v6 := lab.TargetAddrs(2)
	for _, target := range []netip.Addr{v4, v6} {
		if s := reportOf(t, origin, target).Source; s.RouteMTU != 1450 || s.CachedMTU != 0 || s.RouteLocked {
			t.Errorf("%v: before: %+v", target, s)
		}
		// The kernel learns from its own traffic; the probes before taught it nothing.
		out := inLabLearned(t, origin, target)
		if !strings.Contains(out, `"cached_mtu_bytes": 1400`) || !strings.Contains(out, `"cached_expires_s": `) || !strings.Contains(out, `"route_mtu_bytes": 1450`) {
			t.Errorf("%v: after:\n%s", target, out)
		}
	}
}

// inLabLearned runs the program after another one has made the kernel learn
// the path MTU.
func inLabLearned(t *testing.T, node *lab.Node, target netip.Addr) string {
	t.Helper()
	if _, err := node.Output(t.Context(), lab.Root, "ping", "-c", "2", "-i", "0.2", "-W", "1", "-M", "do", "-s", "1392", target.String()); err == nil {
		t.Fatal("a packet that is too large got through")
	}
	out, err := node.Output(t.Context(), lab.Nobody, pmtuPath(), "--json", "-n", target.String())
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return string(out)
}

// TestOwnTunnel: what a tunnel device of this host drops is its own limit, also where the kernel has learned that before, and
// for check.
func TestOwnTunnel(t *testing.T) {
	if testing.Short() {
		t.Skip("short: real time")
	}
	n := lab.Chain(1).ThroughIPv6(1, lab.VXLAN)
	n.Tunnels[0].A.MTU, n.Tunnels[0].B.MTU = 1500, 1500
	origin := lab.Start(t, n).Node(lab.Origin)
	v4, v6 := lab.TargetAddrs(1)
	for _, target := range []netip.Addr{v4, v6} {
		if r := reportOf(t, origin, target); r.Source.CachedMTU != 0 || r.PathMTU.Bytes != 1430 || !r.has("local_mtu") || r.has("black_hole") {
			t.Errorf("%v: %+v", target, r)
		}
		out, err := origin.Output(t.Context(), lab.Nobody, pmtuPath(), "--json", "-n", target.String())
		if err != nil || !bytes.Contains(out, []byte(`"cached_mtu_bytes": 1430`)) || !bytes.Contains(out, []byte(`"local_mtu"`)) || bytes.Contains(out, []byte(`"black_hole"`)) {
			t.Errorf("%v again: %v\n%s", target, err, out)
		}
	}
	out := inLab(t, origin, pmtuPath(), []string{"check", "--json", "-n", "-P", "udp", "--require", "1500", v4.String(), v6.String()})
	if strings.Contains(out.stdout, `"black_hole"`) || strings.Count(out.stdout, "required 1500: this host itself sends no more by e1") != 2 || out.code != 1 {
		t.Errorf("exit code %d\n%s%s", out.code, out.stdout, out.stderr)
	}
}

// TestTunnelInFragments: a tunnel device that sends in fragments what does not fit into its packets drops nothing: what vanishes
// does so outside of this host, though the kernel notes what fits as path MTU, which is told where all passes.
func TestTunnelInFragments(t *testing.T) {
	if testing.Short() {
		t.Skip("short: real time")
	}
	for name, filter := range map[string][]lab.Filter{
		"fragments pass": nil, "fragments are lost": {{Hook: lab.Forward, Rule: "ip frag-off & 0x3fff != 0 drop"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := lab.Chain(1).Through(1, lab.VXLAN)
			n.Tunnels[0].A.MTU, n.Tunnels[0].B.MTU = 1500, 1500
			n.Host(lab.ISP).Filter(filter...)
			origin := lab.Start(t, n).Node(lab.Origin)
			target := "10.9.1.2" // the tunnel's other end
			out := inLab(t, origin, pmtuPath(), []string{"-n", "-P", "udp", target})
			code, want := 0, "Path MTU 1500, proven"
			if filter != nil {
				code, want = 3, "a black hole. Path MTU 1450, proven"
			}
			if said := strings.Join(strings.Fields(out.stdout), " "); out.code != code || !strings.Contains(said, want) {
				t.Errorf("exit code %d\n%s%s", out.code, out.stdout, out.stderr)
			}
			again, _ := origin.Output(t.Context(), lab.Nobody, pmtuPath(), "-n", "-P", "udp", target) // now that the kernel has noted what fits
			said := strings.Join(strings.Fields(string(again)), " ")
			if !strings.Contains(said, want) || strings.Contains(said, "earlier traffic") || strings.Contains(said, "own tunnel to 10.9.1.2 has room for 1450 bytes") != (filter == nil) {
				t.Errorf("again:\n%s", again)
			}
		})
	}
}

// TestSmallerPeer: a veth device drops what its other end does not take, and says so to who sends it. That is said, and not
// that it vanishes without a word.
func TestSmallerPeer(t *testing.T) {
	if testing.Short() {
		t.Skip("short: real time")
	}
	n := lab.Chain(1)
	n.Links[0].B.MTU = 1400
	origin := lab.Start(t, n).Node(lab.Origin)
	v4, v6 := lab.TargetAddrs(1)
	for _, target := range []netip.Addr{v4, v6} {
		out := inLab(t, origin, pmtuPath(), []string{"-n", "-P", "udp", target.String()})
		said := strings.Join(strings.Fields(out.stdout), " ")
		if out.code != 3 || !strings.Contains(said, "Path MTU 1404, proven") || !strings.Contains(said, "Why: the kernel of this host refused to send packets over 1404 bytes") {
			t.Errorf("%v: exit code %d\n%s%s", target, out.code, out.stdout, out.stderr)
		}
		if strings.Contains(said, "nobody says so") || strings.Contains(said, "were lost") {
			t.Errorf("%v:\n%s", target, out.stdout)
		}
		out = inLab(t, origin, pmtuPath(), []string{"check", "-n", "-P", "udp", "--require", "1500", target.String()})
		if said := strings.Join(strings.Fields(out.stdout), " "); out.code != 1 || !strings.Contains(said, "this host's device drops them") {
			t.Errorf("check of %v: exit code %d\n%s%s", target, out.code, out.stdout, out.stderr)
		}
	}
}
