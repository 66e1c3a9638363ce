package errqueue

import (
	"encoding/binary"
	"fmt"
	"strconv"
)

// Levels and types of the control messages that Linux puts on received
// messages (linux/in.h, linux/in6.h, asm-generic/socket.h; MIPS and
// RISC-V have the same). They are numbers of our own so that Parse builds everywhere.
const (
	solIP     = 0
	solSocket = 1
	solIPv6   = 41

	ipTOS          = 1
	ipTTL          = 2
	ipPktInfo      = 8
	ipRecvErr      = 11
	ipRecvFragSize = 25

	ipv6FlowInfo     = 11
	ipv6RecvErr      = 25
	ipv6PktInfo      = 50
	ipv6HopLimit     = 52
	ipv6TClass       = 67
	ipv6RecvFragSize = 77

	scmTimestampNS    = 35 // struct timespec with the word of the process
	scmTimestampNSNew = 64 // struct __kernel_timespec, 64 bits everywhere
)

// layout is how control messages are laid out: the size of the length field
// of struct cmsghdr, which is also the alignment and the word of struct
// timespec. 8 for 64-bit processes, 4 for 32-bit ones.
type layout int

const nativeLayout = layout(strconv.IntSize / 8)

// headerLen is the bytes of struct cmsghdr: a length, then level and type, 4 bytes each.
func (l layout) headerLen() int { return int(l) + 8 }

// align rounds n up as CMSG_ALIGN does.
func (l layout) align(n int) int { return (n + int(l) - 1) &^ (int(l) - 1) }

// length reads a length field; -1 where it is larger than any slice.
func (l layout) length(b []byte) int {
	if l == 4 {
		return int(int32(binary.NativeEndian.Uint32(b)))
	}
	n := binary.NativeEndian.Uint64(b)
	if n > 1<<30 {
		return -1
	}
	return int(n)
}

// control is one control message.
type control struct {
	level, kind int
	data        []byte
}

// next cuts the first control message off oob, whose place in the whole is
// at. It returns what is behind it.
func (l layout) next(oob []byte, at int) (control, []byte, error) {
	head := l.headerLen()
	if len(oob) < head {
		return control{}, nil, &ParseError{Offset: at, Object: "header", Want: head, Got: len(oob)}
	}
	n := l.length(oob)
	c := control{
		level: int(int32(binary.NativeEndian.Uint32(oob[l:]))),
		kind:  int(int32(binary.NativeEndian.Uint32(oob[l+4:]))),
	}
	switch {
	case n < head:
		return control{}, nil, &ParseError{Offset: at, Object: "length", Want: head, Got: n}
	case n > len(oob):
		return control{}, nil, &ParseError{Offset: at, Object: c.name(), Want: n, Got: len(oob)}
	}
	c.data = oob[head:n]
	// The kernel need not pad the last one.
	return c, oob[min(l.align(n), len(oob)):], nil
}

// name names a control message for people.
func (c control) name() string {
	switch [2]int{c.level, c.kind} {
	case [2]int{solIP, ipRecvErr}:
		return "IP_RECVERR"
	case [2]int{solIP, ipTTL}:
		return "IP_TTL"
	case [2]int{solIP, ipTOS}:
		return "IP_TOS"
	case [2]int{solIP, ipPktInfo}:
		return "IP_PKTINFO"
	case [2]int{solIP, ipRecvFragSize}:
		return "IP_RECVFRAGSIZE"
	case [2]int{solIPv6, ipv6RecvFragSize}:
		return "IPV6_RECVFRAGSIZE"
	case [2]int{solIPv6, ipv6RecvErr}:
		return "IPV6_RECVERR"
	case [2]int{solIPv6, ipv6HopLimit}:
		return "IPV6_HOPLIMIT"
	case [2]int{solIPv6, ipv6TClass}:
		return "IPV6_TCLASS"
	case [2]int{solIPv6, ipv6PktInfo}:
		return "IPV6_PKTINFO"
	case [2]int{solIPv6, ipv6FlowInfo}:
		return "IPV6_FLOWINFO"
	case [2]int{solSocket, scmTimestampNS}, [2]int{solSocket, scmTimestampNSNew}:
		return "SCM_TIMESTAMPNS"
	}
	return fmt.Sprintf("control message %d/%d", c.level, c.kind)
}

// ParseError says that control messages are cut off or corrupt.
type ParseError struct {
	// Offset is where in the bytes the control message begins.
	Offset int
	// Object is what could not be read: a control message by its name in the
	// kernel's headers, or a part of its header.
	Object string
	// Want is how many bytes it needs, Got how many there are.
	Want, Got int
}

// Error returns the words: "parse IP_TTL at byte 16: needs 4 bytes, has 1".
func (e *ParseError) Error() string {
	return fmt.Sprintf("parse %s at byte %d: needs %d bytes, has %d", e.Object, e.Offset, e.Want, e.Got)
}
