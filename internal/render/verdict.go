package render

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/pathmtu/pmtu/pmtu"
)

// Diagnosis writes the limits and the verdict of text alone, for use behind
// another format.
func Diagnosis(w io.Writer, r *pmtu.Result, o Options) error {
	if o.Redact {
		var hide *redactor
		hide, _, o = redact(HeadOf(r), o)
		r = redacted(hide, r)
	}
	t := newText(w, HeadOf(r), o)
	t.look, t.diagnosis, t.dropped = *newLooker(r, o), true, r.HostTooBig > 0
	if len(r.Hops) > 0 {
		t.last = r.Hops[len(r.Hops)-1].Hop
	}
	for _, l := range r.Limits {
		t.printLimit(l, onPath)
	}
	t.verdict(r)
	return t.err
}

// verdict prints what the run came to: a drawing of where the path is narrow,
// in words what is wrong, the path MTU, why that is known, what else there is
// to know, and what to do.
func (t *text) verdict(r *pmtu.Result) {
	if t.last > 0 || len(t.shown) > 0 {
		t.flush()
	}
	t.pipe(r)
	t.headlines(r)
	t.wentOver(r)
	t.pathMTU(r)
	t.eitherWay(r)
	if t.o.Required != nil {
		if s := t.o.Required(r); s != "" {
			t.sentence(bold, "", s)
		}
	}
	t.reasons(r)
	for _, f := range r.Findings {
		t.finding(r, f)
	}
	if in := insideOf(r, t.o); in != nil {
		t.inside(r, in)
		return
	}
	t.advice(r)
}

// outcome is how the run ended, in words; "" where it reached the destination.
func (t *text) outcome(r *pmtu.Result) (style, string) {
	switch r.Outcome {
	case pmtu.OutcomeReached:
		return plain, ""
	case pmtu.OutcomeUnreachable:
		return red, t.unreachable(r)
	case pmtu.OutcomeSilent:
		s := t.destination() + " did not answer."
		if last := lastAnswer(r); last != nil {
			s += fmt.Sprintf(" The last that did is hop %d, %s.", last.Hop, t.label(last.Answers[0].Addr))
		} else {
			s += " No hop answered either."
		}
		if clause := r.EchoUntried(); clause != "" {
			s += " " + t.o.sentence(clause) + "."
		}
		return yellow, s
	case pmtu.OutcomeTooManyHops:
		more := "."
		switch {
		case r.MayGoRound():
			more = ": one address answers at several hops, so packets may go round."
		case lastHop(r) < 255:
			more = ": -m allows more."
		}
		return yellow, fmt.Sprintf("%s is not within %s%s", t.destination(), Plural(lastHop(r), "hop"), more)
	case pmtu.OutcomeDeadline:
		return yellow, "The deadline passed before all was known: -W gives it more time."
	case pmtu.OutcomeBudget:
		return yellow, "The budget of probes was spent before all was known."
	case pmtu.OutcomeInterrupted:
		return yellow, "Interrupted before all was known."
	}
	return yellow, "Not finished yet."
}

// destination is the destination in a sentence.
func (t *text) destination() string { return t.o.input(t.head.Target.Addr()) }

// unreachable says who refused to pass probes on, and why.
func (t *text) unreachable(r *pmtu.Result) string {
	if r.Refusal != "" {
		return fmt.Sprintf("%s is unreachable: this host could not send: %s.",
			t.destination(), strings.TrimSuffix(t.o.sentence(r.Refusal), "."))
	}
	if w, ok := r.Refuser(); ok {
		mark, words := markAndWords(*w.Answer.Error)
		return fmt.Sprintf("%s is unreachable: %s, %s, says %s%s.",
			t.destination(), w.Place(), t.label(w.Answer.Addr), words, inBrackets(mark))
	}
	return t.destination() + " is unreachable."
}

// pathMTU prints the line with the answer. A number that is not proven is
// never called the path MTU.
func (t *text) pathMTU(r *pmtu.Result) {
	size := fmt.Sprintf("%d", r.PathMTU.MTU)
	switch {
	case r.PathMTU.Status == pmtu.StatusProven && r.PathMTU.MTU > 0:
		t.line.put("Path MTU ")
		t.line.styled(bold, size)
		t.line.put(", ")
		t.line.styled(green, "proven")
		if r.PathMTU.Direction == pmtu.DirectionBoth {
			t.line.put(" in both directions")
		} else {
			t.line.put(" on the way there")
		}
		t.line.put(".")
	case r.PathMTU.Status == pmtu.StatusAtLeast && r.PathMTU.MTU > 0:
		t.line.put("Path MTU ")
		t.line.styled(yellow, "at least "+size)
		t.line.put(whereProven(r))
	case !t.o.NoMTU:
		t.line.put("Path MTU ")
		t.line.styled(yellow, "unknown")
		t.line.put(".")
	}
	took := t.statistics(r)
	switch {
	case t.line.cols == 0:
	case t.line.cols+len("  ")+len(took) <= t.o.width():
		t.line.put("  ")
	default:
		t.flush()
		t.line.pad(2)
	}
	t.line.put(took)
	t.flush()
}

// eitherWay says what echoes leave open, and small IPv6 packets, where nothing that was found tells it.
func (t *text) eitherWay(r *pmtu.Result) {
	if r.AnswersLost() && !t.o.NoMTU {
		t.sentence(plain, "", fmt.Sprintf("Larger packets are lost, or the answers to them. Either way something there or back lets less than %d bytes through, which every IPv6 link must carry (RFC 8200, section 5): raise the MTU of that link or tunnel.", pmtu.MinIPv6))
		return
	}
	if r.Protocol != pmtu.ICMP || r.Outcome != pmtu.OutcomeReached || r.PathMTU.Status != pmtu.StatusAtLeast || t.o.NoMTU {
		return
	}
	if slices.ContainsFunc(r.Findings, func(f pmtu.Finding) bool { return f.Severity != pmtu.SeverityInfo }) {
		return
	}
	t.sentence(plain, "", fmt.Sprintf("An echo comes back as large as it went, so larger ones may be lost on either way. UDP to a port that answers can tell which, as in pmtu --protocol udp %s/53.",
		addrText(t.head.Target.Addr())))
}

// statistics is what the run took.
func (t *text) statistics(r *pmtu.Result) string {
	s := Plural(r.Stats.Sent, "probe")
	if t.o.Verbose {
		s += fmt.Sprintf(", %d bytes", r.Stats.SentBytes)
	}
	s += ", " + duration(r.Duration)
	switch {
	case r.HopCount > 0:
		s = Plural(r.HopCount, "hop") + ", " + s
	case r.Outcome == pmtu.OutcomeReached:
		s = "reached, distance unknown, " + s
	}
	return s
}

func duration(d time.Duration) string {
	switch s := d.Seconds(); {
	case s < 0.01:
		return fmt.Sprintf("%.3f s", s)
	case s < 10:
		return fmt.Sprintf("%.2f s", s)
	default:
		return fmt.Sprintf("%.1f s", s)
	}
}

// sentence prints a word in a style and words behind it, wrapped.
func (t *text) sentence(st style, word, s string) {
	const indent = 2
	for i, part := range wrap(s, t.o.width()-len(word), t.o.width()-indent) {
		switch {
		case i > 0:
			t.line.pad(indent)
		case word != "":
			t.line.styled(st, word)
		}
		if word == "" {
			t.line.styled(st, part)
		} else {
			t.line.put(part)
		}
		t.flush()
	}
}

// lastAnswer is the last hop that answered; nil: none did.
func lastAnswer(r *pmtu.Result) *pmtu.Hop {
	for i := len(r.Hops) - 1; i >= 0; i-- {
		if len(r.Hops[i].Answers) > 0 {
			return &r.Hops[i]
		}
	}
	return nil
}

// lastHop is the number of the last hop; 0: there is none.
func lastHop(r *pmtu.Result) int {
	if len(r.Hops) == 0 {
		return 0
	}
	return r.Hops[len(r.Hops)-1].Hop
}

// whereProven says how far a packet of the least path MTU is proven to arrive.
func whereProven(r *pmtu.Result) string {
	switch h := provenAsFar(r); {
	case h == nil:
		return ", not proven beyond."
	case h.Reached && r.Protocol == pmtu.ICMP:
		return "; whether larger echoes get there is not proven."
	case h.Reached:
		return "; whether more passes is not proven."
	default:
		return fmt.Sprintf(" as far as hop %d, not proven beyond.", h.Hop)
	}
}

// provenAsFar is the last hop that answers at which a packet of the least path MTU is proven to arrive; nil: there is none.
func provenAsFar(r *pmtu.Result) *pmtu.Hop {
	for i := range slices.Backward(r.Hops) {
		if r.Hops[i].MTU >= r.PathMTU.MTU && len(r.Hops[i].Answers) > 0 {
			return &r.Hops[i]
		}
	}
	return nil
}

func inBrackets(s string) string {
	if s == "" {
		return ""
	}
	return " (" + s + ")"
}
