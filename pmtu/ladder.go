package pmtu

import "time"

const (
	// maxShrinks bounds the packets too big that are followed.
	maxShrinks = maxFollowed
	// tracepathTokens is how much of its own header tracepath needs back to
	// know a probe by it: the hop, and a time (struct probehdr).
	tracepathTokens = 24
	// startIPv4, startIPv6 are what tracepath starts with.
	startIPv4 MTU = 65535
	startIPv6 MTU = 128000
)

// ladder is the planner of ModeTracepath. iputils tracepath goes up one hop
// at a time with full-size packets and says what it sees. The ladder says the same in the
// same order, but has asked the hops ahead already when it comes to them.
type ladder struct {
	e     *Engine
	hop   int // the hop that is to be told next
	size  MTU
	rungs []rung // by hop
	ahead int    // how many hops are asked beyond the present one
	// shrunk is true where this host refused a size and the hop was then
	// answered: tracepath asks that hop again (tracepath.c, main, restart).
	shrunk  bool
	shrinks int
	local   int  // refusals by this host
	sends   int  // probes made, for their ports
	blind   bool // an answer came that only its being alone can place
	hops    int  // of the destination; -1: not known
	back    int
	ended   Outcome
	first   *flight // the probe that learns this host's limit, until it is known
}

// rung is one hop at the size that is in force.
type rung struct {
	tries  []*flight
	queue  []ladderAnswer // that were not told
	failed int            // probes that did not leave
}

type ladderAnswer struct {
	f *flight
	a *answer
}

func newLadder(e *Engine) *ladder {
	l := &ladder{e: e, hop: 1, rungs: make([]rung, e.o.MaxHops+2), ahead: window, hops: -1, back: -1}
	l.hop = e.o.FirstHop
	l.size = e.o.StartSize
	switch {
	case l.size != 0:
	case e.family == IPv6:
		l.size = startIPv6
	default:
		l.size = startIPv4
	}
	return l
}

func (l *ladder) advance() {
	for l.ended == "" && l.tell() {
	}
	if l.ended == "" {
		l.ask()
	}
}

// tell says what is known of the present hop, and reports whether it went on.
func (l *ladder) tell() bool {
	r := &l.rungs[l.hop]
	if len(r.queue) > 0 {
		x := r.queue[0]
		r.queue = r.queue[1:]
		l.tellAnswer(x.f, x.a)
		return true
	}
	if r.failed >= l.e.o.Attempts {
		l.line(TraceLine{Kind: LineSendFailed, Hop: l.hop})
		l.end(OutcomeUnreachable)
		return true
	}
	if len(r.tries) >= l.e.o.Attempts && l.expired(r) {
		l.line(TraceLine{Kind: LineNoReply, Hop: l.hop})
		l.climb()
		return true
	}
	return false
}

// expired reports whether the last try of the rung waited long enough.
func (l *ladder) expired(r *rung) bool {
	return r.tries[len(r.tries)-1].expired(l.e.now, l.e.o.Timeout)
}

// climb goes on to the next hop.
func (l *ladder) climb() {
	l.shrunk = false
	if l.hop++; l.hop > l.e.o.MaxHops {
		l.line(TraceLine{Kind: LineTooManyHops, MTU: uint32(l.size)})
		l.end(OutcomeTooManyHops)
	}
}

func (l *ladder) end(o Outcome) {
	l.line(TraceLine{Kind: LineResume, MTU: uint32(l.size), Hops: l.hops, Back: l.back})
	l.ended = o
}

func (l *ladder) line(t TraceLine) { l.e.emit(t) }

// ask sends what is missing: the present hop's probe, and those ahead of it.
func (l *ladder) ask() {
	if l.first != nil && l.first.state != flightSent && l.first.state != flightFailed {
		return // this host's limit comes first
	}
	last := min(l.hop+l.ahead, l.e.o.MaxHops)
	if l.first == nil || l.blind {
		last = l.hop
	}
	for h := l.hop; h <= last; h++ {
		if l.due(h) {
			l.send(h)
		}
	}
}

// due reports whether hop h is to be asked (again).
func (l *ladder) due(h int) bool {
	r := &l.rungs[h]
	switch n := len(r.tries); {
	case len(r.queue) > 0 || r.failed >= l.e.o.Attempts:
		return false
	case n == 0:
		return true
	case n >= l.e.o.Attempts || l.answeredAhead(r):
		return false
	}
	return l.expired(r)
}

// answeredAhead reports whether one of the rung's probes was answered.
func (l *ladder) answeredAhead(r *rung) bool {
	for _, f := range r.tries {
		if f.answers > 0 {
			return true
		}
	}
	return false
}

// send asks hop h with the next port, as tracepath does: the port tells
// which probe a short quote is about.
func (l *ladder) send(h int) {
	r := &l.rungs[h]
	const ports = 64 // tracepath.c, HIS_ARRAY_SIZE
	port := l.e.o.Target.Port() + uint16(l.sends%ports)
	l.sends++
	f := l.e.send(h, l.size, len(r.tries), port)
	r.tries = append(r.tries, f)
	if l.first == nil {
		l.first = f
	}
	if len(r.tries) > 1 {
		// Silence costs every hop the same seconds: let them pass together.
		l.ahead = min(4*l.ahead, l.e.o.MaxHops)
	}
}

func (l *ladder) left(*flight) {}

// refused is told of a probe that did not leave: for its size, which is this
// host's limit, or for a reason that will not change.
func (l *ladder) refused(f *flight, ev SendFailed) {
	if f.Size != l.size {
		return
	}
	r := &l.rungs[int(f.HopLimit)]
	if ev.MTU == 0 || l.local >= maxShrinks || !l.shrinkTo(ev.MTU) {
		r.failed = l.e.o.Attempts
		l.e.refusal = ev.Err
		return
	}
	l.local++
	l.e.local = ev.MTU
	t := TraceLine{Kind: LineLocal, Hop: l.hop, MTU: uint32(ev.MTU)}
	if l.e.family == IPv6 {
		// The kernel names the probe's port for IPv6, so tracepath knows when it was sent.
		t.HasRTT, t.RTT = true, 0
	}
	l.line(t)
	l.shrunk, l.first = true, nil
}

// shrinkTo puts a smaller size in force, and forgets what was asked at the
// larger one.
func (l *ladder) shrinkTo(size MTU) bool {
	if size >= l.size || size < l.e.family.Header()+l.e.o.Protocol.header() {
		return false
	}
	l.size = size
	for h := range l.rungs {
		l.rungs[h] = rung{}
	}
	return true
}

func (l *ladder) answered(f *flight, a *answer) {
	h := int(f.HopLimit)
	if h < l.hop || f.Size != l.size {
		return
	}
	r := &l.rungs[h]
	r.queue = append(r.queue, ladderAnswer{f, a})
}

// unplaced is told of an answer that names no probe. tracepath takes it for
// the present hop's; so that this is true, nothing else is asked from now on.
func (l *ladder) unplaced(a *answer) {
	if !l.blind {
		l.blind = true
		for h := range l.rungs {
			l.rungs[h] = rung{}
		}
		return
	}
	r := &l.rungs[l.hop]
	if len(r.tries) > 0 {
		r.queue = append(r.queue, ladderAnswer{nil, a})
	}
}

// wake is when the present hop, or one ahead, is to be asked again or given up.
func (l *ladder) wake() time.Time {
	var t time.Time
	for h := l.hop; h <= min(l.hop+l.ahead, l.e.o.MaxHops); h++ {
		r := &l.rungs[h]
		if n := len(r.tries); n > 0 && r.tries[n-1].state == flightSent && !l.answeredAhead(r) {
			if at := r.tries[n-1].sentAt.Add(l.e.o.Timeout); at.After(l.e.now) {
				t = earliest(t, at)
			}
		}
	}
	return t
}

func (l *ladder) outcome() Outcome { return l.ended }

func (l *ladder) current(reason Outcome) Outcome { return reason }

// flush ends a run that was cut short with what was learned.
func (l *ladder) flush() {
	if l.ended == "" {
		l.end(OutcomeInterrupted)
	}
}
