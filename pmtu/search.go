package pmtu

import "time"

const (
	// ladderSize is how many likely sizes are tried at once, roundSize how many in between.
	ladderSize = 10
	roundSize  = 9
	// maxRounds bounds a search. The table and the rest by tens need four, and more where several routers
	// refuse what is too big, each only now and then.
	maxRounds = 20
	// maxTries bounds the confirmations of a search.
	maxTries = 20
	// maxDry is how many rounds may pass without any answer.
	maxDry = 4
	// minLost is how often a size has to be lost before it counts as one that
	// does not pass: MAX_PROBES of RFC 8899, section 5.1.2.
	minLost = 3
	// maxLost is the most that are asked for, fewLost where the loss is that of a few packets only.
	maxLost, fewLost = 36, 12
	// stagger is the time between two tries of the same size: a burst that
	// loses one shall not lose the next.
	stagger = 30 * time.Millisecond
	// wholePath is the span of a search that knows of one place only, nearSpan that of
	// one that knows of another place somewhere behind.
	wholePath = 1 << 10
	nearSpan  = 2
	// maxSearches bounds how many narrow places are searched.
	maxSearches = 8
)

type searchStage uint8

const (
	searchIdle    searchStage = iota
	searchStairs              // the big size to all hops: where does it end?
	searchNarrow              // sizes in between, in rounds
	searchConfirm             // one byte more than what passes, often, with controls
	searchPause               // before another confirmation
	searchTrickle             // a confirmation of a hop that has one answer at a time
	searchHold                // until it is known which hops answer around the place
	searchEdge                // what a router refuses, where others swallow less
)

// search finds the largest size that passes where nobody says it, or says
// what is not so, and between which hops it is.
type search struct {
	e     *Engine
	hops  *sweep
	sizes *sizes
	auto  *auto
	stage searchStage
	// big did not pass; silent: nobody said so. lo passes to the hop limit
	// after, hi does not.
	big, lo, hi MTU
	before      int // the farthest hop that big arrives at
	after       int // the hop limit of the probes: the next hop that answers
	limit       int // the index of what was claimed; -1 where silent
	asks        []*ask
	byProbe     map[uint32]*ask
	refused     map[MTU]bool // by a packet too big
	base        MTU          // what passes to the end, as was known before
	beyond      MTU          // the largest size that a router behind the place refused
	ledger      ledger
	climbed     bool                 // all hops were asked where the big size ends
	waited      bool                 // for one who seldom says so
	sizeOnly    bool                 // what passes is settled, wherever on the way the rest is lost
	mirrored    bool                 // nothing told so far which way the size that was tried is lost
	told        int                  // the limit that the search began with; -1: none
	witness     bool                 // the destination is asked by UDP beside echoes
	asked       bool                 // edge is to tell whether the router before the place swallows what vanishes
	checks      int                  // how often the edge was asked once more
	floor       MTU                  // below any edge
	guessed     bool                 // the edge is only what the router claims
	vouching    bool                 // it is asked whether he refuses what passes, too
	restarts    int                  // how often the edge turned out to be elsewhere
	mute        bool                 // he said nothing in the last round
	controls    map[int]controlCount // by hop limit
	skip        map[int]bool         // hops whose answers cannot be known
	had         float64              // the answers that the hop had left by our count when it was asked for a confirmation
	chance      controlCount         // what should have been answered in rounds, and was not
	ended       map[int]int          // how many of those were answered, by hop limit
	paused      bool                 // the next confirmation comes after a pause
	tried       MTU                  // the size that is being confirmed
	silent      MTU                  // the largest known to get past the router, and lost behind him
	span        int                  // how many hops behind the next may be asked
	rounds      int
	tries       int
	dry         int
	resume      time.Time
	gap         time.Duration // between the turns of a slow confirmation
	turns       int           // how many it has had
	kept        int           // how many of them had an answer to their control only
	begun       int
	// gaveUp is the size whose search ended without a result.
	gaveUp MTU
	// missed is the size whose search ended last as it was only lost.
	missed MTU
}

func newSearch(e *Engine, hops *sweep, sizes *sizes, auto *auto) *search {
	return &search{e: e, hops: hops, sizes: sizes, auto: auto, byProbe: make(map[uint32]*ask), controls: make(map[int]controlCount), skip: make(map[int]bool), ended: make(map[int]int), ledger: make(ledger)}
}

func (s *search) active() bool { return s.stage != searchIdle }

// advance begins a search where one is needed, and goes on with it.
func (s *search) advance() {
	if !s.active() {
		s.begin()
		return
	}
	if s.late() {
		s.sizeFirst()
		return
	}
	known := s.stage == searchConfirm && (s.asks[0].passed || s.asks[0].refused)
	if s.stage != searchTrickle && !known && (!s.settled() || s.e.now.Before(s.resume)) {
		return
	}
	switch s.stage {
	case searchTrickle:
		s.afterTrickle()
	case searchStairs:
		s.afterStairs()
	case searchNarrow:
		s.afterRound()
	case searchConfirm:
		s.afterConfirm()
	case searchPause:
		s.try(s.tried)
	case searchHold:
		s.hold()
	case searchEdge:
		s.afterEdge()
	}
	if !s.active() {
		s.begin() // the next, before anybody thinks that all is known
	}
}

// far is the hop limit of probes to the end of what is measured.
func (s *search) far() int { return s.sizes.target }

// end is the hop at the end of what is measured.
func (s *search) end() int {
	if s.sizes.goal > 0 {
		return s.sizes.goal
	}
	if s.hops.last == 0 {
		return s.hops.top + 1 // the destination answers, but has no answer left for where it is
	}
	return s.hops.last
}

// answered folds the answer to a probe of the search.
func (s *search) answered(f *flight, a *answer) {
	q := s.byProbe[f.ID]
	final := a.final(s.e.o.Target.Addr())
	switch {
	case a.kind == answerTooBig && s.stage == searchEdge && a.from == s.sizes.limits[s.limit].addr:
		q.refused, s.refused[q.size] = true, true // what he says is asked, whoever vouches for it
	case s.testifies(f) && a.kind == answerReply && s.active() && a.replySize() > s.e.smallSize():
		s.deny() // it may be lost on the way back, as the echoes may
	case a.kind == answerTooBig && !s.e.vouched(a):
		// It may be about another probe, or another destination.
	case a.kind == answerTooBig && s.testifies(f):
		s.hearsay(Claim{Size: f.Size, Claimed: a.claim, Addr: a.from, Auth: a.auth})
	case a.kind == answerTooBig && s.limit < 0 && q.size == s.big:
		// It only seemed to vanish: the report had been lost.
		s.stage = searchIdle
		s.begun-- // there was nothing to search
		s.sizes.tooBig(s.sizes.ask(s.big), a)
	case a.kind == answerTooBig:
		q.by, f.counts = a.from, true
		if s.active() && s.stage != searchStairs {
			s.judge(q)
		}
	case final, a.kind == answerTimeExceeded && (q.hop < s.sizes.target || s.sizes.goal > 0), s.sizes.atGoal(f, a):
		q.passed, q.arrived, f.counts = true, true, true
		if !s.testifies(f) {
			s.ledger.pass(q.hop, q.size)
		}
		if q.hop == s.sizes.goal && !s.hops.solo && f.Protocol == s.e.proto {
			s.sizes.arrived(q.size)
		}
		s.sizes.witnessed(f, a)
	}
}

// found ends the search: lo passes here, and one byte more does not.
func (s *search) found() {
	s.stage, s.witness = searchIdle, false
	limit := s.limit
	if limit < 0 {
		limit = s.reporter()
	}
	n := narrow{from: s.big, after: s.before, next: s.after, auth: AuthToken, hole: true}
	switch c := s.byAnother(limit, s.hi); {
	case c != nil:
		n, limit = c.limit(), -1
	case s.limit >= 0 && !s.refused[s.hi] && s.another():
		s.edgeOver(s.hi)
		return
	case s.limit < 0 && limit >= 0 && s.unvouched(limit):
		s.vouch(limit)
		return
	case s.limit < 0 && limit >= 0 && s.doubtful(limit):
		s.edgeOf(limit)
		return
	case limit >= 0:
		n = s.sizes.limits[limit]
	default:
		s.attribute(&n)
	}
	n.to = s.lo
	s.sizes.settle(limit, n)
	if s.lo == s.beyond && s.lo > s.sizes.proven {
		s.yield() // what passes here is refused behind, and need not be asked once more
	}
}

// vanished ends a search whose size passes after all: it was only lost. Where
// that was seen short of the end, or by echo, the end is asked again: the second time when
// it should have an answer again, as it may have had none.
func (s *search) vanished() {
	s.stage = searchIdle
	q := s.sizes.find(s.sizes.main)
	if s.sizes.proven >= s.big {
		if q.size <= s.sizes.proven { // another may be followed by now
			q.state = questionPassed
		}
		return
	}
	if led := s.sizes.find(s.big); led != nil && led.hint {
		q, s.sizes.main = led, s.big // nobody's word led away from it
	}
	q.state, q.tries = questionOpen, nil
	if s.missed == s.big {
		q.since = s.e.now.Add(refill)
	}
	s.missed = s.big
}

// giveUp ends a search that comes to no end. If the size was settled before, only the place is not known.
func (s *search) giveUp() {
	s.stage, s.gaveUp = searchIdle, s.sizes.main
	if s.limit >= 0 || s.big <= s.sizes.proven || !s.sizes.exact() {
		return
	}
	s.lo, s.sizeOnly = s.sizes.proven, true
	n, limit := narrow{from: s.big, auth: AuthToken, hole: true}, s.reporter()
	if limit >= 0 {
		n = s.sizes.limits[limit]
	} else {
		s.attribute(&n)
	}
	n.to = s.lo
	s.sizes.settle(limit, n)
}

func (s *search) wake() time.Time {
	if !s.active() {
		return s.wakeToBegin()
	}
	var t time.Time
	if s.resume.After(s.e.now) {
		t = s.resume
	}
	for _, a := range s.asks {
		for _, f := range a.flights {
			if s.waits(f) && f.state == flightSent {
				if at := f.sentAt.Add(s.patience()); at.After(s.e.now) {
					t = earliest(t, at)
				}
			}
		}
	}
	if s.stage == searchHold {
		t = earliest(t, s.wakeToHold())
	}
	return t
}
