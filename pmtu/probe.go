package pmtu

import (
	"encoding/binary"
	"net/netip"

	"github.com/pathmtu/pmtu/internal/wire"
)

// Protocol is what a probe is made of. The zero value is UDP.
type Protocol uint8

// The protocols of probes.
const (
	UDP Protocol = iota
	// ICMP is ICMP echo, answered by echo replies (RFC 792; RFC 4443, section 4).
	ICMP
	// Auto is no protocol of a probe, but the wish to begin with UDP and to
	// go on with ICMP where the destination answers that only.
	Auto
)

// String returns the protocol's name as it stands in JSON.
func (p Protocol) String() string {
	switch p {
	case ICMP:
		return "icmp"
	case Auto:
		return "auto"
	}
	return "udp"
}

// header is the bytes of the protocol's own header in a probe.
func (p Protocol) header() MTU { return 8 }

// TokenSize is the bytes of the random token at the front of a probe's
// payload. A probe too small to hold it carries none.
const TokenSize = 8

// Probe is one packet to send, with the don't-fragment bit set.
type Probe struct {
	// ID numbers the probes of one engine from 1.
	ID uint32
	// Token is random and stands in the first bytes of the payload, so that
	// an answer that quotes it can be no one's guess.
	Token uint64
	// Protocol is what the packet is made of.
	Protocol Protocol
	// Target is the destination and its port, which ICMP has none of.
	Target netip.AddrPort
	// HopLimit is the packet's hop limit (IPv4: TTL).
	HopLimit uint8
	// Size is the bytes of the whole IP packet.
	Size MTU
	// Attempt counts from 0 how often the same question was asked before.
	Attempt uint8
	// Sequence is the sequence number of an echo. 0 means the low 16 bits of ID.
	Sequence uint16
}

// EchoSequence returns the sequence number that the probe has as an echo. It
// comes back in every quote and reply, however short.
func (p Probe) EchoSequence() uint16 {
	if p.Sequence != 0 {
		return p.Sequence
	}
	return uint16(p.ID)
}

// Family returns the IP version of the probe.
func (p Probe) Family() Family { return familyOf(p.Target.Addr()) }

// PayloadSize returns the bytes behind the transport header, 0 or more.
func (p Probe) PayloadSize() int {
	return max(0, int(p.Size-p.Family().Header()-p.Protocol.header()))
}

// AppendPayload appends the probe's payload to b and returns it: the token
// in network byte order where it fits, then zeros. An echo has two bytes between
// them that make up for what differs between echoes of one target, so that all have the same
// checksum: routers that spread flows over several paths may count it as
// a part of the flow (B. Augustin et al., Avoiding traceroute anomalies with
// Paris traceroute, 2006).
func (p Probe) AppendPayload(b []byte) []byte {
	n := p.PayloadSize()
	start := len(b)
	if n >= TokenSize {
		b = binary.BigEndian.AppendUint64(b, p.Token)
	}
	if p.Protocol == ICMP && n >= TokenSize+2 {
		b = binary.BigEndian.AppendUint16(b, p.echoBalance())
	}
	for need := start + n - len(b); need > 0; need = start + n - len(b) {
		b = append(b, zeros[:min(need, len(zeros))]...)
	}
	return b
}

// echoBalance returns what makes the sum of sequence number, token and, for
// IPv6, length the same for every probe (RFC 1071; RFC 8200, section 8.1).
func (p Probe) echoBalance() uint16 {
	sum := uint64(p.EchoSequence())
	for shift := 0; shift < 64; shift += 16 {
		sum += p.Token >> shift & 0xffff
	}
	if p.Family() == IPv6 {
		sum += uint64(p.Size - p.Family().Header())
	}
	for sum > 0xffff {
		sum = sum>>16 + sum&0xffff
	}
	return ^uint16(sum)
}

// appendEcho appends the echo that the probe is: header without checksum and
// identifier, which are the kernel's to fill in, then payload.
func (p Probe) appendEcho(b []byte) []byte {
	typ := wire.TypeEcho
	if p.Family() == IPv6 {
		typ = wire.TypeEcho6
	}
	b = append(b, typ, 0, 0, 0, 0, 0)
	b = binary.BigEndian.AppendUint16(b, p.EchoSequence())
	return p.AppendPayload(b)
}

var zeros [4096]byte

func familyOf(a netip.Addr) Family {
	switch {
	case a.Is4(), a.Is4In6():
		return IPv4
	case a.Is6():
		return IPv6
	}
	return 0
}
