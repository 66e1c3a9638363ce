package render

import (
	"fmt"

	"github.com/pathmtu/pmtu/pmtu"
)

// headlines says first what matters most: how the run ended where that is not
// at the destination, and where packets vanish.
func (t *text) headlines(r *pmtu.Result) {
	if st, s := t.outcome(r); s != "" && !hasFinding(r, pmtu.CodeRoutingLoop) {
		t.sentence(st, "", s)
	}
	for _, f := range r.Findings {
		switch f.Code {
		case pmtu.CodeBlackHole, pmtu.CodeRoutingLoop:
			t.sentence(red, "", t.o.sentence(f.Detail))
		case pmtu.CodeLocalMTU:
			t.sentence(plain, "", t.o.sentence(f.Detail))
		}
	}
}

func hasFinding(r *pmtu.Result, c pmtu.Code) bool {
	for _, f := range r.Findings {
		if f.Code == c {
			return true
		}
	}
	return false
}

// inHeadline reports whether the detail of such a finding was printed already.
func inHeadline(o pmtu.Outcome, c pmtu.Code) bool {
	switch c {
	case pmtu.CodeBlackHole, pmtu.CodeRoutingLoop, pmtu.CodeLocalMTU:
		return true
	case pmtu.CodeSilentDestination:
		return o == pmtu.OutcomeSilent
	case pmtu.CodeUnreachable, pmtu.CodeProhibited:
		return o == pmtu.OutcomeUnreachable
	}
	return false
}

// reasons says for each black hole how often what was lost.
func (t *text) reasons(r *pmtu.Result) {
	for _, l := range r.Limits {
		if l.Unsent > 0 {
			t.sentence(plain, "Why: ", fmt.Sprintf("the kernel of this host refused to send packets over %d bytes, %d times (no buffer space available), as where the other end of a link has a smaller MTU. It sent smaller ones.", l.To, l.Unsent))
		}
		if l.Kind != pmtu.LimitBlackHole || l.Lost == 0 {
			continue
		}
		s := fmt.Sprintf("%d bytes and more were lost %d times of %d, while smaller packets of the same flow were answered %d times of %d",
			l.To+1, l.Lost, l.Lost, l.Controls-l.ControlsLost, l.Controls)
		if l.ControlsLost > 0 && hasFinding(r, pmtu.CodeRateLimited) && !hasFinding(r, pmtu.CodeLossy) {
			s += " (answers are limited in rate, which is no loss)"
		}
		switch {
		case r.HostTooBig > 0:
			s += "."
		case len(r.Claims) > 0 || len(r.Strangers) > 0:
			s += "; no packet too big came from there."
		default:
			s += "; no packet too big came."
		}
		t.sentence(plain, "Why: ", s)
	}
}

// finding prints a finding. What a headline has said already is not said
// twice; its remedy is.
func (t *text) finding(r *pmtu.Result, f pmtu.Finding) {
	if f.Severity == pmtu.SeverityInfo && !t.o.Verbose {
		return
	}
	st, word := yellow, "Warning: "
	switch f.Severity {
	case pmtu.SeverityError:
		st, word = red, "Problem: "
	case pmtu.SeverityInfo:
		note := f.Detail + " " + f.Remedy
		if inHeadline(r.Outcome, f.Code) {
			note = f.Remedy
		}
		t.sentence(plain, "Note: ", t.o.sentence(note))
		return
	}
	if !inHeadline(r.Outcome, f.Code) {
		t.sentence(st, word, t.o.sentence(f.Detail))
	}
	if f.Remedy != "" {
		t.sentence(plain, "Fix: ", t.o.sentence(f.Remedy))
	}
}
