package wire

import (
	"encoding/binary"
	"fmt"
	"io"
	"time"
)

// Numbers of the pcap file format (draft-ietf-opsawg-pcap).
const (
	pcapMagicNano = 0xa1b23c4d // times in nanoseconds
	pcapMajor     = 2
	pcapMinor     = 4
	pcapSnapLen   = 262144
	linkTypeRaw   = 101 // packets begin with an IPv4 or IPv6 header
)

// PcapWriter writes IP packets as a capture file that Wireshark and tcpdump
// read (LINKTYPE_RAW, times in nanoseconds).
type PcapWriter struct {
	w   io.Writer
	buf []byte
}

// NewPcapWriter writes the file header to w and returns a writer of packets.
func NewPcapWriter(w io.Writer) (*PcapWriter, error) {
	b := binary.BigEndian.AppendUint32(nil, pcapMagicNano)
	b = binary.BigEndian.AppendUint16(b, pcapMajor)
	b = binary.BigEndian.AppendUint16(b, pcapMinor)
	b = append(b, make([]byte, 8)...) // reserved
	b = binary.BigEndian.AppendUint32(b, pcapSnapLen)
	b = binary.BigEndian.AppendUint32(b, linkTypeRaw)
	if _, err := w.Write(b); err != nil {
		return nil, fmt.Errorf("write capture header: %w", err)
	}
	return &PcapWriter{w: w}, nil
}

// WritePacket writes one IP packet, seen at the given time, in one Write.
func (p *PcapWriter) WritePacket(at time.Time, packet []byte) error {
	b := binary.BigEndian.AppendUint32(p.buf[:0], uint32(at.Unix()))
	b = binary.BigEndian.AppendUint32(b, uint32(at.Nanosecond()))
	b = binary.BigEndian.AppendUint32(b, uint32(len(packet)))
	b = binary.BigEndian.AppendUint32(b, uint32(len(packet)))
	p.buf = append(b, packet...)
	if _, err := p.w.Write(p.buf); err != nil {
		return fmt.Errorf("write captured packet: %w", err)
	}
	return nil
}
