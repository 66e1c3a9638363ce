package host

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/netip"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/pathmtu/pmtu/internal/lab"
)

// in runs a check in a node's network namespace.
func in(t *testing.T, n *lab.Node, check func() error) {
	t.Helper()
	if err := n.Do(check); err != nil {
		t.Error(err)
	}
}

// learn sends packets that are too large for the path, so that the kernel
// learns from the packet too big, and waits for that.
func learn(target netip.Addr, size int) error {
	c, err := net.Dial("udp", netip.AddrPortFrom(target, 9).String())
	if err != nil {
		return err
	}
	defer c.Close()
	for range 100 {
		// Once it has learned, the kernel refuses the size or sends fragments.
		_, _ = c.Write(make([]byte, size))
		if r, err := FindRoute(target, Options{}); err != nil || r.Cached.MTU != 0 {
			return err
		}
		time.Sleep(10 * time.Millisecond)
	}
	return fmt.Errorf("%v: nothing is cached", target)
}

// twoRouters is a network whose third link carries 1400 bytes.
func twoRouters() *lab.Network {
	n := lab.Chain(2).Narrow(3, 1400)
	n.Host(lab.Origin).Route(
		lab.Route{Dst: netip.MustParsePrefix("10.9.3.0/24"), Via: netip.MustParseAddr("10.9.1.2"), MTU: 1450},
		lab.Route{Dst: netip.MustParsePrefix("fd09:3::/64"), Via: netip.MustParseAddr("fd09:1::2"), MTU: 1460},
	)
	return n
}

func TestFindRoute(t *testing.T) {
	n := lab.Start(t, twoRouters()).Node(lab.Origin)
	v4, v6 := lab.TargetAddrs(2)
	for i, target := range []netip.Addr{v4, v6} {
		in(t, n, func() error {
			before, err := FindRoute(target, Options{})
			if err != nil {
				return err
			}
			near, gateway := []string{"10.9.1.1", "fd09:1::1"}[i], []string{"10.9.1.2", "fd09:1::2"}[i]
			mtu := []int{1450, 1460}[i]
			if before.Source.String() != near || before.Gateway.String() != gateway || before.NextHops != 1 || before.Local || before.Unknown != nil {
				t.Errorf("%+v", before)
			}
			if got := before.Interface; got.Name != "e1" || got.Kind != "veth" || got.MTU != 1500 || got.IPv6MTU != 1500 || !got.Up {
				t.Errorf("interface %+v", got)
			}
			if before.MTU != mtu || before.Effective != mtu || before.Limit() != mtu || before.Locked || before.Cached != (CachedMTU{}) {
				t.Errorf("before: %+v, want MTU %d", before, mtu)
			}
			if err := learn(target, 1400); err != nil {
				return err
			}
			after, err := FindRoute(target, Options{})
			if err != nil {
				return err
			}
			if after.MTU != mtu || after.Effective != 1400 || after.Cached.MTU != 1400 || after.Cached.Locked {
				t.Errorf("after: %+v, want MTU %d and 1400 cached", after, mtu)
			}
			if left := after.Cached.Expires; left <= 0 || left > 10*time.Minute {
				t.Errorf("expires in %v, want at most the kernel's 600 s", left)
			}
			return nil
		})
		checkCommands(t, n, target)
	}
}

// checkCommands runs the commands that a report names, and sees them do what it says.
func checkCommands(t *testing.T, n *lab.Node, target netip.Addr) {
	t.Helper()
	if _, err := exec.LookPath("ip"); err != nil {
		t.Logf("commands are not tried: %v", err)
		return
	}
	r := askAs[routeAnswer](t, n, lab.Nobody, askRoute, target.String())
	show := strings.Fields((Route{Target: target}).ShowCommand())
	out, err := n.Output(t.Context(), lab.Root, show[0], show[1:]...)
	if err != nil || !strings.Contains(string(out), "mtu 1400") {
		t.Errorf("%v: %s, %v", show, out, err)
	}
	if r.Cached.MTU != 1400 || r.MTU == 0 || r.Interface.Name != "e1" {
		t.Errorf("as nobody: %+v", r)
	}
	flush := strings.Fields((Route{Target: target}).FlushCommand())
	if _, err := n.Output(t.Context(), lab.Root, flush[0], flush[1:]...); err != nil {
		t.Error(err)
	}
	if r := askAs[routeAnswer](t, n, lab.Nobody, askRoute, target.String()); r.Cached.MTU != 0 {
		t.Errorf("after %v there is %+v", flush, r.Cached)
	}
}

// routeAnswer is what of a Route can be read back from JSON.
type routeAnswer struct {
	MTU       int
	Cached    CachedMTU
	Interface Interface
}

func TestFindRouteLocked(t *testing.T) {
	n := lab.Start(t, lab.Chain(1)).Node(lab.Origin)
	v4, _ := lab.TargetAddrs(1)
	if _, err := n.Output(t.Context(), lab.Root, "ip", "route", "replace", "10.9.2.0/24", "via", "10.9.1.2", "mtu", "lock", "1300", "advmss", "1200"); err != nil {
		lab.Lacking(t, err)
	}
	in(t, n, func() error {
		r, err := FindRoute(v4, Options{})
		if err == nil && (r.MTU != 1300 || !r.Locked || r.AdvMSS != 1200 || r.Cached != (CachedMTU{}) || r.Effective != 1300) {
			t.Errorf("%+v, want MTU 1300, locked", r)
		}
		return err
	})
}

// A rule leads to a table of its own, whose route names a source.
func TestFindRouteTable(t *testing.T) {
	n := lab.Start(t, lab.Chain(1)).Node(lab.Origin)
	v4, v6 := lab.TargetAddrs(1)
	for _, command := range []string{
		"ip addr add 10.9.1.77/32 dev e1",
		"ip route add 10.9.2.0/24 via 10.9.1.2 dev e1 src 10.9.1.77 table 100",
		"ip rule add to 10.9.2.0/24 lookup 100",
		"ip -6 route add fd09:2::/64 via fd09:1::2 dev e1 src fd09:1::1 table 1000",
		"ip -6 rule add to fd09:2::/64 lookup 1000",
	} {
		words := strings.Fields(command)
		if _, err := n.Output(t.Context(), lab.Root, words[0], words[1:]...); err != nil {
			lab.Lacking(t, err)
		}
	}
	in(t, n, func() error {
		for target, want := range map[netip.Addr]Route{
			v4:                               {Table: 100, Preferred: netip.MustParseAddr("10.9.1.77")},
			v6:                               {Table: 1000, Preferred: netip.MustParseAddr("fd09:1::1")},
			netip.MustParseAddr("10.9.1.2"):  {Table: 254, Preferred: netip.MustParseAddr("10.9.1.1")}, // the kernel's own route
			netip.MustParseAddr("fd09:1::2"): {Table: 254},
		} {
			r, err := FindRoute(target, Options{})
			if err != nil {
				return err
			}
			if r.Table != want.Table || r.Preferred != want.Preferred {
				t.Errorf("%v: %+v, want table %d, source %v", target, r, want.Table, want.Preferred)
			}
		}
		return nil
	})
}

func TestFindRouteKinds(t *testing.T) {
	net := lab.Chain(1)
	v4, v6 := lab.TargetAddrs(1)
	for i, kind := range []lab.RouteKind{lab.Unreachable, lab.Prohibit, lab.Blackhole} {
		for _, prefix := range []string{"10.77.%d.0/24", "fd77:%d::/64"} {
			net.Host(lab.Origin).Route(lab.Route{Dst: netip.MustParsePrefix(fmt.Sprintf(prefix, i)), Kind: kind})
		}
	}
	n := lab.Start(t, net).Node(lab.Origin)
	in(t, n, func() error {
		for addr, want := range map[string]error{
			"10.77.0.1": syscall.EHOSTUNREACH, "fd77:0::1": syscall.EHOSTUNREACH,
			"10.77.1.1": syscall.EACCES, "fd77:1::1": syscall.EACCES,
			"10.77.2.1": syscall.EINVAL, "fd77:2::1": syscall.EINVAL,
			"10.78.0.1": syscall.ENETUNREACH, "fd78::1": syscall.ENETUNREACH,
			"fe80::1%none0": syscall.ENODEV,
		} {
			_, err := FindRoute(netip.MustParseAddr(addr), Options{})
			typed := (*Error)(nil)
			if !errors.Is(err, want) || !errors.As(err, &typed) || typed.Op != "find route" {
				t.Errorf("%s: %v, want %v", addr, err, want)
			}
		}
		for target, source := range map[netip.Addr]string{v4: "192.0.2.77", v6: "2001:db8::77"} {
			_, err := FindRoute(target, Options{Source: netip.MustParseAddr(source)})
			if !errors.Is(err, syscall.EADDRNOTAVAIL) {
				t.Errorf("a source that is not ours: %v", err)
			}
		}
		if _, err := FindRoute(v4, Options{Interface: "none0"}); !errors.Is(err, syscall.ENODEV) {
			t.Errorf("an interface that is not there: %v", err)
		}
		if _, err := FindRoute(netip.Addr{}, Options{}); !errors.Is(err, syscall.EINVAL) {
			t.Errorf("no address: %v", err)
		}
		for _, own := range []string{"127.0.0.1", "::1", "10.9.1.1", "fd09:1::1"} {
			r, err := FindRoute(netip.MustParseAddr(own), Options{})
			if err != nil || !r.Local || r.Interface.Kind != "loopback" {
				t.Errorf("%s: %+v, %v", own, r, err)
			}
		}
		r, err := FindRoute(v6, Options{Source: netip.MustParseAddr("fd09:1::1"), Interface: "e1", Mark: 7})
		if err != nil || r.Interface.Name != "e1" || r.Source.String() != "fd09:1::1" {
			t.Errorf("with all options: %+v, %v", r, err)
		}
		r, err = FindRoute(netip.MustParseAddr("::ffff:"+v4.String()), Options{})
		if err != nil || r.Target != v4 {
			t.Errorf("mapped address: %+v, %v", r, err)
		}
		return nil
	})
}

// A packet too big that names less than min_pmtu leaves a locked one.
func TestFindRouteCachedLock(t *testing.T) {
	net := lab.Chain(2)
	net.Host("r2").Route(lab.Route{Dst: netip.MustParsePrefix("10.9.3.0/24"), Device: "e1", MTU: 500})
	n := lab.Start(t, net).Node(lab.Origin)
	v4, _ := lab.TargetAddrs(2)
	in(t, n, func() error {
		if err := learn(v4, 1400); err != nil {
			return err
		}
		r, err := FindRoute(v4, Options{})
		if err == nil && (r.Cached.MTU != 552 || !r.Cached.Locked || r.Locked || r.MTU != 0) {
			t.Errorf("%+v, want 552 cached and locked", r)
		}
		return err
	})
}

func TestFindRouteSmallIPv6(t *testing.T) {
	n := lab.Start(t, lab.Chain(1)).Node(lab.Origin)
	if err := n.SetSysctl("net.ipv6.conf.e1.mtu", "1400"); err != nil {
		t.Fatal(err)
	}
	_, v6 := lab.TargetAddrs(1)
	in(t, n, func() error {
		r, err := FindRoute(v6, Options{})
		if err == nil && (r.LinkMTU() != 1400 || r.Interface.MTU != 1500 || r.Limit() != 1400) {
			t.Errorf("%+v, want 1500 and 1400 for IPv6", r)
		}
		return err
	})
}

// Without netlink, as systemd's RestrictAddressFamilies= has it, a socket tells less.
func TestFindRouteWithoutNetlink(t *testing.T) {
	none := func() (*rtSocket, error) { return nil, fmt.Errorf("netlink: %w", fs.ErrPermission) }
	n := lab.Start(t, twoRouters()).Node(lab.Origin)
	v4, _ := lab.TargetAddrs(2)
	in(t, n, func() error {
		r, err := findRoute(v4, Options{}, none)
		if err != nil {
			return err
		}
		if !errors.Is(r.Unknown, fs.ErrPermission) || r.Source.String() != "10.9.1.1" || r.Interface.Name != "e1" || r.Limit() != 1450 {
			t.Errorf("%+v", r)
		}
		_, err = findRoute(netip.MustParseAddr("10.78.0.1"), Options{}, none)
		if !errors.Is(err, syscall.ENETUNREACH) {
			t.Errorf("no route: %v", err)
		}
		return nil
	})
}
