package wire

// parseLabel decodes a label stack entry: 20 bits of label, 3 of traffic class,
// the bottom bit, 8 bits of TTL (RFC 3032, section 2.1).
func parseLabel(v uint32) Label {
	return Label{
		Label:  v >> 12,
		TC:     uint8(v>>9) & 7,
		Bottom: v>>8&1 != 0,
		TTL:    uint8(v),
	}
}

// word encodes a label stack entry.
func (l Label) word() uint32 {
	v := l.Label<<12 | uint32(l.TC&7)<<9 | uint32(l.TTL)
	if l.Bottom {
		v |= 1 << 8
	}
	return v
}
