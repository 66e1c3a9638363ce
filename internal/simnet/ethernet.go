package simnet

import (
	"encoding/binary"
	"io"
	"slices"
	"sync"
)

// Frames of Ethernet and of ARP (RFC 826).
const (
	ethernetHeader = 14
	arpLength      = 28
	typeIPv4       = 0x0800
	typeARP        = 0x0806
	typeIPv6       = 0x86dd
)

// routerMAC is the hardware address of everything behind the link, locally
// administered.
var routerMAC = [6]byte{0x02, 0, 0, 0, 0, 0x01}

// ethernet makes a device of IP packets of one of Ethernet frames. It answers
// every ARP request: all addresses are behind the link.
type ethernet struct {
	io.Closer
	device io.ReadWriter
	frame  []byte

	mu   sync.Mutex
	host [6]byte // this host's hardware address, as its frames say
}

func newEthernet(device io.ReadWriteCloser) *ethernet {
	return &ethernet{Closer: device, device: device, frame: make([]byte, ethernetHeader+maxPacket)}
}

// Read returns the next IP packet. It is for one goroutine at a time.
func (e *ethernet) Read(b []byte) (int, error) {
	for {
		n, err := e.device.Read(e.frame)
		if err != nil {
			return 0, err
		}
		f := e.frame[:n]
		if n < ethernetHeader {
			continue
		}
		e.mu.Lock()
		e.host = [6]byte(f[6:12])
		e.mu.Unlock()
		switch payload := f[ethernetHeader:]; binary.BigEndian.Uint16(f[12:]) {
		case typeIPv4, typeIPv6:
			return copy(b, payload), nil
		case typeARP:
			if reply := answerARP(payload); reply != nil {
				if err := e.send(typeARP, reply); err != nil {
					return 0, err
				}
			}
		}
	}
}

// Write sends an IP packet to this host.
func (e *ethernet) Write(b []byte) (int, error) {
	typ := uint16(typeIPv4)
	if len(b) > 0 && b[0]>>4 == 6 {
		typ = typeIPv6
	}
	if err := e.send(typ, b); err != nil {
		return 0, err
	}
	return len(b), nil
}

func (e *ethernet) send(typ uint16, payload []byte) error {
	e.mu.Lock()
	frame := append(e.host[:len(e.host):len(e.host)], routerMAC[:]...)
	e.mu.Unlock()
	frame = append(binary.BigEndian.AppendUint16(frame, typ), payload...)
	_, err := e.device.Write(frame)
	return err
}

// answerARP returns the reply to an ARP request for an IPv4 address; nil for
// everything else. A host that looks whether its own address is taken, and so
// names none of its own, gets no reply.
func answerARP(p []byte) []byte {
	const request, reply = 1, 2
	if len(p) < arpLength || binary.BigEndian.Uint16(p[6:]) != request || slices.Equal(p[14:18], []byte{0, 0, 0, 0}) || slices.Equal(p[14:18], p[24:28]) {
		return nil
	}
	r := binary.BigEndian.AppendUint16(slices.Clone(p[:6]), reply)
	r = append(append(r, routerMAC[:]...), p[24:28]...)
	return append(r, p[8:18]...)
}
