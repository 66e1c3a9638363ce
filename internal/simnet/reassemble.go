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
}

// add takes what follows the header ip and returns the whole of it: at once
// where it is no fragment, false where something is still missing.
func (r *reassembler) add(ip wire.IP, payload []byte) ([]byte, bool) {
	if !ip.MF && ip.FragmentOffset == 0 {
		return payload, true
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
	end := int(ip.FragmentOffset) + len(payload)
	if end > len(p.payload) {
		p.payload = append(p.payload, make([]byte, end-len(p.payload))...)
	}
	p.have += copy(p.payload[ip.FragmentOffset:], payload)
	if !ip.MF {
		p.total = end
	}
	if p.total == 0 || p.have < p.total {
		return nil, false
	}
	delete(r.parts, key)
	return p.payload, true
}
