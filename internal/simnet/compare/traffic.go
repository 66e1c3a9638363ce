package main

import (
	"bytes"
	"net/netip"

	"github.com/pathmtu/pmtu/internal/wire"
)

// recordHeader is that of a packet in a capture file.
const recordHeader = 16

// traffic counts the packets that a host sent, from a capture that is written
// to it: one Write for the head of the file, and one for each packet.
type traffic struct {
	source         netip.Addr
	packets, bytes int
}

// Write counts.
func (t *traffic) Write(b []byte) (int, error) {
	if len(b) < recordHeader+wire.IPv4HeaderLen {
		return len(b), nil
	}
	packet, at, size := b[recordHeader:], 12, 4
	if packet[0]>>4 == 6 {
		at, size = 8, 16
	}
	if len(packet) >= at+size && bytes.Equal(packet[at:at+size], t.source.AsSlice()) {
		t.packets++
		t.bytes += len(packet)
	}
	return len(b), nil
}
