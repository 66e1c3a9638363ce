package simnet

import (
	"net/netip"

	"github.com/pathmtu/pmtu/internal/wire"
)

// reassembler puts fragments together. Its zero value is ready for use. As the
// simulation neither reorders nor overlaps them, it only counts bytes.
type reassembler struct{ parts map[fragmentKey]*parts }

type fragmentKey struct {
	src      netip.Addr
	protocol uint8
	id       uint16
}

type parts struct {
	payload     []byte
	have, total int // total: 0 until the last fragment is there
	largest     int // the largest fragment, with its headers
}

// add takes what follows the header ip and returns the whole of it: at once
// where it is no fragment, false where something is still missing. largest is the largest
// fragment of the whole, bytes of its packet; 0: it came in one piece.
func (r *reassembler) add(ip wire.IP, payload []byte) (all []byte, largest int, whole bool) {
	if !ip.MF && ip.FragmentOffset == 0 {
		return payload, 0, true
	}
	key := fragmentKey{ip.Src, ip.Protocol, ip.ID}
	p := r.parts[key]
	if p == nil {
		p = &parts{}
		if r.parts == nil {
			r.parts = make(map[fragmentKey]*parts)
		}
		r.parts[key] = p
	}
	p.largest = max(p.largest, ip.TotalLen)
	end := int(ip.FragmentOffset) + len(payload)
	if end > len(p.payload) {
		p.payload = append(p.payload, make([]byte, end-len(p.payload))...)
	}
	p.have += copy(p.payload[ip.FragmentOffset:], payload)
	if !ip.MF {
		p.total = end
	}
	if p.total == 0 || p.have < p.total {
		return nil, 0, false
	}
	delete(r.parts, key)
	return p.payload, p.largest, true
}
