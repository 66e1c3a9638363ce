package errqueuetest

import (
	"encoding/binary"
	"net/netip"
	"strconv"
	"time"

	"github.com/pathmtu/pmtu/errqueue"
)

// Levels, types and sizes of linux/in.h, linux/in6.h, linux/errqueue.h and asm-generic/socket.h.
const (
	LevelIP     = 0
	LevelSocket = 1
	LevelIPv6   = 41

	typeTOS            = 1
	typeTTL            = 2
	typeFragSize       = 25
	typePktInfo        = 8
	typeRecvErr        = 11
	typeFlowInfo6      = 11
	typeRecvErr6       = 25
	typePktInfo6       = 50
	typeHopLimit6      = 52
	typeTrafficClass6  = 67
	typeFragSize6      = 77
	typeTimestampNS    = 35
	typeTimestampNSNew = 64

	familyIPv4 = 2
	familyIPv6 = 10
)

// Control builds control messages as the Linux kernel puts them on a received
// message. Each method appends one; Bytes returns them all. The zero value has the layout of the
// running process.
type Control struct {
	// Word is 8 for the layout of 64-bit processes, 4 for that of 32-bit
	// ones; 0 for that of the running process.
	Word int
	b    []byte
}

// Bytes returns the control messages, for errqueue.Parse. It refers to the memory of c.
func (c *Control) Bytes() []byte { return c.b }

func (c *Control) word() int {
	if c.Word == 0 {
		return strconv.IntSize / 8
	}
	return c.Word
}

// Add appends a control message of any level and type.
func (c *Control) Add(level, typ int, data []byte) *Control {
	n := c.word() + 8 + len(data)
	c.appendWord(uint64(n))
	c.b = binary.NativeEndian.AppendUint32(c.b, uint32(level))
	c.b = binary.NativeEndian.AppendUint32(c.b, uint32(typ))
	c.b = append(c.b, data...)
	for len(c.b)%c.word() != 0 {
		c.b = append(c.b, 0)
	}
	return c
}

func (c *Control) appendWord(n uint64) {
	if c.word() == 4 {
		c.b = binary.NativeEndian.AppendUint32(c.b, uint32(n))
	} else {
		c.b = binary.NativeEndian.AppendUint64(c.b, n)
	}
}

// Error is a struct sock_extended_err and the address behind it.
type Error struct {
	Errno      uint32
	Origin     errqueue.Origin
	Type, Code uint8
	Info       uint32
	// ExtensionOffset and ExtensionInvalid are those of RFC 4884.
	ExtensionOffset  uint16
	ExtensionInvalid bool
	// Offender is who sent the ICMP message; the zero Addr for none. Its
	// zone is the index of an interface in decimal.
	Offender netip.Addr
}

// Bytes returns the error as it stands in a control message.
func (e Error) Bytes() []byte {
	var b []byte
	b = binary.NativeEndian.AppendUint32(b, e.Errno)
	b = append(b, byte(e.Origin), e.Type, e.Code, 0)
	b = binary.NativeEndian.AppendUint32(b, e.Info)
	b = binary.NativeEndian.AppendUint16(b, e.ExtensionOffset)
	var flags byte
	if e.ExtensionInvalid {
		flags = 1
	}
	b = append(b, flags, 0)
	return append(b, sockaddr(e.Offender)...)
}

// sockaddr returns a struct sockaddr_in or sockaddr_in6 with port 0.
func sockaddr(a netip.Addr) []byte {
	switch {
	case a.Is4():
		b := make([]byte, 16)
		binary.NativeEndian.PutUint16(b, familyIPv4)
		copy(b[4:], a.AsSlice())
		return b
	case a.Is6():
		b := make([]byte, 28)
		binary.NativeEndian.PutUint16(b, familyIPv6)
		copy(b[8:], a.AsSlice())
		index, _ := strconv.ParseUint(a.Zone(), 10, 32)
		binary.NativeEndian.PutUint32(b[24:], uint32(index))
		return b
	}
	return make([]byte, 16)
}

// Error4 appends IP_RECVERR.
func (c *Control) Error4(e Error) *Control { return c.Add(LevelIP, typeRecvErr, e.Bytes()) }

// Error6 appends IPV6_RECVERR.
func (c *Control) Error6(e Error) *Control { return c.Add(LevelIPv6, typeRecvErr6, e.Bytes()) }

// HopLimit4 appends IP_TTL.
func (c *Control) HopLimit4(n int) *Control { return c.Add(LevelIP, typeTTL, native32(uint32(n))) }

// HopLimit6 appends IPV6_HOPLIMIT.
func (c *Control) HopLimit6(n int) *Control {
	return c.Add(LevelIPv6, typeHopLimit6, native32(uint32(n)))
}

// TrafficClass4 appends IP_TOS, which is one byte.
func (c *Control) TrafficClass4(n uint8) *Control { return c.Add(LevelIP, typeTOS, []byte{n}) }

// TrafficClass6 appends IPV6_TCLASS.
func (c *Control) TrafficClass6(n uint8) *Control {
	return c.Add(LevelIPv6, typeTrafficClass6, native32(uint32(n)))
}

// FlowInfo6 appends IPV6_FLOWINFO: traffic class and flow label of the packet that came.
func (c *Control) FlowInfo6(n uint32) *Control {
	return c.Add(LevelIPv6, typeFlowInfo6, binary.BigEndian.AppendUint32(nil, n))
}

// Fragments4 appends IP_RECVFRAGSIZE: the largest fragment of a datagram, bytes.
func (c *Control) Fragments4(largest int) *Control {
	return c.Add(LevelIP, typeFragSize, native32(uint32(largest)))
}

// Fragments6 appends IPV6_RECVFRAGSIZE.
func (c *Control) Fragments6(largest int) *Control {
	return c.Add(LevelIPv6, typeFragSize6, native32(uint32(largest)))
}

// Interface4 appends IP_PKTINFO with an interface and the address that the packet came to.
func (c *Control) Interface4(index int, to netip.Addr) *Control {
	b := append(native32(uint32(index)), make([]byte, 8)...)
	copy(b[8:], to.AsSlice())
	return c.Add(LevelIP, typePktInfo, b)
}

// Interface6 appends IPV6_PKTINFO.
func (c *Control) Interface6(index int, to netip.Addr) *Control {
	b := make([]byte, 16)
	copy(b, to.AsSlice())
	return c.Add(LevelIPv6, typePktInfo6, append(b, native32(uint32(index))...))
}

// Time appends SCM_TIMESTAMPNS: in 32-bit layouts its seconds have 32 bits.
func (c *Control) Time(t time.Time) *Control {
	stamp := Control{Word: c.word()}
	stamp.appendWord(uint64(t.Unix()))
	stamp.appendWord(uint64(t.Nanosecond()))
	return c.Add(LevelSocket, typeTimestampNS, stamp.b)
}

// Time64 appends SCM_TIMESTAMPNS_NEW: 64 bits in every layout.
func (c *Control) Time64(t time.Time) *Control {
	b := binary.NativeEndian.AppendUint64(nil, uint64(t.Unix()))
	return c.Add(LevelSocket, typeTimestampNSNew, binary.NativeEndian.AppendUint64(b, uint64(t.Nanosecond())))
}

func native32(n uint32) []byte { return binary.NativeEndian.AppendUint32(nil, n) }
