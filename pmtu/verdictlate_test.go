package pmtu

import (
	"net/netip"
	"testing"
	"time"
)

// lateSurvey is one of six hops that answer, from as far back as they are, and a black hole behind hop 3 of what is larger than
// 1400 bytes, up to from.
func lateSurvey(t *testing.T, from MTU, after int) *survey {
	s := surveyOf(t)
	s.sweep.last = 6
	for h := 1; h <= 6; h++ {
		s.sweep.hops[h].heard = true
		s.sweep.hops[h].answers = []Answer{{Addr: lateRouter(h), ReturnHops: h}}
	}
	s.sizes.proven = 1300
	s.sizes.limits = []narrow{{from: from, to: 1400, after: after, auth: AuthToken, hole: true}}
	return s
}

// lateRouter is who answers at the hop; 222 at none.
func lateRouter(h int) netip.Addr { return netip.AddrFrom4([4]byte{10, 77, 0, byte(h)}) }

// says adds a packet too big for a probe of the size, by the router, from so many hops back.
func (s *survey) says(router, returnHops int, size MTU, claimed uint32, change func(*Claim)) {
	f := s.e.send(fullHopLimit, size, 0, 33434)
	c := Claim{Probe: f.ID, Size: size, Claimed: claimed, Addr: lateRouter(router), Auth: AuthToken, ReturnHops: returnHops}
	if change != nil {
		change(&c)
	}
	s.e.seen.claims = append(s.e.seen.claims, c)
}

// TestHearLate: what makes a black hole a limit that is reported after all, and where that is then.
func TestHearLate(t *testing.T) {
	elsewhere := func(c *Claim) { c.Elsewhere = true }
	byPorts := func(c *Claim) { c.Auth = AuthTuple }
	known := func(s *survey, claim uint32, edge MTU, after int) {
		s.sizes.limits = append(s.sizes.limits, narrow{from: 1500, claim: claim, edge: edge, after: after, addr: lateRouter(222), auth: AuthToken})
	}
	for _, c := range []struct {
		name  string
		from  MTU
		after int
		heard func(*survey)
		hole  bool // it stays one
		claim uint32
		at    int
		got   MTU // from
	}{
		{"nobody spoke", 1500, 3, func(*survey) {}, true, 0, 3, 1500},
		{"the hop before it", 1500, 3, func(s *survey) { s.says(3, 3, 1450, 1420, nil) }, false, 1420, 3, 1500},
		{"of what passes", 1500, 3, func(s *survey) { s.says(3, 3, 1400, 1420, nil) }, true, 0, 3, 1500},
		{"its first word counts", 1500, 3, func(s *survey) { s.says(3, 3, 1450, 1420, nil); s.says(3, 3, 1440, 1410, nil) }, false, 1420, 3, 1500},
		{"through a translator", 1500, 3, func(s *survey) { s.says(3, 3, 1450, 1420, elsewhere) }, true, 0, 3, 1500},
		{"through a translator, what passes", 1500, 3, func(s *survey) { s.says(3, 3, 1450, 1400, elsewhere) }, false, 1400, 3, 1500},
		{"through a translator, the place unknown", 1500, -1, func(s *survey) { s.says(3, 3, 1450, 1420, elsewhere) }, false, 1420, -1, 1450},
		{"by its ports", 1500, 3, func(s *survey) { s.says(5, 5, 1450, 1420, byPorts) }, true, 0, 3, 1500},
		{"a hop farther on", 1500, 3, func(s *survey) { s.says(5, 5, 1450, 1420, nil) }, false, 1420, -1, 1500},
		{"a hop before", 1500, 3, func(s *survey) { s.says(2, 2, 1450, 1420, nil) }, false, 1420, 3, 1500},
		{"at no hop, between two that answer", 1500, 3, func(s *survey) { s.says(222, 3, 1450, 1420, nil) }, false, 1420, 3, 1500},
		{"at no hop, a silent one behind", 1500, 3, func(s *survey) { s.sweep.hops[4].heard = false; s.says(222, 3, 1450, 1420, nil) }, false, 1420, -1, 1500},
		{"a silent one behind, who answers before it", 1500, 3, func(s *survey) { s.sweep.hops[4].heard = false; s.says(2, 2, 1450, 1420, nil) }, false, 1420, 3, 1500},
		{"who refuses all", 1500, 3, func(s *survey) { s.says(3, 3, 1290, 1200, nil); s.says(3, 3, 1450, 1420, nil) }, true, 0, 3, 1500},
		{"who refuses what passes here, farther on", 1500, 3, func(s *survey) { s.says(3, 3, 1350, 1310, nil); s.says(3, 3, 1450, 1420, nil) }, false, 1420, 3, 1500},
		{"of what is refused before", 1450, 3, func(s *survey) { s.says(222, 3, 1500, 1420, nil) }, true, 0, 3, 1450},
		{"who named it, of what is refused before", 1450, 3, func(s *survey) { s.says(222, 3, 1500, 1400, nil) }, false, 1400, 3, 1450},
		{"at no hop, through a translator, who named it", 1450, 3, func(s *survey) { s.says(222, 3, 1500, 1400, elsewhere) }, true, 0, 3, 1450},
		{"who lets it pass, by his edge, and named it", 1450, 3, func(s *survey) { known(s, 1460, 1460, 1); s.says(222, 2, 1500, 1400, nil) }, true, 0, 3, 1450},
		{"another of his address, of what he lets pass", 1449, 3, func(s *survey) { known(s, 1460, 1450, 1); s.says(222, 2, 1450, 1200, nil) }, false, 1200, 3, 1449},
		{"another of his address, of what is proven to pass him", 1449, 3, func(s *survey) {
			known(s, 1460, 0, 1)
			s.sizes.limits[1].to = 1450
			s.says(222, 2, 1450, 1200, nil)
		}, false, 1200, 3, 1449},
		{"another of his address, through a translator", 1449, 3, func(s *survey) { known(s, 1460, 1450, 1); s.says(222, 2, 1450, 1400, elsewhere) }, false, 1400, 3, 1449},
		{"another of his address, from the hop before", 1449, 3, func(s *survey) {
			known(s, 1460, 0, 1)
			s.says(222, 1, 1500, 1460, nil)
			s.says(222, 3, 1480, 1200, nil)
		}, false, 1200, 3, 1449},
		{"he himself, from where he is", 1449, 3, func(s *survey) {
			known(s, 1460, 0, 1)
			s.says(222, 3, 1500, 1460, nil)
			s.says(222, 3, 1480, 1200, nil)
		}, true, 0, 3, 1449},
		{"another of his address, who has a limit of his own", 1449, 3, func(s *survey) {
			known(s, 1460, 0, 1)
			known(s, 1200, 0, 2)
			s.says(222, 1, 1500, 1460, nil)
			s.says(222, 3, 1480, 1200, nil)
		}, true, 0, 3, 1449},
	} {
		s := lateSurvey(t, c.from, c.after)
		c.heard(s)
		s.hearLate()
		if n := s.sizes.limits[0]; n.hole != c.hole || n.claim != c.claim || n.after != c.at || n.from != c.got {
			t.Errorf("%s: hole %v, claim %d after %d from %d, want %v, %d after %d from %d", c.name, n.hole, n.claim, n.after, n.from, c.hole, c.claim, c.at, c.got)
		}
	}
}

// TestHearLateOfUnknownSize: where it is not known what passes, nothing tells who spoke of it.
func TestHearLateOfUnknownSize(t *testing.T) {
	s := lateSurvey(t, 1500, 3)
	s.sizes.limits[0].to = 0
	s.says(3, 3, 1450, 1420, nil)
	if s.hearLate(); !s.sizes.limits[0].hole {
		t.Error("no black hole any more")
	}
}

// TestSpokeOnce: who spoke once of a larger size, and not of others that were lost as large, may be who keeps back what vanishes
// nobody knows where; not so who spoke twice, whose edge is known to let it pass, or who left nothing without a word.
func TestSpokeOnce(t *testing.T) {
	for _, c := range []struct {
		name  string
		said  int
		lost  bool
		edge  MTU
		still bool
	}{
		{"once", 1, true, 0, false},
		{"twice", 2, true, 0, true},
		{"each time", 1, false, 0, true},
		{"of another edge", 1, true, 1460, true},
	} {
		s := lateSurvey(t, 1450, -1)
		for range c.said {
			s.says(222, 3, 1500, 1420, nil)
		}
		s.sizes.limits = append(s.sizes.limits, narrow{from: 1500, claim: 1, edge: c.edge, after: 1, addr: lateRouter(222), auth: AuthToken})
		for _, f := range s.e.flights {
			f.state, f.answers = flightSent, 1
		}
		if c.lost {
			f := s.e.send(fullHopLimit, 1500, 0, 33434)
			f.state, f.sentAt = flightSent, s.e.now
		}
		s.e.now = s.e.now.Add(time.Minute)
		if s.hearLate(); s.sizes.limits[0].hole != c.still {
			t.Errorf("%s: a black hole %v, want %v", c.name, s.sizes.limits[0].hole, c.still)
		}
	}
}

// TestExplainHears: who spoke of what a search found lost somewhere is heard.
func TestExplainHears(t *testing.T) {
	s := lateSurvey(t, 1500, -1)
	s.sizes.proven, s.sizes.refuted = 1400, 1401
	s.sizes.swallower, s.sizes.limits = s.sizes.limits[0], nil
	s.says(3, 3, 1450, 1420, nil)
	s.explain()
	if len(s.sizes.limits) != 1 || s.sizes.limits[0].hole || s.sizes.limits[0].claim != 1420 {
		t.Errorf("limits %+v, want one that is reported", s.sizes.limits)
	}
}

// TestUniteUnplaced: who spoke by an address that answers nowhere, as far as the hop before a black hole, and then left as large a
// packet that ended behind that without an answer, may be the one. What he refused need not have got there.
func TestUniteUnplaced(t *testing.T) {
	for _, c := range []struct {
		name     string
		hopLimit int // of the packet that was lost
		returned int // from as many hops he spoke
		his      bool
	}{
		{"behind him", 4, 3, true},
		{"before him", 3, 3, false},
		{"another hop", 4, 2, false},
	} {
		s := lateSurvey(t, 1401, 3)
		s.sizes.limits = append(s.sizes.limits, narrow{from: 1460, claim: 1398, addr: lateRouter(222), auth: AuthToken, after: -1})
		s.says(222, c.returned, 1460, 1398, nil)
		for _, f := range s.e.flights {
			f.state, f.answers = flightSent, 1
		}
		s.e.send(c.hopLimit, 1460, 0, 33434).state = flightSent
		s.e.now = s.e.now.Add(time.Minute)
		s.uniteUnplaced()
		if n := s.sizes.limits[1]; (n.to == 1400) != c.his || c.his && (n.after != 3 || n.from != 1401) {
			t.Errorf("%s: %+v, want his %v", c.name, n, c.his)
		}
	}
}

// TestIsHis: a report and a black hole behind the same hop are one limit, whatever is between, if he named just what vanishes
// and left as large a packet without an answer that ended behind him.
func TestIsHis(t *testing.T) {
	for _, c := range []struct {
		hopLimit int
		names    uint32
		his      bool
	}{{4, 1460, true}, {3, 1460, false}, {4, 1461, false}} {
		s := lateSurvey(t, 1460, 3)
		s.sweep.hops[4].heard = false
		s.sizes.limits = append(s.sizes.limits, narrow{from: 1500, claim: c.names, addr: lateRouter(3), auth: AuthToken, after: 3})
		s.says(3, 3, 1500, c.names, nil)
		for _, f := range s.e.flights {
			f.state, f.answers = flightSent, 1
		}
		s.e.send(c.hopLimit, 1500, 0, 33434).state = flightSent
		s.e.now = s.e.now.Add(time.Minute)
		if got := s.isHis(s.sizes.limits[0], 1); got != c.his {
			t.Errorf("lost at hop limit %d, names %d: his %v, want %v", c.hopLimit, c.names, got, c.his)
		}
	}
}

// TestSpokeSince: a router had words left for what was lost if he refused a packet that went after one of that size, which left this
// host and was not answered. That another one did, or something without a token, says nothing of him.
func TestSpokeSince(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(lost *flight, c *Claim, spoken *flight)
		want   bool
	}{
		{"after it", func(*flight, *Claim, *flight) {}, true},
		{"before it", func(lost *flight, _ *Claim, spoken *flight) { lost.sentAt = spoken.sentAt.Add(time.Second) }, false},
		{"another router", func(_ *flight, c *Claim, _ *flight) { c.Addr = lateRouter(4) }, false},
		{"without a token", func(_ *flight, c *Claim, _ *flight) { c.Auth = AuthTuple }, false},
		{"a smaller one was lost", func(lost *flight, _ *Claim, _ *flight) { lost.Size = 1399 }, false},
		{"a larger one was lost", func(lost *flight, _ *Claim, _ *flight) { lost.Size = 1401 }, false},
		{"it was answered", func(lost *flight, _ *Claim, _ *flight) { lost.answers = 1 }, false},
		{"it has not left", func(lost *flight, _ *Claim, _ *flight) { lost.state, lost.sentAt = flightQueued, time.Time{} }, false},
	} {
		s := lateSurvey(t, 1401, 3)
		lost := s.e.send(fullHopLimit, 1400, 0, 33434)
		s.says(3, 3, 1500, 1450, nil)
		said := &s.e.seen.claims[0]
		spoken := s.e.flight(said.Probe)
		lost.state, lost.sentAt = flightSent, s.e.now
		spoken.state, spoken.sentAt, spoken.answers = flightSent, s.e.now.Add(time.Second), 1
		c.change(lost, said, spoken)
		if got := s.search.spokeSince(lateRouter(3), 1400); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

// TestMayBeHis: a black hole behind a hop whose next one is silent may be the link of one who answers at no hop, if what he said
// leaves room for that, and came no sooner than answers from there can.
func TestMayBeHis(t *testing.T) {
	for _, c := range []struct {
		name  string
		claim uint32
		also  MTU           // he refused, too
		took  time.Duration // his words
		back  int           // from as many hops
		mute  bool          // he left as large a packet without an answer
		his   bool
	}{
		{"he spoke of one size only", 1450, 0, time.Second, 3, false, true},
		{"he names less than passes", 1390, 1480, time.Second, 3, false, true},
		{"he names what vanishes, and seldom speaks", 1401, 1480, time.Second, 3, true, true},
		{"he names what vanishes, and always speaks", 1401, 1480, time.Second, 3, false, false},
		{"he names more, and seldom speaks", 1450, 1480, time.Second, 3, true, false},
		{"he is as far, by a fast way back", 1401, 1480, time.Millisecond, 3, true, true},
		{"he is nearer", 1401, 1480, time.Millisecond, 2, true, false},
		{"he is nearer, and spoke of one size only", 1450, 0, time.Millisecond, 2, false, false},
	} {
		s := lateSurvey(t, 1401, 3)
		s.sweep.hops[4] = hopState{hop: 4}
		s.sizes.limits = append(s.sizes.limits, narrow{from: 1500, claim: c.claim, addr: lateRouter(222), auth: AuthToken, after: -1})
		s.says(222, c.back, 1500, c.claim, nil)
		if c.also > 0 {
			s.says(222, c.back, c.also, c.claim, nil)
		}
		for _, f := range s.e.flights {
			f.state, f.answers = flightSent, 1
			*s.e.seen.fate(f) = Fate{Answer: AnswerPacketTooBig, Addr: lateRouter(222), RTT: c.took}
		}
		far := s.e.send(5, 60, 0, 33434)
		far.state, far.answers = flightSent, 1
		*s.e.seen.fate(far) = Fate{Answer: AnswerTimeExceeded, Addr: lateRouter(5), RTT: 100 * time.Millisecond}
		if c.mute {
			s.e.send(5, 1490, 0, 33434).state = flightSent
		}
		s.e.now = s.e.now.Add(time.Minute)
		if got := s.mayBeHis(s.sizes.limits[0], 1); got != c.his {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

// TestProvenToEdge: what a router lets pass by his own words is proven where as much arrived behind him, or was lost or refused
// behind him.
func TestProvenToEdge(t *testing.T) {
	for _, c := range []struct {
		name    string
		arrived MTU // at the hop behind
		behind  []narrow
		want    MTU
	}{
		{"his word alone", 1459, nil, 0},
		{"it arrived", 1460, nil, 1460},
		{"it was lost behind", 0, []narrow{{from: 1460, to: 1400, after: 4, hole: true}}, 1460},
		{"less was lost behind", 0, []narrow{{from: 1459, to: 1400, after: 4, hole: true}}, 0},
		{"it was lost before", 0, []narrow{{from: 1460, to: 1400, after: 2, hole: true}}, 0},
	} {
		s := lateSurvey(t, 1401, 3)
		s.sizes.limits = append([]narrow{{from: 1500, claim: 1480, edge: 1460, addr: lateRouter(3), auth: AuthToken, after: 3}}, c.behind...)
		if c.arrived > 0 {
			s.search.ledger.pass(4, c.arrived)
		}
		if got := s.provenTo(0); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
}
