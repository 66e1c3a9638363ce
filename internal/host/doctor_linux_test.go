package host

import (
	"bytes"
	"context"
	"net"
	"net/netip"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"github.com/pathmtu/pmtu/internal/lab"
	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"
)

// inNames are the items that a report has on any Linux.
var inNames = []string{
	"kernel", "rights", "ICMP counters", "packet filters",
	"UDP error queue, IPv4", "socket options, IPv4", "ping socket, IPv4",
	"UDP error queue, IPv6", "socket options, IPv6", "ping socket, IPv6",
	"net.ipv4.ip_no_pmtu_disc", "net.ipv4.tcp_mtu_probing", "net.core.rmem_max",
}

func TestDoctorAnyUser(t *testing.T) {
	n := lab.Start(t, twoRouters()).Node(lab.Origin)
	for _, as := range []lab.User{lab.Root, lab.Nobody} {
		report := askAs[Report](t, n, as, askDoctor)
		for _, name := range inNames {
			find(t, report.Items, name)
		}
		says(t, find(t, report.Items, "UDP error queue, IPv4"), OK, "works")
		says(t, find(t, report.Items, "UDP error queue, IPv6"), OK, "works")
		says(t, find(t, report.Items, "socket options, IPv4"), OK, "all")
		says(t, find(t, report.Items, "socket options, IPv6"), OK, "all")
		says(t, find(t, report.Items, "ping socket, IPv4"), Note, "refused", "ping_group_range", "by UDP")
		says(t, find(t, report.Items, "packet filters"), Unknown, "not looked at", "Their rules are not read", "Root can list them, as by nft list ruleset", "packet too big")
		says(t, find(t, report.Items, "e1"), OK, "MTU 1500 (veth)")
		says(t, find(t, report.Items, "10.9.3.0/24 via 10.9.1.2 dev e1"), Note, "MTU 1450")
		says(t, find(t, report.Items, "fd09:3::/64 via fd09:1::2 dev e1"), Note, "MTU 1460")
		says(t, find(t, report.Items, "cached path MTUs"), OK, "none")
		for _, i := range report.Items {
			if i.Group == "" || i.Status == "" || i.Status == Unknown && i.Group != GroupSettings && i.Name != "packet filters" {
				t.Errorf("as %d: %+v", as, i)
			}
		}
	}
	says(t, find(t, askAs[Report](t, n, lab.Nobody, askDoctor).Items, "rights"), OK, "user 65534", "no network capability")
}

func TestRangeDetail(t *testing.T) {
	for text, got := range map[string]string{
		`"1 0": nobody may`:           rangeDetail(1, 0, []int{0}),
		`groups is in net.ipv4`:       rangeDetail(5, 9, []int{0, 4}),
		`this is in a user namespace`: rangeDetail(65534, 65534, []int{65534}),
	} {
		if !strings.Contains(got, text) {
			t.Errorf("%q does not say %q", got, text)
		}
	}
}

// TestDoctorLoopbackDown: a new network namespace has nothing but a loopback
// interface, which is down, and what does not work for that says so.
func TestDoctorLoopbackDown(t *testing.T) {
	cmd := exec.CommandContext(t.Context(), "/proc/self/exe", askDoctor)
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: unix.CLONE_NEWNET}
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	report := decode[Report](t, out)
	for _, name := range []string{"lo", "UDP error queue, IPv4", "UDP error queue, IPv6"} {
		says(t, find(t, report.Items, name), Problem, "down", "ip link set lo up")
	}
	if report.Worst() != Problem {
		t.Error(report.Worst())
	}
}

func TestDoctorPing(t *testing.T) {
	n := lab.Start(t, lab.Chain(0)).Node(lab.Origin)
	if err := n.SetSysctl("net.ipv4.ping_group_range", "0 0"); err != nil {
		t.Fatal(err)
	}
	report := askAs[Report](t, n, lab.Root, askDoctor)
	says(t, find(t, report.Items, "ping socket, IPv4"), OK, "works")
	says(t, find(t, report.Items, "ping socket, IPv6"), OK, "works")
	if lab.Inside() {
		t.Skip("in a user namespace nobody and root are the same outside, where the range counts")
	}
	report = askAs[Report](t, n, lab.Nobody, askDoctor)
	says(t, find(t, report.Items, "ping socket, IPv4"), Note, "None of this process's groups", `"0 0"`)

	if err := n.SetSysctl("net.ipv4.icmp_echo_ignore_all", "1"); err != nil {
		t.Fatal(err)
	}
	report = askAs[Report](t, n, lab.Root, askDoctor)
	says(t, find(t, report.Items, "ping socket, IPv4"), Note, "does not answer an echo", "icmp_echo_ignore_all")
}

// A firewall that drops ICMP errors even on the loopback is the end of every tracer.
func TestDoctorFilteredErrors(t *testing.T) {
	network := lab.Chain(0)
	network.Host(lab.Origin).Filter(lab.Filter{Hook: lab.Input, Rule: "icmp type destination-unreachable drop"})
	n := lab.Start(t, network).Node(lab.Origin)
	report := askAs[Report](t, n, lab.Nobody, askDoctor)
	says(t, find(t, report.Items, "UDP error queue, IPv4"), Problem, "silent", "no error")
	says(t, find(t, report.Items, "UDP error queue, IPv6"), OK, "works")
}

func TestDoctorWithoutIPv6(t *testing.T) {
	n := lab.Start(t, lab.Chain(0)).Node(lab.Origin)
	if err := n.SetSysctl("net.ipv6.conf.all.disable_ipv6", "1"); err != nil {
		t.Fatal(err)
	}
	report := askAs[Report](t, n, lab.Nobody, askDoctor)
	says(t, find(t, report.Items, "UDP error queue, IPv6"), Note, "no IPv6")
	says(t, find(t, report.Items, "net.ipv6.conf.all.disable_ipv6"), Note, "switched off")
	says(t, find(t, report.Items, "UDP error queue, IPv4"), OK, "works")
}

func TestDoctorVXLAN(t *testing.T) {
	for inner, want := range map[int]Status{1450: OK, 1451: Problem} {
		network := lab.Chain(2).Through(2, lab.VXLAN)
		network.Tunnels[0].A.MTU, network.Tunnels[0].B.MTU = inner, inner
		n := lab.Start(t, network).Node("r1")
		item := find(t, askAs[Report](t, n, lab.Nobody, askDoctor).In(GroupTunnels), "e1")
		says(t, item, want, "1450", "198.51.100.1 by outer0 carries 1500, less 50")
	}
}

// TestTunnelRoom: what a tunnel's packets have room for is told exactly, and that those over IPv6 are not sent in fragments.
func TestTunnelRoom(t *testing.T) {
	over4, over6 := lab.Chain(1).Through(1, lab.VXLAN), lab.Chain(1).ThroughIPv6(1, lab.VXLAN)
	for _, c := range []struct {
		network *lab.Network
		room    int
		drops   bool
	}{{over4, 1450, false}, {over6, 1430, true}} {
		in(t, lab.Start(t, c.network).Node(lab.Origin), func() error {
			for _, size := range []int{c.room - 1, c.room, c.room + 1} {
				if exact, drops := TunnelRoom("e1", size); exact != (size == c.room) || drops != c.drops {
					t.Errorf("%d bytes of %d: %v, %v", size, c.room, exact, drops)
				}
			}
			if exact, drops := TunnelRoom("outer0", 1500); exact || drops {
				t.Errorf("no tunnel: %v, %v", exact, drops)
			}
			return nil
		})
	}
}

// TestTunnelDF: what DF outside is set on drops what does not fit, also over IPv4.
func TestTunnelDF(t *testing.T) {
	n := lab.Start(t, lab.Chain(1)).Node(lab.Origin)
	for _, df := range []string{"unset", "set", "inherit"} {
		out, err := n.Output(t.Context(), lab.Root, "ip", "link", "add", "vx0", "mtu", "1500", "up", "type", "vxlan", "id", "9", "remote", "10.9.1.2", "dstport", "4789", "df", df)
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		in(t, n, func() error {
			if exact, drops := TunnelRoom("vx0", 1450); !exact || drops != (df != "unset") {
				t.Errorf("df %s: %v, %v", df, exact, drops)
			}
			return nil
		})
		if out, err := n.Output(t.Context(), lab.Root, "ip", "link", "del", "vx0"); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
	}
}

// A smaller route to the remote end counts, and what packets too big have taught about it.
func TestDoctorVXLANByRoute(t *testing.T) {
	network := lab.Chain(2).Through(2, lab.VXLAN)
	network.Host("r1").Route(lab.Route{
		Dst: netip.MustParsePrefix("198.51.100.0/24"), Via: netip.MustParseAddr("192.0.2.2"), MTU: 1480,
	})
	n := lab.Start(t, network).Node("r1")
	item := find(t, askAs[Report](t, n, lab.Nobody, askDoctor).In(GroupTunnels), "e1")
	says(t, item, Problem, "carries 1480", "ip link set dev e1 mtu 1430")
}

// VXLAN interfaces without a remote of their own have their remote ends in the forwarding database.
func TestDoctorForwardingDatabase(t *testing.T) {
	n := lab.Start(t, lab.Chain(1).Narrow(1, 1400)).Node(lab.Origin)
	in(t, n, func() error {
		vx := &netlink.Vxlan{LinkAttrs: netlink.LinkAttrs{Name: "overlay0", MTU: 1450}, VxlanId: 9, Port: 4790}
		if err := netlink.LinkAdd(vx); err != nil {
			return err
		}
		if err := netlink.LinkSetUp(vx); err != nil {
			return err
		}
		says(t, find(t, Doctor(context.Background()).In(GroupTunnels), "overlay0"), Unknown, "no remote end is set")
		all := net.HardwareAddr{0, 0, 0, 0, 0, 0}
		err := netlink.NeighAppend(&netlink.Neigh{
			LinkIndex: vx.Attrs().Index, Family: 7 /* AF_BRIDGE */, State: netlink.NUD_PERMANENT, Flags: netlink.NTF_SELF,
			IP: net.IPv4(10, 9, 2, 2), HardwareAddr: all,
		})
		if err != nil {
			return err
		}
		says(t, find(t, Doctor(context.Background()).In(GroupTunnels), "overlay0"), Problem, "Only 1350", "10.9.2.2 by e1")
		return nil
	})
}

func TestDoctorBridgeAndVeth(t *testing.T) {
	n := lab.Start(t, lab.Chain(0)).Node(lab.Origin)
	in(t, n, func() error {
		bridge := &netlink.Bridge{LinkAttrs: netlink.LinkAttrs{Name: "br0"}}
		if err := netlink.LinkAdd(bridge); err != nil {
			return err
		}
		for _, name := range []string{"pa", "pb"} {
			if err := netlink.LinkAdd(&netlink.Veth{LinkAttrs: netlink.LinkAttrs{Name: name, MTU: 1500}, PeerName: name + "x", PeerMTU: 1500}); err != nil {
				return err
			}
			port, err := netlink.LinkByName(name)
			if err != nil {
				return err
			}
			if err := netlink.LinkSetMaster(port, bridge); err != nil {
				return err
			}
			if err := netlink.LinkSetUp(port); err != nil {
				return err
			}
		}
		if err := netlink.LinkSetUp(bridge); err != nil {
			return err
		}
		items := Doctor(context.Background()).In(GroupInterfaces)
		says(t, find(t, items, "br0"), OK, "MTU 1500 (bridge)")
		says(t, find(t, items, "pa"), OK, "veth")

		port, err := netlink.LinkByName("pb")
		if err != nil {
			return err
		}
		if err := netlink.LinkSetMTU(port, 1400); err != nil {
			return err
		}
		peer, err := netlink.LinkByName("pbx")
		if err != nil {
			return err
		}
		if err := netlink.LinkSetUp(peer); err != nil {
			return err
		}
		items = Doctor(context.Background()).In(GroupInterfaces)
		says(t, find(t, items, "br0"), Problem, "port pb has MTU 1400")
		says(t, find(t, items, "pbx"), Problem, "other end pb has MTU 1400")
		says(t, find(t, items, "pb"), OK)
		return nil
	})
}

func TestDoctorCached(t *testing.T) {
	n := lab.Start(t, twoRouters()).Node(lab.Origin)
	v4, v6 := lab.TargetAddrs(2)
	for _, target := range []netip.Addr{v4, v6} {
		in(t, n, func() error { return learn(target, 1400) })
		report := askAs[Report](t, n, lab.Nobody, askDoctor)
		says(t, find(t, report.In(GroupRoutes), target.String()), Note, "cached path MTU 1400, for another", flushCommand(target.Is4()))
	}
}

// Where /proc is hidden, everything else is still reported.
func TestDoctorWithoutProc(t *testing.T) {
	n := lab.Start(t, lab.Chain(0)).Node(lab.Origin)
	cmd := inMountNamespace(t, askMasked)
	var out, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &stderr
	if err := n.Start(cmd, lab.Root); err != nil {
		lab.Lacking(t, err)
	}
	if err := cmd.Wait(); err != nil {
		lab.Lacking(t, err)
	}
	report := decode[Report](t, out.Bytes())
	for _, name := range inNames {
		find(t, report.Items, name)
	}
	says(t, find(t, report.Items, "ICMP counters"), Unknown, "no such file")
	says(t, find(t, report.Items, "net.ipv4.tcp_mtu_probing"), Unknown, "no such file")
	says(t, find(t, report.Items, "ping socket, IPv4"), Note, "cannot be read")
	says(t, find(t, report.Items, "UDP error queue, IPv4"), OK, "works")
	says(t, find(t, report.Items, "e1"), OK, "MTU 1500 (veth)")
}

func TestDoctorStopped(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	report := Doctor(ctx)
	if len(report.Items) != 1 {
		t.Errorf("%d items, want the reason only", len(report.Items))
	}
	says(t, report.Items[0], Unknown, "ended early", "canceled")
}
