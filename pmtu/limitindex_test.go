package pmtu

import (
	"net/netip"
	"testing"
	"time"
)

// surveyOf is a survey that knows hops and sizes as if they had been asked.
func surveyOf(t *testing.T) *survey {
	t.Helper()
	e, err := NewEngine(Options{Target: netip.MustParseAddrPort("10.77.99.9:33434")})
	if err != nil {
		t.Fatal(err)
	}
	e.Step(time.Unix(1, 0), nil)
	s := e.plan.(*survey)
	s.sweep.reached, s.sweep.last = true, 2
	for h := 1; h <= 2; h++ {
		s.sweep.hops[h].heard = true
	}
	return s
}

// TestBoundThatNobodyAsked: a search may be for a size that only a search had found, and no
// question asked; that it passes after all is folded all the same.
func TestBoundThatNobodyAsked(t *testing.T) {
	s := surveyOf(t)
	s.sizes.questions = nil
	s.sizes.ask(1300).state = questionPassed
	s.sizes.main, s.sizes.proven, s.sizes.refuted = 1300, 1300, 1401
	s.search.begin()
	if !s.search.active() || s.search.big != 1401 {
		t.Fatalf("no search for 1401: %+v", s.search)
	}
	s.search.vanished()
	if q := s.sizes.find(1401); q == nil || q.state != questionOpen {
		t.Errorf("question %+v, want it asked", q)
	}
}

// TestLimitsKeepTheirPlaces: searches and locators hold indexes of limits, and answers to their
// probes come late.
func TestLimitsKeepTheirPlaces(t *testing.T) {
	s := surveyOf(t)
	router := netip.MustParseAddr("10.77.0.1")
	s.sweep.hops[1].answers = []Answer{{Addr: router}}
	s.sizes.limits = []narrow{
		{from: 1500, claim: 1500, addr: router, auth: AuthToken, after: 1},
		{from: 1500, hole: true, after: 1, to: 1400},
	}
	s.search.limit = 1
	s.unite()
	if n := s.sizes.limits; len(n) != 2 || n[0].to != 1400 || !s.sizes.baseless(n[1]) {
		t.Errorf("limits %+v, want the first with what passes, the second void", n)
	}
	s.search.judge(&ask{size: 1450, by: router}) // index 1 is still one
	if got := s.limits(); len(got) != 1 || got[0].Kind != LimitPacketTooBig || got[0].To != 1400 {
		t.Errorf("limits %+v, want one that is reported", got)
	}
}

// TestPlaceBehindLastAsked: where the path is longer than --max-hops, the last that answers may be the last that may be
// asked, and what narrows the path behind him.
func TestPlaceBehindLastAsked(t *testing.T) {
	router := netip.MustParseAddr("10.77.0.66")
	s := surveyOf(t)
	most := s.e.o.MaxHops
	s.sweep.top, s.sweep.last = most, 0
	s.e.seen.claims = nil
	s.sizes.limits = []narrow{
		{from: 1500, claim: 1300, addr: router, auth: AuthToken, after: -1},
		{from: 1500, hole: true, after: most, to: 1400},
	}
	s.uniteUnplaced()
	s.unite()
	s.locate.next(0, s.sizes.limits[0], most)
	s.search.before, s.search.after = most, s.search.end()
	s.search.small()
	if n := s.sizes.limits; n[0].after > 0 {
		t.Errorf("limits %+v, want the place not known", n)
	}
}

// TestFarByItsAnswer: the hop limit of an answer is whatever who sent it likes. By that, a destination may seem farther than
// any hop that may be asked, and than the packets that are to reach it.
func TestFarByItsAnswer(t *testing.T) {
	e, err := NewEngine(Options{Target: netip.MustParseAddrPort("10.77.99.9:33434"), EndToEnd: true, Require: 1500})
	if err != nil {
		t.Fatal(err)
	}
	e.budgets = make(hopBudgets)
	now := time.Unix(1, 0)
	for _, a := range e.Step(now, nil) {
		e.Step(now, Sent{Probe: a.(Send).Probe.ID, At: now})
	}
	small := e.plan.(*endToEnd).small[0]
	e.Step(now.Add(time.Millisecond), Unreachable{Report: Report{
		At: now.Add(time.Millisecond), Offender: e.o.Target.Addr(), HopLimit: 129, Type: 3, Code: 3,
		Quote: Quote{Target: small.Target, Bytes: small.PayloadSize(), HasToken: true, Token: small.Token},
	}})
	sent := len(e.flights)
	e.Step(now.Add(time.Second), nil)
	if len(e.flights) == sent || e.plan.(*endToEnd).sweep.estimate <= fullHopLimit {
		t.Errorf("estimate %d, %d probes, then %d: want one more", e.plan.(*endToEnd).sweep.estimate, sent, len(e.flights))
	}
}
