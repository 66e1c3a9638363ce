package render

import (
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/pathmtu/pmtu/asym"
	"github.com/pathmtu/pmtu/internal/wire"
	"github.com/pathmtu/pmtu/pmtu"
)

// note is something said of a hop behind its numbers.
type note struct {
	style style
	text  string
}

// hop prints the lines of a hop and of the limits that were waiting for it,
// unless it was printed before.
func (t *text) hop(h pmtu.Hop) {
	if h.Hop <= t.last {
		return
	}
	if len(h.Answers) == 0 {
		t.silent = append(t.silent, h)
	} else {
		t.flushSilent()
	}
	number := fmt.Sprintf("%3d  ", h.Hop)
	for i, a := range h.Answers {
		mtu := h.MTU
		if i > 0 {
			number, mtu = "     ", 0
		}
		if mtu <= smallProbe(a.Addr) {
			mtu = 0 // nothing larger was asked there, or arrived: a number would read as if it were the link's
		}
		t.answer(number, a, mtu, t.notes(h, a))
	}
	t.last = h.Hop
	t.flushLimits()
}

// smallProbe is the size of the probes that ask hops who they are: the headers, and four tokens.
func smallProbe(hop netip.Addr) pmtu.MTU {
	family := pmtu.IPv6
	if hop.Unmap().Is4() {
		family = pmtu.IPv4
	}
	const transport = 8 // of UDP, and of an echo
	return family.Header() + transport + 4*pmtu.TokenSize
}

// maxSilentLines is how many silent hops in a row get a line each.
const maxSilentLines = 3

// flushSilent prints the silent hops that were held back: a line for each, or
// one for a long run of them, as behind a destination that does not answer.
func (t *text) flushSilent() {
	run := t.silent
	t.silent = nil
	if len(run) <= maxSilentLines {
		for _, h := range run {
			t.silentHop(h)
		}
		return
	}
	t.line.styled(dim, fmt.Sprintf("%3d  *", run[0].Hop))
	t.line.styled(dim, fmt.Sprintf("  and so on to hop %d: %d silent hops", run[len(run)-1].Hop, len(run)))
	t.flush()
}

func (t *text) silentHop(h pmtu.Hop) {
	t.line.styled(dim, fmt.Sprintf("%3d  *", h.Hop))
	if t.o.Verbose && h.Sent > 0 {
		t.line.styled(dim, fmt.Sprintf("  no answer to %d probes", h.Sent))
	}
	t.flush()
}

// answer prints one address of a hop.
func (t *text) answer(number string, a pmtu.Answer, mtu pmtu.MTU, notes []note) {
	t.line.put(number)
	rtt := rttText(a.RTTs, t.o.Verbose)
	t.host(t.label(a.Addr), rtt)
	rttEnd := hostStart + t.hostWidth + rttWidth
	if rtt != "" {
		t.line.right(plain, rtt, rttEnd)
	}
	if mtu > 0 {
		t.line.right(plain, strconv.Itoa(int(mtu)), max(rttEnd, t.line.cols)+mtuWidth)
	}
	column := mtuWidth
	if t.o.NoMTU { // there is no column
		column = 0
	}
	start := max(rttEnd+column, t.line.cols) + noteGap
	beside, under := fitting(notes, t.o.width()-start)
	t.putNotes(beside, start)
	t.flush()
	for _, n := range under {
		t.below(n.style, n.text)
	}
}

// fitting parts the notes that fit into room from those that do not. Of one with a
// mark it is enough that the mark fits.
func fitting(notes []note, room int) (beside, under []note) {
	fits := func(n note) bool { return notesWidth(append(slices.Clip(beside), n)) <= room }
	for _, n := range notes {
		mark, words, marked := strings.Cut(n.text, " ")
		marked = marked && strings.HasPrefix(mark, "!")
		switch {
		case fits(n):
			beside = append(beside, n)
		case marked && fits(note{n.style, mark}):
			beside, under = append(beside, note{n.style, mark}), append(under, note{n.style, words})
		default:
			under = append(under, n)
		}
	}
	return beside, under
}

// host puts the host in its column. One that is too long gets lines of its
// own, so that the numbers stay under each other.
func (t *text) host(label, rtt string) {
	room := t.hostWidth + rttWidth - 1 - utf8.RuneCountInString(rtt)
	if utf8.RuneCountInString(label) <= room {
		t.line.put(label)
		return
	}
	for i, part := range wrap(label, t.o.width()-hostStart, t.o.width()-hostStart) {
		if i > 0 {
			t.line.pad(hostStart)
		}
		t.line.put(part)
		t.flush()
	}
}

func notesWidth(notes []note) int {
	n := 0
	for i, x := range notes {
		if i > 0 {
			n += len(", ")
		}
		n += utf8.RuneCountInString(x.text)
	}
	return n
}

func (t *text) putNotes(notes []note, col int) {
	for i, n := range notes {
		if i == 0 {
			t.line.pad(col)
		} else {
			t.line.put(", ")
		}
		t.line.styled(n.style, n.text)
	}
}

// notes says what is not usual of an answer.
func (t *text) notes(h pmtu.Hop, a pmtu.Answer) []note {
	var out []note
	reached := h.Reached && (a.Error == nil || a.Addr == t.head.Target.Addr())
	if reached {
		out = append(out, note{green, "reached"})
	}
	if a.Error != nil && !reached {
		out = append(out, note{red, errorText(*a.Error)})
	}
	odd := a.Asymmetric == asym.Yes || t.o.Verbose && a.Asymmetric == asym.Maybe
	switch {
	case a.ReturnHops <= 0:
	case odd && !h.Reached:
		out = append(out, note{yellow, Plural(a.ReturnHops, "hop") + " back"})
	case h.Reached:
		out = append(out, note{plain, Plural(a.ReturnHops, "hop") + " back"})
	}
	if a.Error != nil && reached { // it refuses what was sent, and is there all the same
		out = append(out, note{yellow, errorText(*a.Error) + ", says the destination itself"})
	}
	if len(a.MPLS) > 0 {
		out = append(out, note{dim, mplsText(a.MPLS)})
	}
	if t.o.Verbose && a.Auth == pmtu.AuthTuple {
		out = append(out, note{yellow, "matched by ports only"})
	}
	if t.o.Verbose {
		for _, i := range a.Interfaces {
			out = append(out, note{dim, t.o.interfaceText(i)})
		}
	}
	return out
}

// errorText is an ICMP error as it stands at a hop, "!N network unreachable".
func errorText(e pmtu.ICMPError) string {
	mark, words := markAndWords(e)
	if mark == "" {
		return words
	}
	return mark + " " + words
}

func markAndWords(e pmtu.ICMPError) (mark, words string) {
	v := int(e.Family)
	return wire.Mark(v, e.Type, e.Code), wire.Describe(v, e.Type, e.Code)
}

// mplsText is the labels of a stack, outermost first, "MPLS 24001/16".
func mplsText(stack []pmtu.Label) string {
	labels := make([]string, len(stack))
	for i, l := range stack {
		labels[i] = strconv.FormatUint(uint64(l.Label), 10)
	}
	return "MPLS " + strings.Join(labels, "/")
}

// interfaceText is what a router says of an interface of its own.
func (o Options) interfaceText(i pmtu.Interface) string {
	out := "interface"
	switch {
	case i.Name != "":
		out += " " + o.word(i.Name)
	case i.Index != 0:
		out += fmt.Sprintf(" %d", i.Index)
	}
	if i.Addr.IsValid() {
		out += " " + addrText(i.Addr)
	}
	if i.MTU != 0 {
		out += fmt.Sprintf(" MTU %d", i.MTU)
	}
	return out
}

// rttText is the least of the round-trip times, or all of them.
func rttText(rtts []time.Duration, all bool) string {
	if len(rtts) == 0 {
		return ""
	}
	if !all {
		return milliseconds(slices.Min(rtts)) + " ms"
	}
	parts := make([]string, len(rtts))
	for i, d := range rtts {
		parts[i] = milliseconds(d)
	}
	return strings.Join(parts, " ") + " ms"
}

// milliseconds is a round-trip time: two digits behind the point are of use
// within a machine room only.
func milliseconds(d time.Duration) string {
	digits := 1
	if d < time.Millisecond {
		digits = 2
	}
	return strconv.FormatFloat(float64(d)/float64(time.Millisecond), 'f', digits, 64)
}

// Plural is a number and what it counts: "1 hop", "2 hops".
func Plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return strconv.Itoa(n) + " " + what + "s"
}
