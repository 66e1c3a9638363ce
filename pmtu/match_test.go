package pmtu

import (
	"net/netip"
	"testing"
	"time"
)

// TestMatchTwins: an answer that names no probe is one to any of several tries of one size, if nothing else is under way.
// It counts for the last: the others were most likely lost. Two sizes cannot be told apart.
func TestMatchTwins(t *testing.T) {
	target := netip.MustParseAddrPort("10.77.99.9:33434")
	for _, c := range []struct {
		name  string
		sizes []MTU
		twins bool
		which int
		want  matching
	}{
		{"one", []MTU{1400}, false, 0, matchOne},
		{"tries of one size", []MTU{1400, 1400, 1400}, true, 2, matchOne},
		{"of two", []MTU{1400, 1401}, true, -1, matchSeveral},
		{"not alone", []MTU{1400, 1400}, false, -1, matchSeveral},
	} {
		e := surveyOf(t).e
		e.flights = nil
		for _, size := range c.sizes {
			f := e.send(64, size, 0, target.Port())
			f.state, f.sentAt, f.twin = flightSent, e.now, c.twins
		}
		a := &answer{kind: answerReply, from: target.Addr(), at: e.now.Add(time.Second), quote: Quote{Target: target}}
		f, m := e.match(a)
		if m != c.want || m == matchOne && f != e.flights[c.which] {
			t.Errorf("%s: %v, probe %v; want %v, the one of index %d", c.name, m, f, c.want, c.which)
		}
	}
}
