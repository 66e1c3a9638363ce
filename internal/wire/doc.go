// Package wire reads and writes the packets that probes and their answers are
// made of: IPv4, IPv6, UDP, TCP and ICMP headers, the quotes in ICMP errors,
// and the extensions behind those quotes.
//
// It does no I/O (a capture is written to an io.Writer of the caller's) and
// keeps no state. Every ParseX takes bytes as they came from the network, never
// reads outside of them, never panics, and returns views into them where it
// returns byte slices. Every AppendX appends to dst, computes the lengths and
// checksums itself, and returns the longer slice. What ParseX(AppendX(x))
// returns is x, but for the fields that AppendX computes.
//
// ParseX does not verify checksums, except that of the extension structure: the
// kernel has verified what arrived, and a quoted header may well be wrong
// because a router changed the hop limit and nothing else. Checksum and
// TransportChecksum are there for who wants to know.
package wire
