package pmtu

import "slices"

type matching uint8

const (
	matchForged  matching = iota // none of ours
	matchUnclear                 // may be ours, but is of no use: it may be to one that was given up
	matchSeveral                 // ours, but the quote is too short to say which
	matchOne
)

// match finds the probe that an answer speaks of: by the token that came
// back, else by the port, else by its being the only one that can be meant.
// A token that was never sent is a forgery or a leftover of another run.
func (e *Engine) match(a *answer) (*flight, matching) {
	if a.quote.HasToken {
		if f := e.byToken[a.quote.Token]; f != nil && f.state != flightQueued {
			a.auth = AuthToken
			return f, matchOne
		}
		if !e.tokenMayDiffer(a) {
			return nil, matchForged
		}
	} else if isEcho(a) {
		return nil, matchForged // all of what was sent comes back
	}
	if !e.tupleFits(a) {
		return nil, matchForged
	}
	a.auth = AuthTuple
	if e.signs && a.kind == answerUnreachable && a.final(e.o.Target.Addr()) && e.o.Mode != ModeTracepath {
		return nil, matchUnclear // who signs one does so each time
	}
	var found *flight
	n, twins := 0, true
	for _, f := range e.flights {
		if e.mayAnswer(a, f) {
			n++
			twins = twins && f.twin && (found == nil || f.Size == found.Size)
			if found == nil || e.likelier(a, f, found) {
				found = f
			}
		}
	}
	switch {
	case n == 0 && e.o.Mode == ModeTracepath && !e.portUsed(a.quote.Target.Port()):
		return nil, matchSeveral
	case n == 0 && slices.ContainsFunc(e.flights, func(f *flight) bool { return f.left() && e.couldAnswer(a, f) }):
		return nil, matchUnclear
	case n == 0:
		return nil, matchForged
	case n == 1 || twins || a.kind == answerTooBig:
		return found, matchOne
	}
	return nil, matchSeveral
}

// oweUnnamed reports whether the answer may be to a probe that only its token could name, and has none yet.
func (e *Engine) oweUnnamed(a *answer) bool {
	return slices.ContainsFunc(e.flights, func(f *flight) bool {
		return f.abandoned && f.left() && f.owed() && !f.expired(e.now, e.o.Timeout) && e.couldAnswer(a, f)
	})
}

// vouched reports whether a refusal speaks of a probe of ours, and of our
// destination. One that a translator on the way changed is a hint.
func (e *Engine) vouched(a *answer) bool { return a.auth == AuthToken && e.tupleFits(a) }

// tokenMayDiffer: data from the destination need not echo the token, and
// tracepath believes a quote that a broken router corrupted.
func (e *Engine) tokenMayDiffer(a *answer) bool {
	return a.kind == answerReply && !isEcho(a) || e.o.Mode == ModeTracepath
}

// isEcho reports whether it is an echo reply, which returns the token.
func isEcho(a *answer) bool { return a.kind == answerReply && a.quote.HasSequence }

// tupleFits reports whether addresses and port can be those of a probe of this run.
func (e *Engine) tupleFits(a *answer) bool {
	t := a.quote.Target
	if e.o.Mode == ModeTracepath {
		// A rewritten destination is told apart by its port alone, as tracepath does.
		return a.kind != answerReply || sameHost(a.from, e.o.Target.Addr())
	}
	return sameHost(t.Addr(), e.o.Target.Addr()) && (t.Port() == 0 || e.portUsed(t.Port()))
}

// mayAnswer reports whether the answer can be one to the probe, as far as
// anything but the token tells.
func (e *Engine) mayAnswer(a *answer, f *flight) bool {
	return f.left() && f.answers == f.doubts && (!f.abandoned || a.quote.HasSequence) && e.couldAnswer(a, f)
}

// couldAnswer is mayAnswer for probes that were answered or given up, too.
func (e *Engine) couldAnswer(a *answer, f *flight) bool {
	if a.quote.HasSequence != (f.Protocol == ICMP) || a.quote.HasSequence && a.quote.Sequence != f.EchoSequence() {
		return false
	}
	p := a.quote.Target.Port()
	if p != 0 && p != f.Target.Port() {
		return false
	}
	small := e.isSmall(f)
	switch a.kind {
	case answerTooBig:
		if small || e.o.Mode == ModeTracepath {
			return e.o.Mode == ModeTracepath
		}
		// Nobody refuses for its size a probe that is no larger than what he lets pass: it was
		// another one, unless the number or the port is this probe's alone.
		alone := a.quote.HasSequence || p != 0 && p != e.o.Target.Port()
		return alone || uint64(f.Size) > uint64(a.claim) || MTU(a.claim) < e.family.Min()
	case answerTimeExceeded:
		return small || f.HopLimit < fullHopLimit
	}
	return true
}

// likelier chooses among probes that one packet too big may be for: one that has had no answer at all,
// then the smallest of those larger than the claim, as the larger ones were refused before,
// then the last: the others were lost.
func (e *Engine) likelier(a *answer, f, than *flight) bool {
	switch {
	case f.twin && than.twin && a.kind != answerTooBig:
		return f.ID > than.ID // the older ones were most likely lost
	case a.kind != answerTooBig:
		return false
	case (f.answers == 0) != (than.answers == 0):
		return f.answers == 0
	}
	return f.Size < than.Size || f.Size == than.Size && f.ID > than.ID
}

func (e *Engine) isSmall(f *flight) bool { return f.Size <= e.smallSize() }

// portUsed reports whether a probe went to that port.
func (e *Engine) portUsed(port uint16) bool {
	for _, f := range e.flights {
		if f.Target.Port() == port {
			return true
		}
	}
	return false
}
