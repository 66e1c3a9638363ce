package wire

import "encoding/binary"

// Quote is the original datagram that an ICMP error returns.
type Quote struct {
	IP IP
	// SrcPort and DstPort are those of UDP and TCP; 0 for other protocols.
	SrcPort, DstPort uint16
	// Transport is what was quoted from the transport header on, at least 8
	// bytes for UDP and TCP. For an echo, ParseICMP gives its identifier.
	Transport []byte
	// Payload is what was quoted behind the transport header; empty for a
	// minimal quote (RFC 792: IP header and 8 bytes).
	Payload []byte
	// Extension is the RFC 4884 extension structure behind the quote, for
	// ParseExtensions; nil: none.
	Extension []byte
	// Legacy is true where Extension was found without a length field that
	// points to it.
	Legacy bool
}

// MinQuote is the least size to which RFC 4884 (section 4) pads a quote that
// has extensions behind it, bytes; and the place where routers from before it
// put the extensions.
const MinQuote = 128

// ParseQuote parses the body of an ICMP error of the given IP version. The
// length field of RFC 4884 is honoured where it is sane; without one an
// extension is looked for where routers from before that RFC put it. Where the
// quote ends inside of the transport header, the Quote is returned along with
// ErrShort and has the IP header. The Quote refers to m.Body.
func ParseQuote(m ICMP, version int) (Quote, error) {
	if !quotes(version, m.Type) {
		return Quote{}, fail("quote", ErrNoQuote)
	}
	var q Quote
	var original []byte
	original, q.Extension, q.Legacy = splitBody(m, version)
	h, err := parseHeader(original)
	if err != nil {
		return Quote{}, err
	}
	q.IP = h
	if h.FragmentOffset != 0 {
		return Quote{}, fail("quote", ErrNotFirst)
	}
	q.Transport = trimPadding(original, h)
	err = q.parseTransport()
	return q, err
}

// quotes is true for types that quote a packet: all ICMPv6 errors are below 128
// (RFC 4443, section 2.1).
func quotes(version int, typ uint8) bool {
	if version == 6 {
		return typ > 0 && typ < TypeEcho6
	}
	switch typ {
	case TypeUnreachable, TypeSourceQuench, TypeRedirect, TypeTimeExceeded, TypeParameterProblem:
		return true
	}
	return false
}

// extensible is true for types that may carry extensions (RFC 4884, section 4).
func extensible(version int, typ uint8) bool {
	if version == 6 {
		return typ == TypeUnreachable6 || typ == TypeTimeExceeded6
	}
	return typ == TypeUnreachable || typ == TypeTimeExceeded || typ == TypeParameterProblem
}

// quoteUnit is the bytes that the length field of RFC 4884 counts in, and
// quoteShift where the field stands in ICMP.Rest.
func quoteUnit(version int) (unit, shift int) {
	if version == 6 {
		return 8, 24
	}
	return 4, 16
}

// splitBody splits the body of an ICMP error into quote and extension.
func splitBody(m ICMP, version int) (original, extension []byte, legacy bool) {
	if !extensible(version, m.Type) {
		return m.Body, nil, false
	}
	unit, shift := quoteUnit(version)
	// As Linux has it (ip_icmp_error_rfc4884), a length under 128 is as good as
	// none.
	if n := int(uint8(m.Rest>>shift)) * unit; n >= MinQuote {
		if len(m.Body) < n+extensionHeadLen {
			return m.Body, nil, false
		}
		return m.Body[:n], m.Body[n:], false
	}
	if ext, ok := FindLegacy(m.Body, MinQuote); ok {
		return m.Body[:MinQuote], ext, true
	}
	return m.Body, nil, false
}

// trimPadding returns what was quoted behind the IP header without the zeros
// that RFC 4884 pads with. Bytes beyond TotalLen that are not zero show that
// TotalLen is wrong, and are kept.
func trimPadding(original []byte, h IP) []byte {
	if h.TotalLen < h.HeaderLen || h.TotalLen >= len(original) {
		return original[h.HeaderLen:]
	}
	for _, b := range original[h.TotalLen:] {
		if b != 0 {
			return original[h.HeaderLen:]
		}
	}
	return original[h.HeaderLen:h.TotalLen]
}

// parseTransport fills in ports and payload from q.Transport.
func (q *Quote) parseTransport() error {
	b := q.Transport
	switch q.IP.Protocol {
	case ProtoUDP, ProtoTCP, ProtoICMP, ProtoICMPv6:
	default:
		return nil
	}
	if len(b) < 8 { // RFC 792: every quote has as much
		return fail("quoted transport header", ErrShort)
	}
	n := 8 // of UDP and ICMP
	switch q.IP.Protocol {
	case ProtoTCP:
		n = TCPHeaderLen
		if len(b) > 12 {
			n = max(n, int(b[12]>>4)*4)
		}
		fallthrough
	case ProtoUDP:
		q.SrcPort = binary.BigEndian.Uint16(b)
		q.DstPort = binary.BigEndian.Uint16(b[2:])
	}
	q.Payload = b[min(n, len(b)):]
	return nil
}
