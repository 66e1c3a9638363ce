package pmtu

import (
	"net/netip"
	"testing"
	"time"
)

// TestCount: a control that a default Linux had no answer left for is no sign of loss, one that it had an answer for may be.
func TestCount(t *testing.T) {
	for _, c := range []struct {
		name     string
		had      float64
		paused   bool
		answered int
		want     controlCount
	}{
		{"both answered", 0, false, 2, controlCount{asked: 2}},
		{"it had one left, and gave it", 1.4, false, 1, controlCount{}},
		{"it had none left", 0.3, false, 0, controlCount{}},
		{"it had one left, and gave none", 1.4, false, 0, controlCount{unclear: 2}},
		{"it had enough", 5, false, 1, controlCount{unclear: 1}},
		{"it was waited for", 0.3, true, 1, controlCount{asked: 2, lost: 1}},
	} {
		s := surveyOf(t).search
		s.after, s.had, s.paused = 2, c.had, c.paused
		s.count(confirmControls, c.answered)
		if got := s.controls[2]; got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
}

// TestFirstTries: where packets get lost, the smaller size is asked as often as makes its being lost each time no chance.
func TestFirstTries(t *testing.T) {
	for _, c := range []struct{ asked, lost, want int }{
		{20, 0, 1},
		{20, 1, 2},
		{20, 4, 4},
	} {
		s := surveyOf(t).search
		s.guessed = true
		s.chance = controlCount{asked: c.asked, lost: c.lost}
		if got := s.firstTries(); got != c.want {
			t.Errorf("%d of %d lost: %d, want %d", c.lost, c.asked, got, c.want)
		}
		if n := s.firstTries() * s.rechecks(); c.lost > 0 && n < min(s.neededByAll(), fewLost) {
			t.Errorf("%d of %d lost: asked %d times in all, want %d", c.lost, c.asked, n, s.neededByAll())
		}
	}
}

// TestAloneWhileCopied: a size is not asked again while a copy of an answer without a token may still come.
func TestAloneWhileCopied(t *testing.T) {
	s := surveyOf(t)
	q := s.sizes.ask(1400)
	s.e.now, s.e.flights = s.e.now.Add(time.Minute), nil
	if !s.sizes.alone(q) {
		t.Fatal("not alone, want it so")
	}
	s.e.vagueAt = s.e.now.Add(-time.Millisecond)
	if s.sizes.alone(q) {
		t.Error("alone, want to wait for copies")
	}
}

// TestNamesIt: who named just what passes a black hole is the hop before it, by whatever address, by a token, or one who answers
// farther on only by an answer that is known to be to its probe: anybody can send others.
func TestNamesIt(t *testing.T) {
	before, onward, other := netip.MustParseAddr("10.77.0.1"), netip.MustParseAddr("10.77.0.2"), netip.MustParseAddr("10.77.0.9")
	for _, c := range []struct {
		name    string
		addr    netip.Addr
		claimed uint32
		auth    Auth
		want    bool
	}{
		{"the hop before", before, 1400, AuthToken, true},
		{"the hop before, by its ports only", before, 1400, AuthTuple, false},
		{"another size", before, 1401, AuthToken, false},
		{"farther on", onward, 1400, AuthToken, true},
		{"farther on, by its ports only", onward, 1400, AuthTuple, false},
		{"at no hop", other, 1400, AuthToken, true},
		{"at no hop, by its ports only", other, 1400, AuthTuple, false},
	} {
		s := surveyOf(t)
		s.sweep.hops[1].answers = []Answer{{Addr: before}}
		s.sweep.hops[2].answers = []Answer{{Addr: onward}}
		f := s.e.send(64, 1500, 0, 33434)
		claim := Claim{Probe: f.ID, Size: 1500, Claimed: c.claimed, Addr: c.addr, Auth: c.auth}
		if got := s.namesIt(claim, &narrow{from: 1401, to: 1400, after: 1, hole: true}); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}
