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
	s.control = control{of: 1400, question: question{size: 1400}, highs: 20}
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

// TestTrickleAsksByLoss: how often a slow confirmation asks goes by how much gets lost: a dozen times at most.
func TestTrickleAsksByLoss(t *testing.T) {
	s := surveyOf(t).search
	s.lo, s.hi, s.tried, s.after = 1400, 1401, 1401, 2
	for lost, want := range map[int]int{0: 4, 10: 12} {
		s.hops.hops[2].tries = sentNow(s.e, make([]int, 20)...)
		s.hops.hops[2].received = 20 - lost
		if s.trickle(firstGap); len(s.asks[0].flights) != want {
			t.Errorf("%d of 20 lost: asks %d times, want %d", lost, len(s.asks[0].flights), want)
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
