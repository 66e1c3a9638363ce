package pmtu

import (
	"net/netip"
	"time"
)

// LineKind says which of iputils tracepath's lines a TraceLine is.
type LineKind uint8

// The lines of iputils tracepath (tracepath.c, functions recverr, probe_ttl and main).
const (
	LineLocal       LineKind = iota // "[LOCALHOST]": this host refused the size
	LineAnswer                      // an ICMP message
	LineNoReply                     // "no reply"
	LineSendFailed                  // "send failed"
	LineReply                       // "reply received 8)": a datagram came back
	LineTooManyHops                 // "Too many hops: pmtu N"
	LineResume                      // "Resume: pmtu N ...", the last
)

// TraceLine is one line of iputils tracepath, as facts. A result has them in
// ModeTracepath only.
type TraceLine struct {
	Kind LineKind
	// Hop is the hop limit of the probe that was answered.
	Hop int
	// Guessed is true where tracepath cannot know which probe was answered
	// and names the current hop ("?").
	Guessed bool
	// Addr is who answered. The zero Addr where nobody did.
	Addr netip.Addr
	// HasRTT is true where RTT was measured.
	HasRTT bool
	RTT    time.Duration
	// Auth is how sure it is that the answer is one to the probe; empty but in LineAnswer.
	Auth Auth
	// Broken is true where the quote was long enough for the token but does not hold it.
	Broken bool
	// Type and Code are those of the ICMP message; its family is Addr's.
	Type, Code uint8
	// MTU is the claimed next-hop MTU of a packet too big or the local
	// limit, as sent; in LineTooManyHops and LineResume the size in force.
	MTU uint32
	// ReturnHops is how many hops the answer travelled, by its hop limit.
	ReturnHops int
	// Asymmetric is true where tracepath says "asymm": a time exceeded whose
	// ReturnHops differ from Hop.
	Asymmetric bool
	// Hops and Back are those of LineResume; -1 where unknown.
	Hops, Back int
}
