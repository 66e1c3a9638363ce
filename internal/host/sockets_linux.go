package host

import (
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"strings"
	"time"

	"github.com/pathmtu/pmtu/errqueue"
	"golang.org/x/sys/unix"
)

// answerTime is how long an answer over the loopback may take. It comes
// within the send; a busy machine needs time to read it.
const answerTime = 500 * time.Millisecond

// socketItems tries the sockets that pmtu uses. What is sent goes to the
// loopback address only.
func socketItems(ctx context.Context) []Item {
	lo, down := downLoopback()
	tried := func(item Item, version int) Item {
		if down {
			return blameLoopback(item, version, lo)
		}
		return item
	}
	var items []Item
	for _, version := range []int{4, 6} {
		items = append(items, tried(queueItem(ctx, version), version), optionItem(version), tried(pingItem(version), version))
	}
	return items
}

func loopbackOf(version int) netip.Addr {
	if version == 4 {
		return netip.AddrFrom4([4]byte{127, 0, 0, 1})
	}
	return netip.IPv6Loopback()
}

// socketFailure fills an item in for a socket that is refused. A system
// without one of the families is none of which to complain.
func socketFailure(item Item, version int, err error) Item {
	item.Value, item.Status = "refused", Problem
	item.Detail = sentence(err.Error())
	if op := (*errqueue.OpError)(nil); errors.As(err, &op) && op.Hint != "" {
		item.Remedy = op.Hint
	}
	if errors.Is(err, unix.EAFNOSUPPORT) || errors.Is(err, unix.EADDRNOTAVAIL) {
		item.Value, item.Status = "none", Note
		item.Detail = fmt.Sprintf("This host has no IPv%d: %v.", version, err)
		item.Remedy = ""
	}
	return item
}

// queueItem sends a datagram to a port of the loopback that is closed and reads
// the error that comes back.
func queueItem(ctx context.Context, version int) Item {
	item := Item{Group: GroupSockets, Name: fmt.Sprintf("UDP error queue, IPv%d", version), Status: OK}
	source := netip.AddrPortFrom(loopbackOf(version), 0)
	closed, err := errqueue.Open(errqueue.Options{Source: source})
	if err != nil {
		return socketFailure(item, version, err)
	}
	to := closed.LocalAddr()
	c, err := errqueue.Open(errqueue.Options{Source: source})
	closed.Close()
	if err != nil {
		return socketFailure(item, version, err)
	}
	defer c.Close()
	if err := c.Send([]byte("pmtu doctor"), to, 0); err != nil {
		item.Value, item.Status = "no send", Problem
		item.Detail = sentence(err.Error())
		item.Remedy = "let this host send UDP to its own loopback address (a firewall's output rule)"
		return item
	}
	ctx, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	var m errqueue.Message
	for {
		if err := c.Recv(ctx, &m); err != nil {
			item.Value, item.Status = "silent", Problem
			item.Detail = "A datagram to a closed port of the loopback brought no error: this host, or a sandbox, keeps ICMP errors from programs."
			item.Remedy = "let ICMP errors in on the loopback, e.g. accept ct state related; or run outside of the sandbox"
			return item
		}
		if m.Origin == errqueue.OriginICMP || m.Origin == errqueue.OriginICMP6 {
			return answeredItem(item, m)
		}
	}
}

// answeredItem says what came with the error.
func answeredItem(item Item, m errqueue.Message) Item {
	item.Value = "works"
	var missing []string
	if m.At.IsZero() {
		missing = append(missing, "receive time")
	}
	if m.HopLimit < 0 {
		missing = append(missing, "hop limit of answers")
	}
	if len(missing) > 0 {
		item.Status = Note
		item.Detail = "Not told by this kernel: " + strings.Join(missing, ", ") + "."
		return item
	}
	item.Detail = "With receive times and hop limits of answers, without privileges."
	return item
}

// option is a socket option that pmtu sets; without one that is needed, it cannot probe.
type option struct {
	name       string
	opt, value int
	needed     bool
}

// optionsOf are those that older kernels and sandboxes lack, and their level.
func optionsOf(version int) (level int, list []option) {
	if version == 6 {
		return unix.SOL_IPV6, []option{
			{"IPV6_MTU_DISCOVER=PROBE", unix.IPV6_MTU_DISCOVER, unix.IPV6_PMTUDISC_PROBE, true},
			{"IPV6_RECVERR_RFC4884", unix.IPV6_RECVERR_RFC4884, 1, false},
		}
	}
	return unix.SOL_IP, []option{
		{"IP_MTU_DISCOVER=PROBE", unix.IP_MTU_DISCOVER, unix.IP_PMTUDISC_PROBE, true},
		{"IP_RECVERR_RFC4884", unix.IP_RECVERR_RFC4884, 1, false},
	}
}

// optionItem tries the socket options that older kernels and sandboxes lack.
func optionItem(version int) Item {
	item := Item{Group: GroupSockets, Name: fmt.Sprintf("socket options, IPv%d", version), Status: OK, Value: "all"}
	domain := unix.AF_INET
	if version == 6 {
		domain = unix.AF_INET6
	}
	fd, err := unix.Socket(domain, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return socketFailure(item, version, fmt.Errorf("open UDP socket: %w", err))
	}
	defer unix.Close(fd)
	level, list := optionsOf(version)
	return tryOptions(item, list, func(o option) error { return unix.SetsockoptInt(fd, level, o.opt, o.value) })
}

// tryOptions sets them one after another, and says in the item what is missing.
func tryOptions(item Item, list []option, set func(option) error) Item {
	for _, o := range list {
		err := set(o)
		switch {
		case err == nil:
		case o.needed:
			item.Value, item.Status = "no "+o.name, Problem
			item.Detail = fmt.Sprintf("No program can probe past a cached path MTU here: %v.", err)
			item.Remedy = "run outside of the sandbox (gVisor has no such option)"
			return item
		default:
			item.Value, item.Status = "no "+o.name, Note
			item.Detail = "The kernel (before Linux 5.9) does not find extensions in ICMP errors; pmtu looks for them itself."
		}
	}
	return item
}

// pingItem opens a ping socket and has the loopback answer an echo.
func pingItem(version int) Item {
	item := Item{Group: GroupSockets, Name: fmt.Sprintf("ping socket, IPv%d", version), Status: OK}
	domain, protocol, request := unix.AF_INET, unix.IPPROTO_ICMP, byte(8)
	if version == 6 {
		domain, protocol, request = unix.AF_INET6, unix.IPPROTO_ICMPV6, 128
	}
	fd, err := unix.Socket(domain, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, protocol)
	if errors.Is(err, unix.EACCES) || errors.Is(err, unix.EPERM) {
		return pingRefused(item, err)
	}
	if err != nil {
		item = socketFailure(item, version, fmt.Errorf("open ping socket: %w", err))
		item.Status = Note // UDP does without
		return item
	}
	defer unix.Close(fd)
	if err := echo(fd, version, request); err != nil {
		item.Value, item.Status = "no answer", Note
		item.Detail = fmt.Sprintf("The socket opens, but the loopback does not answer an echo: %v.", err)
		item.Remedy = "see net.ipv4.icmp_echo_ignore_all and the firewall"
		return item
	}
	item.Value, item.Detail = "works", "Sizes are searched by echo, whose answers are not rate limited."
	return item
}

// pingRefused says why there is no ping socket for this process. EACCES is
// the group range's (net/ipv4/ping.c ping_init_sock), EPERM a filter's.
func pingRefused(item Item, err error) Item {
	item.Value, item.Status = "refused", Note
	if errors.Is(err, unix.EPERM) {
		item.Detail = sentence(err.Error()) + " A sandbox forbids it (a seccomp filter?). Sizes are searched by UDP, which takes longer."
		item.Remedy = "allow ping sockets in the sandbox"
		return item
	}
	item.Remedy = `sysctl -w net.ipv4.ping_group_range="0 2147483647"`
	text, readErr := os.ReadFile("/proc/sys/net/ipv4/ping_group_range")
	low, high, rangeErr := parseRange(string(text))
	groups, groupErr := os.Getgroups()
	if cause := cmp.Or(readErr, rangeErr, groupErr); cause != nil {
		item.Detail = sentence(err.Error()) + " Why cannot be read: " + cause.Error() + "."
		return item
	}
	item.Detail = rangeDetail(low, high, append(groups, os.Getegid()))
	return item
}

// rangeDetail says why the range keeps a process of these groups from ping sockets.
func rangeDetail(low, high uint32, groups []int) string {
	const without = "Sizes are searched by UDP, which takes longer."
	switch {
	case low > high:
		return fmt.Sprintf("net.ipv4.ping_group_range is \"%d %d\": nobody may. %s", low, high, without)
	case !pingAllowed(low, high, groups):
		return fmt.Sprintf("None of this process's groups is in net.ipv4.ping_group_range (\"%d %d\"). %s", low, high, without)
	}
	return "net.ipv4.ping_group_range refuses, and the groups that it shows here are not the true ones: this is in a user namespace. " + without
}

// echo sends an echo request to the loopback by a ping socket and waits for the
// reply. The kernel fills in the identifier and the checksum.
func echo(fd, version int, request byte) error {
	var to unix.Sockaddr = &unix.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}
	if version == 6 {
		to = &unix.SockaddrInet6{Addr: netip.IPv6Loopback().As16()}
	}
	packet := make([]byte, 16)
	packet[0] = request
	binary.BigEndian.PutUint16(packet[6:], 1)
	if err := unix.Sendto(fd, packet, 0, to); err != nil {
		return fmt.Errorf("send: %w", err)
	}
	deadline := time.Now().Add(answerTime)
	for left := answerTime; left > 0; left = time.Until(deadline) {
		fds := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}
		n, err := unix.Poll(fds, int(left.Milliseconds())+1)
		if errors.Is(err, unix.EINTR) {
			continue
		}
		if err != nil {
			return fmt.Errorf("wait: %w", err)
		}
		if n == 0 {
			break
		}
		if _, _, err := unix.Recvfrom(fd, packet, unix.MSG_DONTWAIT); err != nil {
			return fmt.Errorf("receive: %w", err)
		}
		return nil
	}
	return os.ErrDeadlineExceeded
}

// sentence makes one of an error's text.
func sentence(text string) string {
	if text == "" {
		return ""
	}
	return strings.ToUpper(text[:1]) + text[1:] + "."
}
