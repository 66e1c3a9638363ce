package render

import (
	"io"
	"net/netip"

	"github.com/pathmtu/pmtu/pmtu"
)

// DefaultWidth is the columns of a line where Options does not say.
const DefaultWidth = 80

// Options says what a Result does not know. The zero value renders addresses
// only, in Unicode, without colour, for 80 columns.
type Options struct {
	// Input is the destination as the user wrote it; "": its address.
	Input string
	// TargetName is the name that was resolved; "" where Input is an address.
	TargetName string
	// Name returns the name of an address, "" for none. It may wait, and it
	// must give the same answer each time. Nil: no names.
	Name func(netip.Addr) string
	// NameFailed says that the name of an address could not be looked up, as
	// opposed to that it has none. iputils tracepath prints "???" then. Nil: never.
	NameFailed func(netip.Addr) bool
	// Version is that of the program, for JSON; "": left out.
	Version string
	// Prog is the name of the program in front of messages on Stderr; "": "tracepath".
	Prog string
	// Numeric prints addresses first, and no names unless Both is set (-n).
	Numeric bool
	// Both prints names and addresses (-b).
	Both bool
	// MaxHops and StartSize are those that were asked for, which the first line
	// of traceroute names; 0: none were.
	MaxHops   int
	StartSize pmtu.MTU
	// OtherMTU is the path MTU to the same destination over the other family,
	// where that is known: it tells tunnels apart. 0: unknown.
	OtherMTU pmtu.MTU
	// Tunnel says of which tunnel the path is the outer one. Nil: of none.
	Tunnel *Tunnel
	// Required says whether a size that was asked for passes, in a sentence, "" for nothing.
	// Nil: none was asked for.
	Required func(*pmtu.Result) string
	// NoMTU says that the path MTU was not asked for.
	NoMTU bool
	// Redact replaces addresses that are not of private use and leaves names
	// out, for output that others are to see.
	Redact bool
	// Color allows the colours of a terminal in text.
	Color bool
	// ASCII keeps text to ASCII.
	ASCII bool
	// Verbose adds what is of interest now and then: all round-trip times,
	// findings that are only information.
	Verbose bool
	// Width is the columns of a line of text; 0, and less than 80: DefaultWidth.
	Width int
	// Dropping says whether this host may have dropped packets too big that it got by now, so that nobody need be
	// silent where packets vanish: only the result knows then. Nil: it did not.
	Dropping func() bool
	// Stderr takes what iputils tracepath writes to standard error, and what traceroute's lines do not tell. Nil: nowhere.
	Stderr io.Writer
}

// Head is what is known of a run before it starts.
type Head struct {
	Target netip.AddrPort
	// Protocol is that of the probes. Auto is UDP, with which it begins.
	Protocol pmtu.Protocol
	Mode     pmtu.Mode
	Source   pmtu.Source
}

// HeadOf returns the Head that the run had of which r is the result.
func HeadOf(r *pmtu.Result) Head {
	return Head{Target: r.Target, Protocol: r.Protocol, Mode: r.Mode, Source: r.Source}
}

// withDefaults puts the default port where none is named and the protocol
// that a run begins with, as the engine does, so that a Head made of options
// says what the Head of the result will say.
func (h Head) withDefaults() Head {
	if h.Protocol == pmtu.Auto {
		h.Protocol = pmtu.UDP
	}
	switch {
	case h.Target.Port() != 0:
	case h.Mode == pmtu.ModeTracepath:
		h.Target = netip.AddrPortFrom(h.Target.Addr(), pmtu.TracepathPort)
	default:
		h.Target = netip.AddrPortFrom(h.Target.Addr(), pmtu.DefaultPort)
	}
	return h
}

func (o Options) width() int { return max(o.Width, DefaultWidth) }

// name returns the escaped name of an address; "" for none.
func (o Options) name(a netip.Addr) string {
	if o.Name == nil || !a.IsValid() {
		return ""
	}
	return o.word(o.Name(a))
}

// input returns the destination as the user knows it.
func (o Options) input(target netip.Addr) string {
	if o.Input == "" {
		return addrText(target)
	}
	return o.word(o.Input)
}

// word makes a foreign word safe to print.
func (o Options) word(s string) string { return escape(s, false, o.ASCII) }

// sentence makes a foreign sentence safe to print.
func (o Options) sentence(s string) string { return escape(s, true, o.ASCII) }

// failed reports whether the name of an address could not be looked up.
func (o Options) failed(a netip.Addr) bool { return o.NameFailed != nil && o.NameFailed(a) }

// addrText is an address as text. A zone is the name of an interface, which
// Linux lets contain almost anything.
func addrText(a netip.Addr) string {
	s := a.Unmap().String()
	if a.Zone() != "" {
		return escape(s, false, true)
	}
	return s
}
