package main

import (
	"net/netip"
	"testing"
	"time"

	"github.com/pathmtu/pmtu/internal/wire"
)

func TestTraffic(t *testing.T) {
	for source, other := range map[string]string{"10.77.254.2": "10.77.0.1", "fd77:254::2": "fd77::1"} {
		ours := &traffic{source: netip.MustParseAddr(source)}
		w, err := wire.NewPcapWriter(ours)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range []struct {
			from  string
			bytes int
		}{{source, 1500}, {other, 576}, {source, 60}, {other, 60}} {
			if err := w.WritePacket(time.Now(), packetFrom(netip.MustParseAddr(p.from), p.bytes)); err != nil {
				t.Fatal(err)
			}
		}
		if ours.packets != 2 || ours.bytes != 1560 {
			t.Errorf("%s sent %d packets of %d bytes, want 2 of 1560", source, ours.packets, ours.bytes)
		}
	}
}

// packetFrom is a packet as far as its source.
func packetFrom(a netip.Addr, bytes int) []byte {
	p := make([]byte, bytes)
	if a.Is4() {
		p[0] = 4<<4 | 5
		copy(p[12:], a.AsSlice())
		return p
	}
	p[0] = 6 << 4
	copy(p[8:], a.AsSlice())
	return p
}
