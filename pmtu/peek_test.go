package pmtu_test

import (
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
