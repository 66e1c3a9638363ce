package pmtu_test

import (
	"testing"
	"time"

	"github.com/pathmtu/pmtu/pmtu"
)

// TestHintSearched: what only a hint refuses is searched for where that can still tell something, and nowhere else: what is
// known to the byte is not, nor is what nothing but a hint for a smaller size speaks against.
func TestHintSearched(t *testing.T) {
	for _, c := range []struct {
		name, text string
		protocol   pmtu.Protocol
		probes     int
		within     time.Duration
	}{
		{"known to the byte", "hops 6\nseed 25780783\nhop 5 mtu=1280\nhop all limit=none\nhop 5 rewrite=198\n", pmtu.Auto, 60, time.Second},
		{"what is forged arrives", "hops 5\nseed 865576513\nhop 1 delay=6ms\nhop 2 silent=yes\nhop 4 silent=yes\nhop 4 mtu=1483 ptb-from=10.77.99.9,fd77:99::9\n" +
			"hop 1 mtu=1436 ptb=dropped\nhop 3 mtu=1412 ptb=dropped\nforge target mtu=1300 every=1\ndest udp=silent echo=answer\n", pmtu.UDP, 130, 5 * time.Second},
	} {
		for _, f := range families {
			r := overNetwork(t, inline(t, c.text), f, pmtu.Options{Protocol: c.protocol})
			if r.Stats.Sent > c.probes || r.Duration > c.within {
				t.Errorf("%s, over %v: %s, %+v, %d probes, %v", c.name, f, r.Outcome, r.PathMTU, r.Stats.Sent, r.Duration)
			}
		}
	}
}
