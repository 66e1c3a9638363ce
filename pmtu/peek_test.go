package pmtu_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/pathmtu/pmtu/pmtu"
)

// TestPeekGoesAsFar: what an early look found to get to a hop is not said of the path where hops behind it have answered
// since.
func TestPeekGoesAsFar(t *testing.T) {
	const text = "title farther on\nhops 8\nhop 5 delay=400ms mtu=1400 ptb=dropped\ndest udp=silent echo=silent tcp=silent\n"
	for _, f := range families {
		for deadline := time.Second; deadline <= 4*time.Second; deadline += 500 * time.Millisecond {
			r := overNetwork(t, inline(t, text), f, pmtu.Options{Deadline: deadline})
			if r.PathMTU.MTU > 1400 {
				t.Errorf("over %v in %v: %+v, and 1400 bytes pass", f, deadline, r.PathMTU)
			}
		}
	}
}

// TestEndedHalfWay: what got to the hops by then is told where a run ends before it knows how much passes a black hole, and of
// the path no more than what got to the last hop that answers. Where the time is short, that is asked before it is known that
// the destination is silent.
func TestEndedHalfWay(t *testing.T) {
	for _, p := range []pmtu.Protocol{pmtu.UDP, pmtu.Auto} {
		for _, f := range families {
			for _, deadline := range []time.Duration{2 * time.Second, 3 * time.Second, 4 * time.Second, 5 * time.Second} {
				n := inline(t, "hops 9\nhop all limit=linux\nhop 5 mtu=1392 ptb=dropped\ndest udp=silent echo=silent\n")
				r := overNetwork(t, n, f, pmtu.Options{Protocol: p, Deadline: deadline})
				if len(r.Hops) < 8 || r.Hops[4].MTU != 1500 || r.Hops[5].MTU < 1380 || r.Hops[5].MTU > 1392 {
					t.Errorf("%v over %v in %v: %+v", p, f, deadline, r.Hops)
				} else if r.PathMTU.Status != pmtu.StatusAtLeast || r.PathMTU.MTU > r.Hops[7].MTU {
					t.Errorf("%v over %v in %v: %+v, and %d bytes at hop 8", p, f, deadline, r.PathMTU, r.Hops[7].MTU)
				}
			}
		}
	}
}

// TestAnsweredLate: where the destination answers after all, when a hop on the way is measured to, what gets to that hop is
// not said to get to the destination.
func TestAnsweredLate(t *testing.T) {
	for _, delay := range []int{700, 1100, 1600, 2100, 2300, 2600, 2900} {
		for _, deadline := range []time.Duration{2 * time.Second, 3 * time.Second, 5 * time.Second, 6 * time.Second, 30 * time.Second} {
			n := inline(t, fmt.Sprintf("hops 9\nhop 5 mtu=1392 ptb=dropped\nhop 8 mtu=1336 ptb=dropped delay=%dms\n", delay))
			r := overNetwork(t, n, pmtu.IPv4, pmtu.Options{Deadline: deadline})
			reached := r.Outcome == pmtu.OutcomeReached || slices.ContainsFunc(r.Hops, func(h pmtu.Hop) bool { return h.Reached })
			if reached && r.PathMTU.MTU > 1336 {
				t.Errorf("%d ms, %v: %s, %+v, and 1336 bytes get there", delay, deadline, r.Outcome, r.PathMTU)
			}
		}
	}
}
