package errqueue_test

import (
	"encoding/binary"
	"errors"
	"net/netip"
	"os"
	"runtime"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/pathmtu/pmtu/errqueue"
)

// pingGroups opens ping sockets for the groups in the namespace that the test is in. In a
// user namespace only the groups that it has can be named.
func pingGroups(t *testing.T, ranges ...string) {
	t.Helper()
	var err error
	for _, r := range ranges {
		if err = os.WriteFile("/proc/sys/net/ipv4/ping_group_range", []byte(r), 0); err == nil {
			return
		}
	}
	t.Skipf("ping group range: %v", err)
}

// withPing puts the test on a link of its own (onDeadLink) where everybody may ping.
func withPing(t *testing.T) {
	t.Helper()
	onDeadLink(t)
	pingGroups(t, "0 2147483647", "0 0")
}

func pingNetwork(a netip.Addr) string {
	if a.Is6() {
		return "ping6"
	}
	return "ping4"
}

func openPing(t *testing.T, source netip.Addr) *errqueue.Conn {
	t.Helper()
	return openWith(t, errqueue.Options{Network: pingNetwork(source), Source: netip.AddrPortFrom(source, 0)})
}

// echo returns an echo of n bytes with its header.
func echo(to netip.Addr, seq uint16, n int) []byte {
	b := make([]byte, n)
	b[0] = 8
	if to.Is6() {
		b[0] = 128
	}
	binary.BigEndian.PutUint16(b[6:], seq)
	for i := 8; i < n; i++ {
		b[i] = byte(i)
	}
	return b
}

var loopbackPair = []netip.Addr{lo4, lo6}

func TestPing(t *testing.T) {
	withPing(t)
	for _, lo := range loopbackPair {
		c := openPing(t, lo)
		id := c.LocalAddr().Port()
		if id == 0 || c.LocalAddr().Addr() != lo {
			t.Errorf("local address %v, want an identifier of %v", c.LocalAddr(), lo)
		}
		for _, size := range []int{8, 9, 64, 8000} {
			sent := echo(lo, 0xabcd, size)
			must(t, c.Send(sent, netip.AddrPortFrom(lo, 0), 33))
			m := recv(t, c)
			if m.FromQueue || m.Peer != netip.AddrPortFrom(lo, 0) || m.HopLimit < 1 || m.At.IsZero() || m.Interface == 0 {
				t.Errorf("got %+v, want the reply of %v", m, lo)
			}
			wantReply(t, m.Payload, sent, id)
		}
	}
}

// wantReply wants the reply to an echo: its type, our identifier, our sequence
// number, our data.
func wantReply(t *testing.T, got, sent []byte, id uint16) {
	t.Helper()
	typ := byte(0)
	if sent[0] == 128 {
		typ = 129
	}
	if len(got) != len(sent) || got[0] != typ || binary.BigEndian.Uint16(got[4:]) != id ||
		string(got[6:]) != string(sent[6:]) {
		t.Errorf("reply % x (%d bytes), want that to % x, identifier %#x", got[:8], len(got), sent[:8], id)
	}
}

// TestPingHopLimit has echoes arrive at a raw socket, to see with which hop limit.
func TestPingHopLimit(t *testing.T) {
	withPing(t)
	for _, lo := range loopbackPair {
		c, raw := openPing(t, lo), rawEchoes(t, lo)
		batch := make([]errqueue.Datagram, 0, 8)
		want := []int{3, 3, 255, 64, 1, 64, 64, 7}
		for i, hops := range []uint8{3, 3, 255, 0, 1, 64, 0, 7} {
			batch = append(batch, errqueue.Datagram{Payload: echo(lo, uint16(i), 8), To: netip.AddrPortFrom(lo, 0), HopLimit: hops})
		}
		if n, err := c.SendBatch(batch); n != len(batch) || err != nil {
			t.Fatalf("sent %d of %d: %v", n, len(batch), err)
		}
		for i, w := range want {
			if got := raw(); got != w {
				t.Errorf("%v: echo %d arrived with hop limit %d, want %d", lo, i, got, w)
			}
		}
	}
}

// rawEchoes returns a function that returns the hop limit of the next echo that arrives.
func rawEchoes(t *testing.T, lo netip.Addr) func() int {
	t.Helper()
	domain, protocol, level, opt, request := unix.AF_INET, unix.IPPROTO_ICMP, unix.SOL_IP, unix.IP_RECVTTL, byte(8)
	if lo.Is6() {
		domain, protocol, level, opt, request = unix.AF_INET6, unix.IPPROTO_ICMPV6, unix.SOL_IPV6, unix.IPV6_RECVHOPLIMIT, 128
	}
	fd, err := unix.Socket(domain, unix.SOCK_RAW|unix.SOCK_CLOEXEC, protocol)
	if err != nil {
		t.Skipf("raw socket: %v", err)
	}
	t.Cleanup(func() { unix.Close(fd) })
	must(t, unix.SetsockoptInt(fd, level, opt, 1))
	must(t, unix.SetsockoptTimeval(fd, unix.SOL_SOCKET, unix.SO_RCVTIMEO, &unix.Timeval{Sec: 10}))
	return func() int {
		for {
			b, oob := make([]byte, 200), make([]byte, 200)
			n, oobn, _, _, err := unix.Recvmsg(fd, b, oob, 0)
			must(t, err)
			b = b[:n]
			if lo.Is4() {
				b = b[20:]
			}
			var m errqueue.Message
			must(t, errqueue.Parse(oob[:oobn], &m))
			if b[0] == request {
				return m.HopLimit
			}
		}
	}
}

func TestPingSize(t *testing.T) {
	withPing(t)
	for _, far := range []netip.Addr{far4, far6} {
		c := openWith(t, errqueue.Options{Network: pingNetwork(far)})
		header, most := 20, 65535
		if far.Is6() {
			header, most = 40, 65575
		}
		to := netip.AddrPortFrom(far, 0)
		must(t, c.Send(echo(far, 1, 1500-header), to, 0))
		for _, size := range []int{1501, 9000, most, most + 1} {
			err := c.Send(echo(far, 2, size-header), to, 0)
			var e *errqueue.SizeError
			if !errors.As(err, &e) || e.Size != size || e.MTU != 1500 {
				t.Errorf("%d bytes to %v: %v, want a SizeError with MTU 1500", size, far, err)
			}
		}
		wantNothing(t, c)
	}
}

// TestPingError reads what an error quotes: it begins with the echo's header.
func TestPingError(t *testing.T) {
	withPing(t)
	c := openPing(t, near4)
	id := c.LocalAddr().Port()
	for _, data := range []int{0, 20} { // a minimal quote, and a longer one
		quoted := echo(far4, 0x1234, 8+data)
		binary.BigEndian.PutUint16(quoted[4:], id)
		forgeQuote(t, unix.IPPROTO_ICMP, quoted)
		m := recv(t, c)
		if !m.FromQueue || m.Origin != errqueue.OriginICMP || m.Type != 3 || m.Code != 3 || m.Offender != near4 ||
			m.Peer != netip.AddrPortFrom(far4, 0) || string(m.Payload) != string(quoted) {
			t.Errorf("got %+v, want the quote % x of %v", m, quoted, far4)
		}
	}
	// The error that is pending does not swallow the echo that comes next.
	quoted := echo(far4, 1, 8)
	binary.BigEndian.PutUint16(quoted[4:], id)
	forgeQuote(t, unix.IPPROTO_ICMP, quoted)
	must(t, c.Send(echo(near4, 7, 8), netip.AddrPortFrom(near4, 0), 0))
	if m := recv(t, c); !m.FromQueue {
		t.Errorf("first is %+v, want the error", m)
	}
	wantReply(t, recv(t, c).Payload, echo(near4, 7, 8), id)
}

func TestPingOwnIdentifier(t *testing.T) {
	withPing(t)
	c := openPing(t, lo4)
	_, err := errqueue.Open(errqueue.Options{Network: "ping4", Source: c.LocalAddr()})
	var op *errqueue.OpError
	if !errors.Is(err, unix.EADDRINUSE) || !errors.As(err, &op) || op.Hint == "" {
		t.Errorf("the identifier twice: %v, want EADDRINUSE", err)
	}
	// The kernel's own choice would be the next number.
	seen := map[uint16]bool{}
	next := 0
	for range 8 {
		id := openPing(t, lo4).LocalAddr().Port()
		if seen[id] {
			t.Errorf("identifier %d twice", id)
		}
		if seen[id-1] {
			next++
		}
		seen[id] = true
	}
	if next > 3 {
		t.Errorf("identifiers that count up: %v", seen)
	}
}

func TestPingNoEcho(t *testing.T) {
	withPing(t)
	c := openPing(t, lo4)
	for name, b := range map[string][]byte{"nothing": nil, "short": {8, 0, 0, 0}, "timestamp": {13, 0, 0, 0, 0, 0, 0, 1}} {
		err := c.Send(b, netip.AddrPortFrom(lo4, 0), 0)
		var op *errqueue.OpError
		if !errors.Is(err, unix.EINVAL) || !errors.As(err, &op) || op.Hint == "" {
			t.Errorf("%s: %v, want EINVAL with a hint", name, err)
		}
	}
}

func TestPingRefused(t *testing.T) {
	onDeadLink(t)
	pingGroups(t, "1 0")
	for _, network := range []string{"ping4", "ping6"} {
		_, err := errqueue.Open(errqueue.Options{Network: network})
		want := "open IPv" + network[4:] + " ping socket: permission denied"
		var op *errqueue.OpError
		if !errors.Is(err, unix.EACCES) || !errors.As(err, &op) || err.Error() != want ||
			op.Hint != "net.ipv4.ping_group_range does not include this group" {
			t.Errorf("%s: %#v, want %q with a hint", network, err, want)
		}
	}
}

// TestPingAsNobody has a user without any rights ping, and refused where its
// group is not in the range although that of root is.
func TestPingAsNobody(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root can be somebody else")
	}
	withPing(t)
	for _, tt := range []struct {
		groups string
		want   error
	}{{"0 2147483647", nil}, {"65534 65534", nil}, {"0 65533", unix.EACCES}} {
		pingGroups(t, tt.groups)
		for _, lo := range loopbackPair {
			err := asNobody(t, func() error { return pingOnce(t, lo) })
			if !errors.Is(err, tt.want) {
				t.Errorf("ping %v with group range %q: %v, want %v", lo, tt.groups, err, tt.want)
			}
		}
	}
}

// pingOnce sends an echo with a hop limit and all options that need no privilege.
func pingOnce(t *testing.T, lo netip.Addr) error {
	c, err := errqueue.Open(errqueue.Options{
		Network: pingNetwork(lo), Source: netip.AddrPortFrom(lo, 0), Interface: "lo", TrafficClass: 0xb8,
	})
	if err != nil {
		return err
	}
	defer c.Close()
	if err := c.Send(echo(lo, 1, 100), netip.AddrPortFrom(lo, 0), 9); err != nil {
		return err
	}
	var m errqueue.Message
	if err := c.Recv(soon(t), &m); err != nil {
		return err
	}
	wantReply(t, m.Payload, echo(lo, 1, 100), c.LocalAddr().Port())
	return nil
}

// asNobody runs f as user and group 65534 in the network namespace of the
// caller, on a thread that ends with it.
func asNobody(t *testing.T, f func() error) error {
	t.Helper()
	ns, err := os.Open("/proc/thread-self/ns/net")
	must(t, err)
	defer ns.Close()
	result := make(chan error, 1)
	go func() {
		runtime.LockOSThread() // for good: the thread's rights are gone
		result <- func() error {
			if err := unix.Setns(int(ns.Fd()), unix.CLONE_NEWNET); err != nil {
				return err
			}
			// The kernel keeps these for each thread; package syscall would change them for all.
			const nobody = 65534
			for _, call := range [][2]uintptr{{unix.SYS_SETGROUPS, 0}, {unix.SYS_SETRESGID, nobody}, {unix.SYS_SETRESUID, nobody}} {
				if _, _, errno := unix.RawSyscall(call[0], call[1], call[1], call[1]); errno != 0 {
					return errno
				}
			}
			return f()
		}()
	}()
	return <-result
}

// TestPingZone pings an own link-local address.
func TestPingZone(t *testing.T) {
	withPing(t)
	own := netip.MustParseAddr("fe80::9:1")
	addNeighbour(t, own, netip.MustParseAddr("fe80::9:2"))
	to := netip.AddrPortFrom(own.WithZone("near0"), 0)
	c := openWith(t, errqueue.Options{Network: "ping6"})
	must(t, c.Send(echo(own, 1, 8), to, 0))
	if m := recv(t, c); m.Peer != to {
		t.Errorf("reply of %v, want %v", m.Peer, to)
	}
}
