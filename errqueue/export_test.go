package errqueue

// ParseWord is Parse for the layout of 32-bit (4) or 64-bit (8) processes.
func ParseWord(oob []byte, m *Message, word int) error {
	return parse(oob, m, layout(word), indexZone)
}

// PutHopLimit returns the control message that gives a datagram its hop limit.
func PutHopLimit(word, version int, hopLimit uint8) []byte {
	var b [hopLimitLen]byte
	return b[:putHopLimit(&b, layout(word), version, hopLimit)]
}
