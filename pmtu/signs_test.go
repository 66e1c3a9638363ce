package pmtu

import (
	"net/netip"
	"testing"
	"time"
)

// TestSignsEachTime: a destination that quoted a token does so each time, so that an answer of its that has none is no
// answer to a probe: somebody else sent it, or it was cut on the way.
func TestSignsEachTime(t *testing.T) {
	target := netip.MustParseAddrPort("10.77.99.9:33434")
	e, err := NewEngine(Options{Target: target})
	if err != nil {
		t.Fatal(err)
	}
	e.Step(time.Unix(1, 0), nil)
	sent := sentNow(e, 3, 4)
	says := func(token uint64) *answer {
		a := &answer{kind: answerUnreachable, from: target.Addr(), at: e.now}
		a.code = 3
		a.quote.Target, a.quote.Token, a.quote.HasToken = target, token, token != 0
		return a
	}
	for _, f := range e.flights {
		f.abandoned = f != sent[1] // so that there is one that an answer without a token can be to
	}
	if f, m := e.match(says(0)); m != matchOne || f != sent[1] {
		t.Fatalf("an answer without a token matches %v, before the destination quoted one", m)
	}
	e.takeAnswer(says(sent[0].Token))
	if _, m := e.match(says(0)); m != matchUnclear {
		t.Errorf("an answer without a token matches %v, want that it is unclear", m)
	}
}
