package render

import (
	"fmt"
	"io"
	"net/netip"
	"slices"
	"strings"

	"github.com/pathmtu/pmtu/pmtu"
)

// text renders for people: a header, a line a hop with the limits under the
// hop they follow, and at the end the verdict.
type text struct {
	w    io.Writer
	o    Options
	head Head
	line line
	// hostWidth is the width of the column of hosts.
	hostWidth int
	// last is the last hop that was printed.
	last int
	// silent are the silent hops that were told last and not printed yet.
	silent []pmtu.Hop
	// waiting are the limits behind hops that were not printed yet.
	waiting []pmtu.Limit
	// shown are the limits that were printed.
	shown []pmtu.Limit
	look  looker
	// held are the updates from a black hole on of which it is not known yet whether nobody reports it.
	held []pmtu.Update
	// dropped is set where this host dropped packets too big that came.
	dropped bool
	// diagnosis is set where the end of the text stands behind another format.
	diagnosis bool
	err       error // the first error of w
}

// The columns of a hop's line.
const (
	hostStart  = 5  // where the host begins
	rttWidth   = 9  // "1234.5 ms"
	mtuWidth   = 7  // two blanks or more, and the number
	noteGap    = 3  // between the MTU and what is said of the hop
	hostWidth4 = 31 // leaves 25 columns of 80 for notes
	hostWidth6 = 35
	// hostGrowth is how much of a wider terminal goes to hosts.
	hostGrowth = 24
)

func openText(w io.Writer, h Head, o Options) (Stream, error) {
	t := newText(w, h, o)
	t.header()
	return t, t.err
}

func newText(w io.Writer, h Head, o Options) *text {
	t := &text{w: w, o: o, head: h, hostWidth: hostWidth4, line: line{color: o.Color}}
	if h.Target.Addr().Is6() && !h.Target.Addr().Is4In6() {
		t.hostWidth = hostWidth6
	}
	t.look = looker{family: family(h.Target.Addr()), otherMTU: o.OtherMTU}
	t.hostWidth += min(o.width()-DefaultWidth, hostGrowth)
	return t
}

// Update prints hops as they are settled, and limits under them.
func (t *text) Update(u pmtu.Update) error {
	if len(t.held) > 0 || t.isOpen(u) {
		t.held = append(t.held, u)
		return t.err
	}
	return t.update(u)
}

// isOpen reports whether the update is of a black hole that may be none, as this host drops what others say of it.
func (t *text) isOpen(u pmtu.Update) bool {
	l, ok := u.(pmtu.LimitUpdate)
	return ok && l.Limit.Kind == pmtu.LimitBlackHole && t.o.Dropping != nil && t.o.Dropping()
}

func (t *text) update(u pmtu.Update) error {
	switch u := u.(type) {
	case pmtu.LocalUpdate:
		t.look.before = u.MTU
	case pmtu.HopUpdate:
		t.hop(u.Hop)
	case pmtu.LimitUpdate:
		t.look.at(u.HopCount)
		t.limit(u.Limit)
	}
	return t.err
}

// Close prints the hops and limits that no update told, and the verdict.
func (t *text) Close(r *pmtu.Result) error {
	t.dropped = r.HostTooBig > 0
	for _, u := range t.held {
		_ = t.update(u) // t.err is returned
	}
	t.waiting = t.waiting[:0]
	t.look.at(r.HopCount)
	for _, l := range r.Limits {
		if !slices.ContainsFunc(t.shown, func(x pmtu.Limit) bool { return sameLimit(x, l) }) {
			t.limit(l)
		}
	}
	for _, h := range r.Hops {
		t.hop(h)
	}
	t.flushSilent()
	t.unplaced()
	t.verdict(r)
	return t.err
}

// wentOver says that the run went on with another protocol than it began with.
func (t *text) wentOver(r *pmtu.Result) {
	if t.head.Protocol == pmtu.UDP && r.Protocol == pmtu.ICMP {
		t.sentence(plain, "", t.destination()+" did not answer UDP, and answers ICMP echo: that was used.")
	}
}

// flush writes the line and starts the next one.
func (t *text) flush() {
	if t.err != nil {
		return
	}
	t.line.buf = append(t.line.buf, '\n')
	_, t.err = t.w.Write(t.line.buf)
	t.line.reset()
}

// header says what is traced, how, and from where.
func (t *text) header() {
	addr := t.head.Target.Addr()
	name := t.o.input(addr)
	if name != addrText(addr) {
		name += " (" + addrText(addr) + ")"
	}
	over := " over " + strings.ToUpper(t.head.Protocol.String())
	if p := t.head.Target.Port(); p != pmtu.DefaultPort && p != 0 {
		over += fmt.Sprintf(" port %d", p)
	}
	from := t.source(t.head.Source)
	t.line.styled(bold, name)
	t.line.put(over)
	switch {
	case from == "":
	case t.line.cols+len(", ")+len(from) <= t.o.width():
		t.line.put(", " + from)
	default:
		t.line.put(",")
		t.flush()
		t.indented(2, plain, from)
		t.outerNote()
		t.redactedNote()
		t.flush()
		return
	}
	t.flush()
	t.outerNote()
	t.redactedNote()
	t.flush()
}

// redactedNote says that addresses are not what they seem.
func (t *text) redactedNote() {
	if t.o.Redact {
		t.indented(2, dim, "redacted: public addresses are stand-ins, names are left out")
	}
}

// source is this host's side of the path in words; "" where nothing is known.
func (t *text) source(s pmtu.Source) string {
	var facts []string
	if s.Interface != "" {
		facts = append(facts, t.o.word(s.Interface))
	}
	if s.InterfaceMTU > 0 {
		facts = append(facts, fmt.Sprintf("MTU %d", s.InterfaceMTU))
	}
	if s.RouteMTU > 0 && s.RouteMTU != s.InterfaceMTU {
		facts = append(facts, fmt.Sprintf("route MTU %d%s", s.RouteMTU, lockedText(s)))
	}
	if s.CachedMTU > 0 {
		facts = append(facts, fmt.Sprintf("cached path MTU %d%s", s.CachedMTU, expiryText(s)))
	}
	known := strings.Join(facts, ", ")
	switch {
	case s.Addr.IsValid() && known != "":
		return fmt.Sprintf("from %s (%s)", addrText(s.Addr), known)
	case s.Addr.IsValid():
		return "from " + addrText(s.Addr)
	case known != "":
		return "from " + known
	}
	return ""
}

func lockedText(s pmtu.Source) string {
	if s.RouteLocked {
		return " locked"
	}
	return ""
}

// expiryText says how long a cached path MTU stays.
func expiryText(s pmtu.Source) string {
	if s.CachedExpires <= 0 {
		return ""
	}
	return fmt.Sprintf(" for %d s", seconds(s.CachedExpires))
}

// label is an address as the user wants to see it, with its name.
func (t *text) label(a netip.Addr) string {
	addr := addrText(a)
	if t.o.Numeric && !t.o.Both {
		return addr
	}
	name := t.o.name(a)
	if name == "" && a == t.head.Target.Addr() && t.o.TargetName != "" {
		name = t.o.word(t.o.TargetName)
	}
	switch {
	case name == "" || name == addr:
		return addr
	case t.o.Numeric:
		return addr + " (" + name + ")"
	}
	return name + " (" + addr + ")"
}
