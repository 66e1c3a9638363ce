package render

import (
	"fmt"
	"io"
	"net/netip"

	"github.com/pathmtu/pmtu/internal/wire"
	"github.com/pathmtu/pmtu/pmtu"
)

// hostColumn is the width of a host with the blank behind it (iputils
// tracepath.c, HOST_COLUMN_SIZE).
const hostColumn = 52

// nameFailed is what iputils tracepath prints where getnameinfo fails.
const nameFailed = "???"

// tracepath renders TraceLines as iputils tracepath does, in the C locale.
type tracepath struct {
	w    io.Writer
	o    Options
	line []byte // of the line that is being made; kept for the next one
}

func openTracepath(w io.Writer, h Head, o Options) (Stream, error) {
	if h.Mode != pmtu.ModeTracepath {
		return nil, &ModeError{Format: "tracepath"}
	}
	if o.Prog == "" {
		o.Prog = "tracepath"
	}
	return &tracepath{w: w, o: o}, nil
}

// Update writes the line of a TraceLine; other updates have none.
func (t *tracepath) Update(u pmtu.Update) error {
	l, ok := u.(pmtu.TraceLine)
	if !ok {
		return nil
	}
	netError := t.compose(l)
	t.line = append(t.line, '\n')
	if _, err := t.w.Write(t.line); err != nil {
		return err
	}
	if netError == "" || t.o.Stderr == nil {
		return nil
	}
	_, err := fmt.Fprintf(t.o.Stderr, "%s: NET ERROR: %s\n", t.o.Prog, netError)
	return err
}

// Close writes nothing: the last line is a TraceLine too.
func (t *tracepath) Close(*pmtu.Result) error { return nil }

// compose makes the line and returns what goes to standard error with it.
// The formats are those of tracepath.c: recverr, probe_ttl and main.
func (t *tracepath) compose(l pmtu.TraceLine) (netError string) {
	b := t.line[:0]
	switch l.Kind {
	case pmtu.LineLocal:
		b = fmt.Appendf(b, "%2d?: %-32s ", l.Hop, "[LOCALHOST]")
		b = appendTraceRTT(b, l)
		b = fmt.Appendf(b, "pmtu %d", int32(l.MTU))
	case pmtu.LineAnswer:
		b, netError = t.appendAnswer(b, l)
	case pmtu.LineNoReply:
		b = fmt.Appendf(b, "%2d:  no reply", l.Hop)
	case pmtu.LineSendFailed:
		b = fmt.Appendf(b, "%2d:  send failed", l.Hop)
	case pmtu.LineReply:
		b = fmt.Appendf(b, "%2d?: reply received 8)", l.Hop)
	case pmtu.LineTooManyHops:
		b = fmt.Appendf(b, "     Too many hops: pmtu %d", int32(l.MTU))
	case pmtu.LineResume:
		b = appendResume(b, l)
	}
	t.line = b
	return netError
}

func (t *tracepath) appendAnswer(b []byte, l pmtu.TraceLine) ([]byte, string) {
	mark := ": "
	if l.Guessed {
		mark = "?:"
	}
	b = fmt.Appendf(b, "%2d%s ", l.Hop, mark)
	b = t.appendHost(b, l.Addr)
	b = appendTraceRTT(b, l)

	version := 4
	if l.Addr.Is6() && !l.Addr.Is4In6() {
		version = 6
	}
	switch {
	case wire.IsTimeExceeded(version, l.Type, l.Code):
		if l.Asymmetric {
			b = fmt.Appendf(b, "asymm %2d ", l.ReturnHops)
		}
		return b, ""
	case wire.IsPacketTooBig(version, l.Type, l.Code):
		// tracepath prints the kernel's unsigned number as a signed one.
		return fmt.Appendf(b, "pmtu %d", int32(l.MTU)), ""
	case wire.IsPortUnreachable(version, l.Type, l.Code):
		return append(b, "reached"...), ""
	}
	word, netError := wire.TracepathMark(version, l.Type, l.Code)
	return append(b, word...), netError
}

// appendHost pads the host to its column, and puts one blank behind one that
// is too long for it.
func (t *tracepath) appendHost(b []byte, a netip.Addr) []byte {
	start := len(b)
	addr := addrText(a)
	switch {
	case t.o.Numeric && t.o.Both:
		b = append(b, addr...)
		b = append(append(append(b, " ("...), t.hostName(a, addr)...), ')')
	case t.o.Numeric:
		b = append(b, addr...)
	case t.o.Both:
		b = append(b, t.hostName(a, addr)...)
		b = append(append(append(b, " ("...), addr...), ')')
	default:
		b = append(b, t.hostName(a, addr)...)
	}
	pad := max(1, hostColumn-(len(b)-start))
	return append(b, blanks[:pad]...)
}

// hostName is what getnameinfo gives: the name, the address where there is
// no name, or "???" where the question failed.
func (t *tracepath) hostName(a netip.Addr, addr string) string {
	if name := t.o.name(a); name != "" {
		return name
	}
	if t.o.failed(a) {
		return nameFailed
	}
	return addr
}

func appendTraceRTT(b []byte, l pmtu.TraceLine) []byte {
	if !l.HasRTT {
		return b
	}
	us := l.RTT.Microseconds()
	b = fmt.Appendf(b, "%3d.%03dms ", us/1000, us%1000)
	if l.Broken {
		b = append(b, "(This broken router returned corrupted payload) "...)
	}
	return b
}

func appendResume(b []byte, l pmtu.TraceLine) []byte {
	b = fmt.Appendf(b, "     Resume: pmtu %d ", int32(l.MTU))
	if l.Hops >= 0 {
		b = fmt.Appendf(b, "hops %d ", l.Hops)
	}
	if l.Back >= 0 {
		b = fmt.Appendf(b, "back %d ", l.Back)
	}
	return b
}
