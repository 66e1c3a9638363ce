package lab

import (
	"encoding/binary"
	"errors"
	"fmt"
	"net/netip"
	"testing"

	"golang.org/x/sys/unix"
)

// said is what came back for one probe; the zero value is silence.
type said struct {
	From       netip.Addr
	Type, Code uint8
	Info       uint32 // next-hop MTU of a packet too big
	HopLimit   int    // with which the answer arrived
}

func (s said) String() string {
	return fmt.Sprintf("%d/%d from %v info %d hop limit %d", s.Type, s.Code, s.From, s.Info, s.HopLimit)
}

// The answers by name, for tables of both families.
var (
	exceeded   = map[bool][2]uint8{true: {11, 0}, false: {3, 0}}
	tooBigCode = map[bool][2]uint8{true: {3, 4}, false: {2, 0}}
	portClosed = map[bool][2]uint8{true: {3, 3}, false: {1, 4}}
)

// How long a probe waits, ms: for an answer that must come, and for one that
// must not. On veth devices an answer is there when the send returns.
const (
	patience = 5000
	glance   = 100
)

// ask sends one UDP probe of size bytes with a hop limit to a closed port and
// returns the kernel's answer, straight from the error queue.
func ask(t *testing.T, n *Node, dst netip.Addr, hops, size int) said {
	t.Helper()
	return askFor(t, n, dst, hops, size, patience)
}

// wantSilence asserts that a probe as in ask gets no answer.
func wantSilence(t *testing.T, n *Node, dst netip.Addr, hops, size int) {
	t.Helper()
	if s := askFor(t, n, dst, hops, size, glance); s != (said{}) {
		t.Errorf("got %v, want silence", s)
	}
}

// askFor is ask with a time to wait, ms.
func askFor(t *testing.T, n *Node, dst netip.Addr, hops, size, wait int) said {
	t.Helper()
	var s said
	err := n.Do(func() error {
		var err error
		s, err = askHere(dst, hops, size, wait)
		return err
	})
	if err != nil {
		t.Fatalf("probe from %s to %v, hop limit %d, %d bytes: %v", n.Name(), dst, hops, size, err)
	}
	return s
}

// wantAnswer asserts type and code of an answer by family, and its sender.
func wantAnswer(t *testing.T, s said, v4 bool, want map[bool][2]uint8, from netip.Addr) {
	t.Helper()
	if got := [2]uint8{s.Type, s.Code}; got != want[v4] || s.From != from {
		t.Errorf("got %v, want %v from %v", s, want[v4], from)
	}
}

func askHere(dst netip.Addr, hops, size, wait int) (said, error) {
	family, to := unix.AF_INET6, unix.Sockaddr(&unix.SockaddrInet6{Port: 33434, Addr: dst.As16()})
	options := [][3]int{
		{unix.SOL_IPV6, unix.IPV6_RECVERR, 1},
		{unix.SOL_IPV6, unix.IPV6_MTU_DISCOVER, unix.IPV6_PMTUDISC_PROBE},
		{unix.SOL_IPV6, unix.IPV6_UNICAST_HOPS, hops},
		{unix.SOL_IPV6, unix.IPV6_RECVHOPLIMIT, 1},
	}
	headers := 48
	if dst.Is4() {
		family, to = unix.AF_INET, &unix.SockaddrInet4{Port: 33434, Addr: dst.As4()}
		options = [][3]int{
			{unix.SOL_IP, unix.IP_RECVERR, 1},
			{unix.SOL_IP, unix.IP_MTU_DISCOVER, unix.IP_PMTUDISC_PROBE},
			{unix.SOL_IP, unix.IP_TTL, hops},
			{unix.SOL_IP, unix.IP_RECVTTL, 1},
		}
		headers = 28
	}
	fd, err := unix.Socket(family, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, 0)
	if err != nil {
		return said{}, err
	}
	defer unix.Close(fd)
	for _, o := range options {
		if err := unix.SetsockoptInt(fd, o[0], o[1], o[2]); err != nil {
			return said{}, err
		}
	}
	if err := unix.Sendto(fd, make([]byte, size-headers), 0, to); err != nil {
		return said{}, err
	}
	ready := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLERR}}
	for {
		_, err := unix.Poll(ready, wait)
		if err == nil {
			break
		}
		if !errors.Is(err, unix.EINTR) {
			return said{}, err
		}
	}
	oob := make([]byte, 512)
	_, oobn, _, _, err := unix.Recvmsg(fd, make([]byte, 2048), oob, unix.MSG_ERRQUEUE)
	if errors.Is(err, unix.EAGAIN) {
		return said{}, nil
	}
	if err != nil {
		return said{}, err
	}
	return readControl(oob[:oobn])
}

// readControl reads the sock_extended_err and the hop limit of an error queue entry.
func readControl(oob []byte) (said, error) {
	var s said
	messages, err := unix.ParseSocketControlMessage(oob)
	for _, m := range messages {
		switch [2]int32{m.Header.Level, m.Header.Type} {
		case [2]int32{unix.SOL_IP, unix.IP_TTL}, [2]int32{unix.SOL_IPV6, unix.IPV6_HOPLIMIT}:
			s.HopLimit = int(binary.NativeEndian.Uint32(m.Data))
		case [2]int32{unix.SOL_IP, unix.IP_RECVERR}:
			s.Type, s.Code, s.Info = m.Data[5], m.Data[6], binary.NativeEndian.Uint32(m.Data[8:])
			s.From, _ = netip.AddrFromSlice(m.Data[16+4 : 16+8])
		case [2]int32{unix.SOL_IPV6, unix.IPV6_RECVERR}:
			s.Type, s.Code, s.Info = m.Data[5], m.Data[6], binary.NativeEndian.Uint32(m.Data[8:])
			s.From, _ = netip.AddrFromSlice(m.Data[16+8 : 16+24])
		}
	}
	return s, err
}
