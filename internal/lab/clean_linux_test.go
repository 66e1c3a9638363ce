package lab

import (
	"errors"
	"net"
	"net/netip"
	"os"
	"runtime"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// open counts this process's file descriptors.
func open(t *testing.T) int {
	t.Helper()
	files, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(files)
}

func TestNothingIsLeftBehind(t *testing.T) {
	kind := VXLAN
	if TunnelDevice() == nil {
		kind = WireGuard
	}
	Start(t, Chain(0)).Close() // what is opened once, is opened now
	files, goroutines := open(t), runtime.NumGoroutine()
	for range 3 {
		l := Start(t, tunnelled(kind, 0, 1500))
		l.Close()
		l.Close()
	}
	if got := open(t); got != files {
		t.Errorf("%d open files after, %d before", got, files)
	}
	for deadline := time.Now().Add(5 * time.Second); runtime.NumGoroutine() > goroutines; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%d goroutines after, %d before", runtime.NumGoroutine(), goroutines)
		}
	}
}

func TestLabsSideBySide(t *testing.T) {
	for _, mtu := range []int{1300, 1400, 1500} {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			l := Start(t, Chain(2).Narrow(2, mtu).Widen(mtu))
			bothFamilies(t, 2, func(t *testing.T, v4 bool, target netip.Addr) {
				wantAnswer(t, ask(t, l.Node(Origin), target, 64, mtu), v4, portClosed, target)
			})
		})
	}
}

func TestForgetPathMTU(t *testing.T) {
	l := Start(t, Chain(2).Narrow(2, 1400))
	n := l.Node(Origin)
	bothFamilies(t, 2, func(t *testing.T, v4 bool, target netip.Addr) {
		ask(t, n, target, 64, 1500)
		if got := pathMTU(t, n, target); got != 1400 {
			t.Fatalf("the kernel remembers %d, want 1400", got)
		}
		for _, node := range []*Node{n, l.Node("r1"), l.Node(Target)} {
			if err := node.ForgetPathMTU(); err != nil {
				t.Fatal(err)
			}
		}
		if got := pathMTU(t, n, target); got != 1500 {
			t.Errorf("the kernel still remembers %d", got)
		}
		wantAnswer(t, ask(t, n, target, 64, 1400), v4, portClosed, target)
	})
}

// pathMTU returns what the node's kernel believes about a destination, bytes.
func pathMTU(t *testing.T, n *Node, dst netip.Addr) int {
	t.Helper()
	var mtu int
	err := n.Do(func() error {
		c, err := net.DialUDP("udp", nil, net.UDPAddrFromAddrPort(netip.AddrPortFrom(dst, 33434)))
		if err != nil {
			return err
		}
		defer c.Close()
		raw, err := c.SyscallConn()
		if err != nil {
			return err
		}
		level, option := unix.SOL_IPV6, unix.IPV6_MTU
		if dst.Is4() {
			level, option = unix.SOL_IP, unix.IP_MTU
		}
		var optErr error
		err = raw.Control(func(fd uintptr) { mtu, optErr = unix.GetsockoptInt(int(fd), level, option) })
		return errors.Join(err, optErr)
	})
	if err != nil {
		t.Fatal(err)
	}
	return mtu
}
