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
		if l.Kind != pmtu.LimitBlackHole || l.Lost == 0 {
			continue
		}
		s := fmt.Sprintf("%d bytes and more were lost %d times of %d, ", l.To+1, l.Lost, l.Lost)
		if l.ControlsLost == 0 {
			s += fmt.Sprintf("smaller packets of the same flow 0 times of %d", l.Controls)
		} else {
			s += fmt.Sprintf("while smaller packets of the same flow were answered %d times of %d", l.Controls-l.ControlsLost, l.Controls)
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

// advice prints what to set: with a line to enter where a black hole has to be
// lived with, and with all lines if more is to be said.
func (t *text) advice(r *pmtu.Result) {
	a := r.Advice
	if a == nil || a.MTU == 0 {
		return
	}
	settings := a.Settings(r.Target.Addr(), r.Source)
	hole := hasFinding(r, pmtu.CodeBlackHole)
	switch {
	case hole && a.TCPMSS > 0:
		t.sentence(plain, "Until then: ", fmt.Sprintf("MTU %d or TCP MSS %d, e.g.", a.MTU, a.TCPMSS))
	case hole:
		t.sentence(plain, "Until then: ", fmt.Sprintf("MTU %d, e.g.", a.MTU))
	default:
		t.sentence(plain, "Set: ", fmt.Sprintf("tunnel or interface MTU %d%s", a.MTU, mssOf(a.MTU)))
	}
	if !t.o.Verbose {
		settings = settings[:min(1, len(settings))]
		if !hole {
			settings = nil
		}
	}
	for _, s := range settings {
		t.command(settingLabel[s.Tool] + t.o.sentence(s.Line))
	}
}

// settingLabel says what a line is for that does not tell by itself.
var settingLabel = map[string]string{
	"wg-quick": "WireGuard, where the tunnel's other end is the destination: ",
	"docker":   "/etc/docker/daemon.json: ",
}

// command prints a line to enter. One that is too long goes on behind a
// backslash, as a shell reads it.
func (t *text) command(line string) {
	const indent, goOn = 2, " \\"
	room := t.o.width() - indent - len(goOn)
	parts := []string{line}
	if len(line) > t.o.width()-indent {
		parts = wrap(line, room, room-indent)
	}
	for i, part := range parts {
		t.line.pad(indent * min(i+1, 2))
		t.line.put(part)
		if i < len(parts)-1 {
			t.line.put(goOn)
		}
		t.flush()
	}
}

// mssOf is the TCP MSS that an MTU leaves each family: 20 bytes of TCP less,
// and the IP header. IPv6 is not to be had below 1280 bytes.
func mssOf(mtu pmtu.MTU) string {
	const tcp = 20
	four, six := max(0, int(mtu-pmtu.IPv4.Header())-tcp), 0
	if mtu >= pmtu.MinIPv6 {
		six = int(mtu-pmtu.IPv6.Header()) - tcp
	}
	return mssText(four, six)
}
