package pmtu_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pathmtu/pmtu/pmtu"
)

// TestLastResortLoss asks destinations that are hard to ask for a size that passes. Chance, and
// answers that are held back, are no limit: that takes many losses, and answers before and after them.
func TestLastResortLoss(t *testing.T) {
	for name, text := range map[string]string{
		"one loss is not enough":            "hops 9\nhop 5 loss=15%\nforge target mtu=1300\n",
		"answers before and after":          "hops 9\nhop 1-8 silent=yes\ndest limit=2/3s back-loss=30%\n",
		"somebody spoke of another's probe": "hops 9\nhop 1-8 silent=yes\ndest limit=3/3s\nhop 5 loss=5%\nforge target mtu=1300\n",
	} {
		for seed := 1; seed <= 150; seed++ {
			n := inline(t, fmt.Sprintf("%sseed %d\n", text, seed))
			r := overNetwork(t, n, pmtu.IPv4, pmtu.Options{EndToEnd: true, Require: 1500})
			if got := answerTo(r, 1500); got == tooSmall {
				t.Errorf("%s, seed %d: %s (%+v, %+v), and 1500 bytes pass", name, seed, got, r.PathMTU, r.Limits)
			}
		}
	}
}

// TestLastResortPlace: that the size does not pass is no reason to leave untold where it vanishes, and what passes. Where
// that cannot be known, what is known is told.
func TestLastResortPlace(t *testing.T) {
	for _, c := range []struct {
		hops, detail string
		path         pmtu.Status
	}{
		{"hop all limit=1/500ms\ndest limit=1/500ms\n", "Packets over 1400 bytes vanish between hop 4", pmtu.StatusProven},
		{"hop all limit=1/1s\ndest limit=1/1s\n", "Packets over 1400 bytes vanish between hop 4", pmtu.StatusProven},
		{"hop all silent=yes\ndest limit=3/3s\n", "Packets of 1500 bytes vanish somewhere on the way: a black hole; ", pmtu.StatusAtLeast},
	} {
		for _, f := range families {
			for _, p := range []pmtu.Protocol{pmtu.UDP, pmtu.Auto} {
				n := inline(t, "hops 8\nhop 4 mtu=1400 ptb=dropped\n"+c.hops)
				r := overNetwork(t, n, f, pmtu.Options{EndToEnd: true, Require: 1500, Protocol: p})
				i := slices.IndexFunc(r.Findings, func(x pmtu.Finding) bool { return x.Code == pmtu.CodeBlackHole })
				if r.PathMTU.Status != c.path && p == pmtu.UDP || i < 0 || r.Findings[i].Remedy == "" || len(r.Findings[i].Evidence) == 0 {
					t.Errorf("%q, %v, %v: %+v, findings %+v", c.hops, f, p, r.PathMTU, r.Findings)
				} else if d := r.Findings[i].Detail; p == pmtu.UDP && !strings.HasPrefix(d, c.detail) {
					t.Errorf("%q, %v: %s", c.hops, f, d)
				}
			}
		}
	}
}

// TestLastResortSpoken: where a router said that the size is too big, though not so that it can be
// believed, nothing is a black hole.
func TestLastResortSpoken(t *testing.T) {
	for _, how := range []string{"quote=minimal", "rewrite=7", "rewrite-port=7"} {
		for _, f := range families {
			n := inline(t, "hops 9\nhop 1-8 silent=yes\ndest limit=3/3s\nhop 5 mtu=1400 "+how+"\n")
			r := overNetwork(t, n, f, pmtu.Options{EndToEnd: true, Require: 1500})
			if slices.ContainsFunc(r.Limits, func(l pmtu.Limit) bool { return l.Kind == pmtu.LimitBlackHole }) {
				t.Errorf("%s, %v: %+v", how, f, r.Limits)
			}
		}
	}
}

// TestLastResortForged: a forged packet too big is no answer to a control, and where half of all answers get lost
// few losses tell nothing. What was wrong over some of these networks: a size that passes was called too large.
func TestLastResortForged(t *testing.T) {
	decided := 0
	for _, c := range []struct {
		text    string
		require pmtu.MTU
	}{
		{"hops 4\nforge target mtu=1335 every=1\ndest back-loss=50%\n", 1500},
		{"hops 4\nhop all silent=yes\nforge target mtu=1368 every=1\ndest back-loss=50% limit=1/200ms\n", 1499},
		{"hops 8\nforge target mtu=1448 every=1\ndest loss=20% limit=1/1s\n", 1500},
		{"hops 11\nhop 8 mtu=1496 ptb=dropped\nforge target mtu=1414 every=1\ndest loss=60% limit=1/500ms\n", 1496},
	} {
		for seed := 1; seed <= 60; seed++ {
			n := inline(t, fmt.Sprintf("%sseed %d\n", c.text, seed))
			r := overNetwork(t, n, pmtu.IPv4, pmtu.Options{EndToEnd: true, Require: c.require})
			switch got := answerTo(r, c.require); got {
			case tooSmall:
				t.Errorf("%q, seed %d: %s (%+v, %+v), and %d bytes pass", c.text, seed, got, r.PathMTU, r.Limits, c.require)
			case enough:
				decided++
			}
		}
	}
	if decided < 200 {
		t.Errorf("only %d of 240 pass", decided)
	}
}

// TestLastResortSparing: where the survey found the black hole, the destination is not asked in volleys any more; and one that
// answers seldom is asked seldom.
func TestLastResortSparing(t *testing.T) {
	for text, most := range map[string]int{
		"hops 5\nhop 3 mtu=1400 ptb=dropped\ndest limit=1/10s\n":                     200,
		"hops 5\nhop 1-4 silent=yes\nhop 3 mtu=1400 ptb=dropped\ndest limit=1/10s\n": 170,
	} {
		for _, f := range families {
			r := overNetwork(t, inline(t, text), f, pmtu.Options{EndToEnd: true, Require: 1500, Deadline: 2 * time.Minute})
			if got := answerTo(r, 1500); got != tooSmall || r.Outcome != pmtu.OutcomeReached || r.Stats.Sent > most {
				t.Errorf("%q, %v: %s, %s, %d packets, want %d at most", text, f, got, r.Outcome, r.Stats.Sent, most)
			}
		}
	}
}
