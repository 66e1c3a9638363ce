package render

import (
	"fmt"
	"io"
	"net/netip"
	"time"

	"github.com/pathmtu/pmtu/pmtu"
)

// tracerouteSize is the size with which traceroute --mtu begins.
const tracerouteSize = 65000

// traceroute renders as traceroute --mtu does (traceroute 2.1, by Dmitry
// Butskoy): a line a hop, and F=N behind the first time at which a size was
// needed that is smaller than before. What goes wrong without a word in those lines is told on Stderr.
type traceroute struct {
	w    io.Writer
	o    Options
	head Head
	line []byte // of the line that is being made; kept for the next one
	// last is the last hop that was printed.
	last int
	// size is what is to be told as F=; 0: nothing new.
	size pmtu.MTU
	// told is the last size that was.
	told pmtu.MTU
	err  error // the first error of w
}

func openTraceroute(w io.Writer, h Head, o Options) (Stream, error) {
	t := &traceroute{w: w, o: o, head: h}
	target := h.Target.Addr()
	hops, size := o.MaxHops, o.StartSize
	if hops == 0 {
		hops = pmtu.DefaultMaxHops
	}
	if size == 0 {
		size = tracerouteSize
	}
	t.told = size
	t.line = fmt.Appendf(t.line, "traceroute to %s (%s), %d hops max, %d byte packets", o.input(target), addrText(target), hops, size)
	t.flush()
	return t, t.err
}

// Update prints hops as they are settled.
func (t *traceroute) Update(u pmtu.Update) error {
	if u, ok := u.(pmtu.HopUpdate); ok {
		t.hop(u.Hop)
	}
	return t.err
}

// Close prints the hops that no update told.
func (t *traceroute) Close(r *pmtu.Result) error {
	for _, h := range r.Hops {
		t.hop(h)
	}
	t.warn(r)
	return t.err
}

// warn says on standard error what lines of traceroute have no words for: F= is the size that passes, whatever became
// of larger ones.
func (t *traceroute) warn(r *pmtu.Result) {
	if t.o.Stderr == nil || t.err != nil {
		return
	}
	for _, f := range r.Findings {
		if f.Code == pmtu.CodeLocalMTU && f.Severity == pmtu.SeverityInfo {
			continue
		}
		switch f.Code {
		case pmtu.CodeLocalMTU, pmtu.CodeBlackHole, pmtu.CodePTBLostOnThisHost, pmtu.CodeRoutingLoop, pmtu.CodeReturnPathLimit:
			_, _ = fmt.Fprintf(t.o.Stderr, "%s: %s\n", t.o.Prog, t.o.sentence(f.Detail)) // the data are complete
		}
	}
}

// shrink makes what arrives at a hop the next size to be told, if it is less than the last. That a
// small probe arrives tells no size.
func (t *traceroute) shrink(h pmtu.Hop) {
	if h.MTU > smallProbe(t.head.Target.Addr()) && h.MTU < t.told {
		t.size, t.told = h.MTU, h.MTU
	}
}

// hop prints a hop, unless it was printed before.
func (t *traceroute) hop(h pmtu.Hop) {
	if h.Hop <= t.last {
		return
	}
	t.last = h.Hop
	t.shrink(h)
	t.line = fmt.Appendf(t.line[:0], "%2d ", h.Hop)
	if len(h.Answers) == 0 {
		t.line = append(t.line, " *"...)
		t.appendSize()
		t.line = append(t.line, " * *"...)
	}
	for _, a := range h.Answers {
		t.answer(a)
	}
	t.flush()
}

// answer appends an address of a hop with its times.
func (t *traceroute) answer(a pmtu.Answer) {
	t.line = fmt.Appendf(t.line, " %s", t.label(a.Addr))
	mark := ""
	if e := a.Error; e != nil {
		mark = tracerouteMark(*e)
	}
	for _, d := range a.RTTs {
		us := d.Round(time.Microsecond).Microseconds()
		t.line = fmt.Appendf(t.line, "  %d.%03d ms", us/1000, us%1000)
		t.appendSize()
		t.line = append(t.line, mark...)
	}
}

// appendSize appends a new size, behind the first probe that needed it,
// answered or not.
func (t *traceroute) appendSize() {
	if t.size > 0 {
		t.line = fmt.Appendf(t.line, " F=%d", t.size)
		t.size = 0
	}
}

// label is "name (address)", where an address without a name is both.
func (t *traceroute) label(a netip.Addr) string {
	addr := addrText(a)
	if t.o.Numeric && !t.o.Both {
		return addr
	}
	name := t.o.name(a)
	if name == "" {
		name = addr
	}
	return name + " (" + addr + ")"
}

// flush writes the line.
func (t *traceroute) flush() {
	if t.err == nil {
		_, t.err = t.w.Write(append(t.line, '\n'))
	}
}

// ICMP codes of destination unreachable that have a letter in traceroute
// (RFC 792, RFC 1122, RFC 1812; RFC 4443).
var (
	tracerouteMarks4 = map[uint8]string{
		0: "!N", 6: "!N", 8: "!N", 11: "!N",
		1: "!H", 7: "!H", 12: "!H",
		9: "!X", 10: "!X", 13: "!X",
		2: "!P", 3: "", 5: "!S", 14: "!V", 15: "!C",
	}
	tracerouteMarks6 = map[uint8]string{0: "!N", 1: "!X", 2: "!H", 3: "!H", 4: ""}
)

// tracerouteMark is the mark of an ICMP error behind a blank; "" for none.
func tracerouteMark(e pmtu.ICMPError) string {
	marks, unreachable := tracerouteMarks4, uint8(3)
	if e.Family == pmtu.IPv6 {
		marks, unreachable = tracerouteMarks6, 1
	}
	mark, known := marks[e.Code]
	switch {
	case e.Type != unreachable:
		return fmt.Sprintf(" !<%d-%d>", e.Type, e.Code)
	case !known:
		return fmt.Sprintf(" !<%d>", e.Code)
	case mark == "":
		return ""
	}
	return " " + mark
}
