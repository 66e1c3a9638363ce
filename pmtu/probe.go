package pmtu

import (
	"encoding/binary"
	"net/netip"
)

// Protocol is what a probe is made of. The zero value is UDP.
type Protocol uint8

// The protocols of probes.
const (
	UDP Protocol = iota
)

// String returns the protocol's name as it stands in JSON.
func (p Protocol) String() string { return "udp" }

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
	// Target is the destination and its port.
	Target netip.AddrPort
	// HopLimit is the packet's hop limit (IPv4: TTL).
	HopLimit uint8
	// Size is the bytes of the whole IP packet.
	Size MTU
	// Attempt counts from 0 how often the same question was asked before.
	Attempt uint8
}

// Family returns the IP version of the probe.
func (p Probe) Family() Family { return familyOf(p.Target.Addr()) }

// PayloadSize returns the bytes behind the transport header, 0 or more.
func (p Probe) PayloadSize() int {
	return max(0, int(p.Size-p.Family().Header()-p.Protocol.header()))
}

// AppendPayload appends the probe's payload to b and returns it: the token
// in network byte order where it fits, then zeros.
func (p Probe) AppendPayload(b []byte) []byte {
	n := p.PayloadSize()
	start := len(b)
	if n >= TokenSize {
		b = binary.BigEndian.AppendUint64(b, p.Token)
	}
	for need := start + n - len(b); need > 0; need = start + n - len(b) {
		b = append(b, zeros[:min(need, len(zeros))]...)
	}
	return b
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
