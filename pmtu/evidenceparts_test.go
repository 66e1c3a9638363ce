package pmtu

import (
	"net/netip"
	"strings"
	"testing"
	"time"
)

// sentNow are flights that left now, with the hop limits that are named.
func sentNow(e *Engine, hopLimits ...int) (list []*flight) {
	for _, h := range hopLimits {
		f := e.send(h, 1500, 0, 33434)
		f.state, f.sentAt = flightSent, e.now
		list = append(list, f)
	}
	return list
}

// TestVolleysTell: a volley is three packets of the size and a control behind them, and less than four that tell may be chance.
func TestVolleysTell(t *testing.T) {
	e, err := NewEngine(Options{Target: netip.MustParseAddrPort("10.77.99.9:33434"), EndToEnd: true, Require: 1500})
	if err != nil {
		t.Fatal(err)
	}
	e.Step(time.Unix(1, 0), nil)
	c := e.plan.(*endToEnd)
	c.sweep.reached = true
	for n := 1; n <= 4; n++ {
		if c.last.advance() || len(c.last.volleys) != n {
			t.Fatalf("%d volleys, settled before volley %d", len(c.last.volleys), n)
		}
		v := c.last.volleys[n-1]
		if len(v.large) != 3 || v.large[2].Size != 1500 || v.control.Size != e.smallSize() || !v.control.notBefore.After(v.large[2].notBefore) {
			t.Fatalf("volley %d: %d packets of the size, then %d bytes", n, len(v.large), v.control.Size)
		}
		for _, f := range v.flights() {
			f.state, f.sentAt = flightSent, e.now
		}
		v.control.counts = true
		e.now = e.now.Add(time.Minute)
	}
	if !c.last.advance() || !c.last.lost {
		t.Error("four that tell are not enough")
	}
}

// TestControlsInARow: one answered control is not enough: there may have been just one answer left.
func TestControlsInARow(t *testing.T) {
	s := surveyOf(t).sizes
	s.ask(1401).state = questionLost
	s.control = control{of: 1400, question: question{size: 1400}, volleys: 20}
	for i, want := range []MTU{0, 1401} {
		f := sentNow(s.e, 64)[0]
		s.control.tries = append(s.control.tries, f)
		if s.controlled(f); s.refuted != want {
			t.Errorf("after %d controls %d bytes are refuted, want %d", i+1, s.refuted, want)
		}
	}
}

// TestLocatorDoubts: a hop limit that was silent once is none that the size gets past where half of the
// refusals get lost, and it is asked eight times at most.
func TestLocatorDoubts(t *testing.T) {
	l := &surveyOf(t).locate
	l.on, l.passed, l.refused = true, 1, 3
	l.tries = sentNow(l.e, 2, 3, 3)
	l.tries[1].answers = 1
	if n := l.needed(); n != 8 {
		t.Errorf("asks %d times where half gets lost, want 8", n)
	}
	if !l.unsure() {
		t.Error("one silence is believed where half gets lost")
	}
	l.tries = append(l.tries, sentNow(l.e, 2, 2, 2, 2, 2, 2, 2)...)
	if l.unsure() {
		t.Error("eight silences are not believed where half gets lost")
	}
}

// TestControlAsksByLoss: how often the larger size is asked goes by what the destination left unanswered. One may
// be past the end of the path; with more, some may have been lost.
func TestControlAsksByLoss(t *testing.T) {
	for unanswered, want := range []int{fewVolleys, fewVolleys, mostVolleys} {
		s := surveyOf(t).sizes
		s.hops.hops[2].tries = sentNow(s.e, make([]int, unanswered)...)
		s.e.now = s.e.now.Add(time.Minute)
		if n := s.volleysNeeded(); n != want {
			t.Errorf("%d without an answer: %d volleys are needed, want %d", unanswered, n, want)
		}
	}
}

// TestTrickleTurns: a slow confirmation asks in turns of three packets of the size in question and one that passes, at
// any place among them. Each fits in the time in which a hop that answers once a second has its next answer.
func TestTrickleTurns(t *testing.T) {
	s := surveyOf(t).search
	s.lo, s.hi, s.tried, s.after = 1400, 1401, 1500, 2
	places := make(map[int]int)
	for range 100 {
		s.trickle()
		if len(s.asks) != 2 || s.asks[0].size != 1401 || s.asks[1].size != 1400 {
			t.Fatalf("asks %d sizes, %d first, want one byte more than what passes, and what passes", len(s.asks), s.asks[0].size)
		}
		for i, c := range s.asks[1].flights {
			before := 0
			for _, f := range s.asks[0].flights[i*turnLarge : (i+1)*turnLarge] {
				if f.notBefore.Before(c.notBefore) {
					before++
				}
				if d := f.notBefore.Sub(c.notBefore).Abs(); d == 0 || d > turnLarge*stagger {
					t.Errorf("a packet %v from its control", d)
				}
			}
			places[before]++
		}
	}
	for place := range 1 + turnLarge {
		if n := places[place]; n < 200/4/2 {
			t.Errorf("%d of 200 controls came at place %d", n, place)
		}
	}
}

// TestTrickleWantsAnswers: ten turns of which only the control was answered are proof, fewer are not, and turns without
// any answer tell nothing.
func TestTrickleWantsAnswers(t *testing.T) {
	for _, c := range []struct {
		answered, of int
		fails, ends  bool
	}{{10, 10, true, true}, {9, 10, false, false}, {10, 20, true, true}, {9, 24, false, true}} {
		s := surveyOf(t).search
		s.lo, s.hi, s.big, s.tried, s.after, s.limit = 1400, 1401, 1500, 1401, 2, -1
		s.trickle()
		for asked := 0; asked < c.of && s.stage == searchTrickle; {
			for _, a := range s.asks {
				for _, f := range a.flights {
					f.state, f.sentAt = flightSent, s.e.now
				}
			}
			for _, f := range s.asks[1].flights {
				f.counts = asked < c.answered
				asked++
			}
			s.e.now = s.e.now.Add(time.Minute)
			s.afterTrickle()
		}
		if fails := s.sizes.refuted == 1401; fails != c.fails || (s.stage != searchTrickle) != c.ends {
			t.Errorf("%d of %d controls answered: refuted %v, at an end %v", c.answered, c.of, fails, s.stage != searchTrickle)
		}
	}
}

// TestSilentHopsRange: the hops that are called silent are those that are, and no more.
func TestSilentHopsRange(t *testing.T) {
	r := &Result{Target: netip.MustParseAddrPort("192.0.2.9:33434"), Outcome: OutcomeReached}
	for h := 1; h <= 6; h++ {
		x := Hop{Hop: h, Sent: 1}
		if h != 2 && h != 3 {
			x.Answers = []Answer{{Addr: netip.AddrFrom4([4]byte{10, 0, 0, byte(h)})}}
		}
		r.Hops = append(r.Hops, x)
		r.Probes = append(r.Probes, Fate{Probe: uint32(h), HopLimit: h, Size: 60})
	}
	for _, f := range Diagnose(r) {
		if f.Code == CodeSilentHop && f.Hop == 2 && strings.HasPrefix(f.Detail, "Hops 2 to 3 gave no answer to 2 packets") {
			return
		}
	}
	t.Errorf("%+v", Diagnose(r))
}

// TestLocatorOfHoleWantsToken: where nobody reported what vanishes, a packet too big that quotes another destination
// tells no place.
func TestLocatorOfHoleWantsToken(t *testing.T) {
	l := &surveyOf(t).locate
	l.on, l.passed, l.of = true, 2, narrow{from: 1454, to: 0, hole: true, after: -1, auth: AuthToken}
	f := l.ask(1, 0)
	a := &answer{kind: answerTooBig, claim: 1300, from: netip.MustParseAddr("10.77.0.66"), auth: AuthToken}
	a.quote.Target = netip.MustParseAddrPort("10.77.99.8:33434")
	if l.answered(f, a); l.refused != 0 {
		t.Errorf("a packet too big for another destination tells of hop %d", l.refused)
	}
	a.quote.Target = l.e.o.Target
	if l.answered(f, a); l.refused != 1 {
		t.Errorf("a packet too big for the probe tells of hop %d, want 1", l.refused)
	}
}

// TestUnansweredControlsAskForMore: controls that a hop did not answer, for want of an answer left or by loss, make
// more losses needed, though nobody can say how many of them were lost.
func TestUnansweredControlsAskForMore(t *testing.T) {
	s := surveyOf(t).search
	s.after = 1
	s.hops.hops[1].tries, s.hops.hops[1].received = sentNow(s.e, 1, 1, 1, 1), 4
	for _, f := range s.hops.hops[1].tries {
		f.answers = 1
	}
	if n := s.needed(); n != minLost {
		t.Fatalf("asks for %d losses where none was seen, want %d", n, minLost)
	}
	s.count(confirmControls, 1)
	if n := s.needed(); n <= minLost+1 || n > fewLost {
		t.Errorf("asks for %d losses where a control had no answer, want more than %d and no more than %d", n, minLost+1, fewLost)
	}
}
